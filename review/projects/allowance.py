"""How much of the machine one visitor may have: on a public server a day's jobs are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

from review.projects.errors import TooManyJobs
from review.projects.room import Room
from review.settings import Settings
from review.store import Store
from review.store.records import now

DAY_MS = 24 * 60 * 60 * 1000


class Allowance(Room):
    """Counts before a job is added."""

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__(store, settings)
        self._counting = Lock()

    def check_allowed(self, by: str) -> None:
        """Refuse early what ``allowed`` would refuse. Raises TooManyJobs."""
        limit = self.settings.jobs_per_visitor
        if limit is None:
            return
        if self.store.jobs_by(by, now() - DAY_MS) >= limit or self.store.unfinished_by(by) >= limit:
            raise TooManyJobs(limit=limit)

    @contextmanager
    def allowed(self, by: str) -> Iterator[None]:
        """Around adding a job of ``by``: of many asked for at once no more are added than one after the other.

        Raises TooManyJobs.
        """
        with self._counting:
            self.check_allowed(by)
            yield
