"""kill -9 of the worker and of the app in the middle of a job, ten times each, with a real model.

The job ends by itself after the restarts, nothing that was acknowledged is lost, no chunk is heard into the transcript
twice, and no process is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np
import pytest

from engine.media import decode, wav_header
from engine.transcript import Segment
from review.events import WindowHeard
from review.settings import ROOT
from review.store import FINAL, Run
from review.supervisor import Supervisor
from tests.app_process import AppProcess
from tests.review.crash_kit import check_steps, kept, living_place
from tests.review.job_kit import Place
from tests.review.processes import SUPPORTED, is_alive, kill, processes_of
from tests.waiting import wait_until

KILLS = 10
CHUNK_MS = 10_000
REPEATS = 12  # of a recording of 13 s: more chunks than kills
OPTIONS: dict[str, Any] = {"language": "en", "beam_size": 1, "condition_on_previous_text": False}
PATIENCE = 120.0  # seconds for any one thing, on a machine that does other things as well
SPREAD = (0.0, 0.15, 0.4, 0.8, 1.3)  # seconds after a new window at which the kills come, in turn

pytestmark = [
    pytest.mark.model,
    pytest.mark.usefixtures("model_cache"),
    pytest.mark.skipif(not SUPPORTED, reason="looks into /proc"),
]


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """About 160 s of speech as a WAV file."""
    folder = tmp_path_factory.mktemp("recording")
    decode(ROOT / "tests" / "fixtures" / "english.flac", folder / "audio.pcm")
    samples = np.tile(np.fromfile(folder / "audio.pcm", dtype="<i2"), REPEATS).tobytes()
    file = folder / "speech.wav"
    file.write_bytes(wav_header(len(samples)) + samples)
    return file


@pytest.fixture(autouse=True)
def short_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELISTEN_CHUNK_MS", str(CHUNK_MS))


class Told:
    """All windows of a run that were seen in the store, by chunk and window; what is seen once must stay."""

    def __init__(self, place: Place, run: Run) -> None:
        self._place = place
        self._run = run
        self.windows: dict[tuple[int, int], tuple[Segment, ...]] = {}

    def look(self) -> int:
        """How many windows there are now. AssertionError if one that was seen before is another or gone."""
        events = self._place.store.changes_since(self._run.project_id, 0).events
        now = {(event.chunk, event.window): event.segments for event in events if isinstance(event, WindowHeard)}
        assert {key: now.get(key) for key in self.windows} == self.windows
        self.windows = now
        return len(now)

    def wait_for_more(self) -> None:
        """Wait for another window. AssertionError where the run ends without one."""
        known = self.look()
        wait_until(lambda: self.look() > known or self._ended(), PATIENCE, what="the next window")
        assert not self._ended(), "the job ended before the last kill"

    def wait_for_the_end(self) -> None:
        """Wait for the run's end."""
        wait_until(self._ended, 3 * PATIENCE, what="the job's end")
        self.look()

    def _ended(self) -> bool:
        return self._place.run(self._run).state in FINAL


def check_the_end(place: Place, run: Run, told: Told) -> None:
    """The job is done; every chunk was heard; lines follow each other without a gap of seconds or an overlap."""
    found = place.run(run)
    assert (found.state, found.error) == ("done", None)
    chunks = place.store.chunks(run.id)
    assert len(chunks) > KILLS
    assert all(chunk.done for chunk in chunks)
    lines = [line for key in sorted(told.windows) for line in told.windows[key]]
    assert all(before.end <= after.start for before, after in pairwise(lines))
    assert all(after.start - before.end < 4_000 for before, after in pairwise(lines))
    assert sum("harbor" in line.text for line in lines) == REPEATS
    check_steps(place.folder, run, {"prepare": 1, "hear": len(chunks), "finish": 1})


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from living_place(tmp_path)


@pytest.fixture
def keeper(place: Place) -> Iterator[Supervisor]:
    yield from kept(place)


def workers_of(folder: Path) -> list[int]:
    return [pid for pid, command in processes_of(str(folder)).items() if "-m review worker" in command]


def pause(seconds: float) -> None:
    """Let the worker go on for a moment: kills must not always find it at the same place."""
    Event().wait(seconds)


