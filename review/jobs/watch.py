"""Looks into the store a few times a second: which runs need a workflow, which should stop, what has expired."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Event
from typing import Protocol

from review.heartbeat import BEAT_SECONDS, beat
from review.jobs.context import Rarely, Work
from review.jobs.guard import cancelled
from review.store import Run
from review.store.records import now
from review.supervisor import OLD_ENOUGH, crashes_before

LOOK_SECONDS = 0.2
RECHECK_SECONDS = 5.0  # how often runs that have a workflow are looked at once more
GRACE_SECONDS = 1.5  # what a step gets for stopping by itself; a person is promised 3 s in all
TIDY_SECONDS = 600.0
STRAY_SECONDS = 24 * 3600.0  # a folder no recording knows may be one that is just being made
DAY_MS = 24 * 3600 * 1000

log = logging.getLogger("relisten.jobs")


class Ensurer(Protocol):
    """What remembers jobs: review.jobs.durable.Jobs."""

    def ensure(self, run: Run) -> bool:
        """See to it that an unfinished run has a workflow that will work on it; whether that is certain now."""


class Watch:
    """The worker's main loop. ``leave`` ends the process at once: the only way to stop a model within a window."""

    def __init__(self, work: Work, jobs: Ensurer, leave: Callable[[], None], expiry_days: int | None = None) -> None:
        self._work = work
        self._jobs = jobs
        self._leave = leave
        self._expiry_days = expiry_days
        self._ensured: dict[str, str] = {}  # runs that have a workflow, and the state they were last seen in
        self._recheck = Rarely(RECHECK_SECONDS)
        self._heartbeat = Rarely(BEAT_SECONDS)
        self._tidy = Rarely(TIDY_SECONDS)
        self._complain = Rarely(60.0)
        self._began = now()

    def run(self, ended: Event) -> None:
        """Look until ``ended`` is set. A disk that is full or a busy database is waited out."""
        while not ended.wait(LOOK_SECONDS):
            try:
                self.look()
            except Exception as error:
                if self._complain():
                    log.warning("Looking for jobs failed and is tried again: %s", error)
                    log.debug("", exc_info=error)

    def look(self) -> None:
        """One round."""
        if self._heartbeat():
            beat(self._work.store, now(), self._crashes())
        unfinished = self._work.store.unfinished_runs()
        self._stop(unfinished)
        self._begin(unfinished)
        if self._tidy():
            self._remove_old()

    def _crashes(self) -> int:
        """Those before us, until we have lived longer than they did."""
        return crashes_before() if now() - self._began < 1000 * OLD_ENOUGH else 0

    def _begin(self, unfinished: list[Run]) -> None:
        if self._recheck():
            self._ensured.clear()
        before, self._ensured = self._ensured, {}
        for run in unfinished:
            if run.cancel:
                continue
            put_back = run.state == "queued" and before.get(run.id) != "queued"
            if (run.id in before and not put_back) or self._jobs.ensure(run):
                self._ensured[run.id] = run.state

    def _stop(self, unfinished: list[Run]) -> None:
        """Cancelled runs, and runs in work whose project was deleted or that ended elsewhere."""
        in_work = self._work.stops.in_work()
        going_on = {run.id for run in unfinished if not run.cancel}
        for run in unfinished:
            if run.cancel and run.id not in in_work:
                cancelled(self._work, run.id)
        for run_id in in_work - going_on:
            self._work.stops.ask(run_id)
        overdue = self._work.stops.overdue(GRACE_SECONDS)
        for run_id in overdue:
            cancelled(self._work, run_id)
        if overdue:
            self._leave()

    def _remove_old(self) -> None:
        folders = self._work.folders
        if self._expiry_days is not None:
            for name in self._work.store.expire(now() - self._expiry_days * DAY_MS):
                folders.remove(name)
        for name in folders.strays(self._work.store.media_folders(), time.time() - STRAY_SECONDS):
            folders.remove(name)
