"""A data directory whose jobs are worked on in this process."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from review.jobs.durable import Jobs
from review.jobs.watch import Watch
from review.store import FINAL, Run
from tests.review.job_kit import Place
from tests.waiting import wait_until


class Running(Place):
    """A data directory whose jobs are being worked on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.jobs = Jobs(folder / "jobs.sqlite", self.work)
        self._ended = Event()
        self._watching = Thread(target=self._watch, daemon=True)

    def start(self) -> None:
        self.jobs.launch()
        self._watching.start()

    def _watch(self) -> None:
        Watch(self.work, self.jobs, self._never).run(self._ended)

    def stop(self) -> None:
        self._ended.set()
        if self._watching.is_alive():
            self._watching.join()
        self.jobs.close()
        self.store.close()

    def ended(self, run: Run, timeout: float = 20.0) -> Run:
        """The run at its end."""
        wait_until(lambda: self.run(run).state in FINAL, timeout, what="the run's end")
        return self.run(run)

    def _never(self) -> None:
        raise AssertionError("a step did not stop in time")
