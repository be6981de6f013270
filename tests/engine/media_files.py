"""Recordings for the media tests, made on the spot: nothing here is a real one."""

from __future__ import annotations

import struct
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from numpy.typing import NDArray

Samples = NDArray[np.int16]
RATE = 48_000
FRAME_RATE = 25


def tone(seconds: float, rate: int = RATE, hertz: float = 440.0) -> Samples:
    """A sine, a quarter of full scale."""
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(8000 * np.sin(2 * np.pi * hertz * time), dtype=np.int16)


def chatter(seconds: float, rate: int = RATE, seed: int = 7) -> Samples:
    """Smoothed noise that swells and fades at random: like itself at one offset alone, which makes it good to align."""
    random = np.random.default_rng(seed)
    noise = np.convolve(random.standard_normal(round(seconds * rate)), np.ones(8) / 8, mode="same")
    steps = np.repeat(random.uniform(0.05, 1.0, round(seconds * 10) + 1), rate // 10)[: len(noise)]
    return np.asarray(noise * steps * 12_000, dtype=np.int16)


def encode(
    path: Path,
    container: str,
    codec: str,
    sound: Samples,
    *,
    rate: int = RATE,
    layout: str = "mono",
    start: float = 0.0,
    gaps: tuple[tuple[float, float], ...] = (),
    pictures: float | None = None,
    picture_codec: str = "mpeg4",
    options: dict[str, str] | None = None,
) -> Path:
    """Writes ``sound`` as ``codec`` into a ``container``.

    start: time stamp of the first sample, seconds; gaps: (second of the sound, seconds the time stamps jump there);
    pictures: length of a black video stream beside it, seconds from 0.
    """
    with av.open(str(path), mode="w", format=container, options=options or {}) as target:
        stream = target.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, AudioStream)
        film = None if pictures is None else _film(target, picture_codec)
        packets = _sound_packets(stream, sound, rate, start, gaps)
        if film is not None and pictures is not None:
            packets += _film_packets(film, pictures)
        for packet in sorted(packets, key=_decode_time):
            target.mux(packet)
    return path


def _decode_time(packet: Packet[Stream]) -> Fraction:
    assert packet.dts is not None
    return packet.dts * packet.time_base


def _sound_packets(
    stream: AudioStream, sound: Samples, rate: int, start: float, gaps: tuple[tuple[float, float], ...]
) -> list[Packet[Stream]]:
    context = stream.codec_context
    if context.name.startswith("wma"):
        stream.bit_rate = 64_000  # the one encoder without a default
    context.open()
    shape = av.AudioResampler(context.format.name, context.layout.name, rate, frame_size=context.frame_size or 1024)
    frame = av.AudioFrame.from_ndarray(sound[None, :], format="s16", layout="mono")
    frame.sample_rate = rate
    packets: list[Packet[Stream]] = []
    done = 0
    for piece in [*shape.resample(frame), *shape.resample(None)]:
        jumps = sum(length for at, length in gaps if done >= at * rate)
        piece.pts = done + round((start + jumps) * rate)
        piece.time_base = Fraction(1, rate)
        done += piece.samples
        packets += stream.encode(piece)
    return [*packets, *stream.encode(None)]


def _film(target: OutputContainer, codec: str) -> av.VideoStream:
    film = target.add_stream(codec, rate=FRAME_RATE)
    assert isinstance(film, av.VideoStream)
    film.width, film.height, film.pix_fmt = 64, 64, "yuv420p"
    return film


def _film_packets(film: av.VideoStream, seconds: float) -> list[Packet[Stream]]:
    packets: list[Packet[Stream]] = []
    for index in range(round(seconds * FRAME_RATE)):
        frame = VideoFrame(64, 64, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.time_base = index, Fraction(1, FRAME_RATE)
        packets += film.encode(frame)
    return [*packets, *film.encode(None)]


def wav(
    path: Path, data: bytes, *, rate: int = 16_000, channels: int = 1, bits: int = 16, kind: int = 1, length: int = -1
) -> Path:
    """A WAV whose header says what it is told to; ``length``: the data size it claims, -1 for the true one."""
    claimed = len(data) if length < 0 else length
    block = channels * bits // 8
    head = struct.pack("<4sI4s", b"RIFF", claimed + 36, b"WAVE")
    head += struct.pack("<4sIHHIIHH", b"fmt ", 16, kind, channels, rate, rate * block & 0xFFFFFFFF, block, bits)
    path.write_bytes(head + struct.pack("<4sI", b"data", claimed) + data)
    return path


def cut(path: Path, fraction: float = 0.5) -> Path:
    """The same file without what comes after ``fraction`` of it."""
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * fraction)])
    return path


def loud(samples: Samples, threshold: int = 500) -> list[tuple[int, int]]:
    """Where there is sound: (start, end) in ms, in steps of 10 ms; pauses under 50 ms are overheard."""
    padded = np.pad(samples, (0, -len(samples) % 160)).reshape(-1, 160)
    steps = np.flatnonzero(np.abs(padded.astype(np.int32)).max(axis=1) > threshold)
    if len(steps) == 0:
        return []
    breaks = np.flatnonzero(np.diff(steps) > 5)
    starts = [steps[0], *steps[breaks + 1]]
    ends = [*steps[breaks], steps[-1]]
    return [(int(start) * 10, (int(end) + 1) * 10) for start, end in zip(starts, ends, strict=True)]


def offset_ms(one: Samples, other: Samples, rate: int = 16_000) -> float:
    """By how much ``other`` comes later than ``one``: where their cross-correlation is highest, in ms."""
    size = 1 << (len(one) + len(other)).bit_length()
    product = np.fft.rfft(other.astype(np.float64), size) * np.conj(np.fft.rfft(one.astype(np.float64), size))
    best = int(np.argmax(np.fft.irfft(product, size)))
    return (best - size if best > size // 2 else best) * 1000 / rate
