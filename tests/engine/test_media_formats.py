"""Everything a video player opens is decoded, whatever its name says."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest

from engine.media import decode, open_pcm, probe
from engine.media.child.opening import audio_decoders
from engine.media.formats import ADMITTED, CLOCKED
from tests.engine.media_files import Samples, chatter, encode, offset_ms, tone, wav

# container, codec, sample rate: what PyAV's own libav can write of the admitted formats
WRITABLE = [
    ("mov", "pcm_s16le", 48_000),
    ("mov", "alac", 48_000),
    ("mp4", "aac", 48_000),
    ("mp4", "libmp3lame", 44_100),
    ("mp4", "flac", 48_000),
    ("mp4", "libopus", 48_000),
    ("ipod", "aac", 22_050),
    ("3gp", "libopencore_amrnb", 8_000),
    ("matroska", "aac", 48_000),
    ("matroska", "pcm_f32le", 48_000),
    ("matroska", "eac3", 48_000),
    ("webm", "libopus", 48_000),
    ("avi", "mp2", 44_100),
    ("avi", "pcm_s16le", 44_100),
    ("avi", "libmp3lame", 44_100),
    ("flv", "aac", 44_100),
    ("flv", "libmp3lame", 44_100),
    ("asf", "wmav1", 44_100),
    ("asf", "wmav2", 44_100),
    ("asf", "libmp3lame", 44_100),
    ("mpegts", "aac", 48_000),
    ("mpegts", "mp2", 48_000),
    ("mpegts", "ac3", 48_000),
    ("mpeg", "mp2", 48_000),
    ("vob", "ac3", 48_000),
    ("ogg", "libopus", 48_000),
    ("ogg", "flac", 48_000),
    ("nut", "aac", 48_000),
    ("wtv", "mp2", 48_000),
    ("rm", "real_144", 8_000),
    ("wav", "pcm_s16le", 48_000),
    ("wav", "pcm_u8", 8_000),
    ("wav", "pcm_s24le", 96_000),
    ("wav", "pcm_s32le", 192_000),
    ("wav", "pcm_f32le", 44_100),
    ("wav", "pcm_f64le", 44_100),
    ("wav", "pcm_alaw", 8_000),
    ("wav", "pcm_mulaw", 8_000),
    ("wav", "adpcm_ms", 22_050),
    ("wav", "adpcm_ima_wav", 22_050),
    ("wav", "g726", 8_000),
    ("wav", "libmp3lame", 44_100),
    ("w64", "pcm_s16le", 48_000),
    ("aiff", "pcm_s16be", 44_100),
    ("aiff", "pcm_s24be", 44_100),
    ("caf", "pcm_s16be", 44_100),
    ("caf", "alac", 44_100),
    ("au", "pcm_s16be", 44_100),
    ("au", "pcm_mulaw", 8_000),
    ("voc", "pcm_u8", 22_050),
    ("sox", "pcm_s32le", 44_100),
    ("ircam", "pcm_s16le", 44_100),
    ("mp3", "libmp3lame", 44_100),
    ("mp3", "libmp3lame", 11_025),
    ("mp2", "mp2", 32_000),
    ("adts", "aac", 44_100),
    ("latm", "aac", 44_100),
    ("amr", "libopencore_amrnb", 8_000),
    ("ac3", "ac3", 44_100),
    ("eac3", "eac3", 48_000),
    ("flac", "flac", 44_100),
    ("wv", "wavpack", 44_100),
    ("tta", "tta", 44_100),
]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Samples]:
    """The same two seconds at some sample rate, as a plain WAV brings them to 16 kHz."""

    @cache
    def at(rate: int) -> Samples:
        folder = tmp_path_factory.mktemp("said")
        decode(encode(folder / "plain.wav", "wav", "pcm_s16le", chatter(2, rate), rate=rate), folder / "plain.pcm")
        return np.array(open_pcm(folder / "plain.pcm"))

    return at


@pytest.mark.parametrize(("container", "codec", "rate"), WRITABLE)
def test_format_is_decoded(
    tmp_path: Path, said: Callable[[int], Samples], container: str, codec: str, rate: int
) -> None:
    path = encode(tmp_path / "upload.bin", container, codec, chatter(2, rate), rate=rate)
    decoded = decode(path, tmp_path / "audio.pcm")

    assert abs(decoded.duration_ms - 2000) <= 120  # codecs pad by a frame or two
    assert not decoded.truncated
    assert abs(offset_ms(said(rate), np.array(open_pcm(tmp_path / "audio.pcm")))) <= 60


@pytest.mark.parametrize("name", ADMITTED)
def test_admitted_format_is_known_to_libav(name: str) -> None:
    assert av.ContainerFormat(name, "r").is_input


@pytest.mark.parametrize("name", ["hls", "dash", "concat", "image2", "sdp", "rtsp", "vobsub", "lavfi", "tty", "data"])
def test_format_that_reads_elsewhere_is_not_admitted(name: str) -> None:
    assert name not in ADMITTED


def test_clocked_formats_are_admitted() -> None:
    assert set(ADMITTED) > CLOCKED


def test_picture_decoders_are_not_used() -> None:
    assert {"aac", "mp3float", "opus", "flac"} <= set(audio_decoders())
    assert not {"h264", "mjpeg", "png", "wavesynth"} & set(audio_decoders())


@pytest.mark.parametrize("name", ["song.txt", "noext", "a.m3u8", "x.jpg", "x.wav"])
def test_name_does_not_matter(tmp_path: Path, name: str) -> None:
    path = encode(tmp_path / name, "mp3", "libmp3lame", tone(1))

    assert decode(path, tmp_path / "audio.pcm").duration_ms == 1000


@pytest.mark.parametrize(
    "name",
    [
        "a b.mp3",
        "노래 (1).mp3",
        "e\u0301.mp3",
        "-i.mp3",
        "%03d.mp3",
        "a:b|c.mp3",
        "<script>.mp3",
        "x\ny.mp3",
        "'\".mp3",
        "\udcff.mp3",
    ],
)
def test_odd_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(encode(tmp_path / "plain.mp3", "mp3", "libmp3lame", tone(1)).read_bytes())

    assert decode(path, tmp_path / "audio.pcm").duration_ms == 1000


@pytest.mark.parametrize("channels", [2, 3, 6, 8, 9, 11, 17, 32, 64])
def test_any_number_of_channels(tmp_path: Path, channels: int) -> None:
    sound = np.repeat(tone(1, 16_000)[:, None], channels, axis=1)
    path = wav(tmp_path / "wide.wav", sound.tobytes(), channels=channels)
    decode(path, tmp_path / "audio.pcm")
    heard = np.array(open_pcm(tmp_path / "audio.pcm"))

    assert len(heard) == 16_000
    assert 4_000 < np.abs(heard[100:-100]).max() < 16_500


@pytest.mark.parametrize("rate", [1_000, 4_000, 11_025, 16_000, 384_000, 768_000])
def test_any_sample_rate(tmp_path: Path, rate: int) -> None:
    path = wav(tmp_path / "odd.wav", tone(2, rate).tobytes(), rate=rate)

    assert decode(path, tmp_path / "audio.pcm").duration_ms == 2000


def test_not_a_number_is_not_passed_on(tmp_path: Path) -> None:
    samples = np.array([np.nan, np.inf, -np.inf, 2.0, 0.5] * 4000, dtype="<f4")
    path = wav(tmp_path / "nan.wav", samples.tobytes(), bits=32, kind=3)

    assert decode(path, tmp_path / "audio.pcm").duration_ms == 1250


def test_both_channels_are_heard(tmp_path: Path) -> None:
    left = np.stack([tone(1, 16_000), np.zeros(16_000, dtype=np.int16)], axis=1)
    path = wav(tmp_path / "left.wav", left.tobytes(), channels=2)
    decode(path, tmp_path / "audio.pcm")

    assert 3_000 < np.abs(open_pcm(tmp_path / "audio.pcm")[1000:-1000]).max() < 6_000


def test_shape_may_change_in_the_middle(tmp_path: Path) -> None:
    first = encode(tmp_path / "a.aac", "adts", "aac", tone(1, 44_100), rate=44_100)
    second = encode(tmp_path / "b.aac", "adts", "aac", tone(1, 22_050), rate=22_050, layout="stereo")
    both = tmp_path / "both.aac"
    both.write_bytes(first.read_bytes() + second.read_bytes())

    assert abs(decode(both, tmp_path / "audio.pcm").duration_ms - 2070) <= 60


def test_first_of_several_languages_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "two.mka"
    with av.open(str(path), mode="w", format="matroska") as target:
        streams = [target.add_stream("pcm_s16le", rate=16_000, layout="mono") for _ in range(2)]
        for stream, sound in zip(streams, (tone(1, 16_000), np.zeros(16_000, dtype=np.int16)), strict=True):
            frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
            frame.sample_rate, frame.pts = 16_000, 0
            target.mux(stream.encode(frame))
            target.mux(stream.encode(None))
    decode(path, tmp_path / "audio.pcm")

    assert np.abs(open_pcm(tmp_path / "audio.pcm")).max() > 7_000


def test_probe_tells_without_decoding(tmp_path: Path) -> None:
    path = encode(tmp_path / "film.mkv", "matroska", "aac", tone(2), pictures=2.0)
    info = probe(path)

    assert (info.format, info.codec, info.streams) == ("matroska,webm", "aac", 2)
    assert info.duration_ms is not None
    assert abs(info.duration_ms - 2000) < 100
