"""Who works with the models: one job at a time, and whoever hears a recording goes before those who examine one."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from time import sleep

from review.store import FINAL, Store

LOOK_SECONDS = 0.3
GOES_BEFORE = {"rehear": ("transcribe",), "evidence": ("transcribe", "rehear")}
"""Kinds of runs that a side run makes way for after each of its steps: somebody waits for them."""


class Turns:
    """Two models at once would push each other out of memory, in the middle of a chunk."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._models = threading.Lock()

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """The models are ours: at once, or after the step of a side run that has them."""
        with self._models:
            yield

    @contextmanager
    def aside(self, run_id: str) -> Iterator[None]:
        """The models are ours once nobody is waiting who goes before this run; without them where it ended meanwhile.

        Waiting is no part of a step: a worker that dies then did not die of this run, and to cancel it is a matter of
        the store alone.
        """
        while (kind := self._kind(run_id)) is not None:
            first = GOES_BEFORE.get(kind, ())
            if self._is_wanted(first) or not self._models.acquire(timeout=LOOK_SECONDS):
                sleep(LOOK_SECONDS)
                continue
            try:
                if not self._is_wanted(first):
                    yield
                    return
            finally:
                self._models.release()
        yield

    def _kind(self, run_id: str) -> str | None:
        """The run's kind, None where there is nothing to do for it any more."""
        run = self._store.run(run_id)
        return None if run is None or run.cancel or run.state in FINAL else run.kind

    def _is_wanted(self, kinds: Collection[str]) -> bool:
        return any(run.kind in kinds and not run.cancel for run in self._store.unfinished_runs())
