"""Jobs through DBOS in this process, with a recogniser without a model. What a kill does is in test_crash.py."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from engine.media.errors import NotMedia
from review.jobs import context, durable, hearing, watch
from review.store import FINAL, StorageFull
from tests.review.job_kit import FakeRecogniser
from tests.review.running_kit import Running
from tests.waiting import wait_until

LINES_OF_4_S = [(0, 0, (" Line 0.",)), (0, 1, (" Line 2000.",))]


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> FakeRecogniser:
    fake = FakeRecogniser()
    monkeypatch.setattr(hearing, "load", lambda *_arguments: fake)
    return fake


@pytest.fixture
def place(tmp_path: Path, recogniser: FakeRecogniser) -> Iterator[Running]:  # noqa: ARG001 - it stands in for models
    running = Running(tmp_path)
    yield running
    running.stop()


def test_a_recording_becomes_lines(place: Running) -> None:
    run = place.add_run(place.add_decoded(4.0))
    place.start()
    assert place.ended(run).state == "done"
    assert place.windows(run) == LINES_OF_4_S


def test_a_run_added_later_is_found(place: Running) -> None:
    place.start()
    assert place.ended(place.add_run(place.add_decoded(4.0))).state == "done"


def test_an_upload_that_cannot_be_heard_fails_with_its_sentence(place: Running) -> None:
    place.start()
    found = place.ended(place.add_run(place.add_recording(content=b"no sound" * 100)))
    assert (found.state, found.error) == ("failed", NotMedia().as_dict())


def test_jobs_are_heard_one_after_the_other_in_their_order(place: Running, recogniser: FakeRecogniser) -> None:
    runs = [place.add_run(place.add_decoded(seconds)) for seconds in (2.0, 3.0, 4.0, 5.0)]
    place.start()
    for run in runs:
        place.ended(run)
    assert recogniser.heard == [2_000, 3_000, 4_000, 5_000]


def test_the_playback_copy_is_made_once_lines_are_there(place: Running) -> None:
    media = place.add_recording(4.0)
    run = place.add_run(media)
    place.start()
    place.ended(run)
    wait_until(lambda: place.media(media).playback, 20.0, what="the playback copy")


def test_an_import_is_prepared_beside_a_job_that_hears(place: Running, recogniser: FakeRecogniser) -> None:
    released = Event()

    def wait_for_the_import(_start: int) -> None:
        released.wait()

    recogniser.before_window = wait_for_the_import
    hears = place.add_run(place.add_decoded(4.0))
    prepares = place.add_run(place.add_decoded(4.0), kind="prepare")
    place.start()
    assert place.ended(prepares).state == "done"
    assert place.run(hears).state not in FINAL
    released.set()
    place.ended(hears)


def test_a_cancelled_job_keeps_what_was_heard(place: Running, recogniser: FakeRecogniser) -> None:
    run = place.add_run(place.add_decoded(8.0))

    def cancel_at_the_second(start: int) -> None:
        if start == 2_000:
            place.store.request_cancel(run.id)
            wait_until(lambda: place.work.stops.asked(run.id))

    recogniser.before_window = cancel_at_the_second
    place.start()
    assert place.ended(run).state == "cancelled"
    assert place.windows(run) == [(0, 0, (" Line 0.",))]


def test_a_cancelled_job_makes_way_for_the_next(place: Running, recogniser: FakeRecogniser) -> None:
    first, second = place.add_run(place.add_decoded(4.0)), place.add_run(place.add_decoded(6.0))

    def wait_for_the_cancelling(_start: int) -> None:
        if recogniser.heard == [4_000]:
            place.store.request_cancel(first.id)
            wait_until(lambda: place.work.stops.asked(first.id))

    recogniser.before_window = wait_for_the_cancelling
    place.start()
    assert (place.ended(first).state, place.ended(second).state) == ("cancelled", "done")


def test_a_failed_job_goes_on_at_the_first_chunk_that_was_not_heard(place: Running, recogniser: FakeRecogniser) -> None:
    run = place.add_run(place.add_decoded(9.0))
    place.store.put_plan(run.id, [(0, 4_000), (4_000, 9_000)])

    def fail_in_the_second_chunk(_start: int) -> None:
        if recogniser.heard == [4_000, 5_000]:
            raise NotMedia

    recogniser.before_window = fail_in_the_second_chunk
    place.start()
    assert place.ended(run).state == "failed"
    place.store.requeue(run.id)
    assert place.ended(run).state == "done"
    assert recogniser.heard == [4_000, 5_000, 5_000]
    assert [(chunk, window) for chunk, window, _ in place.windows(run)] == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]


def test_a_project_deleted_while_it_is_heard_stops_its_job(place: Running, recogniser: FakeRecogniser) -> None:
    run, following = place.add_run(place.add_decoded(4.0)), place.add_run(place.add_decoded(6.0))

    def delete(_start: int) -> None:
        if place.store.run(run.id) is not None:
            place.store.delete_project(run.project_id)
            wait_until(lambda: place.work.stops.asked(run.id))

    recogniser.before_window = delete
    place.start()
    assert place.ended(following).state == "done"
    assert place.store.run(run.id) is None


def test_a_run_left_in_the_middle_without_a_workflow_is_begun_anew(place: Running) -> None:
    run = place.add_run(place.add_decoded(4.0))
    place.store.update_run(run.id, state="hearing", heard_ms=1_000)
    place.start()
    assert place.ended(run).state == "done"


def test_a_job_goes_on_once_the_disk_can_be_written_again(
    place: Running, recogniser: FakeRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(watch, "RECHECK_SECONDS", 0.2)
    run = place.add_run(place.add_decoded(4.0))

    def be_full_once(_start: int) -> None:
        if recogniser.heard == [4_000]:
            raise StorageFull

    recogniser.before_window = be_full_once
    place.start()
    assert place.ended(run).state == "done"
    assert recogniser.heard == [4_000, 4_000]


def test_a_job_of_an_older_format_is_begun_anew(place: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    run = place.add_run(place.add_decoded(4.0))
    place.jobs.launch()
    monkeypatch.setitem(durable.QUEUES, "transcribe", "nobody listens")
    place.jobs.ensure(run)
    place.jobs.close()
    monkeypatch.undo()
    monkeypatch.setattr(hearing, "load", lambda *_arguments: FakeRecogniser())
    monkeypatch.setattr(durable, "JOB_FORMAT", "a later one")
    place.start()
    assert place.ended(run).state == "done"


def test_a_damaged_job_database_is_put_aside(place: Running, tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(b"no database at all" * 1_000)
    run = place.add_run(place.add_decoded(4.0))
    place.start()
    assert place.ended(run).state == "done"
    assert (tmp_path / "jobs.sqlite.damaged-1").read_bytes() == b"no database at all" * 1_000


def test_each_damaged_job_database_is_kept(place: Running, tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite.damaged-1").write_bytes(b"the first")
    (tmp_path / "jobs.sqlite").write_bytes(b"the second, no database either" * 1_000)
    place.start()
    assert (tmp_path / "jobs.sqlite.damaged-1").read_bytes() == b"the first"
    assert (tmp_path / "jobs.sqlite.damaged-2").read_bytes().startswith(b"the second")


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device"), sqlite3.OperationalError("database is locked")]
)
def test_other_trouble_leaves_the_job_database_where_it_is(
    place: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    place.start()
    place.jobs.close()
    kept = (tmp_path / "jobs.sqlite").read_bytes()
    with monkeypatch.context() as broken, pytest.raises(type(error)):
        broken.setattr("review.jobs.durable.DBOS.launch", lambda: (_ for _ in ()).throw(error))
        place.jobs.launch()
    assert (tmp_path / "jobs.sqlite").read_bytes() == kept
    assert not list(tmp_path.glob("*.damaged*"))


def test_the_job_library_says_nothing(place: Running, capfd: pytest.CaptureFixture[str]) -> None:
    place.start()
    assert capfd.readouterr() == ("", "")


def test_a_folder_may_have_any_name(tmp_path: Path, recogniser: FakeRecogniser) -> None:  # noqa: ARG001
    folder = tmp_path / "100%20 녹음? #1"
    folder.mkdir()
    running = Running(folder)
    try:
        run = running.add_run(running.add_decoded(4.0))
        running.start()
        assert running.ended(run).state == "done"
        assert (folder / "jobs.sqlite").exists()
    finally:
        running.stop()


def test_jobs_have_a_database_of_their_own(place: Running, tmp_path: Path) -> None:
    place.start()
    tables = sqlite3.connect(tmp_path / "jobs.sqlite").execute("SELECT name FROM sqlite_master").fetchall()
    assert ("workflow_status",) in tables
    assert ("runs",) not in tables
