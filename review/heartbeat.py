"""The worker's sign of life, in the store: it beats, and the web process, which never talks to it, reads.

A worker that is gone falls silent. One that dies right after each start does not, so it tells how often its
predecessors died young, which its supervisor counts.
"""

from __future__ import annotations

import os

from review.store import Store
from review.supervisor import MANY_CRASHES

WORKER = "worker"  # the setting: {"pid", "seen_at" in ms since the epoch, "crashes"}
BEAT_SECONDS = 5.0
SILENT_MS = 30_000
"""Without a beat, after which the worker counts as gone; loading a large model may hold it up."""


def beat(store: Store, at: int, crashes: int) -> None:
    """Tell that this process lives at ``at``, ms since the epoch."""
    store.set_setting(WORKER, {"pid": os.getpid(), "seen_at": at, "crashes": crashes})


def is_alive(store: Store, at: int) -> bool:
    """Whether a worker hears at ``at``, ms since the epoch; after many crashes the next has to grow old first."""
    told = store.get_setting(WORKER, {})
    return at - int(told.get("seen_at", 0)) < SILENT_MS and int(told.get("crashes", 0)) < MANY_CRASHES
