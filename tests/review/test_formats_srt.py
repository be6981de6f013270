"""SubRip as it is found in the wild, and what it cannot hold."""

from __future__ import annotations

from functools import partial

import pysubs2
import pytest

from engine.transcript_json import BadTime
from review.formats import Sheet, srt
from review.formats.base import NoLines
from review.line import Line

row = partial(Line, "0")


def read(text: str) -> list[tuple[int, int, str]]:
    return [(line.start, line.end, line.text) for line in srt.read(text.encode()).segments]


def write(*lines: Line) -> str:
    return srt.write(Sheet("talk", lines)).decode()


def test_written_as_players_know_it() -> None:
    assert write(row(0, 1500, " 안녕."), row(3_723_400, 3_724_000, "two\nlines")) == (
        "1\n00:00:00,000 --> 00:00:01,500\n안녕.\n\n2\n01:02:03,400 --> 01:02:04,000\ntwo\nlines\n\n"
    )


def test_the_edited_text_is_written() -> None:
    assert "fixed" in write(row(0, 1000, "fixed", original="machine", state="fixed"))


def test_pysubs2_reads_what_is_written() -> None:
    subs = pysubs2.SSAFile.from_string(write(row(0, 1500, "one"), row(2000, 2500, "two")), format_="srt")
    assert [(event.start, event.end, event.text) for event in subs] == [(0, 1500, "one"), (2000, 2500, "two")]


def test_bom_and_carriage_returns() -> None:
    assert read("\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\na\r\nb\r\n\r\n") == [(1000, 2000, "a\nb")]


def test_numbers_missing() -> None:
    assert read("00:00:01,000 --> 00:00:02,000\na\n\n00:00:03,000 --> 00:00:04,000\n7\n\n") == [
        (1000, 2000, "a"),
        (3000, 4000, "7"),
    ]


def test_blank_lines_missing() -> None:
    assert read("1\n00:00:01,000 --> 00:00:02,000\n1999\n2\n00:00:03,000 --> 00:00:04,000\nb") == [
        (1000, 2000, "1999"),
        (3000, 4000, "b"),
    ]


def test_text_that_is_a_number_stays() -> None:
    assert read("1\n00:00:01,000 --> 00:00:02,000\n12\n13\n\n2\n00:00:03,000 --> 00:00:04,000\n14\n") == [
        (1000, 2000, "12\n13"),
        (3000, 4000, "14"),
    ]


def test_cue_without_text_stays() -> None:
    assert read("1\n00:00:01,000 --> 00:00:02,000\n\n2\n00:00:03,000 --> 00:00:04,000\nb\n") == [
        (1000, 2000, ""),
        (3000, 4000, "b"),
    ]


def test_points_short_fractions_and_coordinates() -> None:
    assert read("1\n0:00:01.5 --> 0:00:02.05  X1:0 X2:5\na\n") == [(1500, 2050, "a")]


def test_markup_is_text() -> None:
    assert read("1\n00:00:01,000 --> 00:00:02,000\n<i>a</i> {\\an8}b\\N\n") == [(1000, 2000, "<i>a</i> {\\an8}b\\N")]


def test_an_end_before_its_start_is_clamped() -> None:
    assert read("1\n00:00:05,000 --> 00:00:02,000\na\n") == [(5000, 5000, "a")]


def test_cues_come_in_time_order() -> None:
    assert [text for _, _, text in read("00:00:05,0 --> 00:00:06,0\nb\n\n00:00:01,0 --> 00:00:02,0\na\n")] == ["a", "b"]


def test_cannot_hold_outer_spaces() -> None:
    assert read(write(row(0, 1000, "  a "))) == [(0, 1000, "a")]


def test_cannot_hold_blank_lines() -> None:
    assert read(write(row(0, 1000, "a\n\n \nb"))) == [(0, 1000, "a\nb")]


def test_cannot_hold_a_text_like_a_time_line() -> None:
    assert read(write(row(0, 1000, "00:00:01,000 --> 00:00:02,000"))) == [(0, 1000, "00:00:01,000 -> 00:00:02,000")]


def test_cannot_hold_figures() -> None:
    (found,) = srt.read(srt.write(Sheet("talk", [row(0, 1000, "a", own_logprob=-0.5, avg_logprob=-0.5)]))).segments
    assert (found.own_logprob, found.avg_logprob) == (None, None)


def test_without_a_cue_it_is_refused() -> None:
    with pytest.raises(NoLines):
        read("just words\n")


def test_a_time_beyond_a_hundred_hours_is_refused() -> None:
    with pytest.raises(BadTime):
        read("1\n999:00:00,000 --> 999:00:01,000\na\n")
