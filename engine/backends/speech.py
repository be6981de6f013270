"""Where somebody speaks: the voice detector that faster-whisper brings along (Silero's)."""

# ruff: noqa: PLC0415  (the library is imported where it is used)
from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Stop
from engine.chunks import release_pages
from engine.errors import Cancelled
from engine.media.pcm import SAMPLES_PER_MS, to_float

FRAME_SAMPLES = 512
SPEECH_FRAME_MS = FRAME_SAMPLES // SAMPLES_PER_MS
BLOCK_FRAMES = 1_875
"""A minute is looked at in one go: memory stays flat and ``stop()`` is heard."""
LEAD_FRAMES = 63
"""Two seconds before a block: the detector remembers what it has just heard."""


def speech_probabilities(pcm: NDArray[np.int16], stop: Stop = lambda: False) -> NDArray[np.float32] | None:
    """How likely somebody speaks in each SPEECH_FRAME_MS of ``pcm`` (16 kHz mono), shape (frames,).

    A last part frame counts as one. None where the detector is not installed. Raises Cancelled.
    """
    detector = _detector()
    if detector is None:
        return None
    frames = -(-len(pcm) // FRAME_SAMPLES)
    found = np.zeros(frames, dtype=np.float32)
    for first in range(0, frames, BLOCK_FRAMES):
        if stop():
            raise Cancelled
        last = min(first + BLOCK_FRAMES, frames)
        before = max(0, first - LEAD_FRAMES)
        found[first:last] = _looked_at(detector, pcm, before, last)[first - before :]
    release_pages(pcm)
    return found


def _looked_at(detector: Any, pcm: NDArray[np.int16], first: int, last: int) -> NDArray[np.float32]:
    """The probabilities of the frames ``first`` <= index < ``last``."""
    samples = to_float(pcm[first * FRAME_SAMPLES : last * FRAME_SAMPLES])
    frames = last - first + 1  # the library spoils the end of the last frame that it is given
    padded = np.pad(samples, (0, frames * FRAME_SAMPLES - len(samples)))
    return np.asarray(detector(padded), dtype=np.float32).reshape(-1)[:-1]


def _detector() -> Any:
    """The loaded detector, which the library keeps, or None."""
    try:
        from faster_whisper.vad import get_vad_model

        return get_vad_model()
    except (ImportError, RuntimeError):  # RuntimeError: onnxruntime is missing
        return None
