"""What a person asks to find out about lines, what the page is told of it, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.models.names import UnknownModel
from engine.option_errors import OptionNotChoice
from review.projects import Caller, Desk, Upload, Wanted
from review.projects.errors import (
    GatheringUnderWay,
    JobUnderWay,
    ModelNotLarger,
    NoRecording,
    NothingToHearAgain,
    NothingToResume,
    TooManyJobs,
)
from review.store import Project, ProjectNotFound, Run
from tests.review.projects.conftest import MakeDesk
from tests.review.projects.made import ANYBODY, VISITOR, heard, set_text


@pytest.fixture
def token(desk: Desk) -> str:
    return heard(desk, 3)


@pytest.fixture
def project(desk: Desk, token: str) -> Project:
    return desk.store.project_by_token(token)


def sides(desk: Desk, project: Project) -> list[Run]:
    return desk.store.side_runs(project.id)


def upload(folder: Path) -> Upload:
    path = folder / "uploads" / "x" / "file"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"sound")
    return Upload(path, "talk.mp3")


def job(desk: Desk, token: str) -> Run:
    found = desk.store.latest_run(desk.store.project_by_token(token).id)
    assert found is not None
    return found


# The mode beside the decoding options


def test_the_mode_is_kept_with_the_job(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path), options={"evidence": "fast", "beam_size": 2}))
    assert (job(desk, token).options["evidence"], job(desk, token).options["beam_size"]) == ("fast", 2)


def test_without_a_choice_it_is_the_server_s(make_desk: MakeDesk, tmp_path: Path) -> None:
    desk = make_desk(evidence="off")
    assert job(desk, desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path)))).options["evidence"] == "off"


def test_another_mode_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(OptionNotChoice):
        desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path), options={"evidence": "much"}))
    assert desk.store.list_projects() == []


def test_the_recording_of_brought_lines_is_examined(desk: Desk, tmp_path: Path) -> None:
    wanted = Wanted(VISITOR, media=upload(tmp_path), text="하나\n둘", options={"evidence": "fast"})
    found = job(desk, desk.create(ANYBODY, wanted))
    assert (found.kind, found.options) == ("prepare", {"evidence": "fast"})


def test_an_attached_recording_is_examined_as_the_page_says(desk: Desk, tmp_path: Path, token: str) -> None:
    desk.attach(ANYBODY, token, upload(tmp_path), evidence="fast")
    assert (job(desk, token).kind, job(desk, token).options) == ("prepare", {"evidence": "fast"})


def test_heard_again_for_want_of_a_file_it_is_as_it_was_asked_for(desk: Desk, tmp_path: Path) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, media=upload(tmp_path), options={"evidence": "fast"}))
    desk.cancel(ANYBODY, token)
    desk.attach(ANYBODY, token, upload(tmp_path))
    assert (job(desk, token).kind, job(desk, token).options["evidence"]) == ("transcribe", "fast")


# Evidence


def test_evidence_is_gathered_beside_the_lines(desk: Desk, token: str, project: Project) -> None:
    assert desk.evidence_state(project) == {"mode": "off", "state": "none", "fraction": 0.0, "parts": [], "error": None}
    desk.gather(ANYBODY, token, "thorough")
    (run,) = sides(desk, project)
    assert (run.kind, run.options, run.state) == ("evidence", {"of": project.run_id, "mode": "thorough"}, "queued")
    assert (run.media_id, run.model, run.engine, run.language) == (project.media_id, "base", "faster-whisper", "ko")
    assert run.visitor is None
    assert desk.store.project(project.id).run_id == project.run_id
    assert desk.evidence_state(project)["state"] == "queued"


@pytest.mark.parametrize("mode", ["off", "much", ""])
def test_there_are_two_ways_to_gather(desk: Desk, token: str, mode: str) -> None:
    with pytest.raises(OptionNotChoice):
        desk.gather(ANYBODY, token, mode)


def test_how_far_it_is(desk: Desk, token: str, project: Project) -> None:
    desk.gather(ANYBODY, token, "thorough")
    (run,) = sides(desk, project)
    parts = {"parts": ["sound", "tokens", "listen"]}
    desk.store.update_run(run.id, state="loading", heard_ms=5_000, total_ms=12_000, meta=parts)
    assert desk.evidence_state(project) == {
        "mode": "thorough",
        "state": "gathering",
        "fraction": 0.4167,
        "parts": ["sound"],
        "error": None,
    }
    desk.store.update_run(run.id, state="done", heard_ms=12_000)
    state = desk.evidence_state(project)
    assert (state["state"], state["fraction"], state["parts"]) == ("done", 1.0, parts["parts"])


def test_one_at_a_time(desk: Desk, token: str) -> None:
    desk.gather(ANYBODY, token, "fast")
    with pytest.raises(GatheringUnderWay):
        desk.gather(ANYBODY, token, "thorough")


def test_a_stopped_one_goes_on_instead_of_another(desk: Desk, token: str, project: Project) -> None:
    desk.gather(ANYBODY, token, "fast")
    desk.cancel_gathering(ANYBODY, token)
    (run,) = sides(desk, project)
    assert (run.state, desk.evidence_state(project)["state"]) == ("cancelled", "cancelled")
    desk.gather(ANYBODY, token, "fast")
    assert [(each.id, each.state) for each in sides(desk, project)] == [(run.id, "queued")]
    desk.cancel_gathering(ANYBODY, token)
    desk.gather(ANYBODY, token, "thorough")
    assert [each.options["mode"] for each in sides(desk, project)] == ["fast", "thorough"]


def test_a_failed_one_goes_on(desk: Desk, token: str, project: Project) -> None:
    with pytest.raises(NothingToResume):
        desk.resume_gathering(ANYBODY, token)
    desk.gather(ANYBODY, token, "fast")
    (run,) = sides(desk, project)
    error = {"code": "disk_full", "params": {}, "message": "The disk is full."}
    desk.store.update_run(run.id, state="failed", error=error)
    shown = desk.pull(ANYBODY, token, 0)["gathering"]
    assert (shown["kind"], shown["state"], shown["error"]) == ("evidence", "failed", error)
    desk.resume_gathering(ANYBODY, token)
    assert desk.pull(ANYBODY, token, 0)["gathering"]["state"] == "queued"


def test_lines_that_are_being_heard_are_not_examined(desk: Desk, token: str) -> None:
    desk.transcribe(ANYBODY, token, {})
    with pytest.raises(JobUnderWay):
        desk.gather(ANYBODY, token, "fast")


def test_without_a_recording_there_is_nothing_to_examine(desk: Desk) -> None:
    token = desk.create(ANYBODY, Wanted(VISITOR, text="하나"))
    with pytest.raises(NoRecording):
        desk.gather(ANYBODY, token, "fast")


# What it leaves alone


def test_the_job_is_told_as_before(desk: Desk, token: str) -> None:
    before = desk.pull(ANYBODY, token, 0)
    desk.gather(ANYBODY, token, "fast")
    after = desk.pull(ANYBODY, token, 0)
    assert before["gathering"] is None
    assert after["gathering"]["state"] == "queued"
    assert {**after, "gathering": None} == {**before, "run": after["run"]}
    assert (after["run"]["kind"], after["run"]["state"]) == ("transcribe", "done")


def test_the_list_says_ready_and_that_lines_are_examined(desk: Desk, token: str) -> None:
    desk.gather(ANYBODY, token, "fast")
    (row,) = desk.listed(ANYBODY, [token])
    assert (row["state"], row["fraction"], row["examined"]) == ("ready", 1.0, True)


def test_a_hearing_can_be_asked_for_and_ends_the_examining(desk: Desk, token: str, project: Project) -> None:
    desk.gather(ANYBODY, token, "fast")
    desk.transcribe(ANYBODY, token, {"model": "tiny"})
    assert [run.state for run in sides(desk, project)] == ["cancelled"]
    assert desk.pull(ANYBODY, token, 0)["gathering"] is None
    assert job(desk, token).state == "queued"


def test_stopping_and_going_on_mean_the_job(desk: Desk, token: str, project: Project) -> None:
    desk.gather(ANYBODY, token, "fast")
    desk.cancel(ANYBODY, token)
    assert [run.state for run in sides(desk, project)] == ["queued"]
    with pytest.raises(NothingToResume):
        desk.resume(ANYBODY, token)
    desk.cancel_gathering(ANYBODY, token)
    with pytest.raises(NothingToResume):
        desk.resume(ANYBODY, token)


def test_evidence_is_no_job_of_the_visitor(make_desk: MakeDesk) -> None:
    desk = make_desk(jobs_per_visitor=1)
    token = heard(desk, 2)
    desk.gather(ANYBODY, token, "fast")
    desk.transcribe(ANYBODY, token, {}, VISITOR)


def test_lines_heard_again_are_a_job_of_the_visitor(make_desk: MakeDesk) -> None:
    desk = make_desk(jobs_per_visitor=1)
    token = heard(desk, 2)
    desk.rehear(ANYBODY, token, "small", ["0.0.0"])
    desk.cancel_gathering(ANYBODY, token)
    with pytest.raises(TooManyJobs):
        desk.rehear(ANYBODY, token, "medium", ["0.0.0"])
    desk.rehear(ANYBODY, token, "small", ["0.0.0"])  # goes on with what is counted already
    desk.cancel_gathering(ANYBODY, token)
    desk.rehear(ANYBODY, token, "medium", ["0.0.0"], "somebody else")
    assert [run.model for run in sides(desk, desk.project(ANYBODY, token))] == ["small", "medium"]


# Lines heard again


def test_lines_are_heard_again_by_a_larger_model(desk: Desk, token: str, project: Project) -> None:
    desk.rehear(ANYBODY, token, "small", ["0.2.0", "0.0.0", "gone"])
    (run,) = sides(desk, project)
    assert (run.kind, run.model, run.engine) == ("rehear", "small", "faster-whisper")
    assert run.options == {"of": project.run_id, "lines": ["0.0.0", "0.2.0"]}
    state = desk.rehear_state(project)
    assert state is not None
    assert (state["model"], state["lines"], state["state"]) == ("small", 2, "queued")


def test_an_edited_line_is_heard_again_as_the_machine_has_it(desk: Desk, token: str, project: Project) -> None:
    rows = desk.open(ANYBODY, token)["rows"]
    desk.edit(ANYBODY, token, set_text("0.0.0", "typed"), {"0.0.0": rows[0]["version"]}, "c")
    desk.rehear(ANYBODY, token, "small", ["0.0.0"])
    assert sides(desk, project)[0].options["lines"] == ["0.0.0"]


@pytest.mark.parametrize("model", ["base", "tiny", "base.en", "small.en"])
def test_a_smaller_model_or_one_of_another_language_gains_nothing(desk: Desk, token: str, model: str) -> None:
    with pytest.raises(ModelNotLarger):
        desk.rehear(ANYBODY, token, model, ["0.0.0"])


def test_a_model_is_one_of_whisper_s(desk: Desk, token: str) -> None:
    with pytest.raises(UnknownModel):
        desk.rehear(ANYBODY, token, "../evil.pt", ["0.0.0"])


@pytest.mark.parametrize("lines", [[], ["gone"], None])
def test_without_lines_there_is_nothing_to_hear(
    desk: Desk, token: str, lines: list[str] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "flagged_lines", lambda _project: [])
    with pytest.raises(NothingToHearAgain):
        desk.rehear(ANYBODY, token, "small", lines)


def test_the_flagged_lines_are_meant_where_none_are_named(
    desk: Desk, token: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "flagged_lines", lambda _project: ["0.1.0"])
    desk.rehear(ANYBODY, token, "turbo", None)
    assert (sides(desk, project)[0].options["lines"], sides(desk, project)[0].model) == (["0.1.0"], "turbo")


def test_hearing_again_and_evidence_go_side_by_side(desk: Desk, token: str, project: Project) -> None:
    desk.gather(ANYBODY, token, "fast")
    desk.rehear(ANYBODY, token, "small", ["0.0.0"])
    with pytest.raises(GatheringUnderWay):
        desk.rehear(ANYBODY, token, "small", ["0.1.0"])
    desk.cancel_gathering(ANYBODY, token)
    assert [run.state for run in sides(desk, project)] == ["cancelled", "cancelled"]


# What it would cost


def test_the_cost_is_estimated_from_this_recording(desk: Desk, token: str, project: Project) -> None:
    desk.store.update_run(project.run_id or "", heard_ms=60_000, meta={"hearing_ms": 30_000})
    cost = desk.rehear_cost(ANYBODY, token, "small", ["0.0.0", "0.1.0"])
    sound = 2 * (0.3 * 30_000 + 0.7 * 2_600)
    assert (cost["lines"], cost["seconds_of_sound"]) == (2, 5)
    assert cost["minutes"] == pytest.approx(sound * 0.5 * 484 / 145 / 60_000, abs=0.06)
    names = [model["name"] for model in cost["models"]]
    assert names == ["small", "medium", "large-v3-turbo", "large-v1", "large-v2", "large-v3"]
    assert [model["minutes"] for model in cost["models"]] == sorted(model["minutes"] for model in cost["models"])


def test_without_a_speed_there_is_no_estimate(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "flagged_lines", lambda _project: [])
    cost = desk.rehear_cost(ANYBODY, token, "small", ["0.0.0"])
    assert (cost["minutes"], cost["models"][0]["minutes"]) == (None, None)
    assert desk.rehear_cost(ANYBODY, token, None, None)["seconds_of_sound"] == 0


def test_english_may_be_heard_by_a_model_for_english(desk: Desk, token: str, project: Project) -> None:
    desk.store.update_run(project.run_id or "", language="en")
    names = [model["name"] for model in desk.rehear_cost(ANYBODY, token, None, [])["models"]]
    assert names[:2] == ["small.en", "small"]


def test_the_largest_has_none_above_it(desk: Desk, token: str, project: Project) -> None:
    desk.store.update_run(project.run_id or "", model="large-v2")
    assert desk.rehear_cost(ANYBODY, token, None, [])["models"] == []


def test_a_stranger_asks_in_vain(desk: Desk) -> None:
    owned = heard(desk, 1, owner="ann")
    for ask in (
        lambda: desk.gather(Caller(user="bob"), owned, "fast"),
        lambda: desk.rehear(Caller(user="bob"), owned, "small", ["0.0.0"]),
        lambda: desk.rehear_cost(Caller(user="bob"), owned, "small", ["0.0.0"]),
        lambda: desk.cancel_gathering(Caller(user="bob"), owned),
        lambda: desk.resume_gathering(Caller(user="bob"), owned),
    ):
        with pytest.raises(ProjectNotFound):
            ask()
