"""The words of a line, where they stand and when they were said."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.evidence.words import letters, places
from engine.transcript import Word
from tests.engine.evidence_kit import heard


def spelled(text: str, *told: tuple[str, int, int]) -> list[tuple[str, tuple[int, int] | None]]:
    line = heard(text, 0, 1_000, *told)
    return [(text.strip()[place.begin : place.end], place.time) for place in places(line)]


def test_spaces_part_words() -> None:
    assert spelled("  나는 학교에 간다. ") == [("나는", None), ("학교에", None), ("간다.", None)]


def test_a_word_was_said_from_its_first_piece_to_its_last() -> None:
    told = ((" well", 0, 100), ("-known", 150, 300), (" song", 400, 600))
    assert spelled(" well-known song", *told) == [("well-known", (0, 300)), ("song", (400, 600))]


def test_where_no_spaces_are_the_recognisers_words_count() -> None:
    assert spelled("今日は雨。", ("今日", 0, 300), ("は", 300, 400), ("雨。", 400, 700)) == [
        ("今日", (0, 300)),
        ("は", (300, 400)),
        ("雨。", (400, 700)),
    ]


def test_without_its_words_all_between_spaces_is_one() -> None:
    assert spelled("今日は 雨。") == [("今日は", None), ("雨。", None)]


def test_words_that_do_not_spell_the_text_give_no_times() -> None:
    assert spelled(" one two", (" one", 0, 100), (" three", 100, 200)) == [("one", None), ("two", None)]


def test_what_has_no_letter_is_no_word() -> None:
    assert spelled(" yes - 3 ♪") == [("yes", None), ("3", None)]


@pytest.mark.parametrize(("text", "judged"), [(" Don't, 3!", "dont3"), ("뭐라고?", "뭐라고"), ("♪ ...", "")])
def test_letters(text: str, judged: str) -> None:
    assert letters(text) == judged


@settings(max_examples=300, deadline=None)
@example(["a", "は a"], True)
@given(st.lists(st.text(st.sampled_from("aß가今 日は.-♪"), max_size=6), max_size=6), st.booleans())
def test_places_are_in_order_inside_the_line(parts: list[str], timed: bool) -> None:
    text = "".join(parts)
    told = [Word(at, at + 1, part) for at, part in enumerate(parts)] if timed else []
    found = places(heard(text, 0, 1_000, *((word.text, word.start, word.end) for word in told)))
    edges = [edge for place in found for edge in (place.begin, place.end)]
    assert edges == sorted(edges)
    assert all(0 <= place.begin < place.end <= len(text.strip()) for place in found)
