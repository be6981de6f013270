"""How often a job began at the same place: what kills the worker each time must not do so for ever."""

from __future__ import annotations

from threading import Lock
from typing import Any

from review.jobs.errors import KeepsCrashing
from review.store import Store

MOST_ATTEMPTS = 12  # a person may well kill or restart the app ten times in a row, and the job must still end
SETTING = "attempts"


class Attempts:
    """Counts, kept in the store, of beginnings without an end. One entry a job: the place it is at, and how often."""

    def __init__(self, store: Store, most: int = MOST_ATTEMPTS) -> None:
        self._store = store
        self._most = most
        self._lock = Lock()

    def begin(self, job: str, place: str) -> None:
        """The job begins at ``place``. Raises KeepsCrashing after ``most`` beginnings there without getting further."""
        with self._lock:
            known = self._known()
            count = known[job]["count"] + 1 if known.get(job, {}).get("place") == place else 1
            if count > self._most:
                raise KeepsCrashing(count=self._most)
            self._store.set_setting(SETTING, {**known, job: {"place": place, "count": count}})

    def end(self, job: str) -> None:
        """The job ended, in whatever way: begun again, it starts from nought."""
        with self._lock:
            known = self._known()
            if known.pop(job, None) is not None:
                self._store.set_setting(SETTING, known)

    def _known(self) -> dict[str, Any]:
        return dict(self._store.get_setting(SETTING, {}))
