"""Times for the reference: those of the matched words, and shared out where nothing was heard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.transcript import Word
from review.alignment.model import Part, Stretch
from review.formats import lrc, srt, vtt
from review.line import Line
from review.reference import ScoredLine
from review.timing import TimedLine, timed, write


def theirs(*texts: str) -> list[ScoredLine]:
    return [ScoredLine(text, index) for index, text in enumerate(texts)]


def ours(text: str, start: int, end: int) -> Line:
    """A line without times of words."""
    return Line("x", start, end, text)


def spoken(text: str, start: int, step: int = 500) -> Line:
    """A line whose words begin every ``step`` ms and last 100 ms less."""
    words = tuple(
        Word(start + step * index, start + step * (index + 1) - 100, f" {word}")
        for index, word in enumerate(text.split())
    )
    return Line("x", start, words[-1].end, "".join(word.text for word in words), words)


def whole(line: ScoredLine) -> Part:
    return Part(line.line, 0, len(line.text))


def spans(lines: tuple[TimedLine, ...]) -> list[tuple[int, int, bool]]:
    return [(line.start, line.end, line.interpolated) for line in lines]


def test_one_line_of_ours_for_one_of_theirs() -> None:
    lines = theirs("Hello there")
    assert timed(lines, [Stretch(0, (whole(lines[0]),))], [spoken("hello there", 1000)], 5000) == (
        TimedLine("Hello there", 1000, 1900, False, 0),
    )


def test_words_that_are_not_theirs_lend_no_time() -> None:
    lines = theirs("hello there")
    found = timed(lines, [Stretch(0, (whole(lines[0]),))], [spoken("uh well hello there yeah right", 0)], 5000)
    assert spans(found) == [(1000, 1900, False)]


def test_a_misheard_first_word_begins_where_it_was_heard() -> None:
    lines = theirs("hello there")
    found = timed(lines, [Stretch(0, (whole(lines[0]),))], [spoken("uh hallo there", 0)], 5000)
    assert spans(found) == [(500, 1400, False)]


def test_one_line_of_ours_over_two_of_theirs() -> None:
    lines = theirs("hello there", "my friend")
    found = timed(lines, [Stretch(0, (whole(lines[0]), whole(lines[1])))], [spoken("hallo there me friend", 0)], 5000)
    assert spans(found) == [(0, 900, False), (1000, 1900, False)]


def test_two_lines_of_ours_for_one_of_theirs() -> None:
    lines = theirs("hello there my friend")
    stretches = [Stretch(0, (Part(0, 0, 11),)), Stretch(1, (Part(0, 12, 21),))]
    found = timed(lines, stretches, [spoken("hello there", 0), spoken("my friend", 3000)], 9000)
    assert spans(found) == [(0, 3900, False)]


def test_without_times_of_words_letters_share_the_lines_time() -> None:
    lines = theirs("aaaa", "bb")
    found = timed(lines, [Stretch(0, (whole(lines[0]), whole(lines[1])))], [ours("aaaa bb", 0, 7000)], 9000)
    assert spans(found) == [(0, 4000, False), (4000, 7000, False)]


def test_another_script_is_matched_by_place() -> None:
    lines = theirs("Attention please", "New Jeans")
    found = timed(lines, [Stretch(0, (whole(lines[0]), whole(lines[1])))], [spoken("어텐션플리즈 뉴진스", 0)], 5000)
    assert [line.interpolated for line in found] == [False, False]
    assert found[0].start == 0 and found[1].end == 900
    assert 300 < found[1].start < 700


def test_lines_in_a_pause_share_it_by_letters() -> None:
    lines = theirs("one two", "aa", "bbbbbb", "three")
    stretches = [Stretch(0, (whole(lines[0]),)), Stretch(None, (whole(lines[1]),)), Stretch(None, (whole(lines[2]),))]
    found = timed(
        lines, [*stretches, Stretch(1, (whole(lines[3]),))], [ours("one two", 0, 1000), ours("three", 9000, 9500)], 9500
    )
    assert spans(found) == [(0, 1000, False), (1000, 3000, True), (3000, 9000, True), (9000, 9500, False)]


def test_lines_before_the_first_and_behind_the_last() -> None:
    lines = theirs("aaa", "word", "bbb")
    stretches = [Stretch(None, (whole(lines[0]),)), Stretch(0, (whole(lines[1]),)), Stretch(None, (whole(lines[2]),))]
    assert spans(timed(lines, stretches, [ours("word", 2000, 3000)], 8000)) == [
        (0, 2000, True),
        (2000, 3000, False),
        (3000, 8000, True),
    ]
    assert spans(timed(lines, stretches, [ours("word", 2000, 3000)], None))[2] == (3000, 3240, True)


def test_without_a_pause_the_line_before_gives_some_time() -> None:
    lines = theirs("one", "missing", "two")
    stretches = [Stretch(0, (whole(lines[0]),)), Stretch(None, (whole(lines[1]),)), Stretch(1, (whole(lines[2]),))]
    found = timed(lines, stretches, [ours("one", 0, 1000), ours("two", 1000, 2000)], 2000)
    assert spans(found) == [(0, 800, False), (800, 1000, True), (1000, 2000, False)]


def test_without_a_pause_at_the_beginning_the_first_line_gives_some() -> None:
    lines = theirs("missing", "two")
    found = timed(
        lines, [Stretch(None, (whole(lines[0]),)), Stretch(0, (whole(lines[1]),))], [ours("two", 0, 300)], 300
    )
    assert spans(found) == [(0, 150, True), (150, 300, False)]


def test_nothing_matched_is_shared_over_the_recording() -> None:
    lines = theirs("aaa", "b")
    assert spans(timed(lines, [], [], 8000)) == [(0, 6000, True), (6000, 8000, True)]
    assert spans(timed(lines, [], [], None)) == [(0, 240, True), (240, 320, True)]


def test_a_line_against_the_order_of_most_is_interpolated() -> None:
    lines = theirs("aaa", "bbb", "ccc", "ddd")
    heard = [ours(text, at * 1000, at * 1000 + 900) for text, at in (("aaa", 1), ("bbb", 9), ("ccc", 3), ("ddd", 4))]
    found = timed(lines, [Stretch(index, (whole(line),)) for index, line in enumerate(lines)], heard, 10_000)
    assert spans(found) == [(1000, 1900, False), (1900, 3000, True), (3000, 3900, False), (4000, 4900, False)]


def test_lines_heard_at_one_time_share_it() -> None:
    lines = theirs("aaa", "bbb")
    heard = [ours("aaa", 1000, 2000), ours("bbb", 1000, 2000)]
    found = timed(lines, [Stretch(index, (whole(line),)) for index, line in enumerate(lines)], heard, 3000)
    assert spans(found) == [(1000, 1500, False), (1500, 2000, False)]


def test_times_behind_the_recordings_end_are_brought_inside() -> None:
    lines = theirs("aaa", "bbb")
    heard = [ours("aaa", 900, 2000), ours("bbb", 3000, 4000)]
    found = timed(lines, [Stretch(index, (whole(line),)) for index, line in enumerate(lines)], heard, 1000)
    assert spans(found) == [(900, 999, False), (999, 1000, False)]


def test_the_index_is_that_of_the_reference() -> None:
    lines = [ScoredLine("la", 4), ScoredLine("la", 4)]
    assert [line.line for line in timed(lines, [], [], 100)] == [4, 4]


@dataclass(frozen=True)
class Case:
    lines: list[ScoredLine]
    stretches: list[Stretch]
    heard: list[Line]
    duration: int | None


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any texts, cut into any stretches at any places, heard at any times, in order or not."""
    texts = draw(st.lists(st.text(alphabet="ab c나,", min_size=1, max_size=8).map(lambda text: f"x{text}"), max_size=8))
    lines = theirs(*texts)
    stretches: list[Stretch] = []
    heard: list[Line] = []
    for line in lines:
        cut = draw(st.integers(0, len(line.text)))
        for begin, end in ((0, cut), (cut, len(line.text))):
            parts = (Part(line.line, begin, end),) if begin < end else ()
            if draw(st.booleans()):
                start = draw(st.integers(0, 20_000))
                heard.append(
                    ours(draw(st.text(alphabet="ab c나", max_size=8)), start, start + draw(st.integers(0, 4000)))
                )
                stretches.append(Stretch(len(heard) - 1, parts))
            elif parts:
                stretches.append(Stretch(None, parts))
    if draw(st.booleans()):
        heard.sort(key=lambda line: line.start)
    return Case(lines, stretches, heard, draw(st.none() | st.integers(10, 25_000)))


