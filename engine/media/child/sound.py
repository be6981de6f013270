"""Decodes one stream packet by packet: frames, and the silence between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from av.audio.frame import AudioFrame
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from engine.media.child.opening import Opened
from engine.media.child.timeline import Clock, Timeline
from engine.media.errors import TooCoarse, TooLong
from engine.media.formats import is_clocked
from engine.media.limits import MediaLimits

# Telephones take 8,000 and the poorest voice formats 4,000 samples a second. A header that says less makes days of
# "sound" out of a small file.
LEAST_RATE = 1_000

_MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Silence:
    """``seconds`` in which the container has no sound, though time passes."""

    seconds: float


class Sound:
    """The frames and silences of an opened file, once, in order; then what was found out on the way.

    position: seconds of sound and silence so far; heard: frames decoded; reached: the latest time any stream got to,
    on the container's clock; skipped: damaged packets between sound ones; broken: reading ended with an error.
    """

    def __init__(self, opened: Opened, limits: MediaLimits, progress: Callable[[float], None]) -> None:
        self.heard = 0
        self.skipped = 0
        self.broken = False
        self.clock = clock_of(opened)
        self.reached = self.clock.start or 0.0
        self._opened = opened
        self._limits = limits
        self._progress = progress
        self._timeline = Timeline(self.clock)
        self._ticks = [float(stream.time_base or 0) for stream in opened.container.streams]
        self._failed = 0

    @property
    def position(self) -> float:
        """Seconds of sound and silence so far."""
        return self._timeline.position

    def __iter__(self) -> Iterator[AudioFrame | Silence]:
        for packet in self._packets():
            if packet.pos is not None:
                self._progress(packet.pos / self._opened.size)
            index = packet.stream.index  # not packet.stream_index: the last packets, which flush, have none
            tick = self._ticks[index]
            time = None if packet.pts is None else packet.pts * tick
            if time is not None:
                self.reached = max(self.reached, time + (packet.duration or 0) * tick)
            if index != self._opened.stream.index:
                if time is not None:
                    self._timeline.note_other(time)
                continue
            for frame in self._decode(packet):
                # a decoder that holds sound back leaves a packet's first frame without a time of its own
                begins = frame.pts * tick if frame.pts is not None else time if self.heard == 0 else None
                yield from self._place(frame, begins)

    def _packets(self) -> Iterator[Packet[Stream]]:
        try:
            yield from self._opened.container.demux()
        except MemoryError:
            raise
        except (FFmpegError, OSError):
            self.broken = True

    def _decode(self, packet: Packet[Stream]) -> list[AudioFrame]:
        """A damaged packet is skipped, as a player skips it."""
        try:
            frames = packet.decode()
        except MemoryError:
            raise
        except (FFmpegError, OSError):
            self._failed += 1
            return []
        return [frame for frame in frames if isinstance(frame, AudioFrame) and frame.samples and frame.sample_rate]

    def _place(self, frame: AudioFrame, time: float | None) -> Iterator[AudioFrame | Silence]:
        if frame.sample_rate < LEAST_RATE:
            raise TooCoarse(rate=frame.sample_rate, least=LEAST_RATE)
        gap = self._timeline.gap_before(time)
        if gap:
            self._advance(gap)
            yield Silence(gap)
        self._advance(frame.samples / frame.sample_rate)
        if self.heard:
            self.skipped += self._failed
        self._failed = 0
        self.heard += 1
        yield frame

    def _advance(self, seconds: float) -> None:
        self._timeline.advance(seconds)
        if round(self._timeline.position * 1000) > self._limits.duration_ms:
            raise TooLong(minutes=max(self._limits.duration_ms // 60_000, 1))


def clock_of(opened: Opened) -> Clock:
    """What the container promises about its times, before anything is decoded."""
    container, stream = opened.container, opened.stream
    start = None if container.start_time is None else container.start_time / _MICROSECONDS
    ends = []
    if container.duration is not None:
        ends.append((start or 0.0) + container.duration / _MICROSECONDS)
    if stream.duration is not None and stream.time_base is not None:
        ends.append(float(((stream.start_time or 0) + stream.duration) * stream.time_base))
    return Clock(start, max(ends, default=None), is_clocked(container.format.name))
