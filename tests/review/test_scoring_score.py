"""The score of two texts."""

from __future__ import annotations

import unicodedata

import jiwer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.scoring import Counts, Normalisation, score

RAW, STANDARD = Normalisation.RAW, Normalisation.STANDARD
WORDS = st.lists(st.sampled_from(["나는", "너를", "나는너를", "a", "b", "ab", "Ab", "abc", "c,"]), max_size=8).map(
    " ".join
)


def test_respaced_korean() -> None:
    found = score("나는너를 사랑 해", "나는 너를 사랑해", RAW)
    assert (found.cer_no_spaces, found.wer_space_insensitive, found.wer) == (0.0, 0.0, 1.0)


def test_words_respaced_across_each_other_cost_nothing() -> None:
    assert score("할수 있다 정말", "할 수있다 정말", RAW).wer_space_insensitive == 0.0


def test_a_real_error_beside_a_respaced_word_is_one_error() -> None:
    assert score("나는너를 미워해", "나는 너를 사랑해", RAW).wer_space_insensitive == pytest.approx(1 / 3)


def test_decomposed_text_is_the_same_text() -> None:
    found = score(unicodedata.normalize("NFD", "나는 너를 café"), "나는 너를 café", STANDARD)
    assert (found.wer, found.cer, found.cer_no_spaces, found.wer_space_insensitive) == (0.0, 0.0, 0.0, 0.0)


def test_rates_and_counts() -> None:
    found = score("the cat sat on on mat", "the cat sat on the mat", RAW)
    assert found.counts == Counts(hits=5, substitutions=1)
    assert found.wer == pytest.approx(1 / 6)
    assert found.mer == pytest.approx(1 / 6)
    assert found.wil == pytest.approx(1 - 25 / 36)
    assert found.cer == pytest.approx(3 / 22)
    assert found.cer_no_spaces == pytest.approx(3 / 17)
    assert found.reference_characters == 22
    assert found.note is None


def test_standard_overlooks_case_and_punctuation() -> None:
    assert score("Hello, World!", "hello world", STANDARD).wer == 0.0
    assert score("Hello, World!", "hello world", RAW).wer == 1.0


def test_an_empty_reference_has_no_rate_per_word() -> None:
    found = score("two words", "", RAW)
    assert (found.wer, found.cer, found.cer_no_spaces, found.wer_space_insensitive) == (None, None, None, None)
    assert (found.mer, found.wil, found.note) == (1.0, 1.0, "empty_reference")
    assert found.counts == Counts(insertions=2)


def test_an_empty_hypothesis_is_all_wrong() -> None:
    found = score("", "two words", RAW)
    assert (found.wer, found.cer, found.cer_no_spaces, found.wer_space_insensitive) == (1.0, 1.0, 1.0, 1.0)
    assert (found.mer, found.wil, found.note) == (1.0, 1.0, "empty_hypothesis")


def test_nothing_against_nothing_is_right() -> None:
    found = score("♪", "...", STANDARD)
    assert (found.wer, found.cer, found.cer_no_spaces, found.wer_space_insensitive) == (0.0, 0.0, 0.0, 0.0)
    assert (found.mer, found.wil, found.note) == (0.0, 0.0, "both_empty")


def test_a_text_without_any_spaces_is_only_respaced() -> None:
    words = [f"{first}{second}" for first in "가나다라마바사아자차" for second in "고노도로모보소오조초"] * 2
    joined = ["".join(words[at : at + 8]) for at in range(0, 200, 8)]
    assert score(" ".join(joined), " ".join(words), RAW).wer_space_insensitive == 0.0


def test_a_large_region_is_looked_through_too() -> None:
    words = [f"{a}{b}{c}" for a in "가나다라마" for b in "고노도로모" for c in "구누두루무"]
    halves = [f"{words[n]}{words[n + 1]}" for n in range(0, 124, 2)]
    found = score(" ".join([*halves, "끝"]), " ".join([*words[:124], "말"]), RAW)
    assert found.wer_space_insensitive == pytest.approx(1 / 125)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_raw_rates_are_jiwers(hypothesis: str, reference: str) -> None:
    found = score(hypothesis, reference, RAW)
    if reference:
        assert found.wer == pytest.approx(jiwer.wer(reference, hypothesis), abs=1e-12)
        assert found.cer == pytest.approx(jiwer.cer(reference, hypothesis), abs=1e-12)
        assert found.mer == pytest.approx(jiwer.mer(reference, hypothesis), abs=1e-12)
        assert found.wil == pytest.approx(jiwer.wil(reference, hypothesis), abs=1e-12)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_rates_are_within_bounds(hypothesis: str, reference: str) -> None:
    found = score(hypothesis, reference, STANDARD)
    if found.wer is not None and found.wer_space_insensitive is not None and found.cer_no_spaces is not None:
        assert 0 <= found.wer_space_insensitive <= found.wer
        assert (found.cer_no_spaces == 0) == (found.wer_space_insensitive == 0)
    assert found.mer is not None and 0 <= found.mer <= 1
    assert found.wil is not None and -1e-12 <= found.wil <= 1


@settings(deadline=None)
@given(WORDS, WORDS)
def test_swapped_sides_swap_insertions_and_deletions(hypothesis: str, reference: str) -> None:
    there, back = score(hypothesis, reference, RAW).counts, score(reference, hypothesis, RAW).counts
    assert there.errors == back.errors
    assert there.insertions - there.deletions == back.deletions - back.insertions
