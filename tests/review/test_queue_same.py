"""The same mistake elsewhere: the words that were changed, found in other lines and changed there."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.line import Line
from review.queue.model import Told
from review.queue.same import MOST, Mistake, find_mistakes, same, tokens


def lines(*texts: str) -> list[Line]:
    return [Line(f"0.0.{number}", 0, 1, text, order=float(number)) for number, text in enumerate(texts)]


def offered(before: str, after: str, *texts: str, told: dict[str, Told] | None = None) -> list[tuple[str, str]]:
    return [(each.line.text, each.text) for each in same(before, after, lines(*texts), told or {})]


def test_words_are_told_without_the_signs_at_their_edges() -> None:
    assert [(each.core, each.begin, each.end) for each in tokens(' "Don\'t," — she said...')] == [
        ("Don't", 2, 7),
        ("she", 12, 15),
        ("said", 16, 20),
    ]


def test_scripts_without_spaces_are_told_letter_by_letter() -> None:
    assert [each.core for each in tokens("今日は Monday")] == ["今", "日", "は", "Monday"]


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("the knight is young", "the night is young", [(("knight",), "night")]),
        ("온기가 내볼까 해", "용기를 내볼까 해", [(("온기가",), "용기를")]),
        ("a b c d", "a x y d", [(("b", "c"), "x y")]),
        ("turn the radio it on", "turn the radio on", [(("radio", "it", "on"), "radio on")]),
        ("turn radio on", "turn the radio on", [(("turn", "radio"), "turn the radio")]),
        ("please subscribe", "", [(("please", "subscribe"), "")]),
        ("one, two", "one two.", []),
        ("seoul", "Seoul", [(("seoul",), "Seoul")]),
        ("", "new", []),
        ("같은 말", "같은 말", []),
    ],
)
def test_what_was_changed(before: str, after: str, found: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(each.heard, each.instead) for each in find_mistakes(before, after)] == found


def test_a_mistake_that_was_made_twice_is_one() -> None:
    assert find_mistakes("knight by knight", "night by night") == [
        Mistake(("knight",), "night", (("knight",), ("night",)))
    ]


def test_the_same_words_are_offered_elsewhere() -> None:
    assert offered("온기가 내볼까", "용기를 내볼까", " 온기가 없어", " 온기", " 우리 온기가, 온기가.") == [
        (" 온기가 없어", "용기를 없어"),
        (" 우리 온기가, 온기가.", "우리 용기를, 용기를."),
    ]


def test_where_the_words_stand_is_told() -> None:
    (found,) = same("a knight", "a night", lines(" one 'knight' more"), {})
    assert (found.before, found.after, found.begin, found.end) == ("knight", "night", 5, 11)
    assert "one 'knight' more"[found.begin : found.end] == "knight"


def test_only_whole_words_are_found() -> None:
    assert offered("a knight", "a night", "knights", "the unknight") == []


def test_capitals_are_followed() -> None:
    assert offered("a knight", "a night", "Knight and knight") == [("Knight and knight", "Night and night")]


def test_what_is_written_alike_comes_first_when_there_are_too_many() -> None:
    texts = ["KNIGHT"] * MOST + ["knight"]
    found = same("a knight", "a night", lines(*texts), {})
    assert len(found) == MOST
    assert found[-1].line.text == "knight"


def test_a_word_that_was_put_in_is_known_by_its_neighbours() -> None:
    assert offered("turn radio on", "turn the radio on", "turn radio off", "the radio on", "turn the radio on") == [
        ("turn radio off", "turn the radio off")
    ]


def test_a_line_that_was_emptied_empties_only_lines_like_it() -> None:
    texts = ("please subscribe!", "please subscribe to this", "Please Subscribe")
    assert offered("Please subscribe", "", *texts) == [("please subscribe!", ""), ("Please Subscribe", "")]


def test_a_line_that_says_it_right_already_is_not_offered() -> None:
    assert offered("in seoul", "in Seoul", "Seoul", "seoul") == [("seoul", "Seoul")]


def test_what_the_reference_confirms_is_no_mistake() -> None:
    told = {"0.0.0": Told("the knight rides", 0), "0.0.1": Told("the night falls", 1)}
    assert offered("a knight", "a night", "the knight rides", "the knight falls", told=told) == [
        ("the knight falls", "the night falls")
    ]


def test_the_same_mismatch_with_the_reference_is_offered_whatever_stands_around() -> None:
    told = {"0.0.0": Told("we sing the song", 3)}
    assert offered("turn radio on", "turn the radio on", "we sing song", told=told) == [
        ("we sing song", "we sing the song")
    ]
    assert offered("turn radio on", "turn the radio on", "we sing song") == []


TEXT = st.lists(st.sampled_from(["knight", "Night", "밤", "今日", "the", "it,", "—", "..."]), max_size=6).map(" ".join)


@given(TEXT, TEXT, st.lists(TEXT, max_size=4))
@settings(deadline=None)
def test_an_offer_is_another_text_and_stands_where_it_says(before: str, after: str, texts: list[str]) -> None:
    for found in same(before, after, lines(*texts), {}):
        now = found.line.text.strip()
        assert found.text != now
        assert found.text == found.text.strip()
        assert now[found.begin : found.end] == found.before
        assert found.text == "" or found.text.startswith(now[: found.begin] + found.after)


@given(TEXT, TEXT)
@settings(deadline=None)
def test_a_line_like_the_fixed_one_is_offered_with_every_group_changed(before: str, after: str) -> None:
    (mistakes, found) = (find_mistakes(before, after), same(before, after, lines(before), {}))
    assert len(found) <= 1
    assert bool(found) <= bool(mistakes)
