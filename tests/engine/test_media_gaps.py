"""The PCM is on the container's own timeline: late starts and pauses are silence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.media import MediaLimits, decode, open_pcm
from engine.media.errors import TooLong
from tests.engine.media_files import RATE, encode, loud, tone

LATE = [("mkv", "matroska", "aac"), ("webm", "webm", "libopus"), ("mp4", "mp4", "aac"), ("flv", "flv", "aac")]


def heard(path: Path) -> list[tuple[int, int]]:
    pcm = path.with_name("audio.pcm")
    decode(path, pcm)
    return loud(np.array(open_pcm(pcm)))


def near(found: list[tuple[int, int]], expected: list[tuple[int, int]], within: int = 60) -> bool:
    """Encoders pad a frame or two at either end (AAC 21 ms each)."""
    return np.shape(found) == np.shape(expected) and bool(np.all(np.abs(np.subtract(found, expected)) <= within))


@pytest.mark.parametrize(("name", "container", "codec"), LATE)
def test_sound_that_starts_late_beside_pictures(tmp_path: Path, name: str, container: str, codec: str) -> None:
    film = {"webm": "libvpx", "flv": "flv1"}.get(name, "mpeg4")
    path = encode(tmp_path / f"late.{name}", container, codec, tone(2), start=1.5, pictures=3.5, picture_codec=film)

    assert near(heard(path), [(1500, 3500)])


@pytest.mark.parametrize(("name", "container", "codec"), LATE)
def test_sound_that_starts_late_alone(tmp_path: Path, name: str, container: str, codec: str) -> None:
    assert near(heard(encode(tmp_path / f"late.{name}", container, codec, tone(2), start=1.5)), [(1500, 3500)])


@pytest.mark.parametrize(("name", "container", "codec"), LATE)
def test_pause_in_the_time_stamps(tmp_path: Path, name: str, container: str, codec: str) -> None:
    path = encode(tmp_path / f"pause.{name}", container, codec, tone(2), gaps=((1.0, 1.25),))

    assert near(heard(path), [(0, 1000), (2250, 3250)])


@pytest.mark.parametrize(("name", "container", "codec"), [("ts", "mpegts", "aac"), ("mpg", "mpeg", "mp2")])
def test_broadcast_with_late_sound_and_a_pause(tmp_path: Path, name: str, container: str, codec: str) -> None:
    film = "mpeg1video" if name == "mpg" else "mpeg4"
    path = encode(
        tmp_path / f"late.{name}",
        container,
        codec,
        tone(2),
        start=1.0,
        gaps=((1.0, 0.5),),
        pictures=4.0,
        picture_codec=film,
    )

    assert near(heard(path), [(1000, 2000), (2500, 3500)])


def test_many_pauses_do_not_add_up_their_rounding(tmp_path: Path) -> None:
    gaps = tuple((0.25 * index, 0.15) for index in range(1, 40))
    path = encode(tmp_path / "pauses.mka", "matroska", "pcm_s16le", tone(10, 44_100), rate=44_100, gaps=gaps)
    found = heard(path)

    assert len(found) == 40
    assert near([found[-1]], [(39 * 400, 39 * 400 + 250)], within=30)


def test_half_an_hour_of_pause_is_silence(tmp_path: Path) -> None:
    path = encode(tmp_path / "long.mka", "matroska", "pcm_s16le", tone(2), gaps=((1.0, 1800.0),))

    assert near(heard(path), [(0, 1000), (1_801_000, 1_802_000)], within=30)


def test_pause_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = encode(tmp_path / "endless.mka", "matroska", "pcm_s16le", tone(2), gaps=((1.0, 1_000_000.0),))

    with pytest.raises(TooLong):
        decode(path, tmp_path / "audio.pcm")


def test_late_start_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    path = encode(tmp_path / "late.mkv", "matroska", "pcm_s16le", tone(1), start=30.0, pictures=31.0)

    with pytest.raises(TooLong):
        decode(path, tmp_path / "audio.pcm", MediaLimits(duration_ms=20_000))


def test_stream_that_kept_the_clock_of_its_source_starts_at_once(tmp_path: Path) -> None:
    path = encode(tmp_path / "live.mkv", "matroska", "aac", tone(2), start=5000.0)

    assert near(heard(path), [(0, 2000)])


def test_duration_is_exact_for_uncompressed_sound(tmp_path: Path) -> None:
    sound = tone(3, RATE)[: RATE * 3 - 31]
    path = encode(tmp_path / "plain.wav", "wav", "pcm_s16le", sound)
    decode(path, tmp_path / "audio.pcm")

    assert len(open_pcm(tmp_path / "audio.pcm")) == round(len(sound) * 16_000 / RATE)
