"""Which jobs are in a step right now, and which of them were asked to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from time import monotonic


class Stops:
    """Shared by the threads that work and the one that watches."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running: set[str] = set()
        self._asked: dict[str, float] = {}  # monotonic seconds of the first asking

    @contextmanager
    def running(self, run_id: str) -> Iterator[None]:
        """The run is in a step while this lasts; what was asked before is forgotten."""
        with self._lock:
            self._running.add(run_id)
            self._asked.pop(run_id, None)
        try:
            yield
        finally:
            with self._lock:
                self._running.discard(run_id)
                self._asked.pop(run_id, None)

    def in_work(self) -> frozenset[str]:
        """The runs that are in a step."""
        with self._lock:
            return frozenset(self._running)

    def ask(self, run_id: str) -> None:
        """Ask the step of the run to stop; nothing happens if it is in none."""
        with self._lock:
            if run_id in self._running:
                self._asked.setdefault(run_id, monotonic())

    def asked(self, run_id: str) -> bool:
        """Whether the run's step should stop: what a recogniser asks between windows, and more often if it can."""
        return run_id in self._asked

    def overdue(self, seconds: float) -> list[str]:
        """The runs whose step was asked more than ``seconds`` ago and has not ended."""
        with self._lock:
            before = monotonic() - seconds
            return sorted(run_id for run_id, moment in self._asked.items() if moment <= before)
