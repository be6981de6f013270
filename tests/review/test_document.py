"""The document: its order, its versions, what it tells of changes, and that it is always the same document."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import pairwise

import pytest

from review import edits
from review.document import Conflict, Document, NothingToRedo, NothingToUndo
from review.events import Changes, EditLogged, WindowHeard
from review.history import redo_target, undo_target
from tests.review.building import Book, heard, plain


@pytest.fixture
def book() -> Book:
    return Book([heard(" one two", 0), heard(" three four", 1000)], [heard(" five", 2000, window=2000)])


def places(book: Book) -> list[float]:
    return [line.order for line in book.document]


# Order


def test_lines_are_named_by_chunk_window_and_place(book: Book) -> None:
    assert book.names() == ["0.0.0", "0.0.1", "0.1.0"]


def test_order_grows_down_the_document(book: Book) -> None:
    book.do(edits.Split("0.0.0", 4, "e1"))
    book.do(edits.Insert("e2", 0, 5, "x", edits.TOP))
    assert book.names() == ["e2", "0.0.0", "e1", "0.0.1", "0.1.0"]
    assert places(book) == sorted(places(book))


def test_hundreds_of_lines_fit_into_one_gap(book: Book) -> None:
    for number in range(300):
        book.do(edits.Insert(f"e{number}", 1000, 1001, "x", "0.0.0"))
    assert book.names() == ["0.0.0", *(f"e{number}" for number in reversed(range(300))), "0.0.1", "0.1.0"]
    assert all(one < two for one, two in pairwise(places(book)))


def test_hundreds_of_lines_follow_each_other_into_one_gap(book: Book) -> None:
    after = "0.0.0"
    for number in range(300):
        book.do(edits.Insert(f"e{number}", 1000, 1001, "x", after))
        after = f"e{number}"
    assert book.names() == ["0.0.0", *(f"e{number}" for number in range(300)), "0.0.1", "0.1.0"]
    assert all(one < two for one, two in pairwise(places(book)))


def test_making_room_moves_few_lines_and_changes_no_version() -> None:
    book = Book([plain(str(number), number * 10, number * 10 + 5) for number in range(2000)])
    most = 0
    for number in range(100):
        before = {line.id: line for line in book.document}
        book.do(edits.Insert(f"e{number}", 0, 5, "x", "0.0.1000"))
        moved = [line for line in book.document if line.id in before and before[line.id].order != line.order]
        assert all(replace(line, order=0.0) == replace(before[line.id], order=0.0) for line in moved)
        most = max(most, len(moved))
    assert 0 < most < 100


def test_a_moved_line_is_told_of() -> None:
    book = Book([plain(str(number), number * 10, number * 10 + 5) for number in range(100)])
    for number in range(60):
        since, before = book.document.revision, {line.id: line.order for line in book.document}
        book.do(edits.Insert(f"e{number}", 0, 5, "x", "0.0.50"))
        told = {line.id for line in book.document.delta(since).lines}
        assert told == {line.id for line in book.document if before.get(line.id) != line.order}


# The worker goes on while a person works


def test_lines_heard_later_go_to_the_end(book: Book) -> None:
    book.do(edits.Delete("0.1.0"))
    book.hear(heard(" six", 3000))
    book.undo()
    assert book.names() == ["0.0.0", "0.0.1", "0.1.0", "0.2.0"]


def test_lines_heard_later_go_before_a_persons_lines_of_a_later_time(book: Book) -> None:
    book.do(edits.Insert("e1", 60_000, 61_000, "end"))
    book.hear(heard(" six", 3000), heard(" seven", 4000))
    assert book.names() == ["0.0.0", "0.0.1", "0.1.0", "0.2.0", "0.2.1", "e1"]


def test_lines_heard_later_go_behind_a_persons_lines_of_an_earlier_time(book: Book) -> None:
    book.do(edits.Insert("e1", 2500, 2600, "between"))
    book.hear(heard(" six", 3000))
    assert book.names() == ["0.0.0", "0.0.1", "0.1.0", "e1", "0.2.0"]


def test_a_window_that_comes_late_goes_where_its_times_belong() -> None:
    document = Document()
    document.absorb(WindowHeard(1, "run", 0, 0, (heard(" a", 0),)))
    document.absorb(WindowHeard(2, "run", 2, 0, (heard(" c", 9000),)))
    document.absorb(WindowHeard(3, "run", 1, 0, (heard(" b", 5000), heard(" bb", 6000))))
    assert [line.id for line in document] == ["0.0.0", "1.0.0", "1.0.1", "2.0.0"]


def test_an_edit_stands_whatever_is_heard_after_it(book: Book) -> None:
    book.do(edits.SetText("0.1.0", "typed"))
    for start in range(3000, 30_000, 1000):
        book.hear(heard(" more", start))
    assert book.document.get("0.1.0").text == " typed"


# Versions and conflicts


def test_a_lines_version_is_the_revision_that_last_changed_it(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "x"))
    assert [(line.id, line.version) for line in book.document] == [("0.0.0", 3), ("0.0.1", 1), ("0.1.0", 2)]


def test_a_restored_line_has_the_revision_of_the_undo(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "x"))
    book.undo()
    assert book.document.get("0.0.0").version == 4


def test_an_edit_of_the_version_seen_is_made(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "x"), {"0.0.0": 1})
    assert book.document.get("0.0.0").text == " x"


def test_an_edit_of_another_version_is_a_conflict_that_shows_the_line(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "theirs"))
    with pytest.raises(Conflict) as caught:
        book.do(edits.SetText("0.0.0", "mine"), {"0.0.0": 1})
    assert [line.text for line in caught.value.lines] == [" theirs"]
    assert caught.value.removed == ()
    assert book.document.get("0.0.0").text == " theirs"


def test_an_edit_that_names_no_version_is_a_conflict(book: Book) -> None:
    with pytest.raises(Conflict):
        book.do(edits.SetText("0.0.0", "mine"), {})


def test_an_edit_of_a_deleted_line_is_a_conflict_that_says_so(book: Book) -> None:
    book.do(edits.Delete("0.0.0"))
    with pytest.raises(Conflict) as caught:
        book.do(edits.SetText("0.0.0", "mine"), {"0.0.0": 1})
    assert (caught.value.lines, caught.value.removed) == ((), ("0.0.0",))


def test_the_same_edit_made_elsewhere_is_no_conflict(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "same"))
    assert book.document.plan(edits.SetText("0.0.0", "same"), {"0.0.0": 1}).empty


def test_a_merge_needs_both_versions(book: Book) -> None:
    book.do(edits.SetText("0.0.1", "theirs"))
    with pytest.raises(Conflict):
        book.do(edits.Merge("0.0.0", "0.0.1"), {"0.0.0": 1, "0.0.1": 1})


def test_planning_changes_nothing(book: Book) -> None:
    before = list(book.document)
    book.document.plan(edits.Merge("0.0.0", "0.0.1"))
    assert list(book.document) == before
    assert book.document.revision == 2


@pytest.mark.parametrize(
    ("edit", "delta"),
    [
        (edits.SetText("0.0.0", "x"), 0),
        (edits.SetTimes("0.0.0", 5000, 6000), 0),
        (edits.Split("0.0.0", 4, "e1"), 1),
        (edits.Insert("e1", 0, 5, "x"), 1),
        (edits.Merge("0.0.0", "0.0.1"), -1),
        (edits.Delete("0.0.0"), -1),
    ],
)
def test_a_plan_says_how_many_lines_there_will_be(book: Book, edit: edits.Edit, delta: int) -> None:
    before = len(book.document)
    assert book.document.plan(edit).line_delta == delta
    book.do(edit)
    assert len(book.document) == before + delta


# What changed


def test_a_delta_names_what_changed_and_what_went(book: Book) -> None:
    book.do(edits.Merge("0.0.0", "0.0.1"))
    delta = book.document.delta(2)
    assert ([line.id for line in delta.lines], delta.removed, delta.reset) == (["0.0.0"], ("0.0.1",), False)


def test_a_line_that_came_back_is_not_gone(book: Book) -> None:
    book.do(edits.Delete("0.0.0"))
    book.undo()
    delta = book.document.delta(2)
    assert ([line.id for line in delta.lines], delta.removed) == (["0.0.0"], ())


def test_nothing_changed_since_the_newest_revision(book: Book) -> None:
    delta = book.document.delta(book.document.revision)
    assert (delta.lines, delta.removed, delta.reset) == ((), (), False)


def test_another_run_makes_a_new_document(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "x"))
    event = WindowHeard(5, "other", 0, 0, (heard(" new", 0),))
    book.document.update(Changes(5, "other", 4, True, (event,)))
    assert book.texts() == [" new"]
    assert book.document.undo_target is None
    assert (book.document.run_id, book.document.revision) == ("other", 5)


def test_a_page_that_saw_the_former_run_is_told_to_begin_anew(book: Book) -> None:
    event = WindowHeard(5, "other", 0, 0, (heard(" new", 0),))
    book.document.update(Changes(5, "other", 4, True, (event,)))
    delta = book.document.delta(2)
    assert ([line.text for line in delta.lines], delta.reset) == ([" new"], True)


def test_an_event_that_is_known_already_changes_nothing(book: Book) -> None:
    before = list(book.document)
    for event in book.events:
        book.document.absorb(event)
    assert list(book.document) == before


def test_a_log_entry_that_does_not_fit_is_passed_over_and_named(book: Book) -> None:
    book.document.absorb(EditLogged(3, "do", None, {"op": "from_the_future"}, None, "", 0))
    book.document.absorb(EditLogged(4, "do", None, {"op": "set_text", "line": "0.0.0", "text": "x"}, None, "", 0))
    assert book.document.skipped == (3,)
    assert book.document.get("0.0.0").text == " x"


def test_the_time_of_the_last_save_is_the_last_entrys(book: Book) -> None:
    assert book.document.saved_at is None
    book.do(edits.SetText("0.0.0", "x"))
    book.hear(heard(" six", 3000))
    assert book.document.saved_at == 1_700_000_000_000


# Undo and redo


def test_undo_goes_back_step_by_step_and_redo_forward(book: Book) -> None:
    start = book.texts()
    book.do(edits.SetText("0.0.0", "a"))
    one = book.texts()
    book.do(edits.Delete("0.0.1"))
    two = book.texts()
    book.undo()
    assert book.texts() == one
    book.undo()
    assert book.texts() == start
    book.redo()
    assert book.texts() == one
    book.redo()
    assert book.texts() == two


def test_an_edit_after_an_undo_ends_redo(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "a"))
    book.undo()
    book.do(edits.SetText("0.0.1", "b"))
    assert book.document.redo_target is None


def test_a_redone_edit_can_be_undone_again(book: Book) -> None:
    before = book.state()
    book.do(edits.Split("0.0.0", 4, "e1"))
    book.undo()
    book.redo()
    book.undo()
    assert book.state() == before


def test_the_log_alone_tells_what_comes_next(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "a"))
    book.do(edits.SetText("0.0.0", "b"))
    book.undo()
    entries = [event for event in book.events if isinstance(event, EditLogged)]
    assert (undo_target(entries), redo_target(entries)) == (3, 4)


def test_only_the_newest_entry_can_be_undone(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "a"))
    book.do(edits.SetText("0.0.0", "b"))
    with pytest.raises(NothingToUndo):
        book.document.undo_plan(book.entry(3))


def test_an_entry_that_was_not_undone_cannot_be_redone(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "a"))
    with pytest.raises(NothingToRedo):
        book.document.redo_plan(book.entry(3))


# Ten thousand lines


def calls_of_an_edit(lines: int) -> int:
    """Functions that are called to edit, cut and join a line in the middle of so many."""
    segments = [heard(" one two three four five six seven eight", number * 4000) for number in range(lines)]
    book = Book(*(segments[first : first + 200] for first in range(0, lines, 200)))
    window = lines // 400
    line = f"0.{window}.0"
    calls = 0

    def count(_frame: object, event: str, _given: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        book.do(edits.SetText(line, "one two 3 four five six seven eight"), {line: window + 1})
        book.do(edits.Split(line, 4, "e1"))
        book.do(edits.Merge(line, "e1"))
    finally:
        sys.setprofile(None)
    return calls


def test_an_edit_among_ten_thousand_lines_does_no_more_than_among_four_hundred() -> None:
    assert calls_of_an_edit(10_000) < 1.1 * calls_of_an_edit(400)


def test_the_machine_s_lines_stay_whatever_is_made_of_them() -> None:
    book = Book([heard(" one", 0), heard(" two", 1_000)], [heard(" three", 2_000)])
    book.do(edits.SetText("0.0.0", "fixed"))
    book.do(edits.Delete("0.0.1"))
    book.do(edits.Insert("e1", 5_000, 6_000, "added", "0.1.0"))
    assert [line.text for line in book.document.heard_lines()] == [" one", " two", " three"]
    assert book.document.heard_count == 3


def test_the_machine_s_lines_are_in_the_order_of_their_windows() -> None:
    document = Document()
    events = (
        WindowHeard(1, "run", 0, 10, (heard(" third", 2_000),)),
        WindowHeard(2, "run", 0, 9, (heard(" second", 1_000),)),
        WindowHeard(3, "run", 0, 0, (heard(" first", 0),)),
    )
    document.update(Changes(3, "run", 0, True, events))
    assert [line.text for line in document.heard_lines()] == [" first", " second", " third"]