def test_the_worker_is_killed_ten_times(place: Place, keeper: Supervisor, recording: Path) -> None:
    run = place.add_run(place.add_recording(content=recording.read_bytes()), **OPTIONS)
    told = Told(place, run)
    keeper.start()
    killed: set[int] = set()
    for number in range(KILLS):
        told.wait_for_more()
        pause(SPREAD[number % len(SPREAD)])
        pid = wait_until(lambda: keeper.pid, PATIENCE, what="a worker") or 0
        kill(pid)
        killed.add(pid)
        assert len(workers_of(place.folder)) <= 1
    told.wait_for_the_end()
    assert len(killed) == KILLS
    check_the_end(place, run, told)


def test_the_app_is_killed_ten_times(place: Place, recording: Path) -> None:
    edits: dict[str, str] = {}
    with running_app(place) as app:
        token = upload(app, recording)
        run = place.store.unfinished_runs()[0]
        told = Told(place, run)
        edits |= edit_then_kill(place, app, token, told, 0)
    for number in range(1, KILLS):
        with running_app(place) as app:
            assert app.call("open", token=token)["run"]["state"] not in FINAL
            edits |= edit_then_kill(place, app, token, told, number)
    with running_app(place) as app:
        told.wait_for_the_end()
        rows = {row["id"]: row["text"] for row in app.call("open", token=token)["rows"]}
    assert len(edits) == KILLS
    assert {name: rows.get(name) for name in edits} == edits
    check_the_end(place, run, told)


def running_app(place: Place) -> AppProcess:
    return AppProcess(place.folder, "--device", "cpu", RELISTEN_CHUNK_MS=str(CHUNK_MS))


def edit_then_kill(place: Place, app: AppProcess, token: str, told: Told, number: int) -> dict[str, str]:
    """Wait for a new line, fix it, kill the app; the line's id and its text as the server acknowledged it."""
    told.wait_for_more()
    edited = edit_a_line(app, token, number)
    pause(SPREAD[number % len(SPREAD)])
    workers = workers_of(place.folder)
    assert len(workers) == 1
    kill(app.process.pid)
    wait_until(lambda: not any(map(is_alive, workers)), 10.0, what="the orphan's end")
    return edited


def upload(app: AppProcess, recording: Path) -> str:
    """What the page does with a dropped file; the project's token."""
    media = {"path": app.upload(recording), "name": recording.name}
    options = {**OPTIONS, "engine": "faster-whisper", "model": "base"}
    token: str = app.call("create", visitor="tests", media=media, options=options)["token"]
    return token


def edit_a_line(app: AppProcess, token: str, number: int) -> dict[str, str]:
    """Fix the line heard last; its id and its text as the server acknowledged it."""
    row = app.call("open", token=token)["rows"][-1]
    edit = {"op": "set_text", "line": row["id"], "text": f" A person wrote this before kill {number}."}
    base = {row["id"]: row["version"]}
    answer = app.call("edit", token=token, edit=edit, base=base, client=f"tests-{number}")
    assert answer["ok"], answer
    return {row["id"]: edit["text"]}


def test_a_cancelled_job_stops_within_three_seconds(place: Place, keeper: Supervisor, recording: Path) -> None:
    place.work.chunk_ms = None
    run = place.add_run(place.add_recording(content=recording.read_bytes()), beam_size=5)
    keeper.start()
    wait_until(lambda: place.run(run).state == "hearing", PATIENCE, what="the hearing")
    place.store.request_cancel(run.id)
    wait_until(lambda: place.run(run).state == "cancelled", 3.0, 0.01, "the cancelling")


def test_the_next_job_follows_a_cancelled_one(place: Place, keeper: Supervisor, recording: Path) -> None:
    first = place.add_run(place.add_recording(content=recording.read_bytes()), **OPTIONS)
    short = (ROOT / "tests" / "fixtures" / "english.flac").read_bytes()
    second = place.add_run(place.add_recording(content=short), **OPTIONS)
    keeper.start()
    wait_until(lambda: place.run(first).heard_ms > 0, PATIENCE, what="the first line")
    assert place.run(second).state == "queued"
    place.store.request_cancel(first.id)
    wait_until(lambda: place.run(second).state == "done", PATIENCE, what="the second job's end")
    assert place.windows(first)
    assert place.run(first).state == "cancelled"
