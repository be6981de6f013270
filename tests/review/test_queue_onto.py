"""The machine's items on the document as a person made it: what is decided, and what became of cut and merged lines."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.errors import UserError
from review import edits
from review.queue.model import Item, WordDoubt
from review.queue.onto import MOST_ALIKE, Place, alike, doubted_words, onto
from tests.review.building import Book, heard

WORDS = (WordDoubt(4, 7, 0.8),)


def book() -> Book:
    return Book([heard(" one two three", 0), heard(" four five", 2_000), heard(" six", 4_000)])


def items(*gaps: tuple[int, int]) -> list[Item]:
    lines = [
        Item("0.0.0", "0.0.0", 0, 1_500, 0.5, True, words=WORDS),
        Item("0.0.1", "0.0.1", 2_000, 3_000, 0.2),
        Item("0.0.2", "0.0.2", 4_000, 4_500, 0.1),
    ]
    return [*lines, *(Item(f"gap.{start}.{end}", None, start, end, 0.6, True) for start, end in gaps)]


def places(made: Book, *gaps: tuple[int, int]) -> list[Place]:
    machine = {line.id: line for line in made.document.heard_lines()}
    return onto(items(*gaps), machine, tuple(made.document), made.document.passed)


def told(made: Book, *gaps: tuple[int, int]) -> list[tuple[str, bool, int]]:
    return [(place.item.id, place.decided, place.letters) for place in places(made, *gaps)]


def test_nothing_is_decided_at_first() -> None:
    assert told(book()) == [("0.0.0", False, 0), ("0.0.1", False, 0), ("0.0.2", False, 0)]


def test_a_line_that_was_kept_or_changed_is_decided() -> None:
    made = book()
    made.do(edits.Decide("0.0.0", "kept"))
    made.do(edits.SetText("0.0.1", "for fives"))
    made.do(edits.SetText("0.0.2", "Six!"))
    assert told(made) == [("0.0.0", True, 0), ("0.0.1", True, 2), ("0.0.2", True, 0)]
    for _ in range(3):
        made.undo()
    assert not any(decided for _, decided, _ in told(made))


def test_a_line_that_was_typed_back_is_open_again() -> None:
    made = book()
    made.do(edits.SetText("0.0.2", "seven"))
    made.do(edits.SetText("0.0.2", "six"))
    assert told(made)[2] == ("0.0.2", False, 0)


def test_a_deleted_line_has_no_row_and_was_wrong_by_all_its_letters() -> None:
    made = book()
    made.do(edits.Delete("0.0.1"))
    assert told(made) == [("0.0.0", False, 0), ("0.0.2", False, 0), ("0.0.1", True, 8)]
    assert [place.gone for place in places(made)] == [False, False, True]


def test_a_line_that_a_person_added_is_not_in_the_queue() -> None:
    made = book()
    made.do(edits.Insert("e1", 1_600, 1_900, "and"))
    assert [name for name, *_ in told(made)] == ["0.0.0", "0.0.1", "0.0.2"]


def test_a_line_of_other_times_is_where_the_document_has_it() -> None:
    made = book()
    made.do(edits.SetTimes("0.0.2", 100, 1_900))
    assert [name for name, *_ in told(made)] == ["0.0.0", "0.0.2", "0.0.1"]


def test_both_parts_of_a_cut_line_have_their_share() -> None:
    made = book()
    made.do(edits.Split("0.0.0", 8, "e1"))
    one, two = places(made)[:2]
    assert [(each.item.id, each.item.line, each.item.flagged) for each in (one, two)] == [
        ("0.0.0", "0.0.0", True),
        ("e1", "e1", True),
    ]
    assert one.item.words == WORDS
    assert two.item.words == ()
    share = 1 - 0.5 ** (7 / 13)
    assert one.item.suspicion == pytest.approx(share)
    assert two.item.suspicion < share


def test_a_word_of_the_second_part_is_found_there() -> None:
    made = book()
    made.do(edits.Split("0.0.0", 4, "e1"))
    one, two = places(made)[:2]
    assert (one.item.words, two.item.words) == ((), (WordDoubt(0, 3, 0.8),))


def test_a_merged_line_has_the_suspicion_of_both() -> None:
    made = book()
    made.do(edits.Merge("0.0.0", "0.0.1"))
    merged, last = places(made)
    assert merged.item.suspicion == pytest.approx(1 - 0.5 * 0.8)
    assert (merged.item.words, merged.decided, last.item.id) == (WORDS, False, "0.0.2")


def test_a_line_of_parts_of_two_has_its_share_of_both() -> None:
    made = book()
    made.do(edits.Split("0.0.0", 8, "e1"))
    made.do(edits.Split("0.0.1", 5, "e2"))
    made.do(edits.Merge("e1", "0.0.1"))
    assert [line.original for line in made.document] == [" one two", " three four", " five", " six"]
    found = places(made)
    assert [(place.item.id, place.gone) for place in found] == [
        ("0.0.0", False),
        ("e1", False),
        ("e2", False),
        ("0.0.2", False),
    ]
    assert 0.5 < found[1].item.suspicion < 1 - 0.5 * 0.8


def test_words_that_nobody_heard_are_no_row_when_they_are_cut_off() -> None:
    made = book()
    made.do(edits.SetText("0.0.2", "six one"))
    made.do(edits.Split("0.0.2", 5, "e1"))
    assert [line.original for line in made.document][2:] == [" six", ""]
    assert told(made) == [("0.0.0", False, 0), ("0.0.1", False, 0), ("0.0.2", False, 0)]


def test_merged_lines_that_say_the_same_are_told_apart_by_their_place() -> None:
    made = Book([heard(" yes", 0), heard(" yes", 1_000), heard(" no", 2_000), heard(" yes", 3_000)])
    machine = {line.id: line for line in made.document.heard_lines()}
    found = [Item(name, name, line.start, line.end, 0.1) for name, line in machine.items()]
    made.do(edits.Merge("0.0.0", "0.0.1"))
    placed = onto(found, machine, tuple(made.document), ())
    assert [(place.item.id, place.gone) for place in placed] == [("0.0.0", False), ("0.0.2", False), ("0.0.3", False)]
    assert placed[0].item.suspicion == pytest.approx(1 - 0.9 * 0.9)


def test_gaps_stand_where_their_time_is() -> None:
    names = [name for name, *_ in told(book(), (5_000, 6_000), (1_500, 2_000), (1_600, 1_700))]
    assert names == ["0.0.0", "gap.1500.2000", "gap.1600.1700", "0.0.1", "0.0.2", "gap.5000.6000"]


@pytest.mark.parametrize(
    ("stretches", "decided"),
    [
        ([(5_000, 6_000)], True),
        ([(5_500, 9_000)], True),
        ([(5_501, 9_000)], False),
        ([(5_000, 5_250), (5_750, 6_000)], True),
        ([(5_000, 5_250), (5_100, 5_300)], False),
        ([(4_000, 5_000)], False),
    ],
)
def test_a_gap_is_decided_when_half_of_it_was_passed(stretches: list[tuple[int, int]], decided: bool) -> None:
    made = book()
    for start, end in stretches:
        made.do(edits.PassGap(start, end))
    assert told(made, (5_000, 6_000))[-1] == ("gap.5000.6000", decided, 0)


def test_a_gap_that_was_filled_had_something_in_it() -> None:
    made = book()
    made.do(edits.Insert("e1", 5_000, 5_600, "여기에"))
    assert told(made, (5_000, 6_000))[-1] == ("gap.5000.6000", True, 3)
    made.do(edits.SetText("e1", ""))
    assert told(made, (5_000, 6_000))[-1] == ("gap.5000.6000", False, 0)


def test_a_line_that_was_drawn_over_a_gap_decides_it() -> None:
    made = book()
    made.do(edits.SetTimes("0.0.2", 4_000, 5_700))
    assert told(made, (5_000, 6_000))[-1] == ("gap.5000.6000", True, 0)


def test_doubted_words_are_held_against_each_other_without_signs_and_capitals() -> None:
    item = replace(items()[0], words=(WordDoubt(0, 5, 0.7), WordDoubt(6, 11, 0.7), WordDoubt(12, 13, 0.7)))
    assert doubted_words(item, " Night night, ?") == ("night",)


def test_lines_with_the_same_doubted_word_are_counted() -> None:
    words = [("night",), ("night", "the"), ("the",), (), ("night",)]
    assert alike(words, [True, True, True, True, False]) == [1, 1, 1, 0, 2]


def test_no_more_than_so_many_are_counted() -> None:
    assert set(alike([("the",)] * 500, [True] * 500)) == {MOST_ALIKE}


KINDS = ("text", "merge", "split", "delete", "insert", "pass", "keep", "undo")
STEPS = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), max_size=12)


def step(made: Book, kind: str, at: int, new: str) -> None:
    """One thing a person does, to one of the lines."""
    names = made.names()
    line = names[at % len(names)] if names else "gone"
    below = made.document.after(line) if names else None
    change: edits.Edit = {
        "text": edits.SetText(line, "six one"),
        "merge": edits.Merge(line, line if below is None else below.id),
        "split": edits.Split(line, at, new),
        "delete": edits.Delete(line),
        "insert": edits.Insert(new, 500 * at, 500 * at + 400, "new"),
        "pass": edits.PassGap(500 * at, 500 * at + 900),
    }.get(kind, edits.Decide(line, "kept"))
    with suppress(UserError):
        if kind != "undo":
            made.do(change)
        elif made.document.undo_target is not None:
            made.undo()


@given(STEPS)
@example([("text", 2), ("split", 5)])
@settings(deadline=None)
def test_whatever_was_done_every_line_that_was_heard_has_one_row_and_taken_back_it_is_as_at_first(
    steps: list[tuple[str, int]],
) -> None:
    made, gap = book(), (1_500, 2_000)
    first = places(made, gap)
    for number, (kind, at) in enumerate(steps):
        step(made, kind, at, f"e{number}")
        found = [place for place in places(made, gap) if not place.gone]
        assert [place.line.id for place in found if place.line] == [
            line.id for line in made.document if (line.original or "").strip()
        ]
        for place in found:
            text = "" if place.line is None else (place.line.original or "").strip()
            assert all(text[word.begin : word.end] == "two" for word in place.item.words)
            assert 0 <= place.item.suspicion <= 1
    while made.document.undo_target is not None:
        made.undo()
    again = places(made, gap)
    assert [(place.item, place.decided) for place in again] == [(place.item, place.decided) for place in first]
