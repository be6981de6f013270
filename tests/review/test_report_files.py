"""The report as CSV, JSON and annotated text."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from review.comparison.model import Confusion
from review.report import Total, annotated
from review.report import csv as report_csv
from review.report import json as report_json
from review.report.words import ENGLISH, KOREAN
from tests.review.comparison_kit import EXTRA, MISSING, SAME, WRONG, named, report, row, sheet


def cells(*rows: object) -> list[list[str]]:
    data = report_csv.write(sheet(*rows))  # type: ignore[arg-type]
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_has_a_row_a_line() -> None:
    assert cells(SAME, WRONG, MISSING, EXTRA) == [
        ["start", "end", "kind", "ours", "theirs", "hits", "substitutions", "insertions", "deletions", "wer", "cer"],
        ["1000", "2000", "same", "봄이 온다", "봄이 온다", "2", "0", "0", "0", "0.0", "0.0"],
        ["24600", "26000", "different", "온기가 내볼까", "용기를 내볼까", "1", "1", "0", "0", "0.5", "0.2857"],
        ["26000", "29000", "missing", "", "골목길 고양이도", "0", "0", "0", "2", "1.0", "1.0"],
        ["29000", "30000", "extra", "음", "", "0", "0", "1", "0", "", ""],
    ]


def test_no_cell_is_a_formula() -> None:
    assert cells(row("different", "=1+1", "@SUM(A1)", counts=(0, 1, 0, 0)))[1][3:5] == ["'=1+1", "'@SUM(A1)"]


def test_text_without_times_has_empty_ones() -> None:
    assert cells(row("same", "a", "a", counts=(1, 0, 0, 0)))[1][:2] == ["", ""]


def test_json_has_the_issues_keys() -> None:
    found = json.loads(report_json.write(sheet(WRONG)))
    assert {
        *("wer", "cer", "cer_no_spaces", "wer_space_insensitive", "mer", "wil", "hits", "substitutions", "insertions"),
        *("deletions", "reference_words", "reference_characters", "lines", "normalisation", "confidence_interval"),
    } <= set(found)


def test_json_has_a_line_a_row() -> None:
    assert json.loads(report_json.write(sheet(WRONG, MISSING)))["lines"] == [
        {
            "kind": "different",
            "start": 24600,
            "end": 26000,
            "hypothesis": "온기가 내볼까",
            "reference": "용기를 내볼까",
            "hits": 1,
            "substitutions": 1,
            "insertions": 0,
            "deletions": 0,
            "breaks": [],
            "elsewhere": None,
            "ops": [["substitution", 0, 3, 0, 3], ["hit", 4, 7, 4, 7]],
        },
        {
            "kind": "missing",
            "start": 26000,
            "end": 29000,
            "hypothesis": "",
            "reference": "골목길 고양이도",
            "hits": 0,
            "substitutions": 0,
            "insertions": 0,
            "deletions": 2,
            "breaks": [],
            "elsewhere": None,
            "ops": [["deletion", None, None, 0, 3], ["deletion", None, None, 4, 8]],
        },
    ]


def test_json_says_what_it_is_of() -> None:
    found = json.loads(report_json.write(sheet(SAME, confusions=(Confusion("너", "나", 2, (0,)),))))
    assert (found["hypothesis"], found["reference"], found["language"]) == ("봄날.mp3", "official.txt", "ko")
    assert found["kept_out"] == {
        "headings": True,
        "repeats": True,
        "speakers": True,
        "directions": True,
        "backing": False,
    }
    assert found["confusions"] == [{"hypothesis": "너", "reference": "나", "count": 2, "lines": [0]}]


def test_json_has_the_machines_figures_beside() -> None:
    assert json.loads(report_json.write(sheet(SAME)))["before"] is None
    assert json.loads(report_json.write(sheet(SAME, before=report(0.75))))["before"]["wer"] == 0.75


def test_json_of_several_files() -> None:
    made = Total("pairs.tsv", [named(sheet(SAME), "a"), named(sheet(WRONG), "b")], report(0.25), None)
    found = json.loads(report_json.write_total(made))
    assert [each["hypothesis"] for each in found["files"]] == ["a", "b"]
    assert (found["total"]["wer"], found["total"]["before"]) == (0.25, None)


def test_annotated_text() -> None:
    assert annotated.write(sheet(SAME, WRONG, MISSING, EXTRA)).decode() == (
        "봄이 온다\n온기가 내볼까 // 용기를 내볼까\n// 골목길 고양이도\n음 //\n"
    )


def test_annotated_text_keeps_slashes_of_the_lyrics() -> None:
    assert annotated.write(sheet(replace(SAME, ours="a // b", theirs="a // b"))).decode() == "a \\// b\n"


def test_both_languages_have_the_same_words() -> None:
    assert list(ENGLISH) == list(KOREAN)
