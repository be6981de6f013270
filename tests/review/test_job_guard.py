"""However a step ends, the run's state says so; what keeps killing the worker is given up."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.media.errors import NotMedia
from review.jobs import context
from review.jobs.attempts import Attempts
from review.jobs.errors import KeepsCrashing
from review.jobs.guard import finished, guarded
from review.jobs.stops import Stops
from review.store import Run, StorageFull
from tests.review.job_kit import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def run(place: Place) -> Run:
    return place.add_run(place.store.add_media("hum.wav", "folder", 1))


def nothing(_run: Run) -> None:
    pass


def raising(error: Exception) -> Callable[[Run], None]:
    def step(_run: Run) -> None:
        raise error

    return step


def test_a_job_goes_on_after_a_step(place: Place, run: Run) -> None:
    assert guarded(place.work, run.id, "prepare", nothing)


def test_a_step_sees_the_run_as_it_is(place: Place, run: Run) -> None:
    place.store.update_run(run.id, heard_ms=5)
    seen: list[int] = []
    guarded(place.work, run.id, "prepare", lambda now: seen.append(now.heard_ms))
    assert seen == [5]


def test_a_persons_error_is_kept_with_its_code(place: Place, run: Run) -> None:
    assert not guarded(place.work, run.id, "prepare", raising(NotMedia()))
    assert place.run(run).state == "failed"
    assert place.run(run).error == {
        "code": "not_media",
        "params": {},
        "message": "This is not an audio or video file that can be opened here.",
    }


def test_a_bug_is_one_sentence_in_the_page_and_a_traceback_in_the_log(
    place: Place, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert not guarded(place.work, run.id, "prepare", raising(ZeroDivisionError("secret")))
    error = place.run(run).error
    assert error is not None
    assert error["code"] == "internal_error"
    assert "secret" not in str(error)
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_full_disk_has_its_own_sentence(place: Place, run: Run) -> None:
    guarded(place.work, run.id, "prepare", raising(OSError(errno.ENOSPC, "No space left on device")))
    assert (place.run(run).error or {})["code"] == "disk_full"


def test_a_cancelled_step_is_no_error(place: Place, run: Run) -> None:
    assert not guarded(place.work, run.id, "hear 0", raising(Cancelled()))
    assert (place.run(run).state, place.run(run).error) == ("cancelled", None)


def test_a_run_that_was_cancelled_before_its_step_does_not_begin_it(place: Place, run: Run) -> None:
    place.store.request_cancel(run.id)
    assert not guarded(place.work, run.id, "hear 0", raising(AssertionError()))
    assert place.run(run).state == "cancelled"


def test_a_run_that_ended_does_nothing_more(place: Place, run: Run) -> None:
    finished(place.work, run.id)
    assert not guarded(place.work, run.id, "hear 0", raising(AssertionError()))
    assert place.run(run).state == "done"


def test_a_run_whose_project_was_deleted_does_nothing(place: Place, run: Run) -> None:
    place.store.delete_project(run.project_id)
    assert not guarded(place.work, run.id, "hear 0", raising(AssertionError()))


def test_a_project_deleted_in_the_middle_of_a_step_is_no_bug(
    place: Place, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    def step(run: Run) -> None:
        place.store.delete_project(run.project_id)
        raise FileNotFoundError

    assert not guarded(place.work, run.id, "prepare", step)
    assert caplog.text == ""


def test_where_the_store_cannot_be_written_the_job_is_put_off(place: Place, run: Run) -> None:
    assert not guarded(place.work, run.id, "hear 0", raising(StorageFull()))
    assert (place.run(run).state, place.work.is_due(run.id)) == ("queued", False)


def test_a_job_that_was_put_off_is_due_after_some_seconds(
    place: Place, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "PATIENCE_SECONDS", 0.0)
    place.work.put_off(run.id)
    assert place.work.is_due(run.id)


def test_a_step_that_never_ends_is_given_up_at_the_thirteenth_beginning(place: Place, run: Run) -> None:
    for _ in range(12):
        place.work.attempts.begin(run.id, "hear 3@40000")
    place.store.update_run(run.id, heard_ms=40_000)
    assert not guarded(place.work, run.id, "hear 3", nothing)
    assert place.run(run).error == {
        "code": "keeps_crashing",
        "params": {"count": 12},
        "message": "The worker died 12 times at the same place of this recording, so it was given up; "
        "there may be too little memory: try a smaller model.",
    }


def test_attempts_that_get_further_are_counted_anew(place: Place) -> None:
    attempts = Attempts(place.store, most=2)
    for at in ("hear 3@40000", "hear 3@40000", "hear 3@65000", "hear 3@65000"):
        attempts.begin("job", at)
    with pytest.raises(KeepsCrashing):
        attempts.begin("job", "hear 3@65000")


def test_attempts_outlive_the_worker(place: Place) -> None:
    Attempts(place.store, most=1).begin("job", "hear 0@0")
    with pytest.raises(KeepsCrashing):
        Attempts(place.store, most=1).begin("job", "hear 0@0")


def test_a_job_that_was_given_up_may_be_begun_again_by_a_person(place: Place, run: Run) -> None:
    for _ in range(12):
        place.work.attempts.begin(run.id, "hear 0@0")
    guarded(place.work, run.id, "hear 0", nothing)
    place.store.requeue(run.id)
    assert guarded(place.work, run.id, "hear 0", nothing)


def test_only_a_run_in_work_can_be_asked_to_stop() -> None:
    stops = Stops()
    stops.ask("run")
    assert not stops.asked("run")


def test_a_run_in_work_is_asked_to_stop() -> None:
    stops = Stops()
    with stops.running("run"):
        stops.ask("run")
        assert stops.asked("run")


def test_the_next_step_starts_unasked() -> None:
    stops = Stops()
    with stops.running("run"):
        stops.ask("run")
    with stops.running("run"):
        assert not stops.asked("run")


def test_a_step_that_was_asked_long_ago_is_overdue() -> None:
    stops = Stops()
    with stops.running("run"), stops.running("other"):
        stops.ask("run")
        assert (stops.overdue(0.0), stops.overdue(60.0)) == (["run"], [])
