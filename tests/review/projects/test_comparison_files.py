"""Comparisons to take home."""

from __future__ import annotations

import json
import re

import pytest

from engine.transcript import Segment
from review.formats import annotated
from review.formats.base import UnknownExport
from review.projects import ComparisonSettings, Desk
from review.projects.comparing import FILES
from review.projects.errors import NoReference, NoTimes
from review.reference import KeptOut
from review.scoring import Normalisation
from tests.review.projects.made import ANYBODY, heard, set_text

LYRICS = "line zero\nline 1\nnothing at all\nline 2\n"
NAMES = {
    "report.html": ("봄날 report.html", "text/html"),
    "report.csv": ("봄날 report.csv", "text/csv"),
    "report.json": ("봄날 report.json", "application/json"),
    "annotated.txt": ("봄날 annotated.txt", "text/plain"),
    "timed.lrc": ("봄날.lrc", "text/plain"),
    "timed.srt": ("봄날.srt", "application/x-subrip"),
    "timed.vtt": ("봄날.vtt", "text/vtt"),
}


@pytest.fixture
def token(desk: Desk) -> str:
    made = heard(desk, 3)
    desk.add_reference(ANYBODY, made, LYRICS, name="the <i>official</i>")
    return made


def taken(desk: Desk, token: str, name: str) -> str:
    return desk.comparison_file(ANYBODY, token, name, "en").data.decode("utf-8-sig")


def test_these_are_all() -> None:
    assert list(FILES) == list(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_the_recording_s_name(desk: Desk, token: str, name: str) -> None:
    made = desk.comparison_file(ANYBODY, token, name, "en")
    assert (made.name, made.mime) == NAMES[name]
    assert "line" in made.data.decode()


def test_the_annotated_text_is_of_the_newest_text(desk: Desk, token: str) -> None:
    assert taken(desk, token, "annotated.txt").splitlines()[0] == "line 0 // line zero"
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, set_text("0.0.0", "lime zero"), base, "")
    lines = annotated.parse(taken(desk, token, "annotated.txt"))
    assert [(line.heard, line.official) for line in lines] == [
        ("lime zero", "line zero"),
        ("line 1", "line 1"),
        ("", "nothing at all"),
        ("line 2", "line 2"),
    ]


def test_the_json_has_both_figures_once_something_was_edited(desk: Desk, token: str) -> None:
    unedited = json.loads(taken(desk, token, "report.json"))
    assert (unedited["before"], unedited["deletions"], unedited["substitutions"]) == (None, 3, 1)
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, set_text("0.0.0", "line zero"), base, "")
    edited = json.loads(taken(desk, token, "report.json"))
    assert (edited["before"]["substitutions"], edited["substitutions"]) == (1, 0)
    assert (edited["hypothesis"], edited["reference"]) == ("봄날.mp3", "the <i>official</i>")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", edited["made_at"])


def test_the_report_speaks_the_language_asked_for(desk: Desk, token: str) -> None:
    assert '<html lang="ko"' in desk.comparison_file(ANYBODY, token, "report.html", "ko").data.decode()
    assert '<html lang="en"' in desk.comparison_file(ANYBODY, token, "report.html", "en").data.decode()


def test_markup_in_names_and_lyrics_is_text_in_the_report(desk: Desk, token: str) -> None:
    desk.set_comparison(ANYBODY, token, ComparisonSettings(Normalisation.RAW, KeptOut(directions=False)))
    desk.add_reference(ANYBODY, token, "line <script>alert(1)</script>", name="<script>alert(2)</script>")
    page = taken(desk, token, "report.html")
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "&lt;script&gt;alert(2)" in page


def test_lyrics_get_the_times_of_their_words(desk: Desk, token: str) -> None:
    assert "[00:03.00]line 1\n[#:interpolated]\n" in taken(desk, token, "timed.lrc")


def test_a_text_without_times_has_none_to_give(desk: Desk) -> None:
    project = desk.store.create_project("text")
    run = desk.store.add_run(project.id, kind="import", state="done")
    desk.store.import_segments(run.id, [Segment(0, 0, "one two")])
    desk.add_reference(ANYBODY, project.token, "one two")
    for name in ("timed.lrc", "timed.srt", "timed.vtt"):
        with pytest.raises(NoTimes):
            desk.comparison_file(ANYBODY, project.token, name, "en")
    assert taken(desk, project.token, "annotated.txt") == "one two\n"


@pytest.mark.parametrize("name", NAMES)
def test_without_a_reference_it_is_a_sentence(desk: Desk, name: str) -> None:
    with pytest.raises(NoReference):
        desk.comparison_file(ANYBODY, heard(desk, 1), name, "en")


def test_there_are_no_others(desk: Desk, token: str) -> None:
    with pytest.raises(UnknownExport):
        desk.comparison_file(ANYBODY, token, "report.exe", "en")
