"""The waveform's outline: how loud each 10 ms gets, one byte each, small enough to draw hours of sound from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.media.pcm import SAMPLE_BYTES, SAMPLES_PER_MS

PEAK_MS = 10
_SAMPLES = PEAK_MS * SAMPLES_PER_MS
_BLOCK_BYTES = 4096 * _SAMPLES * SAMPLE_BYTES  # 41 s: 1.3 MB at a time
MOST_POINTS = 20_000


def write_peaks(pcm_path: Path, out: Path) -> None:
    """Writes one uint8 per 10 ms of ``pcm_path`` to ``out``: the largest magnitude, 0..32768 scaled to 0..255.

    Rounded up, so that 0 means silence alone. ``out`` appears only when it is whole.
    """
    part = out.with_name(out.name + ".part")
    with pcm_path.open("rb") as source, part.open("wb") as target:
        while block := source.read(_BLOCK_BYTES):
            target.write(_peaks(block).tobytes())
    part.replace(out)


def read_peaks(path: Path, start_ms: int, end_ms: int, n: int | None = None) -> bytes:
    """The peaks of ``start_ms``..``end_ms``: one byte per 10 ms, or ``n`` bytes over the whole range.

    Without ``n`` only what the recording has is returned; with it (at most 20,000) the part beyond its end is 0.
    """
    first, last = max(start_ms, 0) // PEAK_MS, -(-max(end_ms, 0) // PEAK_MS)
    if last <= first:
        return b"" if n is None else bytes(_points(n))
    with path.open("rb") as source:
        source.seek(first)
        there = source.read(last - first)
    return there if n is None else _squeeze(there, last - first, _points(n))


def _points(n: int) -> int:
    return min(max(n, 1), MOST_POINTS)


def _peaks(block: bytes) -> NDArray[np.uint8]:
    samples = np.frombuffer(block[: len(block) // SAMPLE_BYTES * SAMPLE_BYTES], dtype="<i2")
    rest = -len(samples) % _SAMPLES
    frames = np.pad(samples, (0, rest)).reshape(-1, _SAMPLES)
    # -min and not abs(): the magnitude of -32768 does not fit in an int16
    loudest = np.maximum(frames.max(axis=1).astype(np.int32), -frames.min(axis=1).astype(np.int32))
    scaled: NDArray[np.uint8] = (-(-loudest * 255 // 32768)).astype(np.uint8)
    return scaled


def _squeeze(peaks: bytes, wanted: int, n: int) -> bytes:
    """The loudest of each of ``n`` equal parts of ``wanted`` points, of which only ``peaks`` are there."""
    values = np.frombuffer(peaks, dtype=np.uint8)
    edges = np.arange(n + 1, dtype=np.int64) * wanted // n
    starts = edges[:-1]
    there = starts < len(values)
    squeezed = np.zeros(n, dtype=np.uint8)
    if not there.any():
        return squeezed.tobytes()
    if n >= wanted:
        squeezed[there] = values[starts[there]]
    else:
        squeezed[there] = np.maximum.reduceat(values, starts[there])
    return squeezed.tobytes()
