"""Brings frames of any sample rate, channel count and sample format to one of each, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator

import av
import numpy as np
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

# At most this many samples and at most a second go into the resampler at once: one call for many small frames,
# and none that would blow an hour in one packet up to gigabytes.
_BATCH = 16_384

_Shape = tuple[int, str, str]


class Mixer:
    """A resampler that follows its input: a stream may change rate, channels or sample format in its middle."""

    def __init__(self, sample_format: str, layout: str, rate: int) -> None:
        self._target = (sample_format, layout, rate)
        self._shape: _Shape | None = None
        self._queue = AudioFifo()
        self._resampler = AudioResampler(*self._target)
        self._by_hand = False

    def push(self, frame: AudioFrame) -> Iterator[AudioFrame]:
        """What becomes of ``frame``, or of earlier ones with it; a part may stay inside until later."""
        shape = (frame.sample_rate, frame.layout.name, frame.format.name)
        if shape != self._shape:
            yield from self.drain()
            self._shape = shape
        frame.pts = None
        self._queue.write(frame)
        batch = min(_BATCH, frame.sample_rate)
        while self._queue.samples >= batch:
            yield from self._mix(self._queue.read(batch))

    def drain(self) -> Iterator[AudioFrame]:
        """All that is still inside; afterwards the mixer is as new."""
        if self._shape is not None:
            yield from self._mix(self._queue.read(0, partial=True))
            yield from self._resampler.resample(None)
        self._shape = None
        self._queue = AudioFifo()
        self._resampler = AudioResampler(*self._target)
        self._by_hand = False

    def _mix(self, frame: AudioFrame | None) -> Iterator[AudioFrame]:
        if frame is None:
            return
        frame.pts = None
        if not self._by_hand:
            try:
                yield from self._resampler.resample(frame)
            except MemoryError:
                raise
            except FFmpegError:
                # libswresample has no downmix for a number of channels without a known arrangement
                if frame.layout.nb_channels < 2:
                    raise
                self._by_hand = True
                self._resampler = AudioResampler(*self._target)
            else:
                return
        yield from self._resampler.resample(_mean_of_channels(frame))


def _mean_of_channels(frame: AudioFrame) -> AudioFrame:
    """The same sound with all channels in one, each as loud as the others."""
    samples = frame.to_ndarray()
    if not frame.format.is_planar:
        samples = samples.reshape(-1, frame.layout.nb_channels).T
    mean = samples.mean(axis=0, dtype=np.float64, keepdims=True)
    if not frame.format.name.startswith(("flt", "dbl")):
        mean = np.rint(mean)
    mono = AudioFrame.from_ndarray(mean.astype(samples.dtype), format=frame.format.packed.name, layout="mono")
    mono.sample_rate = frame.sample_rate
    return mono


def silence(sample_format: str, layout: str, rate: int, samples: int) -> Iterator[AudioFrame]:
    """``samples`` of nothing, a second at a time."""
    while samples > 0:
        count = min(samples, rate)
        frame = av.AudioFrame(format=sample_format, layout=layout, samples=count)
        frame.sample_rate = rate
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        yield frame
        samples -= count
