"""Where to cut a long recording: at the longest pause, so that no word is heard in two halves."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.media.pcm import SAMPLES_PER_MS

FIRST_MAX_MS = 30_000  # one window of Whisper: the first lines appear as soon as the model can give any
LATER_MAX_MS = 120_000  # what a crash may cost at most
MIN_CHUNK_MS = 5_000  # shorter chunks give the model too little to go on
SEARCH_PART = 1 / 3  # cuts are sought in this last part of the allowed range first

FRAME_MS = 20
FRAME_SAMPLES = FRAME_MS * SAMPLES_PER_MS
BLOCK_FRAMES = 3_000  # one minute: loudness is computed in blocks of this size, so memory stays flat
SILENCE_RMS = 33.0  # of 32768, about -60 dB below full scale: silence in any recording
MIN_PAUSE_MS = 200  # shorter dips are inside words (closed consonants)
LONG_PAUSE_MS = 1_000  # pauses this long are all as good: the latest of them is taken
SMOOTH_FRAMES = 5  # 100 ms, for the quietest place where there is no pause at all


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of a recording that is heard in one go: ``start`` <= time < ``end`` in ms."""

    index: int
    start: int
    end: int


def plan_chunks(
    pcm: NDArray[np.int16], first_max: int = FIRST_MAX_MS, later_max: int = LATER_MAX_MS
) -> tuple[Chunk, ...]:
    """Cut 16 kHz mono ``pcm`` (an array or a memmap) into chunks that cover it without gap or overlap.

    The first chunk lasts at most ``first_max`` ms and later ones at most ``later_max`` ms; none is shorter than
    ``MIN_CHUNK_MS`` unless the whole recording is. The same samples always give the same plan; samples that do not
    fill a whole millisecond at the end belong to no chunk, and an empty recording has none.
    """
    if min(first_max, later_max) < 2 * MIN_CHUNK_MS:
        raise ValueError(f"a chunk must be allowed at least {2 * MIN_CHUNK_MS} ms")
    duration = len(pcm) // SAMPLES_PER_MS
    levels = frame_levels(pcm) if duration > first_max else np.zeros(0, dtype=np.float32)
    chunks: list[Chunk] = []
    start = 0
    while start < duration:
        longest = later_max if chunks else first_max
        end = duration if duration - start <= longest else _cut(levels, start, longest, duration)
        chunks.append(Chunk(len(chunks), start, end))
        start = end
    return tuple(chunks)


def frame_levels(pcm: NDArray[np.int16]) -> NDArray[np.float32]:
    """Root mean square of every ``FRAME_MS`` of ``pcm``, shape (frames,), 0..32768; a last part frame counts as one."""
    frames = -(-len(pcm) // FRAME_SAMPLES)
    levels = np.empty(frames, dtype=np.float32)
    for first in range(0, frames, BLOCK_FRAMES):
        block = pcm[first * FRAME_SAMPLES : (first + BLOCK_FRAMES) * FRAME_SAMPLES].astype(np.float32)
        whole = len(block) // FRAME_SAMPLES
        rows = block[: whole * FRAME_SAMPLES].reshape(whole, FRAME_SAMPLES)
        levels[first : first + whole] = np.sqrt(np.einsum("ij,ij->i", rows, rows) / FRAME_SAMPLES)
        rest = block[whole * FRAME_SAMPLES :]
        if len(rest):
            levels[first + whole] = np.sqrt(float(rest @ rest) / len(rest))
        release_pages(pcm)
    return levels


def release_pages(pcm: NDArray[np.int16]) -> None:
    """Give back the memory of a read-only memmap's pages that were read; they are read again when needed.

    Without it ten hours of PCM would stay counted in the worker's memory (1.1 GB). Arrays are left alone.
    """
    base: Any = pcm
    while isinstance(base, np.ndarray) and not base.flags.writeable:
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(base, "madvise"):
        base.madvise(mmap.MADV_DONTNEED)


def _cut(levels: NDArray[np.float32], start: int, longest: int, duration: int) -> int:
    """The best place in ms to end the chunk that begins at ``start`` where more than ``longest`` ms remain."""
    last = min(start + longest, duration - MIN_CHUNK_MS)
    late = max(start + MIN_CHUNK_MS, last - int(longest * SEARCH_PART))
    for first in (late, start + MIN_CHUNK_MS):
        pause = _longest_pause(levels, _frame_at(first), last // FRAME_MS)
        if pause is not None:
            return pause
    return _quietest(levels, _frame_at(late), last // FRAME_MS)


def _frame_at(ms: int) -> int:
    """The first frame that begins at ``ms`` or later."""
    return -(-ms // FRAME_MS)


def _longest_pause(levels: NDArray[np.float32], first: int, last: int) -> int | None:
    """Middle in ms of the longest pause between the frames ``first`` and ``last``, or None where there is none."""
    part = levels[first:last]
    if not len(part):
        return None
    quiet = np.concatenate(([False], part < _threshold(part), [False])).astype(np.int8)
    edges = np.flatnonzero(np.diff(quiet))
    best: tuple[int, int] | None = None
    for begin, end in edges.reshape(-1, 2).tolist():
        worth = min((end - begin) * FRAME_MS, LONG_PAUSE_MS)
        if worth >= MIN_PAUSE_MS and (best is None or worth >= best[0]):
            best = (worth, (first + (begin + end) // 2) * FRAME_MS)
    return None if best is None else best[1]


def _threshold(part: NDArray[np.float32]) -> float:
    """The level below which a frame is a pause: well under the voice (30 dB), or near the noise of the room."""
    floor, loud = (float(level) for level in np.percentile(part, (10, 95)))
    return max(SILENCE_RMS, loud / 32, min(2 * floor, loud / 4))


def _quietest(levels: NDArray[np.float32], first: int, last: int) -> int:
    """The latest of the quietest places in ms between the frames ``first`` and ``last`` (music has no pause)."""
    aside = SMOOTH_FRAMES // 2
    near = levels[first - aside : last + aside + 1]  # chunks are longer than that: it is always inside
    around = np.convolve(near, np.ones(SMOOTH_FRAMES, dtype=np.float32), mode="valid")
    return (last - int(np.argmin(around[::-1]))) * FRAME_MS
