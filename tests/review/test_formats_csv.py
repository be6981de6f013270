"""The .csv for spreadsheets: no cell is a formula, and every text comes back."""

from __future__ import annotations

import csv as standard
import io
from functools import partial

import pytest

from engine.transcript import Segment
from engine.transcript_json import BadSegment, BadTime, Review
from review.formats import Sheet, csv
from review.formats.base import NoLines
from review.line import Line

row = partial(Line, "0")

LINE = row(
    start=0,
    end=2400,
    text="- fixed",
    original=" =machine",
    state="fixed",
    own_logprob=-0.25,
    avg_logprob=-0.5,
    no_speech_prob=0.02,
    compression_ratio=1.5,
    temperature=0.0,
)


def cells(data: bytes) -> list[list[str]]:
    return list(standard.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_columns_and_values() -> None:
    assert cells(csv.write(Sheet("talk", [LINE], flags=[("own_logprob", "avg_logprob")]))) == [
        list(csv.COLUMNS),
        [
            "0",
            "2400",
            "'- fixed",
            "' =machine",
            "fixed",
            "-0.25",
            "-0.5",
            "0.02",
            "1.5",
            "0.0",
            "own_logprob avg_logprob",
        ],
    ]


def test_the_columns_names_stay_what_they_are() -> None:
    assert " ".join(csv.COLUMNS) == (
        "start end text original state own_logprob avg_logprob no_speech_prob compression_ratio temperature flags"
    )


def test_it_begins_with_the_mark_excel_looks_for() -> None:
    assert csv.write(Sheet("talk", [row(0, 1, "안녕")])).startswith(b"\xef\xbb\xbfstart,end,text,")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "'=1", "＝1"])
def test_a_formula_gets_a_quote_before_and_loses_it_again(text: str) -> None:
    assert csv.guard(text) == f"'{text}"
    assert csv.unguard(csv.guard(text)) == text


@pytest.mark.parametrize("text", ["", "a=b", "'tis", "''", "1-2", " 안녕"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert csv.guard(text) == text
    assert csv.unguard(text) == text


def test_figures_come_back() -> None:
    assert csv.read(csv.write(Sheet("talk", [LINE]))).segments == (
        Segment(
            start=0,
            end=2400,
            text="- fixed",
            own_logprob=-0.25,
            avg_logprob=-0.5,
            no_speech_prob=0.02,
            compression_ratio=1.5,
            temperature=0.0,
        ),
    )


def test_what_a_person_did_comes_back() -> None:
    data = csv.write(Sheet("talk", [LINE, row(3000, 4000, "kept", state="kept"), row(5000, 6000, "untouched")]))
    assert csv.reviews(data) == {0: Review(" =machine", "fixed"), 1: Review(None, "kept")}


@pytest.mark.parametrize("mark", [";", "\t"])
def test_another_countrys_spreadsheet(mark: str) -> None:
    text = f'Start{mark}End{mark}Text\r\n0{mark}2400{mark}"a, b"\r\n'
    assert csv.read(text.encode("utf-8-sig")).segments == (Segment(0, 2400, "a, b"),)


def test_korean_excel_saves_cp949() -> None:
    assert csv.read("start,end,text\r\n0,2400,창가에 앉아\r\n".encode("cp949")).segments == (
        Segment(0, 2400, "창가에 앉아"),
    )


def test_cannot_hold_words() -> None:
    (found,) = csv.read(csv.write(Sheet("talk", [row(0, 1, "a", tokens=(5,))]))).segments
    assert (found.words, found.tokens) == ((), ())


def test_cannot_hold_the_recogniser() -> None:
    assert csv.read(csv.write(Sheet("talk", [LINE], meta={"model": "base"}))).meta == {}


def test_without_its_columns_it_is_refused() -> None:
    with pytest.raises(NoLines):
        csv.read(b"name,age\nAnn,5\n")


@pytest.mark.parametrize("row", ["x,2,a", ",,a", "nan,1,a"])
def test_a_row_without_times_is_named(row: str) -> None:
    with pytest.raises(BadSegment) as caught:
        csv.read(f"start,end,text\n0,1,ok\n{row}\n".encode())
    assert caught.value.params == {"number": 2, "field": "start"}


def test_a_huge_time_is_refused() -> None:
    with pytest.raises(BadTime):
        csv.read(b"start,end,text\n1e300,1e301,a\n")
