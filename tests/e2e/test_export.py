"""Every format downloads with the edit in it, under the recording's name."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.person import Person, payload

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIXED = "고친 문장, fixed"
FORMATS = ("srt", "vtt", "lrc", "txt", "tsv", "csv", "json")


@pytest.fixture
def fixed(new_person: NewPerson, app: AppProcess, tmp_path: Path) -> Person:
    """Somebody who has just fixed the second of two lines."""
    transcript = tmp_path / "봄날.json"
    segments = [{"start": n, "end": n + 0.9, "text": f" line {n}"} for n in range(2)]
    transcript.write_text(json.dumps({"segments": segments}), "utf-8")
    sent = {"path": app.upload(transcript), "name": transcript.name}
    somebody = new_person()
    somebody.open(app.call("create", visitor="exporting-person", transcript=sent)["token"])
    somebody.retype(1, FIXED)
    return somebody


@pytest.mark.parametrize("name", FORMATS)
def test_the_file_has_the_edit_and_the_recording_s_name(fixed: Person, name: str) -> None:
    file_name, data = fixed.download(name)
    text = data.decode()
    assert file_name == f"봄날.{name}"
    assert FIXED in text
    assert "line 0" in text


def test_the_json_keeps_the_machine_s_text_beside_the_edit(fixed: Person) -> None:
    _, data = fixed.download("json")
    second = json.loads(data)["segments"][1]
    assert (second["text"].strip(), second["original_text"].strip()) == (FIXED, "line 1")


def test_the_export_comes_back_with_the_edit(fixed: Person) -> None:
    _, data = fixed.download("json")
    fixed.go_home()
    fixed.bring(payload("again.json", data))
    fixed.rows.first.wait_for()
    assert fixed.texts() == ["line 0", FIXED]


def test_all_sounds_and_texts_download_as_a_data_set(new_person: NewPerson, app: AppProcess) -> None:
    somebody = new_person()
    somebody.open(app.call("sample", visitor="data-set-person")["token"])
    name, data = somebody.download("dataset")
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert name == "Relisten sample.zip"
    assert "Welcome to the desk." in archive.read("metadata.csv").decode()
    assert len([entry for entry in archive.namelist() if entry.endswith(".wav")]) >= 10
