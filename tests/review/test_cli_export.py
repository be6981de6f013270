"""Taking a transcript file or a project home from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.transcript import Segment
from review.edits import SetText
from review.projects import Caller, Desk
from review.settings import read_settings
from review.store import Store

ROOT = Path(__file__).resolve().parents[2]
SRT = "1\n00:00:00,000 --> 00:00:02,000\n안녕하세요\n\n2\n00:00:02,500 --> 00:00:04,000\n만나서 반갑습니다\n\n"


def export(*argv: object) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "review", "export", *map(str, argv)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=120)


def refused(*argv: object) -> str:
    done = export(*argv)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    return done.stderr.decode().strip()


@pytest.fixture
def transcript(tmp_path: Path) -> Path:
    """A Whisper JSON with two lines."""
    segments = [
        {"start": 0.0, "end": 2.0, "text": " 안녕하세요", "avg_logprob": -0.9},
        {"start": 2.5, "end": 4.0, "text": " 만나서 반갑습니다", "avg_logprob": -0.1},
    ]
    path = tmp_path / "인사.json"
    path.write_text(json.dumps({"text": "", "segments": segments, "language": "ko"}), encoding="utf-8")
    return path


def test_a_file_goes_to_standard_output(transcript: Path) -> None:
    done = export(transcript, "--to", "srt")
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, SRT, b"")


def test_a_file_goes_to_a_file(transcript: Path, tmp_path: Path) -> None:
    done = export(transcript, "--to", "srt", "--output", tmp_path / "out.srt")
    assert (done.returncode, done.stdout) == (0, b"")
    assert (tmp_path / "out.srt").read_bytes().decode() == SRT


def test_into_a_folder_a_file_carries_the_recordings_name(transcript: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export(transcript, "--to", "txt", "-o", tmp_path / "out")
    assert (tmp_path / "out" / "인사.txt").read_text(encoding="utf-8") == "안녕하세요\n만나서 반갑습니다\n"


def test_flags_go_into_csv(transcript: Path) -> None:
    rows = export(transcript, "--to", "csv").stdout.decode().splitlines()
    assert [row.rsplit(",", 1)[1] for row in rows] == ["flags", "avg_logprob", ""]


def test_what_a_person_did_stays_with_a_json(tmp_path: Path) -> None:
    segments = [
        {"start": 0, "end": 1, "text": " 하나", "original_text": " 한아", "state": "fixed"},
        {"start": 1, "end": 2, "text": " 둘", "state": "kept"},
        {"start": 2, "end": 3, "text": " 셋", "state": "added"},
        {"start": 3, "end": 4, "text": " 넷"},
    ]
    (tmp_path / "own.json").write_text(json.dumps({"segments": segments}), encoding="utf-8")
    found = json.loads(export(tmp_path / "own.json", "--to", "json").stdout)["segments"]
    assert [entry.get("state") for entry in found] == ["fixed", "kept", "added", None]
    assert [entry.get("original_text") for entry in found] == [" 한아", None, None, None]


def test_an_export_never_overwrites_its_source(transcript: Path, tmp_path: Path) -> None:
    before = transcript.read_bytes()
    said = refused(transcript, "--to", "json", "--output", tmp_path)
    assert said == f"{transcript} would be overwritten by its own export; name another file with --output."
    assert transcript.read_bytes() == before


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.json", "--to", "srt") == f"There is no file {tmp_path / 'no.json'}."


def test_a_file_that_is_no_transcript_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "half.json").write_text('{"segments": [', encoding="utf-8")
    assert refused(tmp_path / "half.json", "--to", "srt").startswith("This file is not whole JSON")


def test_an_unknown_format_is_one_sentence(transcript: Path) -> None:
    assert "invalid choice: 'docx'" in refused(transcript, "--to", "docx")


@pytest.fixture
def project(tmp_path: Path) -> str:
    """The token of a project with one line, whose text a person has fixed."""
    settings = read_settings(["--data-dir", str(tmp_path / "data")])
    store = Store(settings.data_dir / "relisten.sqlite")
    made = store.create_project("인사.mp3")
    run = store.add_run(made.id, kind="import", state="done", language="ko")
    store.import_segments(run.id, [Segment(0, 2_000, " 안녕하세여")])
    desk = Desk(store, settings)
    with desk.documents.at(made.id) as document:
        line = next(iter(document))
    edit = SetText(line.id, "안녕하세요").as_dict()
    desk.edit(Caller(trusted=True), made.token, edit, {line.id: line.version}, "test")
    store.close()
    return made.token


def test_a_project_goes_out_with_the_fixed_text(project: str, tmp_path: Path) -> None:
    done = export(project, "--to", "srt", "--data-dir", tmp_path / "data")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == "1\n00:00:00,000 --> 00:00:02,000\n안녕하세요\n\n"


def test_a_project_is_known_by_its_address(project: str, tmp_path: Path) -> None:
    address = f"http://127.0.0.1:7860/?project={project}"
    done = export(address, "--to", "json", "--data-dir", tmp_path / "data", "-o", tmp_path)
    assert done.returncode == 0
    assert json.loads((tmp_path / "인사.json").read_bytes())["segments"][0]["original_text"] == " 안녕하세여"


def test_an_unknown_project_is_one_sentence(tmp_path: Path) -> None:
    said = refused("nonsense", "--to", "srt", "--data-dir", tmp_path / "data")
    assert said.startswith("This project does not exist")
