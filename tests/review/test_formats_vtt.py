"""WebVTT as players and tools write it, and what it cannot hold."""

from __future__ import annotations

from functools import partial

import pysubs2
import pytest

from review.formats import Sheet, vtt
from review.formats.base import NoLines
from review.line import Line

row = partial(Line, "0")


def read(text: str) -> list[tuple[int, int, str]]:
    return [(line.start, line.end, line.text) for line in vtt.read(text.encode()).segments]


def write(*lines: Line) -> str:
    return vtt.write(Sheet("talk", lines)).decode()


def test_text_is_escaped() -> None:
    assert write(row(0, 1500, "<b> & --> c")) == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n&lt;b&gt; &amp; --&gt; c\n\n"
    )


def test_the_edited_text_is_written() -> None:
    assert "fixed" in write(row(0, 1000, "fixed", original="machine", state="fixed"))


def test_pysubs2_reads_what_is_written() -> None:
    subs = pysubs2.SSAFile.from_string(write(row(0, 1500, "one"), row(2000, 2500, "two")), format_="vtt")
    assert [(event.start, event.end, event.text) for event in subs] == [(0, 1500, "one"), (2000, 2500, "two")]


def test_blocks_that_are_no_cues_are_kept_out() -> None:
    assert read(
        "WEBVTT - title\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a remark\nof two lines\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start position:0%\n<v Ann>Hello <c.loud>there</c>\n\n"
        "2\n01:00:03.000 --> 01:00:04.000\nR&amp;B &lt;3&nbsp;you\n"
    ) == [(1000, 2000, "Hello there"), (3_603_000, 3_604_000, "R&B <3\u00a0you")]


def test_time_stamps_inside_a_text_go() -> None:
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\nOne <00:01.500>two\n") == [(1000, 2000, "One two")]


def test_brackets_that_are_no_markup_stay() -> None:
    assert read("WEBVTT\n\n00:01.000 --> 00:02.000\nif a < b and <unknown> c > d\n") == [
        (1000, 2000, "if a < b and <unknown> c > d")
    ]


def test_cannot_hold_outer_spaces() -> None:
    assert read(write(row(0, 1000, "  a "))) == [(0, 1000, "a")]


def test_cannot_hold_blank_lines() -> None:
    assert read(write(row(0, 1000, "a\n\n \nb"))) == [(0, 1000, "a\nb")]


def test_cannot_hold_figures() -> None:
    (found,) = vtt.read(vtt.write(Sheet("talk", [row(0, 1000, "a", own_logprob=-0.5, avg_logprob=-0.5)]))).segments
    assert (found.own_logprob, found.avg_logprob) == (None, None)


def test_without_a_cue_it_is_refused() -> None:
    with pytest.raises(NoLines):
        read("WEBVTT\n\nNOTE nothing here\n")
