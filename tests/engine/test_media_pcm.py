"""PCM on disk: mapping it, its length, WAV headers for it."""

from __future__ import annotations

import io
import wave
from pathlib import Path

import numpy as np

from engine.media.pcm import count_samples, duration_ms, open_pcm, to_float, wav_header


def test_samples_are_little_endian(tmp_path: Path) -> None:
    path = tmp_path / "audio.pcm"
    path.write_bytes(b"\x01\x00\x00\x80\xff\x7f")

    assert open_pcm(path).tolist() == [1, -32768, 32767]


def test_half_a_sample_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "audio.pcm"
    path.write_bytes(b"\x01\x00\x02")

    assert open_pcm(path).tolist() == [1]
    assert count_samples(path) == 1


def test_empty_file_has_no_samples(tmp_path: Path) -> None:
    path = tmp_path / "audio.pcm"
    path.write_bytes(b"")

    assert open_pcm(path).tolist() == []


def test_samples_are_read_only(tmp_path: Path) -> None:
    path = tmp_path / "audio.pcm"
    path.write_bytes(bytes(4))

    assert not open_pcm(path).flags.writeable


def test_duration_is_rounded() -> None:
    assert [duration_ms(samples) for samples in (0, 7, 8, 16, 16_000, 16_008)] == [0, 0, 1, 1, 1000, 1001]


def test_float_is_minus_one_to_one() -> None:
    floats = to_float(np.array([-32768, 0, 16384], dtype=np.int16))

    assert floats.dtype == np.float32
    assert floats.tolist() == [-1.0, 0.0, 0.5]


def test_wav_header_is_read_by_the_standard_library() -> None:
    header = wav_header(320)

    with wave.open(io.BytesIO(header + bytes(320))) as file:
        assert len(header) == 44
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes()) == (16_000, 1, 2, 160)


def test_wav_header_beyond_four_gigabytes_is_rf64() -> None:
    header = wav_header(5_000_000_000)

    assert header[:4] == b"RF64"
    assert header[12:16] == b"ds64"
    assert int.from_bytes(header[20:28], "little") == 5_000_000_072
    assert int.from_bytes(header[28:36], "little") == 5_000_000_000
    assert int.from_bytes(header[36:44], "little") == 2_500_000_000
    assert len(header) == 80


def test_wav_header_at_the_edge() -> None:
    assert wav_header(0xFFFFFFFF - 36)[:4] == b"RIFF"
    assert wav_header(0xFFFFFFFF - 35)[:4] == b"RF64"
