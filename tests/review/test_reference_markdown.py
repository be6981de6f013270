"""Markdown: its marks off, its lines kept."""

from __future__ import annotations

import pytest

from review.reference import parse, read


def told(text: str) -> list[tuple[str, str]]:
    return [(line.kind, line.text) for line in read("a.md", text.encode()).lines]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("I *really* **love** _you_ ~~not~~", "I really love you not"),
        ("[you](https://a.b/c) and [me][1]", "you and me"),
        ("- item", "item"),
        ("3. item", "item"),
        ("> > quoted", "quoted"),
        ("snake_case_word", "snake_case_word"),
        ("one \\* two \\_ three", "one * two _ three"),
        ("AT&amp;T <b>bold</b> `code`", "AT&T bold code"),
        ("![cover](a.png) words <!-- hidden -->", "words"),
        ("hard break\\", "hard break"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字", "漢字"),
    ],
)
def test_marks_are_taken_off(written: str, text: str) -> None:
    (line,) = read("a.md", f"{written}\n".encode()).lines
    assert line.text == text


def test_structure() -> None:
    text = "---\nauthor: me\n---\n# Song\n\nTop\n===\none<br>two\n\n---\n```\n*three*\n```\n[1]: https://a.b\n"
    assert told(text) == [
        ("heading", "Song"),
        ("blank", ""),
        ("heading", "Top"),
        ("text", "one"),
        ("text", "two"),
        ("blank", ""),
        ("blank", ""),
        ("direction", "*three*"),
    ]


def test_dashes_under_a_line_leave_it_a_line() -> None:
    assert told("last line\n---\nnext") == [("text", "last line"), ("blank", ""), ("text", "next")]


def test_the_written_line_is_kept() -> None:
    assert read("a.md", b"**loud** (x2)\n").lines[0].written == "**loud** (x2)"


def test_pasted_markdown_is_recognised() -> None:
    found = parse("# Song\n\n**Loud** words\n")
    assert (found.format, found.lines[2].text) == ("md", "Loud words")
