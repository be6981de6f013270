"""What was heard another time, laid onto the words of lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.versions import Heard, Version, lay_onto
from engine.evidence.words import letters

WORDS = st.lists(st.text("abc가나", min_size=1, max_size=4), min_size=1, max_size=6)


def test_the_same_text_differs_nowhere() -> None:
    heard = lay_onto([["온기가", "내볼까"], ["Hello,", "rain"]], "온기가 내볼까 hello rain")
    assert heard == Heard(
        ((Version("온기가", 0), Version("내볼까", 0)), (Version("hello", 0), Version("rain", 0))),
        ("온기가 내볼까", "hello rain"),
        (0, 0),
    )


def test_a_word_heard_otherwise_is_told_as_it_was() -> None:
    heard = lay_onto([["온기가", "내볼까"]], "용기를 내볼까")
    assert heard.words == ((Version("용기를", 2), Version("내볼까", 0)),)


def test_letters_written_in_one_with_a_word_are_its_own() -> None:
    heard = lay_onto([["비주얼", "비제하죠"]], "비주얼 비일비재하죠")
    assert heard.words == ((Version("비주얼", 0), Version("비일비재하죠", 3)),)


def test_a_word_of_theirs_alone_is_counted_beside_the_words_of_its_line() -> None:
    heard = lay_onto([["I", "you"], ["so"]], "I love you so")
    assert heard.words == ((Version("I", 0), Version("you", 0)), (Version("so", 0),))
    assert heard.texts == ("I love you", "so")
    assert heard.more == (4, 0)


def test_what_comes_before_the_first_and_after_the_last_word_is_another_lines() -> None:
    heard = lay_onto([["middle"]], "before middle after")
    assert heard == Heard(((Version("middle", 0),),), ("middle",), (0,))


def test_a_word_that_was_not_heard_is_nothing() -> None:
    heard = lay_onto([["well", "okay", "sunny"]], "well sunny")
    assert heard.words == ((Version("well", 0), Version("", 4), Version("sunny", 0)),)


def test_nothing_heard_is_nothing_everywhere() -> None:
    assert lay_onto([["one"], []], "") == Heard(((Version("", 3),), ()), ("", ""), (0, 0))


@given(WORDS)
def test_any_text_laid_onto_itself_differs_nowhere(words: list[str]) -> None:
    heard = lay_onto([words], " ".join(words))
    assert [version.apart for version in heard.words[0]] == [0] * len(words)


@given(WORDS, WORDS)
def test_versions_come_in_order_and_never_twice(ours: list[str], theirs: list[str]) -> None:
    heard = lay_onto([ours], " ".join(theirs))
    told = "".join(letters(version.text) for version in heard.words[0])
    whole = letters(heard.texts[0])
    assert len(told) + heard.more[0] == len(whole)
    places = iter(whole)
    assert all(char in places for char in told)