@given(cases())
def test_times_rise_and_nothing_overlaps(case: Case) -> None:
    found = timed(case.lines, case.stretches, case.heard, case.duration)
    assert [line.text for line in found] == [line.text for line in case.lines]
    at = 0
    for line in found:
        assert at <= line.start < line.end
        at = line.end
    assert case.duration is None or at <= case.duration


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(1, 500)), min_size=1, max_size=20))
def test_matched_lines_in_order_keep_their_times(steps: list[tuple[int, int]]) -> None:
    heard, at = [], 0
    for pause, length in steps:
        heard.append(ours("word", at + pause, at + pause + length))
        at += pause + length
    lines = theirs(*["word"] * len(heard))
    stretches = [Stretch(index, (whole(line),)) for index, line in enumerate(lines)]
    assert spans(timed(lines, stretches, heard, at)) == [(line.start, line.end, False) for line in heard]


LINES = (
    TimedLine("one", 1000, 2000, False, 0),
    TimedLine("two & <b>", 2000, 3000, True, 1),
    TimedLine("[00:99] three", 3500, 4000, True, 2),
)


def test_lrc_marks_interpolated_lines_by_a_comment_tag() -> None:
    assert write(LINES, "lrc", "song").decode() == (
        "[00:01.00]one\n[#:interpolated]\n[00:02.00]two & <b>\n[00:03.00]\n[#:interpolated]\n"
        "[00:03.50] [00:99] three\n[00:04.00]\n"
    )


