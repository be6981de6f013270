"""The registry: every format named, told apart by name and content, and saved under a safe name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import review
from engine.transcript import Segment
from engine.transcript_json import NotJson
from review.formats import (
    FORMATS,
    Sheet,
    content_disposition,
    detect,
    filename,
    format_named,
    is_transcript_name,
    read,
    reviews,
)
from review.formats.base import NoLines, UnknownExport, UnknownFormat
from review.line import from_segment

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nhello\n"
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"
JSON = b'{"text": "", "segments": [{"start": 1, "end": 2, "text": "hello"}]}'
I18N = Path(review.__file__).parent / "ui" / "i18n"


def test_the_formats() -> None:
    assert list(FORMATS) == ["srt", "vtt", "lrc", "txt", "tsv", "csv", "json"]


@pytest.mark.parametrize("name", ["srt", "vtt", "lrc", "txt", "tsv", "csv", "json"])
def test_what_a_format_cannot_hold_is_said_in_both_languages(name: str) -> None:
    english = json.loads((I18N / "en.json").read_text("utf-8"))
    korean = json.loads((I18N / "ko.json").read_text("utf-8"))
    assert english[f"format.{name}.cannot_hold"] == FORMATS[name].cannot_hold
    assert korean[f"format.{name}.cannot_hold"] != FORMATS[name].cannot_hold


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("a.srt", SRT, "srt"),
        ("a.SRT", SRT, "srt"),
        ("a.vtt", VTT, "vtt"),
        ("a.srt", VTT, "vtt"),
        ("a.txt", VTT, "vtt"),
        ("a.txt", SRT, "srt"),
        ("a.vtt", SRT, "vtt"),
        ("a.txt", JSON, "json"),
        ("a.json", JSON, "json"),
        ("a.txt", b"[00:01.00]hello\n", "lrc"),
        ("a.lrc", b"[ar:x]\n[00:01.00]hello\n", "lrc"),
        ("a.csv", b"start\tend\ttext\n0\t1\thello\n", "tsv"),
        ("a.tsv", b"0\t1\thello\n", "tsv"),
        ("a.csv", b'"start","end","text"\n0,1,hello\n', "csv"),
        ("a.txt", b"{chorus}\nhello\n", "txt"),
        ("a.txt", b"hello\n", "txt"),
    ],
)
def test_name_and_content_tell(name: str, data: bytes, expected: str) -> None:
    assert detect(name, data).name == expected


@pytest.mark.parametrize("name", ["a.srt", "a.vtt", "a.lrc", "a.tsv", "a.csv"])
def test_content_that_is_not_what_the_name_says_is_refused(name: str) -> None:
    with pytest.raises(NoLines):
        detect(name, b"just words\n")


@pytest.mark.parametrize("name", ["a.docx", "a", "srt", "../a.mp3", ""])
def test_another_extension_is_refused(name: str) -> None:
    with pytest.raises(UnknownFormat):
        detect(name, SRT)


def test_broken_json_gets_the_parsers_sentence() -> None:
    with pytest.raises(NotJson):
        read("a.json", b"just words")


def test_read_by_name() -> None:
    assert read("a.vtt", SRT).segments == (Segment(1000, 2000, "hello"),)


def test_a_format_without_reviews_has_none() -> None:
    assert reviews("a.srt", SRT) == {}


def test_an_unknown_export_is_refused() -> None:
    with pytest.raises(UnknownExport) as caught:
        format_named("docx")
    assert str(caught.value) == "There is no format “docx”; there are srt, vtt, lrc, txt, tsv, csv, json."


def test_a_line_nobody_edited_has_no_original() -> None:
    data = FORMATS["json"].write(Sheet("talk", [from_segment("0.0.0", Segment(0, 1000, " hello"))]))
    assert b"original_text" not in data


@pytest.mark.parametrize(("name", "expected"), [("a.SRT", True), ("a.txt", True), ("a.mp3", False), ("txt", False)])
def test_transcripts_are_told_from_media_by_name(name: str, expected: bool) -> None:
    assert is_transcript_name(name) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("봄날의 산책.mp3", "봄날의 산책.srt"),
        ("talk", "talk.srt"),
        ("v1.2 final", "v1.2 final.srt"),
        ("AC/DC: live?.wav", "AC_DC_ live_.srt"),
        ("../../etc/passwd", "_.._etc_passwd.srt"),
        ("..\\..\\boot.ini", "_.._boot.ini.srt"),
        ("<script>alert(1)</script>.mp4", "_script_alert(1)__script_.srt"),
        ("line\nbreak\x00.mp3", "line_break_.srt"),
        ("CON.mp3", "_CON.srt"),
        ("com1.backup", "_com1.backup.srt"),
        ("  . ", "recording.srt"),
        ("", "recording.srt"),
        (".mp3", "mp3.srt"),
        ("gpj\u202etxt.mp3", "gpjtxt.srt"),
        ("name. . ", "name.srt"),
        ("\ud800", "recording.srt"),
    ],
)
def test_file_names(name: str, expected: str) -> None:
    assert filename(name, ".srt") == expected


def test_a_long_name_is_cut_between_characters() -> None:
    assert filename("가" * 100, ".srt") == "가" * 60 + ".srt"


def test_content_disposition_of_a_korean_name() -> None:
    assert content_disposition('봄 "a".srt') == (
        "attachment; filename=\"_ _a_.srt\"; filename*=UTF-8''%EB%B4%84%20%22a%22.srt"
    )


def test_content_disposition_is_one_header() -> None:
    assert content_disposition("a\r\nSet-Cookie: x.srt") == (
        "attachment; filename=\"a__Set-Cookie: x.srt\"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.srt"
    )
