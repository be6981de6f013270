"""Which word stands for which."""

from __future__ import annotations

import jiwer
import kaldialign
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from review.scoring.steps import Step, align_words

WORDS = st.lists(st.sampled_from(["a", "b", "ab", "ba", "abc", "c", "bc"]), max_size=9)
LONG = st.lists(st.sampled_from(["a", "bb", "ccc", "dddd"]), min_size=90, max_size=150)


def test_the_closest_letters_stand_for_each_other() -> None:
    assert align_words(["hold", "my", "hend"], ["hand"]) == [
        Step("insertion", (0, 1), (0, 0)),
        Step("insertion", (1, 2), (0, 0)),
        Step("substitution", (2, 3), (0, 1)),
    ]


def test_hits_are_runs() -> None:
    assert align_words(["a", "b", "x", "c"], ["a", "b", "y", "c"]) == [
        Step("hit", (0, 2), (0, 2)),
        Step("substitution", (2, 3), (2, 3)),
        Step("hit", (3, 4), (3, 4)),
    ]


def test_respaced_words_are_one_step() -> None:
    assert align_words(["나는너를", "사랑", "해"], ["나는", "너를", "사랑해"]) == [
        Step("spacing", (0, 1), (0, 2)),
        Step("spacing", (1, 3), (2, 3)),
    ]


def test_nothing_against_nothing_has_no_steps() -> None:
    assert align_words([], []) == []


@settings(deadline=None)
@given(WORDS, WORDS)
def test_steps_tile_both_sides_in_order(ours: list[str], theirs: list[str]) -> None:
    left = right = 0
    for step in align_words(ours, theirs):
        assert (step.ours[0], step.theirs[0]) == (left, right)
        left, right = step.ours[1], step.theirs[1]
        mine, other = ours[slice(*step.ours)], theirs[slice(*step.theirs)]
        if step.change == "hit":
            assert mine == other
        elif step.change == "spacing":
            assert "".join(mine) == "".join(other) and mine != other
        else:
            sizes = {"substitution": (1, 1), "insertion": (1, 0), "deletion": (0, 1)}
            assert (len(mine), len(other)) == sizes[step.change]
    assert (left, right) == (len(ours), len(theirs))


@settings(deadline=None)
@given(WORDS, WORDS)
def test_no_more_errors_than_the_distance_and_as_many_without_respacing(ours: list[str], theirs: list[str]) -> None:
    steps = align_words(ours, theirs)
    errors = sum(step.wrong for step in steps)
    distance = Levenshtein.distance(ours, theirs)
    assert errors <= distance
    if all(step.change != "spacing" for step in steps):
        assert errors == distance


@settings(deadline=None)
@given(WORDS, WORDS)
def test_respaced_words_are_found_wherever_kaldialign_finds_them(ours: list[str], theirs: list[str]) -> None:
    assume(not set(ours) & set(theirs))
    found = kaldialign.edit_distance(theirs, ours, merge_compounds=True)["total"]
    assert sum(step.wrong for step in align_words(ours, theirs)) <= found


@settings(deadline=None)
@given(LONG, LONG)
def test_what_is_too_large_for_a_table_has_the_fewest_errors_too(ours: list[str], theirs: list[str]) -> None:
    found = jiwer.process_words(" ".join(theirs), " ".join(ours))
    errors = found.substitutions + found.insertions + found.deletions
    assert sum(step.wrong for step in align_words(ours, theirs)) <= errors


def test_a_large_region_without_a_match_is_laid_side_by_side() -> None:
    steps = align_words(["a"] * 120, ["b"] * 130)
    assert sum(step.change == "substitution" for step in steps) == 120
    assert sum(step.change == "deletion" for step in steps) == 10
