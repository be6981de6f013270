"""kill -9 of the worker while lines are examined, with real models: what was found stays, and the rest follows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.evidence.gather import plan_parts
from engine.media import decode, wav_header, write_peaks
from engine.transcript import Segment
from review.settings import ROOT
from review.store import FINAL, Run
from review.supervisor import Supervisor
from tests.review.crash_kit import check_steps, kept, living_place
from tests.review.job_kit import Place
from tests.review.processes import SUPPORTED, kill
from tests.waiting import wait_until

KILLS = 3
CHUNK_MS = 15_000
REPEATS = 4  # of a recording of 13 s
PATIENCE = 120.0  # seconds for any one thing, on a machine that does other things as well

pytestmark = [
    pytest.mark.model,
    pytest.mark.usefixtures("model_cache"),
    pytest.mark.skipif(not SUPPORTED, reason="looks into /proc"),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("RELISTEN_CHUNK_MS", str(CHUNK_MS))
    yield from living_place(tmp_path)


@pytest.fixture
def keeper(place: Place) -> Iterator[Supervisor]:
    yield from kept(place)


@pytest.fixture
def heard(place: Place) -> Run:
    """A finished transcription of about a minute, two lines in each repeat."""
    decode(ROOT / "tests" / "fixtures" / "english.flac", place.folder / "audio.pcm")
    once = np.fromfile(place.folder / "audio.pcm", dtype="<i2")
    samples = np.tile(once, REPEATS).tobytes()
    media = place.add_recording(content=wav_header(len(samples)) + samples)
    folder = place.folders.of(media.folder)
    folder.pcm.write_bytes(samples)
    write_peaks(folder.pcm, folder.peaks)
    place.store.update_media(media.id, state="ready", duration_ms=len(samples) // 32, peaks=True)
    run = place.add_run(media, language="en")
    text = (ROOT / "tests" / "fixtures" / "english.txt").read_text(encoding="utf-8").split()
    length = len(once) // 16
    for number in range(REPEATS):
        start, half = number * length, len(text) // 2
        halves = (" ".join(text[:half]), " ".join(text[half:]))
        lines = [
            Segment(start + at * length // 2, start + (at + 1) * length // 2, f" {said}", window=start)
            for at, said in enumerate(halves)
        ]
        place.store.put_window(run.id, 0, number, lines)
    place.store.update_run(run.id, state="done", language="en")
    return place.run(run)


def stored(place: Place, heard: Run) -> list[dict[str, Any]]:
    return place.store.evidence_of(heard.id)[1]


def wait_for_more(place: Place, heard: Run) -> list[dict[str, Any]]:
    """Wait for another step's evidence; what there was before."""
    before = stored(place, heard)
    wait_until(lambda: len(stored(place, heard)) > len(before), PATIENCE, what="the next step")
    return before


def test_the_worker_is_killed_while_it_examines(place: Place, keeper: Supervisor, heard: Run) -> None:
    run = place.store.add_run(
        heard.project_id,
        kind="evidence",
        media_id=heard.media_id,
        engine="faster-whisper",
        model="base",
        options={"of": heard.id, "mode": "fast"},
        language="en",
        current=False,
    )
    keeper.start()
    killed: set[int] = set()
    for _ in range(KILLS):
        before = wait_for_more(place, heard)
        assert place.run(run).state not in FINAL
        pid = wait_until(lambda: keeper.pid, PATIENCE, what="a worker") or 0
        kill(pid)
        killed.add(pid)
        assert stored(place, heard)[: len(before)] == before
    wait_until(lambda: place.run(run).state in FINAL, 3 * PATIENCE, what="the end")
    ended = place.run(run)
    assert (ended.state, ended.error, ended.heard_ms) == ("done", None, ended.total_ms)
    assert len(killed) == KILLS
    chunks = len(place.store.chunks(run.id))
    check_steps(place.folder, run, {"survey": 1, "examine": len(plan_parts("fast")) * chunks, "examined": 1})
    names = [f"0.{window}.{line}" for window in range(REPEATS) for line in range(2)]
    for part in ("sound", "tokens"):
        found = [line["id"] for each in stored(place, heard) if each["part"] == part for line in each["lines"]]
        assert found == names
