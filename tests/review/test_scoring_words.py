"""The words of a text with their places in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.scoring import Normalisation, normalise
from review.scoring.words import find_words

RAW, STANDARD, ENGLISH = Normalisation.RAW, Normalisation.STANDARD, Normalisation.ENGLISH
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
ENGLISH_TEXT = st.lists(
    st.sampled_from(
        ["twenty", "one", "5", "1,000", "$", "%", "'cause", "don't", "uh", "(x)", "half", "a", "and", "나-나"]
    ),
    max_size=9,
).map(" ".join)


def written(text: str, how: Normalisation) -> list[tuple[str, str]]:
    """Each word with what stands in its place."""
    [found] = find_words([text], how)
    return [(word, text[begin:end]) for word, (begin, end) in zip(found.words, found.places, strict=True)]


def test_raw_words_are_what_stands_between_spaces() -> None:
    assert written(" Don’t,  stop", RAW) == [("Don’t,", "Don’t,"), ("stop", "stop")]


def test_standard_words_stand_without_their_punctuation() -> None:
    assert written("“Hello,” well-known (don’t)!", STANDARD) == [
        ("hello", "Hello"),
        ("well", "well"),
        ("known", "known"),
        ("don't", "don’t"),
    ]


def test_english_words_that_one_stretch_gives_share_its_place() -> None:
    assert written("I don't.", ENGLISH) == [("i", "I"), ("do", "don't"), ("not", "don't")]


def test_english_numbers_have_the_place_of_all_their_words() -> None:
    assert written("about twenty one, (dogs)", ENGLISH) == [("about", "about"), ("21", "twenty one"), ("dogs", "dogs")]


@pytest.mark.parametrize("how", [RAW, STANDARD])
@settings(deadline=None)
@given(text=TEXT)
def test_words_joined_are_the_normalised_text(how: Normalisation, text: str) -> None:
    [found] = find_words([text], how)
    assert found.words == normalise(text, how).split()


@settings(deadline=None)
@given(ENGLISH_TEXT)
def test_english_words_joined_are_the_normalised_text(text: str) -> None:
    [found] = find_words([text], ENGLISH)
    assert found.words == normalise(text, ENGLISH).split()


@pytest.mark.parametrize("how", list(Normalisation))
@settings(deadline=None)
@given(text=st.one_of(TEXT, ENGLISH_TEXT))
def test_places_rise_and_are_shared_or_apart(how: Normalisation, text: str) -> None:
    [found] = find_words([text], how)
    before = (0, 0)
    for begin, end in found.places:
        assert 0 <= begin < end <= len(text)
        assert (begin, end) == before or begin >= before[1]
        before = (begin, end)
