"""Transcripts made elsewhere, and own exports coming back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from engine.transcript_json import BadTranscript
from review.flags import Thresholds
from review.projects import Desk, Upload, Wanted
from tests.review.projects.made import ANYBODY, VISITOR, set_text

ENGLISH = Path(__file__).parents[2] / "fixtures" / "english.flac"


def bring(desk: Desk, folder: Path, name: str, data: bytes) -> dict[str, Any]:
    path = folder / "brought"
    path.write_bytes(data)
    token = desk.create(ANYBODY, Wanted(VISITOR, transcript=Upload(path, name)))
    assert not path.exists()
    return desk.open(ANYBODY, token)


def test_subtitles_become_lines_without_evidence(desk: Desk, tmp_path: Path) -> None:
    opened = bring(desk, tmp_path, "봄.srt", "1\n00:00:01,500 --> 00:00:02,000\n안녕\n".encode())
    row = opened["rows"][0]
    assert (row["text"], row["start"], row["end"], row["own"], row["avg"], row["nsp"]) == (
        "안녕",
        1_500,
        2_000,
        None,
        None,
        None,
    )
    assert (opened["project"]["name"], opened["run"]["kind"], opened["run"]["state"], opened["media"]) == (
        "봄.srt",
        "import",
        "done",
        None,
    )


def test_a_pasted_text_becomes_lines(desk: Desk) -> None:
    opened = desk.open(ANYBODY, desk.create(ANYBODY, Wanted(VISITOR, text="one two three four five six seven\neight")))
    assert [row["text"] for row in opened["rows"]] == ["one two three four five six seven", "eight"]
    assert opened["project"]["name"] == "one two three four five six"


def test_a_broken_transcript_is_one_sentence_and_no_project(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(BadTranscript, match="not whole JSON"):
        bring(desk, tmp_path, "a.json", b'{"segments": [')
    assert desk.store.list_projects() == []


def test_a_turbo_transcript_s_no_speech_prob_counts_for_nothing(desk: Desk, tmp_path: Path) -> None:
    data = b'{"segments": [{"start": 0, "end": 1, "text": "a"}], "relisten": {"model": "turbo"}}'
    assert bring(desk, tmp_path, "a.json", data)["no_speech_informative"] is False


def test_text_without_times_is_laid_over_its_recording(desk: Desk, tmp_path: Path) -> None:
    media = Upload(tmp_path / "english", "english.flac")
    shutil.copyfile(ENGLISH, media.path)
    token = desk.create(ANYBODY, Wanted(VISITOR, media=media, text="aaaaa\nbbbbb"))
    rows = desk.open(ANYBODY, token)["rows"]
    assert [(row["start"], row["end"]) for row in rows] == [(0, 6_697), (6_697, 13_394)]


def test_an_own_export_comes_back_with_the_work_done_on_it(desk: Desk, token: str, tmp_path: Path) -> None:
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, set_text("0.0.0", "fixed"), base, "")
    desk.edit(ANYBODY, token, {"op": "decide", "line": "0.1.0", "decision": "kept"}, base, "")
    added = {"op": "insert", "id": "e1", "start": 9_000, "end": 9_500, "text": "added", "after": "0.2.0"}
    desk.edit(ANYBODY, token, added, {}, "")
    data = desk.export(ANYBODY, token, "json", Thresholds()).data
    opened = bring(desk, tmp_path, "a.json", data)
    assert [(row["text"], row["original"], row["state"]) for row in opened["rows"]] == [
        (" fixed", " line 0", "fixed"),
        (" line 1", " line 1", "kept"),
        (" line 2", " line 2", ""),
        (" added", None, "added"),
    ]
    assert opened["undo"] is False


def test_work_that_came_back_can_be_taken_back_to_the_machine_s_text(desk: Desk, token: str, tmp_path: Path) -> None:
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, set_text("0.0.0", "fixed"), base, "")
    data = desk.export(ANYBODY, token, "json", Thresholds()).data
    opened = bring(desk, tmp_path, "a.json", data)
    row = opened["rows"][0]
    answer = desk.edit(
        ANYBODY, opened["project"]["token"], set_text(row["id"], row["original"]), {row["id"]: row["version"]}, ""
    )
    assert [(row["text"], row["state"]) for row in answer["rows"]] == [(" line 0", "")]


BLOCK = """[Verse 1]
온기가 내볼까 // 용기를 내볼까 // #misheard
la la la //
same on both sides
// nobody heard this
"""


def test_an_annotated_text_yields_its_lines_and_its_reference(desk: Desk, tmp_path: Path) -> None:
    opened = bring(desk, tmp_path, "봄.txt", BLOCK.encode())
    assert [row["text"] for row in opened["rows"]] == ["온기가 내볼까", "la la la", "same on both sides"]
    token = opened["project"]["token"]
    (found,) = desk.references(ANYBODY, token)["references"]
    assert (found["name"], found["format"], found["active"]) == ("봄.txt", "annotated", True)
    compared = desk.compare(ANYBODY, token, None)["rows"]
    assert [(row["ours"], row["theirs"]) for row in compared] == [
        ("온기가 내볼까", "용기를 내볼까"),
        ("la la la", ""),
        ("same on both sides", "same on both sides"),
        ("", "nobody heard this"),
    ]


def test_an_annotated_text_can_be_pasted(desk: Desk) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, text=BLOCK))
    assert desk.references(ANYBODY, token)["references"][0]["format"] == "annotated"


def test_an_annotated_text_goes_out_as_it_came_in(desk: Desk) -> None:
    block = "one too three // one two three\nfour five six\n// seven eight nine\n"
    token = desk.create(ANYBODY, Wanted(VISITOR, text=block))
    assert desk.comparison_file(ANYBODY, token, "annotated.txt", "en").data.decode() == block


def test_a_text_without_the_other_side_has_no_reference(desk: Desk) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, text="see https://example.org\nsecond line"))
    assert desk.references(ANYBODY, token)["references"] == []


def test_what_a_person_had_added_is_no_part_of_the_machine_s_text(desk: Desk, token: str, tmp_path: Path) -> None:
    added = {"op": "insert", "id": "e1", "start": 9_000, "end": 9_500, "text": "added", "after": "0.2.0"}
    desk.edit(ANYBODY, token, added, {}, "")
    data = desk.export(ANYBODY, token, "json", Thresholds()).data
    back = bring(desk, tmp_path, "a.json", data)["project"]["token"]
    desk.add_reference(ANYBODY, back, "line 0\nline 1\nline 2\nadded")
    figures = desk.compare(ANYBODY, back, None)["figures"]
    assert (figures["before"]["deletions"], figures["after"]["deletions"]) == (1, 0)
