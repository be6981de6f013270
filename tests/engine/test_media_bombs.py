"""Small files that would become huge, and long ones: memory, disk and time stay bounded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from engine.media import MediaLimits, decode, process
from engine.media.errors import MediaError, TooCoarse, TooLong, TooMuchMemory
from tests.engine.media_files import encode, tone, wav

MEBIBYTE = 1024 * 1024


def silent_flac(path: Path, seconds: int, rate: int = 8_000) -> Path:
    """Silence costs a FLAC next to nothing: ten hours of it are some megabytes."""
    with av.open(str(path), mode="w", format="flac") as target:
        stream = target.add_stream("flac", rate=rate, layout="mono", options={"compression_level": "5"})
        minute = np.zeros((1, rate * 60), dtype=np.int16)
        for index in range(seconds // 60):
            frame = av.AudioFrame.from_ndarray(minute, format="s16", layout="mono")
            frame.sample_rate, frame.pts = rate, index * rate * 60
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return path


@pytest.fixture(scope="module")
def two_hours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    path = silent_flac(tmp_path_factory.mktemp("long") / "two_hours.flac", 7200)
    yield path
    path.unlink()


def left_behind(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix in (".pcm", ".part"))


def test_hours_in_a_small_file_stop_at_the_limit(tmp_path: Path, two_hours: Path) -> None:
    assert two_hours.stat().st_size < 4 * MEBIBYTE
    with pytest.raises(TooLong) as caught:
        decode(two_hours, tmp_path / "audio.pcm", MediaLimits(duration_ms=5 * 60_000))

    assert caught.value.params == {"minutes": 5}
    assert left_behind(tmp_path) == []


def test_length_is_counted_not_believed(tmp_path: Path) -> None:
    data = bytearray(silent_flac(tmp_path / "lying.flac", 120).read_bytes())
    data[21:26] = bytes([data[21] & 0xF0, 0, 0, 0, 1])  # STREAMINFO: one sample in all
    (tmp_path / "lying.flac").write_bytes(bytes(data))

    with pytest.raises(TooLong):
        decode(tmp_path / "lying.flac", tmp_path / "audio.pcm", MediaLimits(duration_ms=60_000))


def test_limit_itself_is_allowed(tmp_path: Path) -> None:
    path = wav(tmp_path / "plain.wav", tone(3, 16_000).tobytes())

    assert decode(path, tmp_path / "audio.pcm", MediaLimits(duration_ms=3000)).duration_ms == 3000


def test_memory_is_flat_in_the_length(tmp_path: Path, two_hours: Path) -> None:
    short = silent_flac(tmp_path / "short.flac", 60)
    peaks = [
        process.run("decode", path, tmp_path / "audio.pcm", MediaLimits())["peak_bytes"] for path in (short, two_hours)
    ]

    assert (tmp_path / "audio.pcm").stat().st_size == 7200 * 32_000
    assert 0 < peaks[0] < 150 * MEBIBYTE
    assert peaks[1] - peaks[0] < 16 * MEBIBYTE


@pytest.mark.parametrize("rate", [1, 2, 999])
def test_wav_of_a_few_samples_a_second(tmp_path: Path, rate: int) -> None:
    path = wav(tmp_path / "slow.wav", bytes(200_000), rate=rate)

    with pytest.raises(TooCoarse) as caught:
        decode(path, tmp_path / "audio.pcm")
    assert caught.value.params == {"rate": rate, "least": 1000}
    assert left_behind(tmp_path) == []


@pytest.mark.parametrize("rate", [0, 2**31 - 1, 2**32 - 1])
def test_wav_of_impossible_rates(tmp_path: Path, rate: int) -> None:
    path = wav(tmp_path / "odd.wav", tone(0.1, 16_000).tobytes(), rate=rate)

    with pytest.raises(MediaError):
        decode(path, tmp_path / "audio.pcm")


def test_packet_of_many_seconds_is_split(tmp_path: Path) -> None:
    """One Matroska block may hold minutes of PCM."""
    path = tmp_path / "block.mka"
    with av.open(str(path), mode="w", format="matroska") as target:
        stream = target.add_stream("pcm_s16le", rate=1_000, layout="mono")
        packet = av.Packet(bytes(2 * 1_000 * 1_800))
        packet.stream, packet.pts, packet.dts = stream, 0, 0
        target.mux(packet)
    answer = process.run("decode", path, tmp_path / "audio.pcm", MediaLimits())

    assert answer["duration_ms"] == 1_800_000
    assert answer["peak_bytes"] < 150 * MEBIBYTE


def test_more_memory_than_allowed(tmp_path: Path) -> None:
    path = encode(tmp_path / "plain.wav", "wav", "pcm_s16le", tone(1))

    with pytest.raises(TooMuchMemory) as caught:
        decode(path, tmp_path / "audio.pcm", MediaLimits(memory_bytes=MEBIBYTE))
    assert caught.value.params == {"megabytes": 1}
