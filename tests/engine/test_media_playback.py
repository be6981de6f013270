"""The playback copy: what browsers play, in time with the PCM."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

from engine.media import MediaLimits, decode, make_playback, open_pcm
from engine.media.errors import NoAudio, TooLong
from tests.engine.media_files import Samples, chatter, encode, offset_ms, tone


def pcm_of(path: Path) -> Samples:
    out = path.with_suffix(".pcm")
    decode(path, out)
    return np.array(open_pcm(out))


def copy_of(path: Path) -> Path:
    out = path.with_name("playback.m4a")
    make_playback(path, out)
    return out


@pytest.mark.parametrize(
    ("container", "codec", "start", "gaps", "pictures"),
    [
        ("wav", "pcm_s16le", 0.0, (), None),
        ("mp3", "libmp3lame", 0.0, (), None),
        ("mp4", "aac", 1.7, (), 8.0),
        ("matroska", "libopus", 1.7, ((2.0, 1.3), (3.0, 0.4)), 9.0),
        ("matroska", "aac", 0.0, ((2.0, 2.2),), None),
        ("mpegts", "mp2", 0.9, ((2.0, 1.3),), 9.0),
    ],
)
def test_copy_is_in_time_with_the_pcm(
    tmp_path: Path,
    container: str,
    codec: str,
    start: float,
    gaps: tuple[tuple[float, float], ...],
    pictures: float | None,
) -> None:
    path = encode(tmp_path / "source", container, codec, chatter(6), start=start, gaps=gaps, pictures=pictures)
    pcm, copy = pcm_of(path), pcm_of(copy_of(path))

    assert abs(offset_ms(pcm, copy)) <= 2
    assert abs(offset_ms(pcm[-24_000:], copy[len(pcm) - 24_000 : len(pcm)])) <= 2  # after the gaps, too
    assert abs(len(copy) - len(pcm)) <= 1024  # AAC ends on a whole frame


@pytest.mark.parametrize(
    ("rate", "layout", "expected"),
    [
        (8_000, "mono", (16_000, 1)),
        (22_050, "mono", (22_050, 1)),
        (44_100, "stereo", (44_100, 2)),
        (96_000, "stereo", (48_000, 2)),
        (48_000, "5.1", (48_000, 2)),
    ],
)
def test_rate_and_channels(tmp_path: Path, rate: int, layout: str, expected: tuple[int, int]) -> None:
    path = encode(tmp_path / "source.wav", "wav", "pcm_s16le", tone(1, rate), rate=rate, layout=layout)

    with av.open(str(copy_of(path))) as container:
        context = container.streams.audio[0].codec_context
        assert (context.name, context.sample_rate, context.channels) == ("aac", *expected)


def test_bit_rate_of_stereo(tmp_path: Path) -> None:
    path = encode(tmp_path / "source.wav", "wav", "pcm_s16le", chatter(10), layout="stereo")

    assert 100_000 < copy_of(path).stat().st_size * 8 / 10 < 150_000


def test_index_comes_first(tmp_path: Path) -> None:
    copy = copy_of(encode(tmp_path / "source.wav", "wav", "pcm_s16le", tone(1))).read_bytes()

    assert 0 < copy.find(b"moov") < copy.find(b"mdat")


def test_name_with_a_colon_is_no_address(tmp_path: Path) -> None:
    folder = tmp_path / "http:" / "a b%03d 한글"
    folder.mkdir(parents=True)
    path = encode(tmp_path / "source.wav", "wav", "pcm_s16le", tone(1))
    make_playback(path, folder / "pipe:1.m4a")

    assert [file.name for file in folder.iterdir()] == ["pipe:1.m4a"]


def test_progress_ends_at_one(tmp_path: Path) -> None:
    seen: list[float] = []
    path = encode(tmp_path / "source.wav", "wav", "pcm_s16le", tone(1))
    make_playback(path, tmp_path / "playback.m4a", progress=seen.append)

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_what_cannot_be_heard_leaves_no_copy(tmp_path: Path) -> None:
    path = encode(tmp_path / "source.wav", "wav", "pcm_s16le", tone(5))

    with pytest.raises(TooLong):
        make_playback(path, tmp_path / "playback.m4a", MediaLimits(duration_ms=2000))
    assert [file.name for file in tmp_path.iterdir()] == ["source.wav"]


def test_no_sound_no_copy(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "film.mkv"), mode="w") as target:
        film = target.add_stream("mpeg4", rate=25)
        assert isinstance(film, av.VideoStream)
        film.width, film.height = 64, 64
        target.mux(film.encode(av.VideoFrame(64, 64, "yuv420p")))
        target.mux(film.encode(None))

    with pytest.raises(NoAudio):
        make_playback(tmp_path / "film.mkv", tmp_path / "playback.m4a")
