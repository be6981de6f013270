"""The decoded sound on disk: 16 kHz, mono, signed 16-bit little-endian samples with no header."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000  # Hz: what Whisper hears
SAMPLE_BYTES = 2
SAMPLES_PER_MS = SAMPLE_RATE // 1000

_RIFF_MOST = 0xFFFFFFFF


def open_pcm(path: Path) -> NDArray[np.int16]:
    """All samples, shape (n,), mapped from disk and read-only: memory stays flat however long the recording is."""
    if path.stat().st_size < SAMPLE_BYTES:
        return np.zeros(0, dtype=np.int16)  # an empty file cannot be mapped
    samples: NDArray[np.int16] = np.memmap(path, dtype="<i2", mode="r", shape=(count_samples(path),))
    return samples


def count_samples(path: Path) -> int:
    """How many whole samples the file holds."""
    return path.stat().st_size // SAMPLE_BYTES


def duration_ms(samples: int) -> int:
    """How long ``samples`` samples last, in milliseconds, rounded to the nearest."""
    return (samples * 1000 + SAMPLE_RATE // 2) // SAMPLE_RATE


def to_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """Samples from -32768..32767 to -1..1, as recognisers take them; same shape, copied."""
    scaled: NDArray[np.float32] = samples.astype(np.float32)
    scaled /= 32768.0
    return scaled


def wav_header(n_bytes: int) -> bytes:
    """What goes before ``n_bytes`` of PCM to make a WAV file of it: 44 bytes.

    From 4 GiB on, where RIFF's sizes end, 80 bytes of RF64 (EBU Tech 3306), which players read too.
    """
    rate = SAMPLE_RATE * SAMPLE_BYTES
    fmt = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, SAMPLE_RATE, rate, SAMPLE_BYTES, 8 * SAMPLE_BYTES)
    if n_bytes + 36 <= _RIFF_MOST:
        return struct.pack("<4sI4s", b"RIFF", n_bytes + 36, b"WAVE") + fmt + struct.pack("<4sI", b"data", n_bytes)
    sizes = struct.pack("<4sIQQQI", b"ds64", 28, n_bytes + 72, n_bytes, n_bytes // SAMPLE_BYTES, 0)
    start = struct.pack("<4sI4s", b"RF64", _RIFF_MOST, b"WAVE")
    return start + sizes + fmt + struct.pack("<4sI", b"data", _RIFF_MOST)
