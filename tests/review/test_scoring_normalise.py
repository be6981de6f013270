"""How texts are written before they are compared."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.scoring import Normalisation, normalise
from review.scoring.normalise import normalise_all

RAW, STANDARD, ENGLISH = Normalisation.RAW, Normalisation.STANDARD, Normalisation.ENGLISH
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def test_raw_keeps_case_punctuation_and_spaces_inside() -> None:
    assert normalise(" Don’t  STOP, now! ", RAW) == "Don’t  STOP, now!"


def test_raw_makes_each_white_space_character_a_space() -> None:
    assert normalise("a\tb\u3000c\nd", RAW) == "a b c d"


@pytest.mark.parametrize("how", list(Normalisation))
def test_every_normalisation_is_nfc(how: Normalisation) -> None:
    decomposed = unicodedata.normalize("NFD", "한글 café")
    assert normalise(decomposed, how) == normalise("한글 café", how)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Turn the RADIO on!", "turn the radio on"),
        ("Straße İstanbul", "strasse istanbul"),
        ("「こんにちは」、世界。", "こんにちは 世界"),
        ("“사랑해…너를” ~ ♪", "사랑해 너를"),
        ("well-known well–known", "well known well known"),
        ("(oh yeah) [chorus]", "oh yeah chorus"),
        ("나는\u200b너를\ufeff \u00ad해", "나는너를 해"),
        ("ＡＢＣ　１２３ ｶﾞ ﬁne ㈜ ① ㎏", "abc 123 ガ fine 주 1 kg"),
        ("ㅋㅋㅋ ﾡ", "ㅋㅋㅋ ㄱ"),
        ("हिन्दी में", "हिन्दी में"),
        ("น้ำ ที่", "น้ำ ที่"),
        ("தமிழ்", "தமிழ்"),
        ("مَرْحَبًا", "مَرْحَبًا"),
        ("20% $5 1,000", "20 5 1 000"),
    ],
)
def test_standard(text: str, expected: str) -> None:
    assert normalise(text, STANDARD) == expected


@pytest.mark.parametrize("text", ["don't", "don’t", "don‘t", "donʼt", "DON＇T"])
def test_an_apostrophe_inside_a_word_stays_whichever_sign_it_is(text: str) -> None:
    assert normalise(text, STANDARD) == "don't"


@pytest.mark.parametrize(
    ("text", "expected"), [("'cause", "cause"), ("runnin’ wild", "runnin wild"), ("‘rock'n'roll’", "rock'n'roll")]
)
def test_an_apostrophe_at_the_edge_of_a_word_goes(text: str, expected: str) -> None:
    assert normalise(text, STANDARD) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t you’re", "do not you are"),
        ("the colour of twenty-one dollars", "the color of $21"),
        ("uh, it's 1,000", "it is 1000"),
        ("Mr. Smith", "mister smith"),
    ],
)
def test_english_rewrites_contractions_numbers_and_spellings(text: str, expected: str) -> None:
    assert normalise(text, ENGLISH) == expected


def test_numbers_and_spellings_are_rewritten_nowhere_else() -> None:
    assert normalise("colour twenty-one", STANDARD) == "colour twenty one"


def test_english_keeps_what_stands_in_brackets() -> None:
    assert normalise("I want (I want) [it all]", ENGLISH) == "i want i want it all"


def test_english_keeps_hangul_whole() -> None:
    assert normalise("나는 love", ENGLISH) == "나는 love"


def test_english_numbers_do_not_run_from_one_text_into_the_next() -> None:
    assert normalise_all(["twenty", "one", "$", "5"], ENGLISH) == ["20", "one", "", "5"]


@settings(deadline=None)
@given(TEXT)
def test_raw_and_standard_are_idempotent(text: str) -> None:
    for how in (RAW, STANDARD):
        once = normalise(text, how)
        assert normalise(once, how) == once


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["twenty", "one", "5", "1,000", "$", "%", "'cause", "uh", "(x)", "oh", "."]), max_size=8)
)
def test_english_of_many_texts_is_that_of_each(words: list[str]) -> None:
    texts = [" ".join(words), "and a half", " ".join(reversed(words))]
    assert normalise_all(texts, ENGLISH) == [normalise(text, ENGLISH) for text in texts]
