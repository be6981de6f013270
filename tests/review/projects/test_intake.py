"""How projects come to be, and what the worker is asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.models.names import UnknownModel
from engine.options import BadOption
from review.projects import Caller, Desk, Upload, Wanted
from review.projects.errors import (
    FileNotTaken,
    JobUnderWay,
    NoRecording,
    NothingGiven,
    NothingToResume,
    TooManyJobs,
)
from review.store import Run
from tests.review.projects.conftest import MakeDesk
from tests.review.projects.made import ANYBODY, VISITOR, heard

WHISPER_JSON = b'{"language": "en", "segments": [{"start": 0.5, "end": 2.0, "text": " Hello."}]}'


def upload(folder: Path, name: str = "talk.mp3", data: bytes = b"sound") -> Upload:
    path = folder / "uploads" / "x" / "file"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return Upload(path, name)


def job(desk: Desk, token: str) -> Run:
    found = desk.store.latest_run(desk.store.project_by_token(token).id)
    assert found is not None
    return found


def test_a_recording_is_queued_with_its_options(desk: Desk, tmp_path: Path) -> None:
    options = {"engine": "openai-whisper", "model": "large-v3", "language": "ko", "beam_size": 3, "patience": 2.0}
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path), options=options))
    run = job(desk, token)
    assert (run.kind, run.state, run.engine, run.model, run.language) == (
        "transcribe",
        "queued",
        "openai-whisper",
        "large-v3",
        "ko",
    )
    assert (run.options["beam_size"], run.options["patience"], run.options["best_of"]) == (3, 2.0, 5)


def test_the_worker_chooses_engine_and_model_where_nobody_does(desk: Desk, tmp_path: Path) -> None:
    run = job(desk, desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path))))
    assert (run.engine, run.model) == (None, None)


def test_the_server_s_model_stands_where_the_page_names_none(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(model="small")
    assert job(desk, desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))).model == "small"


def test_the_file_s_name_is_only_data(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path, "../<img src=x onerror=alert(1)>.mp3")))
    assert desk.open(ANYBODY, token)["project"]["name"] == "<img src=x onerror=alert(1)>.mp3"
    assert [path.name for path in (tmp_path / "media").glob("*/*")] == ["source.bin"]


def test_a_login_s_project_belongs_to_it(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(Caller(user="ann"), Wanted(VISITOR, media=upload(tmp_path)))
    assert desk.store.project_by_token(token).owner == "ann"
    assert job(desk, token).visitor == "login ann"


def test_without_anything_there_is_no_project(desk: Desk) -> None:
    with pytest.raises(NothingGiven):
        desk.create(ANYBODY, Wanted(VISITOR))
    assert desk.store.list_projects() == []


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"model": "../../evil.pt"}, UnknownModel),
        ({"engine": "other"}, BadOption),
        ({"beam_size": "many"}, BadOption),
        ({"nonsense": 1}, BadOption),
    ],
)
def test_bad_options_are_said_before_anything_is_kept(
    desk: Desk, tmp_path: Path, options: dict[str, object], error: type[Exception]
) -> None:
    sent = upload(tmp_path)
    with pytest.raises(error):
        desk.create(ANYBODY, Wanted(VISITOR, media=sent, options=options))
    assert desk.store.list_projects() == []
    assert sent.path.exists()


def test_an_upload_that_vanished_is_one_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileNotTaken):
        desk.create(ANYBODY, Wanted(VISITOR, media=Upload(tmp_path / "gone", "gone.mp3")))
    assert desk.store.list_projects() == []


def test_a_limited_server_takes_so_many_jobs_a_day_of_each_visitor(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(jobs_per_visitor=2)
    for _ in range(2):
        desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))
    with pytest.raises(TooManyJobs, match="at most 2 jobs"):
        desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))
    desk.create(ANYBODY, Wanted("somebody else", media=upload(tmp_path)))


def test_of_many_jobs_asked_for_at_once_no_more_are_taken(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(jobs_per_visitor=2)
    uploads = [upload(tmp_path / str(number)) for number in range(8)]

    def create(media: Upload) -> bool:
        try:
            desk.create(ANYBODY, Wanted(VISITOR, media=media))
        except TooManyJobs:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(create, uploads)) == [False] * 6 + [True] * 2
    assert len(desk.store.list_projects()) == 2


def test_deleting_does_not_give_jobs_back(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(jobs_per_visitor=1)
    desk.remove(ANYBODY, desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path))))
    with pytest.raises(TooManyJobs):
        desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))


def test_transcripts_without_a_recording_cost_no_job(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(jobs_per_visitor=1)
    for _ in range(3):
        desk.create(ANYBODY, Wanted(VISITOR, transcript=upload(tmp_path, "a.json", WHISPER_JSON)))
    desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))


def test_a_transcript_with_its_recording_only_prepares_it(desk: Desk, tmp_path: Path) -> None:
    media = upload(tmp_path)
    transcript = Upload(tmp_path / "a.json", "a.json")
    transcript.path.write_bytes(WHISPER_JSON)
    token = desk.create(ANYBODY, Wanted(VISITOR, media=media, transcript=transcript))
    opened = desk.open(ANYBODY, token)
    assert (job(desk, token).kind, opened["run"]["state"], opened["media"]["state"]) == ("prepare", "queued", "new")
    assert [row["text"] for row in opened["rows"]] == [" Hello."]
    assert opened["project"]["name"] == "talk.mp3"


def test_cancelling_asks_the_worker(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))
    desk.store.update_run(job(desk, token).id, state="hearing")
    desk.cancel(ANYBODY, token)
    assert job(desk, token).cancel is True
    assert desk.pull(ANYBODY, token, 0)["run"]["cancelling"] is True


def test_a_job_that_waits_is_cancelled_without_a_worker(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))
    desk.cancel(ANYBODY, token)
    assert job(desk, token).state == "cancelled"


def test_cancelling_nothing_is_no_error(desk: Desk, token: str) -> None:
    desk.cancel(ANYBODY, token)
    assert job(desk, token).state == "done"


def test_a_cancelled_job_goes_on_where_it_stopped(desk: Desk, token: str) -> None:
    desk.store.update_run(job(desk, token).id, state="cancelled", heard_ms=2_000)
    desk.resume(ANYBODY, token)
    run = job(desk, token)
    assert (run.state, run.heard_ms, len(desk.open(ANYBODY, token)["rows"])) == ("queued", 2_000, 3)


def test_a_finished_job_cannot_be_resumed(desk: Desk, token: str) -> None:
    with pytest.raises(NothingToResume):
        desk.resume(ANYBODY, token)


def test_a_project_has_one_job_at_a_time(desk: Desk, token: str, tmp_path: Path) -> None:
    desk.transcribe(ANYBODY, token, {})
    with pytest.raises(JobUnderWay):
        desk.transcribe(ANYBODY, token, {})
    with pytest.raises(JobUnderWay):
        desk.attach(ANYBODY, token, upload(tmp_path))


def test_hearing_needs_a_recording(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, transcript=upload(tmp_path, "a.json", WHISPER_JSON)))
    with pytest.raises(NoRecording):
        desk.transcribe(ANYBODY, token, {})


def test_a_transcript_gets_its_recording_later(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, transcript=upload(tmp_path, "a.json", WHISPER_JSON)))
    desk.attach(ANYBODY, token, upload(tmp_path, "talk.wav"))
    opened = desk.open(ANYBODY, token)
    assert (opened["media"]["name"], job(desk, token).kind, len(opened["rows"])) == ("talk.wav", "prepare", 1)


def test_another_recording_for_one_that_was_no_good_is_heard(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path), options={"language": "ko"}))
    desk.store.update_run(job(desk, token).id, state="failed")
    desk.attach(ANYBODY, token, upload(tmp_path, "good.wav"))
    run = job(desk, token)
    assert (run.kind, run.state, run.language) == ("transcribe", "queued", "ko")


def test_a_stranger_can_ask_for_nothing(desk: Desk, tmp_path: Path) -> None:
    token = heard(desk, 1, owner="ann")
    stranger = Caller(user="bob")
    for ask in (
        lambda: desk.transcribe(stranger, token, {}),
        lambda: desk.cancel(stranger, token),
        lambda: desk.resume(stranger, token),
        lambda: desk.attach(stranger, token, upload(tmp_path)),
        lambda: desk.remove(stranger, token),
        lambda: desk.rename(stranger, token, "mine"),
    ):
        with pytest.raises(Exception, match="does not exist"):
            ask()
