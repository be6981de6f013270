"""What is written is read again: every format, with the nastiest texts, as far as the format can hold them."""

from __future__ import annotations

import re
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.transcript_json import clean_text
from review.formats import FORMATS, Sheet, detect
from review.line import Line

row = partial(Line, "0")

NASTY = [
    "<script>alert('x')</script>",
    "{b}curly{/b} {\\an8}",
    "<i>leaning</i> <b>",
    "C:\\new\\Names\\h",
    "a --> b",
    "00:00:01.000 --> bare",
    "&lt;b&gt; &amp; & AT&T &copy2020 &#0;",
    "\u202eright to left\u202c \u2066isolate\u2069",
    "line\u2028separator\u2029and\u0085next",
    "zero\u200bwidth\u200d\ufeffmark",
    "👩\u200d👩\u200d👧 👍🏽 🇰🇷",
    "=cmd|'/c calc'!A0",
    "'=quoted",
    "''-twice",
    "- 대화 줄표",
    "+82 10",
    "@home",
    '"quoted", with; separators',
    "7",
    "42\n43",
    "[Music]",
    "[ar:Nobody]",
    "[00:12.00] stamped",
    "NOTE this",
    "WEBVTT",
    "start,end,text",
    "1\t2\tthree",
    "끝에서 멈춰 서서",
    "\u1112\u1161\u11ab글",
    "# heading",
    "\ufffd\ufffd",
]
ROUND = ("srt", "vtt", "csv", "json")

texts = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=40),
    st.text(alphabet=" \t\n\\{}<>&;#-=+@'\",[]0123456789:.가x\u2028\u202e\u200b\U0001f600", max_size=30),
).map(clean_text)


@st.composite
def rows(draw: st.DrawFn) -> list[Line]:
    """Lines one after the other, each with some length, as a document holds them."""
    found, at = [], 0
    for text in draw(st.lists(texts, min_size=1, max_size=6)):
        start = at + 10 * draw(st.integers(0, 200))
        at = start + 10 * draw(st.integers(1, 400))
        found.append(row(start=start, end=at, text=text))
    return found


def written(name: str, lines: list[Line]) -> bytes:
    return FORMATS[name].write(Sheet(name="talk", lines=lines))


def stacked(text: str) -> str:
    """A text without outer spaces and blank lines, worked out apart from the code under test."""
    return re.sub(r"\n(?:\s*\n)+", "\n", text.strip())


def flat(text: str) -> str:
    return " ".join(part.strip() for part in re.split("[\n]", text.replace("\t", " ")) if part.strip())


@pytest.mark.parametrize("name", ROUND)
@settings(max_examples=150, deadline=None)
@given(lines=rows())
def test_times_and_count_come_back(name: str, lines: list[Line]) -> None:
    found = FORMATS[name].read(written(name, lines)).segments
    assert [(line.start, line.end) for line in found] == [(line.start, line.end) for line in lines]


@pytest.mark.parametrize("name", ["csv", "json"])
@settings(max_examples=150, deadline=None)
@given(lines=rows())
def test_exact_formats_give_every_text_back(name: str, lines: list[Line]) -> None:
    found = FORMATS[name].read(written(name, lines)).segments
    assert [line.text for line in found] == [line.text for line in lines]


@settings(max_examples=200, deadline=None)
@given(lines=rows())
def test_vtt_gives_back_all_but_outer_spaces_and_blank_lines(lines: list[Line]) -> None:
    found = FORMATS["vtt"].read(written("vtt", lines)).segments
    assert [line.text for line in found] == [stacked(line.text) for line in lines]


@settings(max_examples=200, deadline=None)
@given(lines=rows())
def test_srt_gives_back_all_but_outer_spaces_and_blank_lines(lines: list[Line]) -> None:
    found = FORMATS["srt"].read(written("srt", lines)).segments
    assert [line.text for line in found] == [stacked(line.text) for line in lines]


@settings(max_examples=200, deadline=None)
@given(lines=rows())
def test_tsv_gives_back_one_line_texts_with_their_times(lines: list[Line]) -> None:
    found = FORMATS["tsv"].read(written("tsv", lines)).segments
    assert [(line.start, line.end, line.text) for line in found] == [
        (line.start, line.end, flat(line.text)) for line in lines
    ]


@settings(max_examples=200, deadline=None)
@given(lines=rows())
def test_lrc_gives_back_one_line_texts_with_their_times(lines: list[Line]) -> None:
    said = [(line.start, line.end, flat(line.text)) for line in lines if flat(line.text)]
    if said:
        found = FORMATS["lrc"].read(written("lrc", lines)).segments
        assert [(line.start, line.end, line.text) for line in found if line.text][: len(said)] == said


@settings(max_examples=200, deadline=None)
@given(lines=rows())
def test_txt_gives_back_one_line_texts(lines: list[Line]) -> None:
    said = [flat(line.text) for line in lines if flat(line.text)]
    if said:
        assert [line.text for line in FORMATS["txt"].read(written("txt", lines)).segments] == said


@pytest.mark.parametrize("name", list(FORMATS))
@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_survives_every_format(name: str, text: str) -> None:
    text = clean_text(text)
    found = FORMATS[name].read(written(name, [row(0, 1000, text), row(1000, 2000, "after")])).segments
    expected = text if name in ROUND else flat(text)
    assert [line.text for line in found] == [expected, "after"]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "txt"])
@pytest.mark.parametrize("text", [text for text in NASTY if text not in ("WEBVTT", "start,end,text", "1\t2\tthree")])
def test_an_own_file_is_known_again(name: str, text: str) -> None:
    assert detect(f"talk.{name}", written(name, [row(0, 1000, text)])).name == name


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_lone_surrogate_does_not_cost_the_export(name: str) -> None:
    lines = [row(0, 1000, "broken \ud800 text")]
    assert b"broken" in written(name, lines)


@pytest.mark.parametrize("name", list(FORMATS))
def test_an_empty_document_can_be_written(name: str) -> None:
    assert isinstance(written(name, []), bytes)
