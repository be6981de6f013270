"""Wait for a condition instead of for a length of time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")


def wait_until(predicate: Callable[[], T], timeout: float = 10.0, every: float = 0.02, what: str = "") -> T:
    """Call ``predicate`` every ``every`` seconds until it is true; its value, or AssertionError after ``timeout`` s."""
    pause = Event()
    deadline = monotonic() + timeout
    while True:
        value = predicate()
        if value:
            return value
        if monotonic() > deadline:
            raise AssertionError(f"waited {timeout} s in vain for {what or predicate}")
        pause.wait(every)
