"""Ctrl-C while a job runs."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest

from engine.errors import Cancelled
from review.cli.interrupt import interruptible


def test_the_jobs_value_is_returned() -> None:
    assert interruptible(lambda stop: 7 if not stop() else 0) == 7


def test_the_jobs_error_is_raised() -> None:
    def fail(_stop: Callable[[], bool]) -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        interruptible(fail)


def test_ctrl_c_tells_the_job_to_stop() -> None:
    told = threading.Event()

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background it is ignored

    def wait(stop: Callable[[], bool]) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        while not stop():
            threading.Event().wait(0.01)
        told.set()
        raise Cancelled

    try:
        with pytest.raises(KeyboardInterrupt):
            interruptible(wait)
    finally:
        signal.signal(signal.SIGINT, before)
    assert told.is_set()
