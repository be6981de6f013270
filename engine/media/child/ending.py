"""Whether a file stops before its own end: what its container promises against what there is."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from engine.media.child.opening import Opened
from engine.media.child.sound import Sound

_OGG_PAGE_MOST = 27 + 255 + 255 * 255
_BOXES_MOST = 100_000


def is_truncated(opened: Opened, sound: Sound) -> bool:
    """Whether ``opened``, heard to its end as ``sound``, was cut off. Formats without a promise never were."""
    if sound.broken:
        return True
    names = opened.container.format.name.split(",")
    overruns = next((check for name, check in _OVERRUNS.items() if name in names), None)
    if overruns is None:
        return _falls_short(opened, sound)
    with opened.path.open("rb") as file:
        return overruns(file, opened.size)


def _falls_short(opened: Opened, sound: Sound) -> bool:
    """Whether the sound ends well before its promised end, and the file is too small to have held the rest."""
    promised = _promised_seconds(opened)
    if promised is None:
        return False
    # some containers count their length from their start and some from 0: the later reading can only be too kind
    reached = max(sound.reached, (sound.clock.origin or 0.0) + sound.position)
    if promised - reached <= max(1.0, 0.02 * promised):
        return False
    # where no header tells, libav guesses the length from size and bit rate: such a promise fits the size
    bit_rate = sum(getattr(stream.codec_context, "bit_rate", None) or 0 for stream in opened.container.streams)
    return bit_rate == 0 or promised * bit_rate / 8 > 1.02 * opened.size


def _promised_seconds(opened: Opened) -> float | None:
    stream, container = opened.stream, opened.container
    if stream.duration and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _riff_overruns(file: BinaryIO, size: int) -> bool:
    head = file.read(12)
    if len(head) < 12 or head[:4] not in (b"RIFF", b"FORM"):
        return False
    (length,) = struct.unpack("<I" if head[:4] == b"RIFF" else ">I", head[4:8])
    return length not in (0, 0xFFFFFFFF) and length + 8 > size + 1  # the last chunk's padding is often left out


def _w64_overruns(file: BinaryIO, size: int) -> bool:
    head = file.read(24)
    return len(head) == 24 and struct.unpack("<Q", head[16:])[0] > size + 8


def _boxes_overrun(file: BinaryIO, size: int) -> bool:
    """MP4: whether the last of the top-level boxes (4 bytes length, 4 bytes kind) ends after the file does."""
    place = 0
    for _ in range(_BOXES_MOST):
        file.seek(place)
        head = file.read(16)
        if len(head) < 8 or not head[4:8].isalnum():
            return False
        (length,) = struct.unpack(">I", head[:4])
        if length == 1 and len(head) == 16:
            (length,) = struct.unpack(">Q", head[8:])
        if length < 8:  # 0: up to the end of the file, whatever that is
            return False
        place += length
        if place > size:
            return True
    return False


def _chunks_overrun(file: BinaryIO, size: int) -> bool:
    """CAF: whether the last chunk (4 bytes kind, 8 bytes length, -1 for unknown) ends after the file does."""
    place = 8
    for _ in range(_BOXES_MOST):
        file.seek(place)
        head = file.read(12)
        if len(head) < 12:
            return False
        (length,) = struct.unpack(">q", head[4:])
        if length < 0:
            return False
        place += 12 + length
        if place > size:
            return True
    return False


def _page_overruns(file: BinaryIO, size: int) -> bool:
    """Ogg: whether the last page is longer than what is left of the file."""
    start = max(size - _OGG_PAGE_MOST, 0)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(b"OggS")
    if place < 0 or len(tail) < place + 27:
        return place >= 0
    count = tail[place + 26]
    lengths = tail[place + 27 : place + 27 + count]
    return len(lengths) < count or place + 27 + count + sum(lengths) > len(tail)


_OVERRUNS: dict[str, Callable[[BinaryIO, int], bool]] = {
    "wav": _riff_overruns,
    "avi": _riff_overruns,
    "aiff": _riff_overruns,
    "w64": _w64_overruns,
    "mov": _boxes_overrun,
    "caf": _chunks_overrun,
    "ogg": _page_overruns,
}
