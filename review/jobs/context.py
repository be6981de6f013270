"""What every step of a job needs: the store, the folders, the limits, and who was asked to stop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from engine.chunks import FIRST_MAX_MS, LATER_MAX_MS
from engine.errors import Cancelled
from engine.media import MediaLimits
from review.jobs.attempts import Attempts
from review.jobs.stops import Stops
from review.jobs.turns import Turns
from review.line import Line
from review.projects.folders import MediaFolders
from review.store import Media, Run, Store

SECONDS_BETWEEN_REPORTS = 0.5  # each is a durable transaction
PATIENCE_SECONDS = 5.0  # before a job is begun again whose state could not be written


@dataclass
class Work:
    """One a worker. ``chunk_ms`` bounds a plan's chunks, for tests; ``cache_dir`` holds weights, None is the usual."""

    store: Store
    folders: MediaFolders
    limits: MediaLimits
    device: str = "auto"
    cache_dir: Path | None = None
    chunk_ms: int | None = None
    stops: Stops = field(default_factory=Stops)

    def __post_init__(self) -> None:
        self.attempts = Attempts(self.store)
        self.turns = Turns(self.store)
        self.examined: tuple[str, tuple[Line, ...]] | None = None  # the run whose lines were examined last, and they
        self.hearing_since: dict[str, int] = {}  # runs that this process hears: ms since the epoch, pauses taken out
        self._put_off: dict[str, float] = {}
        self._decoding: dict[str, threading.Lock] = {}

    @property
    def first_max(self) -> int:
        """The longest first chunk, ms."""
        return min(FIRST_MAX_MS, self.chunk_ms or FIRST_MAX_MS)

    @property
    def later_max(self) -> int:
        """The longest later chunk, ms."""
        return self.chunk_ms or LATER_MAX_MS

    def recording(self, media_id: str | None) -> Media | None:
        """The recording, None where there is none (any more)."""
        return None if media_id is None else self.store.media(media_id)

    def stop(self, run: Run) -> Callable[[], bool]:
        """What a recogniser asks to learn whether to stop."""
        return lambda: self.stops.asked(run.id)

    def check(self, run: Run) -> None:
        """Raises Cancelled if the run was asked to stop."""
        if self.stops.asked(run.id):
            raise Cancelled

    def put_off(self, run_id: str) -> None:
        """The run is not to be begun again for some seconds."""
        self._put_off.setdefault(run_id, monotonic() + PATIENCE_SECONDS)

    def is_due(self, run_id: str) -> bool:
        """Whether the run may be begun (again) now."""
        if monotonic() < self._put_off.get(run_id, 0.0):
            return False
        self._put_off.pop(run_id, None)
        return True

    @contextmanager
    def only_one(self, media_id: str, check: Callable[[], None]) -> Iterator[None]:
        """One decoding of a recording at a time; ``check`` may raise while we wait for the other."""
        lock = self._decoding.setdefault(media_id, threading.Lock())
        while not lock.acquire(timeout=0.2):
            check()
        try:
            yield
        finally:
            lock.release()


class Rarely:
    """Lets a report through when the last one is long enough ago."""

    def __init__(self, seconds: float = SECONDS_BETWEEN_REPORTS) -> None:
        self._seconds = seconds
        self._next = 0.0

    def __call__(self) -> bool:
        """Whether to report now."""
        moment = monotonic()
        if moment < self._next:
            return False
        self._next = moment + self._seconds
        return True


def chunk_ms_from_env() -> int | None:
    """RELISTEN_CHUNK_MS: the longest chunk, ms; for tests that need many chunks of a short recording."""
    text = os.environ.get("RELISTEN_CHUNK_MS", "")
    return int(text) if text.isdecimal() else None
