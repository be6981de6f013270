"""The waveform's outline: one byte per 10 ms, and fewer on request."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.media.peaks import read_peaks, write_peaks


def peaks_of(tmp_path: Path, samples: list[int]) -> list[int]:
    (tmp_path / "audio.pcm").write_bytes(np.array(samples, dtype="<i2").tobytes())
    write_peaks(tmp_path / "audio.pcm", tmp_path / "peaks.u8")
    return list((tmp_path / "peaks.u8").read_bytes())


def test_one_byte_per_ten_milliseconds(tmp_path: Path) -> None:
    assert peaks_of(tmp_path, [32767] * 160 + [0] * 160 + [16384] * 160) == [255, 0, 128]


def test_the_lowest_sample_is_as_loud_as_it_gets(tmp_path: Path) -> None:
    assert peaks_of(tmp_path, [0] * 159 + [-32768]) == [255]


def test_the_faintest_sound_is_not_silence(tmp_path: Path) -> None:
    assert peaks_of(tmp_path, [-1] + [0] * 319) == [1, 0]


def test_the_rest_at_the_end_counts(tmp_path: Path) -> None:
    assert peaks_of(tmp_path, [0] * 160 + [32767]) == [0, 255]


def test_no_sound_no_peaks(tmp_path: Path) -> None:
    assert peaks_of(tmp_path, []) == []


def test_blocks_join_without_a_seam(tmp_path: Path) -> None:
    samples = np.zeros(160 * 10_000, dtype="<i2")
    samples[::160] = np.arange(10_000) % 255 * 128
    (tmp_path / "audio.pcm").write_bytes(samples.tobytes())
    write_peaks(tmp_path / "audio.pcm", tmp_path / "peaks.u8")

    assert (tmp_path / "peaks.u8").read_bytes() == bytes(
        -(-(index % 255 * 128) * 255 // 32768) for index in range(10_000)
    )


def test_nothing_is_left_beside_the_peaks(tmp_path: Path) -> None:
    peaks_of(tmp_path, [1])

    assert sorted(path.name for path in tmp_path.iterdir()) == ["audio.pcm", "peaks.u8"]


@pytest.mark.parametrize(
    ("start", "end", "n", "expected"),
    [
        (0, 100, None, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]),
        (20, 45, None, [3, 4, 5]),
        (80, 500, None, [9, 10]),
        (500, 600, None, []),
        (-50, 20, None, [1, 2]),
        (30, 30, None, []),
        (0, 100, 5, [2, 4, 6, 8, 10]),
        (0, 100, 3, [3, 6, 10]),
        (0, 40, 8, [1, 1, 2, 2, 3, 3, 4, 4]),
        (80, 120, 4, [9, 10, 0, 0]),
        (500, 600, 3, [0, 0, 0]),
        (30, 30, 2, [0, 0]),
    ],
)
def test_reading_a_range(tmp_path: Path, start: int, end: int, n: int | None, expected: list[int]) -> None:
    (tmp_path / "peaks.u8").write_bytes(bytes(range(1, 11)))

    assert list(read_peaks(tmp_path / "peaks.u8", start, end, n)) == expected


def test_points_are_bounded(tmp_path: Path) -> None:
    (tmp_path / "peaks.u8").write_bytes(b"\x01")

    assert len(read_peaks(tmp_path / "peaks.u8", 0, 10, 10**12)) == 20_000
