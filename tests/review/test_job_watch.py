"""The worker's look into the store: jobs to begin, jobs to stop, projects that have expired."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event

import pytest

from review.heartbeat import WORKER
from review.jobs import watch
from review.jobs.context import Rarely
from review.jobs.watch import Watch
from review.store import Run
from review.store.records import now
from tests.review.job_kit import Place

HOUR_MS = 3_600_000


class Seen:
    """What was asked of the job library, and whether the process was left."""

    def __init__(self) -> None:
        self.ensured: list[str] = []
        self.left = 0
        self.certain = True

    def ensure(self, run: Run) -> bool:
        self.ensured.append(run.id)
        return self.certain

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def seen() -> Seen:
    return Seen()


@pytest.fixture
def watching(place: Place, seen: Seen) -> Watch:
    return Watch(place.work, seen, seen.leave)


def add_run(place: Place) -> Run:
    return place.add_run(place.store.add_media("hum.wav", os.urandom(4).hex(), 1))


def test_queued_runs_are_begun_first_come_first_served(place: Place, seen: Seen, watching: Watch) -> None:
    runs = [add_run(place) for _ in range(3)]
    watching.look()
    assert seen.ensured == [run.id for run in runs]


def test_a_run_is_begun_once(place: Place, seen: Seen, watching: Watch) -> None:
    add_run(place)
    watching.look()
    watching.look()
    assert len(seen.ensured) == 1


def test_a_run_that_was_put_back_into_the_queue_is_begun_again(place: Place, seen: Seen, watching: Watch) -> None:
    run = add_run(place)
    watching.look()
    place.store.update_run(run.id, state="failed")
    watching.look()
    place.store.requeue(run.id)
    watching.look()
    assert seen.ensured == [run.id, run.id]


def test_a_run_put_back_between_two_looks_is_begun_again(place: Place, seen: Seen, watching: Watch) -> None:
    run = add_run(place)
    watching.look()
    place.store.update_run(run.id, state="hearing")
    watching.look()
    place.store.update_run(run.id, state="failed")
    place.store.requeue(run.id)
    watching.look()
    assert seen.ensured == [run.id, run.id]


def test_a_run_whose_beginning_is_uncertain_is_looked_at_again(place: Place, seen: Seen, watching: Watch) -> None:
    run = add_run(place)
    seen.certain = False
    watching.look()
    watching.look()
    assert seen.ensured == [run.id, run.id]


def test_runs_are_looked_at_again_now_and_then(
    place: Place, seen: Seen, watching: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_run(place)
    watching.look()
    monkeypatch.setattr(watching, "_recheck", Rarely(0.0))
    watching.look()
    assert len(seen.ensured) == 2


def test_a_queued_run_is_cancelled_at_once(place: Place, seen: Seen, watching: Watch) -> None:
    run = add_run(place)
    place.store.request_cancel(run.id)
    watching.look()
    assert (place.run(run).state, seen.ensured) == ("cancelled", [])


def test_a_run_in_work_is_asked_to_stop(place: Place, watching: Watch) -> None:
    run = add_run(place)
    with place.work.stops.running(run.id):
        place.store.request_cancel(run.id)
        watching.look()
        assert place.work.stops.asked(run.id)
        assert place.run(run).state == "queued"


def test_a_run_that_does_not_stop_is_marked_and_the_process_left(
    place: Place, seen: Seen, watching: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.0)
    run = add_run(place)
    with place.work.stops.running(run.id):
        place.store.request_cancel(run.id)
        watching.look()
    assert (place.run(run).state, seen.left) == ("cancelled", 1)


def test_a_run_gets_time_to_stop(place: Place, seen: Seen, watching: Watch) -> None:
    run = add_run(place)
    with place.work.stops.running(run.id):
        place.store.request_cancel(run.id)
        watching.look()
        watching.look()
    assert seen.left == 0


def test_deleting_a_project_stops_its_job(place: Place, watching: Watch) -> None:
    run = add_run(place)
    with place.work.stops.running(run.id):
        place.store.delete_project(run.project_id)
        watching.look()
        assert place.work.stops.asked(run.id)


def test_the_worker_shows_that_it_lives(place: Place, watching: Watch) -> None:
    before = now()
    watching.look()
    told = place.store.get_setting(WORKER)
    assert told["pid"] == os.getpid()
    assert before <= told["seen_at"] <= now()


def test_an_expired_project_goes_with_its_files(place: Place, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    media = place.add_recording(1.0)
    project = place.store.create_project("old", media_id=media.id)
    later = now() + 49 * HOUR_MS
    monkeypatch.setattr(watch, "now", lambda: later)
    Watch(place.work, seen, seen.leave, expiry_days=2).look()
    assert place.store.projects_by_tokens([project.token]) == []
    assert not place.folders.of(media.folder).path.exists()


def test_projects_do_not_expire_unless_they_should(
    place: Place, watching: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = place.store.create_project("old")
    later = now() + 10_000 * HOUR_MS
    monkeypatch.setattr(watch, "now", lambda: later)
    watching.look()
    assert len(place.store.projects_by_tokens([project.token])) == 1


def test_folders_that_belong_to_no_recording_are_removed(place: Place, watching: Watch) -> None:
    stray = place.folders.of("stray").path
    fresh = place.folders.of("fresh").path
    for folder in (stray, fresh):
        folder.mkdir(parents=True)
    os.utime(stray, (1_000_000, 1_000_000))
    watching.look()
    assert (stray.exists(), fresh.exists()) == (False, True)


def test_trouble_does_not_end_the_watch(place: Place, seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = Event()
    looks: list[int] = []

    def look(_self: Watch) -> None:
        looks.append(1)
        if len(looks) == 3:
            ended.set()
        raise OSError("the disk is away")

    monkeypatch.setattr(watch, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(Watch, "look", look)
    Watch(place.work, seen, seen.leave).run(ended)
    assert len(looks) == 3


def test_a_young_worker_tells_how_many_died_before_it(
    place: Place, watching: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELISTEN_CRASHES", "4")
    watching.look()
    assert place.store.get_setting(WORKER)["crashes"] == 4


def test_a_worker_that_has_grown_old_has_nothing_to_do_with_those_before_it(
    place: Place, watching: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELISTEN_CRASHES", "4")
    later = now() + 11_000
    monkeypatch.setattr(watch, "now", lambda: later)
    watching.look()
    assert place.store.get_setting(WORKER)["crashes"] == 0
