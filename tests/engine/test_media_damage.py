"""Broken files: heard as far as they go, and said so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.media import Decoded, decode, open_pcm
from engine.media.errors import MediaError, Undecodable
from engine.media.intake import DAMAGED_NOTE, TRUNCATED_NOTE
from tests.engine.media_files import chatter, cut, encode, loud, tone, wav

# container, codec, options: formats that promise their length, so that a missing end shows
PROMISING = [
    ("wav", "pcm_s16le", {}),
    ("w64", "pcm_s16le", {}),
    ("aiff", "pcm_s16be", {}),
    ("caf", "pcm_s16be", {}),
    ("au", "pcm_s16be", {}),
    ("flac", "flac", {}),
    ("mp3", "libmp3lame", {}),
    ("mp4", "aac", {"movflags": "+faststart"}),
    ("mp4", "aac", {"movflags": "frag_keyframe+empty_moov+default_base_moof", "frag_duration": "500000"}),
    ("matroska", "aac", {}),
    ("webm", "libopus", {}),
    ("ogg", "libopus", {}),
    ("avi", "mp2", {}),
    ("flv", "aac", {}),
    ("wv", "wavpack", {}),
    ("tta", "tta", {}),
]
SILENT_ABOUT_IT = [("adts", "aac"), ("mpegts", "aac"), ("mp2", "mp2"), ("ac3", "ac3")]


def taken(path: Path) -> Decoded:
    return decode(path, path.with_name("audio.pcm"))


@pytest.mark.parametrize(("container", "codec", "options"), PROMISING)
def test_half_a_file_is_half_heard(tmp_path: Path, container: str, codec: str, options: dict[str, str]) -> None:
    path = cut(encode(tmp_path / "cut.bin", container, codec, chatter(10), options=options))
    decoded = taken(path)

    assert 3_900 < decoded.duration_ms < 6_100
    assert decoded.truncated
    assert decoded.note == TRUNCATED_NOTE


@pytest.mark.parametrize(("container", "codec"), SILENT_ABOUT_IT)
def test_half_a_stream_without_a_length_is_half_heard(tmp_path: Path, container: str, codec: str) -> None:
    path = cut(encode(tmp_path / "cut.bin", container, codec, chatter(10)))

    assert 4_000 < taken(path).duration_ms < 6_000


@pytest.mark.parametrize(("container", "codec", "options"), PROMISING)
def test_whole_file_is_not_called_cut(tmp_path: Path, container: str, codec: str, options: dict[str, str]) -> None:
    decoded = taken(encode(tmp_path / "whole.bin", container, codec, chatter(4), options=options))

    assert (decoded.truncated, decoded.note) == (False, None)


@pytest.mark.parametrize("pictures", [1.0, 8.0])
@pytest.mark.parametrize("container", ["matroska", "mp4", "mpegts", "avi"])
def test_film_longer_or_shorter_than_its_sound_is_not_cut(tmp_path: Path, container: str, pictures: float) -> None:
    path = encode(tmp_path / "film.bin", container, "mp2", chatter(4), pictures=pictures)

    assert not taken(path).truncated


@pytest.mark.parametrize("start", [0.0, 5.0])
@pytest.mark.parametrize("container", ["matroska", "mp4", "flv", "ogg"])
def test_late_start_is_not_a_missing_end(tmp_path: Path, container: str, start: float) -> None:
    codec = "libopus" if container == "ogg" else "aac"

    assert not taken(encode(tmp_path / "late.bin", container, codec, chatter(4), start=start)).truncated


@pytest.mark.parametrize("length", [0, 0xFFFFFFFF - 36])
def test_recorder_that_never_filled_in_the_length(tmp_path: Path, length: int) -> None:
    decoded = taken(wav(tmp_path / "stream.wav", tone(2, 16_000).tobytes(), length=length))

    assert (decoded.duration_ms, decoded.truncated) == (2000, False)


def test_film_whose_index_is_missing(tmp_path: Path) -> None:
    path = cut(encode(tmp_path / "cut.m4a", "mp4", "aac", chatter(4)), 0.9)

    with pytest.raises(MediaError):
        taken(path)


def test_damaged_packets_are_skipped(tmp_path: Path) -> None:
    path = encode(tmp_path / "hurt.flac", "flac", "flac", chatter(10))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 9000] = bytes(9000)
    path.write_bytes(bytes(data))
    decoded = taken(path)

    assert 9_900 <= decoded.duration_ms <= 10_100
    assert not decoded.truncated


def test_what_comes_after_the_damage_keeps_its_time(tmp_path: Path) -> None:
    sound = np.concatenate([tone(4), np.zeros_like(tone(1)), tone(1)])
    path = encode(tmp_path / "hurt.mka", "matroska", "flac", sound)
    data = bytearray(path.read_bytes())
    data[len(data) // 4 : len(data) // 4 + 6000] = b"\xff" * 6000
    path.write_bytes(bytes(data))
    taken(path)
    start, end = loud(np.array(open_pcm(tmp_path / "audio.pcm")))[-1]

    assert abs(start - 5000) <= 30
    assert abs(end - 6000) <= 30


def test_damage_is_mentioned(tmp_path: Path) -> None:
    path = encode(tmp_path / "hurt.aac", "adts", "aac", chatter(6))
    data = bytearray(path.read_bytes())
    noise = np.random.default_rng(3).bytes(300)
    for place in range(len(data) // 4, len(data) // 2, 2000):
        data[place : place + 300] = noise
    path.write_bytes(bytes(data))
    decoded = taken(path)

    assert decoded.skipped > 0
    assert decoded.note == DAMAGED_NOTE
    assert decoded.duration_ms > 5_000


def test_sound_of_which_nothing_can_be_decoded(tmp_path: Path) -> None:
    path = encode(tmp_path / "gone.mka", "matroska", "flac", chatter(2))
    data = bytearray(path.read_bytes())
    start = data.index(b"\x1f\x43\xb6\x75") + 40  # inside the first cluster
    data[start:] = bytes(len(data) - start)
    path.write_bytes(bytes(data))

    with pytest.raises(MediaError) as caught:
        taken(path)
    assert isinstance(caught.value, Undecodable)
