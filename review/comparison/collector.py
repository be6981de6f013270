"""Python's cyclic garbage collector, held off while a comparison makes its many small objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_inside = 0
_was_on = False


@contextmanager
def collector_held_off() -> Iterator[None]:
    """No collection while a thread is inside; behind the last one it is as it was before the first.

    A long text makes hundreds of thousands of tuples without a cycle among them. The collector would look through all
    of them again and again, for a fifth of the time.
    """
    global _inside, _was_on
    with _lock:
        _was_on = gc.isenabled() if _inside == 0 else _was_on
        _inside += 1
        gc.disable()
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0 and _was_on:
                gc.enable()
