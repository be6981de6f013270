"""Gather evidence step by step: one part for some neighbouring lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.evidence.listen import listen_evidence
from engine.evidence.model import PartEvidence
from engine.evidence.sound import AROUND_MS, sound_evidence
from engine.evidence.task import HeardLine, Task
from engine.evidence.text import forget, text_evidence
from engine.evidence.tokens import tokens_evidence

__all__ = ["MODES", "HeardLine", "gather", "plan_parts"]

MODES: dict[str, tuple[str, ...]] = {
    "off": (),
    "fast": ("sound", "text", "tokens"),
    "thorough": ("sound", "text", "tokens", "listen"),
}
"""What a person may choose, and the parts it means, the cheapest first: reviewing begins with what is there."""

_GATHERERS: dict[str, Callable[[Task], PartEvidence]] = {
    "sound": sound_evidence,
    "text": text_evidence,
    "tokens": tokens_evidence,
    "listen": listen_evidence,
}


READERS = ("text", "listen")
"""The parts that read: others give the reader's memory back."""


def plan_parts(mode: str) -> tuple[str, ...]:
    """The parts to gather, in order, for one of MODES."""
    return MODES[mode]


def gather(
    part: str,
    lines: Sequence[HeardLine],
    pcm: NDArray[np.int16],
    span: tuple[int, int],
    *,
    language: str | None,
    model: str,
    engine: str,
    device: str = "auto",
    cache_dir: Path | None = None,
    stop: Callable[[], bool] = lambda: False,
    progress: Callable[[int, int], None] | None = None,
    others: Sequence[tuple[int, int]] = (),
) -> PartEvidence:
    """What ``part`` finds for ``lines``, which begin inside ``span`` (ms) of the recording ``pcm`` (16 kHz mono, all).

    Spans that follow each other and cover the recording find every gap. ``others`` are the times (start, end) of lines
    that are not among these: no gap is found where they are, and they end the silence around a line.
    ``model`` and ``engine`` are those that heard the lines; weights that a part needs are fetched (``progress`` is told
    bytes so far and in all). ``language`` None is guessed from the sound.

    Raises Cancelled soon after ``stop()`` turns true, and what engine.backends.load does.
    """
    near = (span[0] - AROUND_MS, span[1] + AROUND_MS)
    beside = tuple((start, end) for start, end in others if start < near[1] and end > near[0])
    task = Task(tuple(lines), pcm, span, beside, language, model, engine, device, cache_dir, stop, progress)
    if part not in READERS:
        forget()
    return _GATHERERS[part](task)
