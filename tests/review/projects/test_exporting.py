"""What a person takes home."""

from __future__ import annotations

import io
import wave
import zipfile

import pytest

from review.document import LineGone
from review.flags import Thresholds
from review.formats import FORMATS
from review.formats.base import UnknownExport
from review.projects import Caller, Desk, Wanted
from review.projects.errors import NoRecording
from review.store import ProjectNotFound
from tests.review.projects.made import ANYBODY, VISITOR, heard, set_text


@pytest.fixture
def edited(desk: Desk, token: str) -> str:
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, set_text("0.1.0", "고친 줄"), base, "")
    return token


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_has_the_edited_text_and_the_recording_s_name(desk: Desk, edited: str, name: str) -> None:
    made = desk.export(ANYBODY, edited, name, Thresholds())
    assert "고친 줄" in made.data.decode()
    assert made.name == f"봄날.{name}"


def test_the_table_names_the_flags_of_the_thresholds_given(desk: Desk, token: str) -> None:
    made = desk.export(ANYBODY, token, "csv", Thresholds(avg_logprob=-0.5)).data.decode()
    assert "own_logprob" in made.splitlines()[1]
    made = desk.export(ANYBODY, token, "csv", Thresholds(avg_logprob=-0.9)).data.decode()
    assert "own_logprob" not in made.splitlines()[1]


def test_an_unknown_format_is_refused(desk: Desk, token: str) -> None:
    with pytest.raises(UnknownExport):
        desk.export(ANYBODY, token, "exe", Thresholds())


def test_a_snippet_is_the_line_with_its_padding(desk: Desk, token: str) -> None:
    made = desk.snippet(ANYBODY, token, "0.0.0", 500)
    with wave.open(io.BytesIO(made.data)) as sound:
        assert sound.getnframes() == 2_500 * 16
    assert (made.name, made.mime) == ("봄날 0.00.wav", "audio/wav")


def test_a_line_that_went_has_no_snippet(desk: Desk, token: str) -> None:
    with pytest.raises(LineGone):
        desk.snippet(ANYBODY, token, "9.9.9", 0)


def test_the_data_set_is_there_as_long_as_it_is_sent(desk: Desk, edited: str) -> None:
    with desk.dataset(ANYBODY, edited, 0) as (name, file):
        archive = zipfile.ZipFile(file)
        assert archive.namelist() == ["audio/0001.wav", "audio/0002.wav", "metadata.csv"]
        assert "고친 줄" in archive.read("metadata.csv").decode()
        assert name == "봄날.zip"
    assert not file.exists()


def test_without_a_recording_there_is_no_sound(desk: Desk) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, text="one line"))
    with pytest.raises(NoRecording):
        desk.snippet(ANYBODY, token, "0.0.0", 0)


def test_a_login_s_files_are_for_that_login(desk: Desk) -> None:
    token = heard(desk, 1, owner="ann")
    for stranger in (Caller(), Caller(user="bob")):
        with pytest.raises(ProjectNotFound):
            desk.export(stranger, token, "srt", Thresholds())
        with pytest.raises(ProjectNotFound):
            desk.recording(stranger, token)
