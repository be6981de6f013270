"""What the tests share that kill: a data directory that outlives its processes, and what the job library remembers."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path

from review.settings import Settings
from review.store import Run
from review.supervisor import Supervisor
from tests.review.job_kit import Place
from tests.review.processes import processes_of
from tests.waiting import wait_until


def living_place(folder: Path) -> Iterator[Place]:
    """A data directory, for a fixture to yield; at the end all processes in it must be gone."""
    place = Place(folder)
    yield place
    place.store.close()
    wait_until(lambda: not processes_of(str(folder)), 10.0, what="the end of all processes")


def kept(place: Place) -> Iterator[Supervisor]:
    """Who starts the worker of the directory, and starts it again, for a fixture to yield."""
    keeper = Supervisor.of(Settings(data_dir=place.folder, device="cpu"))
    yield keeper
    keeper.stop()


def check_steps(folder: Path, run: Run, expected: dict[str, int]) -> None:
    """The job library remembers so many steps of each name of the run, the last a moment after the run ended."""
    wait_until(lambda: _steps_of(folder, run, expected).keys() == expected.keys(), 10.0, what="the last step")
    assert _steps_of(folder, run, expected) == expected


def _steps_of(folder: Path, run: Run, names: Collection[str]) -> dict[str, int]:
    with sqlite3.connect(folder / "jobs.sqlite") as jobs:
        rows = jobs.execute(
            "SELECT function_name, count(*) FROM operation_outputs WHERE workflow_uuid = ? GROUP BY function_name",
            (run.id,),
        ).fetchall()
    return {name: count for name, count in rows if name in names}
