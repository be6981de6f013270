"""The child's three tasks: look at a file, decode it to PCM, make the copy a browser can play."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer

from engine.media.child.ending import is_truncated
from engine.media.child.mixing import Mixer, silence
from engine.media.child.opening import Opened, open_media
from engine.media.child.sound import Silence, Sound
from engine.media.errors import Undecodable
from engine.media.limits import MediaLimits
from engine.media.pcm import SAMPLE_BYTES, SAMPLE_RATE, duration_ms

Progress = Callable[[float], None]

_AAC_RATES = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_BIT_RATE = 128_000
_AAC_MOST_BITS = 6  # a sample and channel: AAC's frame of 1024 samples holds at most 6144 bits a channel


def look(path: Path, limits: MediaLimits) -> dict[str, object]:
    """What the container says about itself, nothing decoded: duration_ms or None, format, codec, streams."""
    with open_media(path, limits) as opened:
        container, stream = opened.container, opened.stream
        duration = container.duration
        return {
            "duration_ms": None if duration is None or duration < 0 else round(duration / 1000),
            "format": container.format.name,
            "codec": stream.codec_context.name,
            "streams": len(container.streams),
        }


def write_pcm(path: Path, out: Path, limits: MediaLimits, progress: Progress) -> dict[str, object]:
    """Decodes ``path`` into ``out``: s16le, 16 kHz, mono. Returns duration_ms, truncated, skipped (damaged packets)."""
    with open_media(path, limits) as opened, out.open("wb") as file:
        sound = Sound(opened, limits, progress)
        sink = _pcm_sink(file)
        _pour(sound, sink)
        return {
            "duration_ms": duration_ms(sink.written),
            "truncated": is_truncated(opened, sound),
            "skipped": sound.skipped,
        }


def write_playback(path: Path, out: Path, limits: MediaLimits, progress: Progress) -> dict[str, object]:
    """Encodes ``path`` into ``out``: AAC in MP4, index first, at most 48 kHz and stereo, 128 kbit/s."""
    with open_media(path, limits) as opened:
        # "file:" keeps libav from reading a protocol into a path that has a colon in it
        with av.open(f"file:{out}", mode="w", format="mp4", options={"movflags": "+faststart"}) as target:
            sound = Sound(opened, limits, progress)
            sink, stream = _aac_sink(target, opened)
            _pour(sound, sink)
            target.mux(stream.encode(None))
        return {"duration_ms": round(sound.position * 1000)}


class _Sink:
    """Takes sound of any shape and hands it on in one; ``written`` counts the samples handed on."""

    def __init__(self, sample_format: str, layout: str, rate: int, take: Callable[[AudioFrame, int], None]) -> None:
        self.written = 0
        self._shape = (sample_format, layout, rate)
        self._mixer = Mixer(*self._shape)
        self._take = take

    def push(self, frame: AudioFrame) -> None:
        """One more frame, of any shape."""
        self._hand_on(self._mixer.push(frame))

    def settle(self, position: float) -> None:
        """Empties the mixer, then fills up with silence to ``position`` seconds, so that rounding never adds up."""
        self._hand_on(self._mixer.drain())
        self._hand_on(silence(*self._shape, round(position * self._shape[2]) - self.written))

    def _hand_on(self, frames: Iterable[AudioFrame]) -> None:
        for frame in frames:
            self._take(frame, self.written)
            self.written += frame.samples


def _pour(sound: Sound, sink: _Sink) -> None:
    """All of ``sound`` into ``sink``. Raises Undecodable when there was none."""
    for piece in sound:
        if isinstance(piece, Silence):
            sink.settle(sound.position)
        else:
            sink.push(piece)
    if sound.heard == 0:
        raise Undecodable
    sink.settle(sound.position)


def _pcm_sink(file: BinaryIO) -> _Sink:
    def take(frame: AudioFrame, _before: int) -> None:
        file.write(memoryview(frame.planes[0])[: frame.samples * SAMPLE_BYTES])

    return _Sink("s16", "mono", SAMPLE_RATE, take)


def _aac_sink(target: OutputContainer, opened: Opened) -> tuple[_Sink, AudioStream]:
    source = opened.stream.codec_context
    rate = next((rate for rate in _AAC_RATES if rate >= source.sample_rate), _AAC_RATES[-1])
    layout = "mono" if source.channels == 1 else "stereo"
    stream: AudioStream = target.add_stream("aac", rate=rate, layout=layout)
    stream.bit_rate = min(_BIT_RATE, _AAC_MOST_BITS * rate * (1 if layout == "mono" else 2))

    def take(frame: AudioFrame, before: int) -> None:
        frame.pts = before
        frame.time_base = Fraction(1, rate)
        target.mux(stream.encode(frame))

    return _Sink("fltp", layout, rate, take), stream
