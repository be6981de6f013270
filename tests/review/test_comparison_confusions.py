"""What is confused with what."""

from __future__ import annotations

from review.comparison import Confusion, compare
from review.reference import ScoredLine
from review.scoring import Normalisation

RAW, STANDARD = Normalisation.RAW, Normalisation.STANDARD


def of(ours: list[str], theirs: list[str], how: Normalisation = STANDARD) -> tuple[Confusion, ...]:
    """The confusions of these lines."""
    left, right = ([ScoredLine(text, n) for n, text in enumerate(side)] for side in (ours, theirs))
    return compare(left, right, how, "en").confusions


def test_the_most_frequent_come_first_with_their_rows() -> None:
    ours = ["you are hear now", "she was hear Their", "hear we go hear again"]
    theirs = ["you are here now", "she was here there", "here we go here again"]
    assert of(ours, theirs) == (
        Confusion("hear", "here", 4, (0, 1, 2)),
        Confusion("their", "there", 1, (1,)),
    )


def test_words_left_out_and_put_in_have_an_empty_side() -> None:
    assert of(["turn the radio it on", "one two four five"], ["turn the radio on", "one two three four five"]) == (
        Confusion("", "three", 1, (1,)),
        Confusion("it", "", 1, (0,)),
    )


def test_case_punctuation_and_spaces_are_no_confusions() -> None:
    assert of(["you, are every one here"], ["You are everyone here"], RAW) == ()


def test_missing_and_extra_lines_are_no_confusions() -> None:
    found = of(
        ["one two three", "thanks for watching", "four five six"], ["one two three", "four five six", "seven eight"]
    )
    assert found == ()


def test_another_script_is_one() -> None:
    assert of(["오늘은 온통 썬데이"], ["오늘은 온통 Sunday"]) == (Confusion("썬데이", "sunday", 1, (0,)),)
