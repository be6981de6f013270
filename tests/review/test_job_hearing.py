"""Chunk after chunk: what is stored of each, what one hands to the next, and what is not heard twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.errors import Cancelled
from engine.hear import hear_chunk
from review.jobs import hearing, intake
from review.jobs.hearing import hear
from review.store import Run
from tests.review.job_kit import FakeRecogniser, Place

PLAN = [(0, 4_000), (4_000, 9_000)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> FakeRecogniser:
    fake = FakeRecogniser()
    monkeypatch.setattr(hearing, "load", lambda *_arguments: fake)
    return fake


@pytest.fixture
def run(place: Place) -> Run:
    run = place.add_run(place.add_decoded(9.0))
    place.store.put_plan(run.id, PLAN)
    intake.prepare(place.work, run)
    return place.run(run)


def heard(place: Place, run: Run, index: int) -> Run:
    with place.work.stops.running(run.id):
        hear(place.work, place.run(run), index)
    return place.run(run)


@pytest.mark.usefixtures("recogniser")
def test_each_window_is_stored(place: Place, run: Run) -> None:
    heard(place, run, 0)
    assert place.windows(run) == [(0, 0, (" Line 0.",)), (0, 1, (" Line 2000.",))]


@pytest.mark.usefixtures("recogniser")
def test_progress_is_the_end_of_the_chunk(place: Place, run: Run) -> None:
    assert heard(place, run, 0).heard_ms == 4_000
    assert heard(place, run, 1).heard_ms == 9_000


@pytest.mark.usefixtures("recogniser")
def test_a_run_that_hears_says_so(place: Place, run: Run) -> None:
    found = heard(place, run, 0)
    assert (found.state, found.language) == ("hearing", "en")
    assert found.hearing_started_at is not None


@pytest.mark.usefixtures("recogniser")
def test_how_it_was_heard_is_kept(place: Place, run: Run) -> None:
    meta: dict[str, Any] = heard(place, run, 0).meta
    assert (meta["engine"], meta["model"], meta["precision"], meta["seed"]) == ("faster-whisper", "base", "int8", 0)
    assert meta["versions"] == {"fake": "1"}


def test_a_chunk_leads_the_next_one(place: Place, run: Run, recogniser: FakeRecogniser) -> None:
    heard(place, run, 0)
    heard(place, run, 1)
    assert recogniser.prompts == ["", " Line 0. Line 2000."]


def test_a_chunk_that_was_heard_is_not_heard_again(place: Place, run: Run, recogniser: FakeRecogniser) -> None:
    heard(place, run, 0)
    heard(place, run, 0)
    assert recogniser.heard == [4_000]


def test_a_chunk_that_was_cut_off_is_stored_once(place: Place, run: Run, recogniser: FakeRecogniser) -> None:
    recogniser.before_window = lambda start: place.work.stops.ask(run.id) if start == 2_000 else None
    with pytest.raises(Cancelled):
        heard(place, run, 0)
    recogniser.before_window = lambda _start: None
    heard(place, run, 0)
    texts = [text for _chunk, _window, texts in place.windows(run) for text in texts]
    assert texts == [" Line 0.", " Line 2000."]


def test_a_stop_keeps_what_was_heard(place: Place, run: Run, recogniser: FakeRecogniser) -> None:
    recogniser.before_window = lambda start: place.work.stops.ask(run.id) if start == 2_000 else None
    with pytest.raises(Cancelled):
        heard(place, run, 0)
    assert place.windows(run) == [(0, 0, (" Line 0.",))]
    assert place.run(run).heard_ms == 2_000


def test_pauses_do_not_count_as_time_spent_hearing(
    place: Place, run: Run, recogniser: FakeRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [1_000_000]
    monkeypatch.setattr(hearing, "now", lambda: clock[0])

    def pass_time(_start: int) -> None:
        clock[0] += 500

    recogniser.before_window = pass_time
    heard(place, run, 0)
    clock[0] += 3_600_000
    place.work.hearing_since.clear()  # as in a worker that was started again
    heard(place, run, 1)
    assert place.run(run).hearing_started_at == clock[0] - 1_500 - 1_000
    assert place.run(run).meta["hearing_ms"] == 2_500


def test_a_download_is_told(place: Place, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int | None, int | None]] = []

    def load(_engine: str, _model: str, _device: str, _cache: Path | None, progress: Any) -> FakeRecogniser:
        for done in (10, 100):
            progress(done, 100)
            found = place.run(run)
            seen.append((found.state, found.download_done, found.download_total))
        return FakeRecogniser()

    monkeypatch.setattr(hearing, "load", load)
    heard(place, run, 0)
    assert seen == [("downloading", 10, 100), ("loading", 100, 100)]


def test_a_download_can_be_cancelled(place: Place, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_engine: str, _model: str, _device: str, _cache: Path | None, progress: Any) -> FakeRecogniser:
        place.work.stops.ask(run.id)
        progress(10, 100)
        raise AssertionError

    monkeypatch.setattr(hearing, "load", load)
    with pytest.raises(Cancelled):
        heard(place, run, 0)


def test_a_chunk_that_is_missing_at_the_end_is_heard(place: Place, run: Run, recogniser: FakeRecogniser) -> None:
    heard(place, run, 0)
    hearing.finish(place.work, place.run(run))
    assert recogniser.heard == [4_000, 5_000]


@pytest.mark.usefixtures("recogniser")
def test_the_end(place: Place, run: Run) -> None:
    hearing.finish(place.work, place.run(run))
    found = place.run(run)
    assert (found.state, found.heard_ms) == ("done", 9_000)
    assert found.finished_at is not None


def test_a_chunk_cancelled_at_its_last_window_is_not_done(
    place: Place, run: Run, recogniser: FakeRecogniser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled_at_the_end(*given: Any) -> Any:
        carry = hear_chunk(*given)
        place.store.request_cancel(run.id)
        return carry

    monkeypatch.setattr("review.jobs.hearing.hear_chunk", cancelled_at_the_end)
    with pytest.raises(Cancelled):
        heard(place, run, 0)
    assert recogniser.heard == [4_000]
    assert [chunk.done for chunk in place.store.chunks(run.id)] == [False, False]
