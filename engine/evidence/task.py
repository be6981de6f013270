"""What one step of gathering is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.media.pcm import SAMPLES_PER_MS
from engine.transcript import Word


@dataclass(frozen=True, slots=True)
class HeardLine:
    """A line as the machine heard it; ``start`` and ``end`` in ms. ``words`` spell ``text`` where there are any."""

    id: str
    start: int
    end: int
    text: str
    words: tuple[Word, ...] = ()
    tokens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Some neighbouring ``lines`` of the recording ``pcm`` (all of it, 16 kHz mono), inside ``span`` (ms).

    ``others`` are the times (start, end) of lines that belong to no step or another one; ``progress`` is told bytes so
    far and in all where weights are fetched.
    """

    lines: tuple[HeardLine, ...]
    pcm: NDArray[np.int16]
    span: tuple[int, int]
    others: tuple[tuple[int, int], ...]
    language: str | None
    model: str
    engine: str
    device: str
    cache_dir: Path | None
    stop: Callable[[], bool]
    progress: Callable[[int, int], None] | None

    @property
    def duration(self) -> int:
        """Of the recording, ms."""
        return len(self.pcm) // SAMPLES_PER_MS

    def cut(self, start: int, end: int) -> NDArray[np.int16]:
        """The samples from ``start`` to ``end`` ms, those of them that there are."""
        return self.pcm[max(0, start) * SAMPLES_PER_MS : max(0, end) * SAMPLES_PER_MS]

    def check(self) -> None:
        """Raise Cancelled when it is time to stop."""
        if self.stop():
            raise Cancelled


def stretches_without(covered: Sequence[tuple[int, int]], start: int, end: int) -> list[tuple[int, int]]:
    """What ``covered``, in any order, leaves of the time from ``start`` to ``end``, in order."""
    found = []
    at = start
    for begin, done in sorted(covered):
        if begin > at and at < end:
            found.append((at, min(begin, end)))
        at = max(at, done)
    if at < end:
        found.append((at, end))
    return found
