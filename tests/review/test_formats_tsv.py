"""Whisper's own .tsv stays Whisper's."""

from __future__ import annotations

from functools import partial

import pytest

from engine.transcript_json import BadSegment
from review.formats import Sheet, tsv
from review.line import Line

row = partial(Line, "0")


def read(text: str) -> list[tuple[int, int, str]]:
    return [(line.start, line.end, line.text) for line in tsv.read(text.encode()).segments]


def test_written_as_whisper_writes_it() -> None:
    lines = [row(0, 2400, " Hello\tthere."), row(2400, 3000, " =안녕")]
    assert tsv.write(Sheet("talk", lines)).decode() == "start\tend\ttext\n0\t2400\tHello there.\n2400\t3000\t=안녕\n"


def test_the_edited_text_is_written() -> None:
    assert b"\tfixed\n" in tsv.write(Sheet("talk", [row(0, 1, "fixed", original="machine", state="fixed")]))


def test_whispers_file_reads_back() -> None:
    assert read("start\tend\ttext\r\n0\t2400\tHello\r\n2400\t3000\t\r\n") == [(0, 2400, "Hello"), (2400, 3000, "")]


def test_without_a_header() -> None:
    assert read("0\t2400\tHello\n") == [(0, 2400, "Hello")]


def test_odd_times_are_clamped() -> None:
    assert read("-5\t-9\ta\n3000\t2000\tb\n") == [(0, 0, "a"), (3000, 3000, "b")]


def test_cannot_hold_breaks_tabs_and_outer_spaces() -> None:
    assert read(tsv.write(Sheet("talk", [row(0, 1, " a\nb\tc ")])).decode()) == [(0, 1, "a b c")]


def test_cannot_hold_figures() -> None:
    (found,) = tsv.read(tsv.write(Sheet("talk", [row(0, 1, "a", own_logprob=-0.5)]))).segments
    assert found.own_logprob is None


@pytest.mark.parametrize("row", ["a\tb\tc", "1\t2", "1.5\t2.5\ta", "only text"])
def test_a_row_that_is_none_is_named(row: str) -> None:
    with pytest.raises(BadSegment) as caught:
        read(f"start\tend\ttext\n0\t1\tok\n{row}\n")
    assert caught.value.params == {"number": 2, "field": "start, end, text"}
