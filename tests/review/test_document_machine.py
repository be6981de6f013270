"""Whatever is heard, typed, taken back and made again, in whatever order: nothing is lost, and it is one document."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.errors import UserError
from engine.transcript import Segment
from review import edits
from review.document import Document, Line
from review.edits import Stretch
from review.events import Changes, WindowHeard
from tests.review.building import Book, heard, plain, spelt

TEXT = st.text(alphabet=st.sampled_from("ab 가日.😀"), max_size=12)
TIME = st.integers(0, 20_000)


class Work(RuleBasedStateMachine):
    """A worker hears windows while a person edits, takes back and makes again."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book()
        self.undoable: list[tuple[list[Line], tuple[Stretch, ...], int]] = []
        self.time = 0
        self.new = 0

    @initialize()
    def first(self) -> None:
        self.hear([" one two three", " four"])

    @rule(texts=st.lists(TEXT, max_size=3))
    def hear(self, texts: list[str]) -> None:
        segments: list[Segment] = []
        for text in texts:
            segments.append(heard(text, self.time) if text else plain("", self.time, self.time))
            self.time = segments[-1].end
        self.book.hear(*segments)

    def state(self) -> tuple[list[Line], tuple[Stretch, ...], int]:
        """The lines, the stretches that were passed, and how much has happened."""
        return self.book.state(), self.book.document.passed, len(self.book.events)

    def pick(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(self.book.names()))

    def name(self) -> str:
        self.new += 1
        return f"e{self.new}"

    def edit(self, data: st.DataObject) -> edits.Edit:
        line, kind = (
            self.pick(data),
            data.draw(
                st.sampled_from(["text", "times", "split", "merge", "insert", "delete", "decide", "pass", "all"])
            ),
        )
        if kind == "text":
            return edits.SetText(line, data.draw(TEXT))
        if kind == "times":
            start = data.draw(TIME)
            return edits.SetTimes(line, start, start + 1 + data.draw(TIME))
        if kind == "split":
            return edits.Split(line, data.draw(st.integers(0, 12)), self.name(), data.draw(st.none() | TIME))
        if kind == "merge":
            below = self.book.document.after(line)
            return edits.Merge(line, line if below is None else below.id)
        if kind == "insert":
            after = data.draw(st.sampled_from([None, edits.TOP, line]))
            return edits.Insert(self.name(), data.draw(TIME), 20_001, data.draw(TEXT), after)
        if kind == "delete":
            return edits.Delete(line)
        if kind == "decide":
            return edits.Decide(line, data.draw(st.sampled_from(["", "kept"])))
        if kind == "pass":
            start = data.draw(st.integers(0, 3))  # the same one again and again
            return edits.PassGap(start, start + 1)
        lines = data.draw(st.sets(st.sampled_from(self.book.names()), min_size=1))
        return edits.ReplaceAll(tuple(edits.SetText(each, data.draw(TEXT)) for each in sorted(lines)))

    @precondition(lambda self: len(self.book.document) > 0)
    @rule(data=st.data())
    def do(self, data: st.DataObject) -> None:
        before, passed, since = self.state()
        try:
            self.book.do(self.edit(data))
        except UserError:
            assert self.state()[:2] == (before, passed)
        if len(self.book.events) > since:
            self.undoable.append((before, passed, since))

    @precondition(lambda self: self.book.document.undo_target is not None)
    @rule()
    def undo(self) -> None:
        self.book.undo()
        before, passed, since = self.undoable.pop()
        later = {
            f"{event.chunk}.{event.window}" for event in self.book.events[since:] if isinstance(event, WindowHeard)
        }
        now = [line for line in self.book.state() if line.id.rpartition(".")[0] not in later]
        assert now == before
        assert self.book.document.passed == passed

    @precondition(lambda self: self.book.document.redo_target is not None)
    @rule()
    def redo(self) -> None:
        before = self.state()
        self.book.redo()
        self.undoable.append(before)

    @invariant()
    def rebuilt_from_the_log_it_is_the_same(self) -> None:
        rebuilt = self.book.rebuilt()
        assert list(rebuilt) == list(self.book.document)
        assert rebuilt.passed == self.book.document.passed
        assert rebuilt.strokes == self.book.document.strokes
        assert rebuilt.skipped == ()
        assert (rebuilt.undo_target, rebuilt.redo_target) == (
            self.book.document.undo_target,
            self.book.document.redo_target,
        )

    @invariant()
    def order_is_strict(self) -> None:
        assert all(one < two for one, two in pairwise(line.order for line in self.book.document))

    @invariant()
    def words_spell_their_line(self) -> None:
        assert all(not line.words or spelt(line) == line.text for line in self.book.document)

    @invariant()
    def a_page_that_pulls_has_the_document(self) -> None:
        revision = self.book.document.revision
        for since in {max(0, revision - 1), revision // 2}:
            page = {line.id: line for line in lines_at(self.book, since)}
            delta = self.book.document.delta(since)
            page |= {line.id: line for line in delta.lines}
            shown = sorted((page[name] for name in page if name not in delta.removed), key=lambda line: line.order)
            assert shown == list(self.book.document)


def lines_at(book: Book, revision: int) -> list[Line]:
    """The lines as they were at a revision."""
    document = Document()
    document.update(Changes(revision, "run", 0, False, tuple(book.events[:revision])))
    return list(document)


TestWork = Work.TestCase
TestWork.settings = settings(max_examples=40, stateful_step_count=30, deadline=None)
