"""Runs and recordings: the queue, progress, cancelling, what a visitor used."""

from __future__ import annotations

from pathlib import Path

import pytest

from review.store import Project, Run, Store
from review.store.records import now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


@pytest.fixture
def project(store: Store) -> Project:
    return store.create_project("a")


def again(store: Store, run: Run) -> Run:
    found = store.run(run.id)
    assert found is not None
    return found


def test_a_run_keeps_what_it_was_asked_for(store: Store, project: Project) -> None:
    run = store.add_run(
        project.id,
        kind="transcribe",
        engine="faster-whisper",
        model="base",
        options={"beam_size": 5, "language": "ko"},
        visitor="v1",
        run_id="chosen",
    )
    assert store.run("chosen") == run
    assert (run.engine, run.model, run.options) == ("faster-whisper", "base", {"beam_size": 5, "language": "ko"})
    assert (run.state, run.cancel, run.heard_ms, run.error, run.lines) == ("queued", False, 0, None, 0)


def test_a_new_run_is_the_one_shown(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    assert store.project(project.id).run_id == run.id


def test_a_run_beside_the_lines_is_not_shown(store: Store, project: Project) -> None:
    shown = store.add_run(project.id, kind="import", state="done")
    prepare = store.add_run(project.id, kind="prepare", current=False)
    assert store.project(project.id).run_id == shown.id
    assert store.latest_run(project.id) == prepare


def test_the_queue_is_first_come_first_served(store: Store, project: Project) -> None:
    runs = [store.add_run(project.id, kind="transcribe") for _ in range(3)]
    assert [run.id for run in store.unfinished_runs()] == [run.id for run in runs]
    assert [store.queue_position(run.id) for run in runs] == [0, 1, 2]


def test_a_finished_run_leaves_the_queue(store: Store, project: Project) -> None:
    one, two = store.add_run(project.id, kind="transcribe"), store.add_run(project.id, kind="transcribe")
    store.update_run(one.id, state="done")
    assert store.queue_position(one.id) is None
    assert store.queue_position(two.id) == 0


def test_a_run_that_is_gone_has_no_place(store: Store) -> None:
    assert store.queue_position("gone") is None
    assert store.run("gone") is None
    assert not store.update_run("gone", state="done")
    assert not store.request_cancel("gone")
    assert not store.requeue("gone")


def test_progress_is_kept(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    assert store.update_run(run.id, state="hearing", heard_ms=5, total_ms=10, language="ko", meta={"seed": 0})
    found = again(store, run)
    assert (found.state, found.heard_ms, found.total_ms, found.language) == ("hearing", 5, 10, "ko")
    assert (found.meta, found.finished_at) == ({"seed": 0}, None)


def test_an_error_is_kept_as_the_page_needs_it(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    error = {"code": "no_audio", "params": {"name": "a"}, "message": "a has no sound."}
    store.update_run(run.id, state="failed", error=error)
    assert again(store, run).error == error


def test_a_final_state_has_its_time(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    before = now()
    store.update_run(run.id, state="done")
    finished = again(store, run).finished_at
    assert finished is not None and before <= finished <= now()


def test_a_step_is_only_taken_from_the_state_it_expects(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    assert store.update_run(run.id, state="cancelled", if_state=["queued"])
    assert not store.update_run(run.id, state="preparing", if_state=["queued"])
    assert again(store, run).state == "cancelled"


def test_a_column_that_is_not_the_callers_is_a_slip(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    with pytest.raises(TypeError):
        store.update_run(run.id, cancel=True)
    with pytest.raises(TypeError):
        store.update_run(run.id)


def test_cancelling_is_asked_for_once_and_seen_by_the_worker(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    assert store.request_cancel(run.id)
    assert again(store, run).cancel


def test_a_finished_run_cannot_be_cancelled(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe", state="done")
    assert not store.request_cancel(run.id)


def test_a_stopped_run_goes_to_the_end_of_the_queue(store: Store, project: Project) -> None:
    one, two = store.add_run(project.id, kind="transcribe"), store.add_run(project.id, kind="transcribe")
    store.request_cancel(one.id)
    store.update_run(one.id, state="cancelled", error={"code": "x"})
    assert store.requeue(one.id)
    found = again(store, one)
    assert (found.state, found.cancel, found.error, found.finished_at) == ("queued", False, None, None)
    assert [run.id for run in store.unfinished_runs()] == [two.id, one.id]


def test_only_a_stopped_run_goes_back_into_the_queue(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe")
    assert not store.requeue(run.id)
    store.update_run(run.id, state="done")
    assert not store.requeue(run.id)


def test_a_visitors_jobs_are_counted_even_when_deleted(store: Store, project: Project) -> None:
    store.add_run(project.id, kind="transcribe", visitor="v1")
    store.add_run(project.id, kind="prepare", visitor="v1", current=False)
    store.add_run(project.id, kind="transcribe", visitor="v2")
    store.delete_project(project.id)
    assert store.jobs_by("v1", 0) == 1
    assert store.jobs_by("v1", now() + 1000) == 0


def test_lines_heard_again_count_as_a_visitors_job(store: Store, project: Project) -> None:
    store.add_run(project.id, kind="rehear", visitor="v1", current=False)
    assert (store.jobs_by("v1", 0), store.unfinished_by("v1")) == (1, 1)


def test_a_visitors_unfinished_jobs_are_counted(store: Store, project: Project) -> None:
    run = store.add_run(project.id, kind="transcribe", visitor="v1")
    store.add_run(project.id, kind="transcribe", visitor="v1")
    assert store.unfinished_by("v1") == 2
    store.update_run(run.id, state="failed")
    assert store.unfinished_by("v1") == 1


def test_a_recording_is_kept_as_it_comes_along(store: Store) -> None:
    taken = store.add_media("강연.mp3", "f1", 2_000_000_000_000)
    assert (taken.name, taken.folder, taken.bytes, taken.state) == ("강연.mp3", "f1", 2_000_000_000_000, "new")
    assert store.update_media(taken.id, state="ready", duration_ms=5, peaks=True, note="cut off", decode_fraction=1.0)
    found = store.media(taken.id)
    assert found is not None
    assert (found.state, found.duration_ms, found.peaks, found.playback, found.note) == (
        "ready",
        5,
        True,
        False,
        "cut off",
    )


def test_a_recordings_error_is_kept_as_the_page_needs_it(store: Store) -> None:
    taken = store.add_media("a", "f1", 1, state="failed", error={"code": "empty_file"})
    assert taken.error == {"code": "empty_file"}


def test_a_recording_that_is_gone_is_nothing(store: Store) -> None:
    assert store.media("gone") is None
    assert not store.update_media("gone", state="ready")


def test_the_folders_in_use_are_known(store: Store) -> None:
    store.add_media("a", "f1", 1)
    store.add_media("b", "f2", 1)
    assert store.media_folders() == {"f1", "f2"}
