"""Ctrl-C at once, also while a library computes for a minute without looking up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from typing import TypeVar

T = TypeVar("T")

GRACE_SECONDS = 2.0  # what the job gets to stop by itself
LOOK_SECONDS = 0.2


def interruptible(job: Callable[[Callable[[], bool]], T]) -> T:
    """Run ``job(stop)`` in a thread of its own and return its value or raise its error.

    Ctrl-C makes ``stop()`` true and raises KeyboardInterrupt here after at most GRACE_SECONDS; a job that is still
    inside a library by then goes on until the process ends.
    """
    stopping = threading.Event()
    outcome: Future[T] = Future()

    def work() -> None:
        try:
            outcome.set_result(job(stopping.is_set))
        except BaseException as error:  # the main thread's to judge
            outcome.set_exception(error)

    try:
        threading.Thread(target=work, name="transcribe", daemon=True).start()
        while not outcome.done():
            wait([outcome], LOOK_SECONDS)
    except KeyboardInterrupt:
        stopping.set()
        wait([outcome], GRACE_SECONDS)
        raise
    return outcome.result()
