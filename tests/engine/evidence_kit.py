"""Lines and tasks for the tests of evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.evidence.task import HeardLine, Task
from engine.transcript import Word


def words(*told: tuple[str, int, int]) -> tuple[Word, ...]:
    return tuple(Word(start, end, text) for text, start, end in told)


def heard(text: str, start: int = 0, end: int = 1_000, *told: tuple[str, int, int], name: str = "0.0.0") -> HeardLine:
    return HeardLine(name, start, end, text, words(*told))


def task(
    lines: Sequence[HeardLine],
    pcm: NDArray[np.int16],
    span: tuple[int, int] | None = None,
    others: Sequence[tuple[int, int]] = (),
    language: str | None = "en",
    engine: str = "faster-whisper",
    cache_dir: Path | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Task:
    return Task(
        tuple(lines),
        pcm,
        span or (0, len(pcm) // 16),
        tuple(others),
        language,
        "base",
        engine,
        "cpu",
        cache_dir,
        stop,
        None,
    )


def pcm16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    """The fixtures' samples as they lie on disk."""
    return (samples * 32_768).clip(-32_768, 32_767).astype(np.int16)
