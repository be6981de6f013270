"""A reference in any file is read, or refused in one sentence."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import review
from review.reference import BadReference, KeptOut, Reference, heard, parse, read, scored
from review.reference.errors import (
    BrokenDocument,
    ReferenceBadTime,
    ReferenceEmpty,
    ReferenceLineTooLong,
    ReferenceNotText,
    ReferenceTooLarge,
    ReferenceTooLong,
    ReferenceTooManyLines,
    ReferenceUnknown,
)

LYRICS = "창가에 앉아 비를 세다가\n우산을 접고 천천히 걸어가\n\n봄날의 산책\n"


def texts(reference: Reference) -> list[str]:
    return [line.text for line in reference.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(encoding: str) -> None:
    found = read("가사.txt", LYRICS.encode(encoding))
    assert texts(found) == ["창가에 앉아 비를 세다가", "우산을 접고 천천히 걸어가", "", "봄날의 산책"]
    assert found.format == "txt"


def test_blank_lines_are_kept_between_lines_only() -> None:
    assert [line.kind for line in read("a.txt", b"\n\na\n \n\nb\n\n").lines] == ["text", "blank", "blank", "text"]


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_line_breaks_of_any_kind(separator: str) -> None:
    assert texts(read("a.txt", f"하나{separator}둘".encode())) == ["하나", "둘"]


def test_a_pasted_soft_break_is_a_line_break() -> None:
    assert texts(parse("one\vtwo\x00 three\ud800")) == ["one", "two three\ufffd"]


def test_decomposed_hangul_is_composed() -> None:
    assert texts(parse("\u1112\u1161\u11ab글")) == ["한글"]


def test_lrc_with_an_offset_and_repeated_time_tags() -> None:
    found = read("a.lrc", b"[ti:Song]\n[offset:+500]\n[00:10.00][00:30.00]Chorus line\n[00:20.00]Verse line\n")
    assert [(line.text, line.start, line.end) for line in found.lines] == [
        ("Chorus line", 9500, 19500),
        ("Verse line", 19500, 29500),
        ("Chorus line", 29500, 34500),
    ]
    assert found.format == "lrc"


def test_lrc_is_told_by_its_content() -> None:
    assert read("a.txt", b"[00:01.00]one\n[00:02.00]two\n").format == "lrc"


def test_a_single_time_in_a_text_makes_no_lrc() -> None:
    found = read("a.txt", b"one\ntwo\nthree\nfour\n[00:12.00] five\n")
    assert (found.format, texts(found)[0]) == ("txt", "one")


def test_lrc_without_a_single_tag_is_plain_text() -> None:
    assert read("a.lrc", b"one\ntwo\n").format == "txt"


def test_srt_keeps_line_breaks_and_shares_the_time() -> None:
    found = read("a.srt", b"1\n00:00:01,000 --> 00:00:03,000\n<i>aaaa</i>\n{\\an8}bb\n")
    assert [(line.text, line.start, line.end) for line in found.lines] == [("aaaa", 1000, 2333), ("bb", 2333, 3000)]


def test_vtt() -> None:
    found = read("a.vtt", b"WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:02.000\n<v Mina>one &amp; two\n")
    assert [(line.text, line.start, line.end) for line in found.lines] == [("one & two", 1000, 2000)]


def test_own_json_is_read_too() -> None:
    data = json.dumps({"segments": [{"start": 1.0, "end": 2.0, "text": " hello"}]}).encode()
    assert [(line.text, line.start) for line in read("a.json", data).lines] == [("hello", 1000)]


def test_annotated() -> None:
    found = read("a.txt", b"helo // hello (x2)\nsame\n\n// #a remark\nextra //\n// missing // #quiet\n")
    assert found.format == "annotated"
    assert [(line.kind, line.text, line.heard, line.comment) for line in found.lines] == [
        ("text", "hello", "helo", None),
        ("text", "same", "same", None),
        ("blank", "", None, None),
        ("blank", "", None, "a remark"),
        ("text", "", "extra", None),
        ("text", "missing", "", "quiet"),
    ]
    assert heard(found) == ("helo", "same", "extra", "")
    assert [line.text for line in scored(found, KeptOut())] == ["hello", "hello", "same", "missing"]


def test_an_address_makes_no_annotated_text() -> None:
    assert parse("see https://example.org/a // b\nplain").format == "txt"


def test_a_few_nul_bytes_are_taken_off() -> None:
    assert texts(read("a.txt", b"words\nmore words\0\0\n")) == ["words", "more words"]


def test_many_nul_bytes_are_refused() -> None:
    with pytest.raises(ReferenceNotText):
        read("a.txt", b"wo\0\0rds\0" * 100)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", b"\0\0", b"---\n"])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(ReferenceEmpty):
        read("a.txt", data)


def test_nothing_pasted_is_refused() -> None:
    with pytest.raises(ReferenceEmpty):
        parse(" \n")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b"%PDF-1.7\n..."),
        ("a.txt", b"{\\rtf1 hello}"),
        ("a.hwp", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)),
        ("a.html", b"<!DOCTYPE html><p>words"),
        ("a.txt", b" <html><body>words"),
    ],
)
def test_other_kinds_of_files_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(ReferenceUnknown):
        read(name, data)


@pytest.mark.parametrize("name", ["a.txt", "a.mp3", ""])
def test_random_bytes_are_refused(name: str) -> None:
    with pytest.raises(BadReference):
        read(name, random.Random(3).randbytes(20_000))


def test_a_docx_that_is_none_is_refused() -> None:
    with pytest.raises(BrokenDocument):
        read("a.docx", b"just words")


def test_fifty_megabytes_are_too_long() -> None:
    data = ("창가에 앉아 비를 세다가\n".encode() * 1_700_000)[: 50 * 1024 * 1024]
    with pytest.raises(ReferenceTooLong) as caught:
        read("a.txt", data)
    assert caught.value.params == {"limit": 3_000_000}


def test_more_than_fifty_megabytes_are_refused() -> None:
    with pytest.raises(ReferenceTooLarge) as caught:
        read("a.txt", b"a" * (50 * 1024 * 1024 + 1))
    assert caught.value.params == {"limit_mb": 50}


def test_a_long_paste_is_refused() -> None:
    with pytest.raises(ReferenceTooLong):
        parse("a" * 3_000_001)


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(ReferenceTooManyLines):
        parse("a\n" * 200_002)


def test_repeats_count_for_the_limits() -> None:
    with pytest.raises(ReferenceTooManyLines):
        parse("la (x20)\n" * 600 + "(x20)\n")
    with pytest.raises(ReferenceTooLong):
        parse("la " * 60_000 + "(x20)")


def test_a_hundred_thousand_words_are_read() -> None:
    found = parse("나는 너를 사랑해 (워) hello\n" * 20_000)
    assert len(scored(found, KeptOut())) == 20_000


def test_a_hundred_thousand_words_on_one_line_are_read() -> None:
    assert len(parse("word " * 100_000).lines) == 1


def test_a_time_beyond_a_hundred_hours_is_refused() -> None:
    with pytest.raises(ReferenceBadTime):
        read("a.srt", b"1\n101:00:00,000 --> 102:00:00,000\nx\n")


def test_a_timed_line_without_end_is_refused() -> None:
    with pytest.raises(ReferenceLineTooLong):
        read("a.lrc", b"[00:01.00]" + b"a" * 20_000)


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
@pytest.mark.parametrize("piece", ["(", "[a ", "*a ", "<a ", "<!-- ", "- ", "> ", "A :", "// ", "\\", " ", "[x2] "])
def test_hostile_texts_are_read(name: str, piece: str) -> None:
    """A pattern that tried every way to read one of them would not end."""
    assert texts(read(name, f"x\n{piece * 60_000}x\n{piece * 20_000}".encode()))[0] == "x"


def test_every_error_has_both_languages() -> None:
    for language in ("en", "ko"):
        path = Path(review.__file__).parent / "ui" / "i18n" / f"{language}.json"
        sentences = json.loads(path.read_text("utf-8"))
        assert [kind.code for kind in BadReference.__subclasses__() if f"error.{kind.code}" not in sentences] == []
