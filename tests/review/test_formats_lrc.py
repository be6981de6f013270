"""Lyrics files as singers share them, and what they cannot hold."""

from __future__ import annotations

from functools import partial

import pytest

from review.formats import Sheet, lrc
from review.formats.base import NoLines
from review.line import Line

row = partial(Line, "0")


def read(text: str) -> list[tuple[int, int, str]]:
    return [(line.start, line.end, line.text) for line in lrc.read(text.encode()).segments]


def write(*lines: Line) -> str:
    return lrc.write(Sheet("song", lines)).decode()


def test_an_empty_stamp_ends_a_line_before_a_pause() -> None:
    assert write(row(0, 1500, " 창가에"), row(1500, 2000, "앉아"), row(65_430, 70_000, "비를")) == (
        "[00:00.00]창가에\n[00:01.50]앉아\n[00:02.00]\n[01:05.43]비를\n[01:10.00]\n"
    )


def test_the_edited_text_is_written() -> None:
    assert write(row(0, 1000, "fixed", original="machine", state="fixed")) == "[00:00.00]fixed\n[00:01.00]\n"


def test_hours_are_minutes() -> None:
    assert write(row(6_000_000, 6_001_000, "a")) == "[100:00.00]a\n[100:01.00]\n"


def test_metadata_is_kept_out() -> None:
    assert read("[ar:Somebody]\n[ti:Song]\n[length:01:00]\n[#:note]\n[00:01.00]a\n[00:02.00]\n") == [(1000, 2000, "a")]


def test_a_positive_offset_brings_lines_forward() -> None:
    assert read("[offset:+500]\n[00:01.00]a\n[00:02.00]\n") == [(500, 1500, "a")]


def test_an_offset_does_not_reach_before_the_beginning() -> None:
    assert read("[offset:5000]\n[00:01.00]a\n[00:08.00]\n") == [(0, 3000, "a")]


def test_repeated_time_tags_are_lines_of_their_own() -> None:
    assert read("[00:01.00][00:05.00]chorus\n[00:03.00]verse\n[00:06.00]\n") == [
        (1000, 3000, "chorus"),
        (3000, 5000, "verse"),
        (5000, 6000, "chorus"),
    ]


def test_two_lines_at_one_time_end_together() -> None:
    assert read("[00:01.00]비\n[00:01.00]rain\n[00:03.00]\n") == [(1000, 3000, "비"), (1000, 3000, "rain")]


def test_tags_with_and_without_fractions() -> None:
    assert read("[1:02]a\n[01:03.5]b\n[01:04:25]c\n[01:05.125]\n") == [
        (62_000, 63_500, "a"),
        (63_500, 64_250, "b"),
        (64_250, 65_125, "c"),
    ]


def test_the_last_line_of_a_foreign_file_lasts_five_seconds() -> None:
    assert read("[00:01.00]a\n") == [(1000, 6000, "a")]


def test_a_line_without_a_tag_belongs_to_the_one_before() -> None:
    assert read("[00:01.00]a\nb\n[00:02.00]\n") == [(1000, 2000, "a\nb")]


def test_a_text_in_brackets_stays() -> None:
    assert read("[00:01.00][Music]\n[00:02.00]\n") == [(1000, 2000, "[Music]")]


def test_a_text_that_begins_with_a_time_tag_stays() -> None:
    assert read(write(row(0, 1000, "[00:12.00] a"))) == [(0, 1000, "[00:12.00] a")]


def test_cannot_hold_overlapping_ends() -> None:
    assert read(write(row(0, 5000, "a"), row(2000, 3000, "b"))) == [(0, 2000, "a"), (2000, 3000, "b")]


def test_cannot_hold_lines_without_text() -> None:
    assert read(write(row(0, 1000, ""), row(2000, 3000, "b"))) == [(2000, 3000, "b")]


def test_cannot_hold_a_line_of_no_length() -> None:
    assert read(write(row(1000, 1000, "a"), row(2000, 3000, "b"))) == [(1000, 2000, "a"), (2000, 3000, "b")]


def test_cannot_hold_milliseconds() -> None:
    assert read(write(row(1234, 2345, "a"))) == [(1230, 2350, "a")]


def test_cannot_hold_breaks_and_outer_spaces() -> None:
    assert read(write(row(0, 1000, " a\nb\t "))) == [(0, 1000, "a b")]


def test_cannot_hold_word_tags() -> None:
    assert read(write(row(0, 1000, "a <00:00.50>b"))) == [(0, 1000, "a b")]


def test_cannot_hold_figures() -> None:
    (found,) = lrc.read(lrc.write(Sheet("song", [row(0, 1000, "a", own_logprob=-0.5)]))).segments
    assert found.own_logprob is None


def test_without_a_tag_it_is_refused() -> None:
    with pytest.raises(NoLines):
        read("[ar:Somebody]\njust words\n")
