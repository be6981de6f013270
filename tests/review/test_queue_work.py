"""The work counted from the log: minutes, lines, corrections, and what the newest decisions brought."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review import edits
from review.events import EditLogged, Kind, Stroke
from review.queue.work import PAUSE_MS, RECENT, Done, Work, Yield
from tests.review.building import Book, heard


def stroke(seconds: float, *touched: str, kind: Kind = "do", op: str = "set_text") -> Stroke:
    return Stroke(round(1_000 * seconds), kind, op, touched)


def worked(*strokes: Stroke) -> Work:
    work = Work()
    work.update(strokes)
    return work


def test_no_work_is_nothing() -> None:
    assert worked().done({}) == Done(0.0, 0, 0)
    assert worked().recent({}) == Yield(0, 0)
    assert Done(0.0, 0, 0).minutes_per_fix is None


def test_time_between_entries_is_work_up_to_a_pause() -> None:
    work = worked(stroke(1_000, "a"), stroke(1_030, "b"), stroke(1_030 + 3_600, "c"), stroke(4_690, "d"))
    assert work.done({}).minutes == pytest.approx((30 + PAUSE_MS / 1_000 + 60) / 60)


def test_a_clock_that_was_put_back_takes_no_work_away() -> None:
    assert worked(stroke(1_000, "a"), stroke(500, "b"), stroke(530, "c")).done({}).minutes == 0.5


def test_lines_are_counted_while_they_are_decided() -> None:
    work = worked(stroke(0, "a"), stroke(6, "b", op="decide"), stroke(12, "c"), stroke(18, "a"))
    found = work.done({"a": True, "b": False, "from-the-file": True})
    assert found == Done(0.3, 2, 1)
    assert found.minutes_per_fix == pytest.approx(0.3)


def test_undo_and_times_decide_nothing() -> None:
    work = worked(stroke(0, "a", op="set_times"), stroke(1, "b", kind="undo"), stroke(2, "c", kind="redo"))
    assert work.done({"a": True, "b": True, "c": True}).lines == 1


def test_the_yield_is_that_of_the_newest_decisions() -> None:
    names = [f"l{number}" for number in range(60)]
    work = worked(*(stroke(number, name) for number, name in enumerate(names)), stroke(99, "l0"))
    decided = {name: number < 20 for number, name in enumerate(names)}
    assert work.recent(decided) == Yield(RECENT, 1 + 9)  # l0 again, and l11 to l19
    assert work.recent({"l3": True}) == Yield(1, 1)


@given(st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from("abcd")), max_size=30), st.integers(0, 30))
def test_counted_bit_by_bit_it_is_the_same(given_: list[tuple[int, str]], cut: int) -> None:
    strokes = [Stroke(at, "do", "set_text", (name,)) for at, name in given_]
    bits = Work()
    bits.update(strokes[:cut])
    bits.update(strokes)
    decided = {"a": True, "b": False}
    assert (bits.done(decided), bits.recent(decided)) == (
        worked(*strokes).done(decided),
        worked(*strokes).recent(decided),
    )


def test_a_log_that_became_shorter_is_counted_anew() -> None:
    work = worked(stroke(0, "a"), stroke(60, "b"))
    work.update([stroke(0, "a")])
    assert work.done({"a": True, "b": True}) == Done(0.0, 1, 1)


def test_a_document_keeps_what_its_log_touched() -> None:
    book = Book([heard(" one two"), heard(" three", 2_000)])
    book.do(edits.SetText("0.0.0", "1 two"))
    book.do(edits.ReplaceAll((edits.SetText("0.0.0", "1 2"), edits.SetText("0.0.1", "3"))))
    book.do(edits.Insert("e1", 5_000, 6_000, "new"))
    book.do(edits.PassGap(7_000, 8_000))
    book.do(edits.Split("0.0.0", 2, "e2"))
    book.undo()
    book.redo()
    assert [(each.kind, each.op, each.touched) for each in book.document.strokes] == [
        ("do", "set_text", ("0.0.0",)),
        ("do", "replace_all", ("0.0.0", "0.0.1")),
        ("do", "insert", ("e1",)),
        ("do", "pass_gap", ("gap.7000.8000",)),
        ("do", "split", ("0.0.0", "e2")),
        ("undo", "restore", ()),
        ("redo", "split", ("0.0.0", "e2")),
    ]


def test_what_came_with_a_file_is_no_stroke() -> None:
    book = Book([heard(" one")])
    entry = EditLogged(2, "undo", None, {"op": "restore", "put": [], "add": [], "remove": []}, None, "", 1)
    book.document.absorb(entry)
    assert book.document.strokes == []