def test_srt_marks_interpolated_lines_in_the_text() -> None:
    assert write(LINES[:2], "srt", "song").decode() == (
        "1\n00:00:01,000 --> 00:00:02,000\none\n\n2\n00:00:02,000 --> 00:00:03,000\n≈ two & <b>\n\n"
    )


def test_vtt_marks_interpolated_lines_by_a_note() -> None:
    assert write(LINES[:2], "vtt", "song").decode() == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\none\n\nNOTE interpolated\n\n"
        "00:00:02.000 --> 00:00:03.000\ntwo &amp; &lt;b&gt;\n\n"
    )


@pytest.mark.parametrize(("kind", "reader"), [("lrc", lrc), ("srt", srt), ("vtt", vtt)])
def test_files_are_read_again(kind: str, reader: object) -> None:
    found = reader.read(write(LINES, kind, "song", marked=False))  # type: ignore[attr-defined,arg-type]
    assert [(line.start, line.end, line.text) for line in found.segments] == [
        (line.start, line.end, line.text) for line in LINES
    ]


@pytest.mark.parametrize("kind", ["lrc", "vtt"])
def test_marks_leave_the_texts_alone(kind: str) -> None:
    reader = lrc if kind == "lrc" else vtt
    found = reader.read(write(LINES, kind, "song"))  # type: ignore[arg-type]
    assert [line.text for line in found.segments] == [line.text for line in LINES]


@pytest.mark.parametrize("kind", ["lrc", "srt", "vtt"])
def test_no_lines_make_an_empty_file(kind: str) -> None:
    assert write((), kind, "song") == (b"WEBVTT\n\n" if kind == "vtt" else b"")  # type: ignore[arg-type]
