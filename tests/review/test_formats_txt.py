"""Plain text: lines without times."""

from __future__ import annotations

from functools import partial

import pytest

from engine.transcript import Segment
from engine.transcript_json import LineTooLong
from review.formats import Sheet, is_timed, spread, txt
from review.formats.base import EmptyTranscript
from review.line import Line

row = partial(Line, "0")


def texts(data: bytes) -> list[str]:
    return [line.text for line in txt.read(data).segments]


def test_one_line_a_line() -> None:
    assert txt.write(Sheet("talk", [row(0, 1, " 안녕.\n그래"), row(1, 2, "b")])) == "안녕. 그래\nb\n".encode()


def test_the_edited_text_is_written() -> None:
    assert txt.write(Sheet("talk", [row(0, 1, "fixed", original="machine", state="fixed")])) == b"fixed\n"


def test_blank_lines_are_no_lines() -> None:
    assert texts(b"\n a\r\n\r\n\tb \n") == ["a", "b"]


def test_times_are_absent_and_said_to_be() -> None:
    found = txt.read(b"a\nb\n")
    assert found.segments == (Segment(0, 0, "a"), Segment(0, 0, "b"))
    assert not is_timed(found)


def test_spread_by_length_over_a_known_duration() -> None:
    found = spread(txt.read(b"aaa\nb\n"), 8000)
    assert [(line.start, line.end) for line in found.segments] == [(0, 6000), (6000, 8000)]
    assert not is_timed(found)


def test_cannot_hold_lines_without_text() -> None:
    assert texts(txt.write(Sheet("talk", [row(0, 1, "a"), row(1, 2, ""), row(2, 3, "b")]))) == [
        "a",
        "b",
    ]


def test_cannot_hold_times() -> None:
    (found,) = txt.read(txt.write(Sheet("talk", [row(1000, 2000, "a")]))).segments
    assert (found.start, found.end) == (0, 0)


def test_cannot_hold_breaks_tabs_and_outer_spaces() -> None:
    assert texts(txt.write(Sheet("talk", [row(0, 1, " a\nb\tc ")]))) == ["a b c"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", b"\0\0"])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyTranscript):
        txt.read(data)


def test_a_file_without_line_ends_is_refused() -> None:
    with pytest.raises(LineTooLong) as caught:
        txt.read(b"a" * 20_000)
    assert caught.value.params == {"number": 1, "limit": 10_000}
