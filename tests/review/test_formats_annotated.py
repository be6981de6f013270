"""The convention ``heard // official // #comment``: both sides of one file, without loss."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.transcript_json import clean_text
from review.formats.annotated import AnnotatedLine, looks_annotated, parse, parse_line, read, render, write
from review.formats.base import EmptyTranscript
from review.line import clean

texts = st.one_of(
    st.text(alphabet="/\\# ab가\t\u00a0", max_size=12),
    st.text(max_size=30),
    st.sampled_from(["", "//", "\\//", "# //", "https://a.b//c", "a //# b", "\\#", "\ufeffa", "1 // 2 // 3"]),
).map(lambda text: clean_text(clean(text)).strip())
lines = st.lists(st.builds(AnnotatedLine, texts, texts, st.none() | texts), max_size=6)


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("helo // hello", AnnotatedLine("helo", "hello")),
        ("hello", AnnotatedLine("hello", "hello")),
        ("", AnnotatedLine("", "")),
        ("heard //", AnnotatedLine("heard", "")),
        ("// official", AnnotatedLine("", "official")),
        ("// #alone", AnnotatedLine("", "", "alone")),
        ("same // # both", AnnotatedLine("same", "same", "both")),
        ("a // b // #c // d", AnnotatedLine("a", "b", "c // d")),
        ("a // // #left out", AnnotatedLine("a", "", "left out")),
        ("a // #", AnnotatedLine("a", "a", "")),
        ("a // b // c", AnnotatedLine("a", "b // c")),
        ("see https://a.b and 1//2", AnnotatedLine("see https://a.b and 1//2", "see https://a.b and 1//2")),
        ("a \\// b", AnnotatedLine("a // b", "a // b")),
        ("number one // \\#1", AnnotatedLine("number one", "#1")),
        ("#1 // one", AnnotatedLine("#1", "one")),
        ("a\u00a0//\u00a0b", AnnotatedLine("a", "b")),
    ],
)
def test_a_line(row: str, line: AnnotatedLine) -> None:
    assert parse_line(row) == line


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (AnnotatedLine("helo", "hello"), "helo // hello"),
        (AnnotatedLine("hello", "hello"), "hello"),
        (AnnotatedLine("heard", ""), "heard //"),
        (AnnotatedLine("", "official", "c"), "// official // #c"),
        (AnnotatedLine("", "", "alone"), "// #alone"),
        (AnnotatedLine("a // b", "#1"), "a \\// b // \\#1"),
        (AnnotatedLine(" a\nb ", "a\u2028b"), "a b"),
    ],
)
def test_a_written_line(line: AnnotatedLine, row: str) -> None:
    assert render([line]) == f"{row}\n"


@given(lines)
@example([AnnotatedLine("\\\\//", "\\\\#", "#")])
def test_export_and_import_lose_nothing(written: list[AnnotatedLine]) -> None:
    assert parse(render(written)) == tuple(written)


@given(st.one_of(st.text(alphabet="/\\# ab가\n", max_size=40), st.text(max_size=60)))
def test_import_and_export_lose_nothing(text: str) -> None:
    found = parse(text)
    assert parse(render(found)) == found


@given(lines.filter(lambda written: render(written).strip() != ""))
def test_files_lose_nothing(written: list[AnnotatedLine]) -> None:
    assert read(write(written)) == tuple(written)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyTranscript):
        read(b"")


@pytest.mark.parametrize(
    "text",
    ["hello wold // hello world\nnext", "어텐션 // Attention", "a\n// #only a comment", "heard //\nsame", "// theirs"],
)
def test_looks_annotated(text: str) -> None:
    assert looks_annotated(text)


@pytest.mark.parametrize(
    "text", ["plain\nlyrics", "https://example.org/a//b", "Twinkle twinkle // how I wonder what you are", "1//2", ""]
)
def test_does_not_look_annotated(text: str) -> None:
    assert not looks_annotated(text)
