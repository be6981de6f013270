"""Lines of segments, and the text they may hold."""

from __future__ import annotations

import pytest

from engine.transcript import Segment, Word
from review.line import State, clean, from_segment, settled
from tests.review.building import heard


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029"])
def test_a_line_break_becomes_a_space(line_break: str) -> None:
    assert clean(f"one{line_break}two") == "one two"


def test_decomposed_hangul_is_composed() -> None:
    assert clean("\u1112\u1161\u11ab") == "한"


def test_a_lone_surrogate_is_replaced() -> None:
    assert clean("a\ud800b") == "a\ufffdb"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{x}} ${y} `z`", "\\N {b} <i>", "a\tb", "=1+1"])
def test_what_looks_like_code_stays_text(text: str) -> None:
    assert clean(text) == text


def test_a_segment_becomes_a_line_as_it_was_heard() -> None:
    line = from_segment("0.0.0", heard(" hello there", 1000))
    assert (line.start, line.end, line.text, line.original, line.state) == (1000, 2000, " hello there", line.text, "")
    assert (line.own_logprob, line.avg_logprob, line.no_speech_prob) == (-0.5, -0.4, 0.1)
    assert (line.compression_ratio, line.temperature, line.window) == (1.5, 0.0, 0)


def test_words_without_their_spaces_are_laid_onto_the_text() -> None:
    words = (Word(0, 500, "Hello", 0.9), Word(500, 900, "world", 0.8))
    line = from_segment("0.0.0", Segment(0, 900, "Hello world", words=words))
    assert [(each.text, each.probability) for each in line.words] == [("Hello", 0.9), (" world", 0.8)]


def test_japanese_words_without_spaces_are_laid_onto_the_text() -> None:
    words = (Word(0, 500, "今日", 0.9), Word(500, 900, "は", 0.8))
    line = from_segment("0.0.0", Segment(0, 900, "今日は", words=words))
    assert [(each.text, each.probability) for each in line.words] == [("今日", 0.9), ("は", 0.8)]


@pytest.mark.parametrize(
    ("original", "text", "before", "after"),
    [
        (" a", " a", "", ""),
        (" a", "a ", "kept", "kept"),
        (" a", " b", "", "fixed"),
        (" a", " b", "kept", "fixed"),
        (" a", " a", "fixed", ""),
        (None, " b", "added", "added"),
    ],
)
def test_the_state_follows_the_text(original: str | None, text: str, before: State, after: State) -> None:
    assert settled(original, text, before) == after
