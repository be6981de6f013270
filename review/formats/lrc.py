"""Lyrics with a time a line: ``[mm:ss.xx]text``. A stamp without text says that the line before it has ended.

https://en.wikipedia.org/wiki/LRC_(file_format)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.transcript import Segment, Transcript
from review.formats.base import Format, Sheet, SheetLine, encode, one_line, segment, transcript
from review.formats.encoding import decode

LAST_LINE_MS = 5000
"""How long the last line of a foreign file lasts: nothing in it says when it ends."""

TIME_TAG = re.compile(r"\[(\d{1,4}):(\d{1,2})(?:[.:](\d{1,3}))?\]", re.ASCII)
_INFO_TAG = re.compile(r"\s*\[[A-Za-z#]\w*:.*\]\s*", re.ASCII)
_OFFSET = re.compile(r"\s*\[offset:\s*([+-]?\d{1,9})\s*\]\s*", re.ASCII | re.IGNORECASE)
_WORD_TAG = re.compile(r"<\d{1,4}:\d{1,2}(?:[.:]\d{1,3})?>", re.ASCII)


def write(sheet: Sheet) -> bytes:
    """The lines by their starts. A line that ends before the next begins is followed by an empty stamp."""
    lines = sorted(sheet.lines, key=lambda line: line.start)
    rows: list[str] = []
    for index, line in enumerate(lines):
        rows.append(_stamp(line.start) + _text(line))
        following = lines[index + 1].start if index + 1 < len(lines) else None
        if following is None or _hundredths(line.end) < _hundredths(following):
            rows.append(_stamp(line.end))
    return encode("".join(f"{row}\n" for row in rows))


def read(data: bytes) -> Transcript:
    """Lines with one or several time tags; tags with information (``[ar:…]``) are kept out, ``[offset:…]`` is applied
    (a positive one brings the lines forward). A line ends where a later stamp begins.
    """
    offset = 0
    stamped: list[tuple[int, str]] = []
    for row in decode(data).split("\n"):
        shift = _OFFSET.fullmatch(row)
        if shift:
            offset = int(shift[1])
            continue
        times, text = _tags(row)
        if times:
            stamped.extend((at, text) for at in times)
        elif text and stamped and not _INFO_TAG.fullmatch(row):
            stamped[-1] = (stamped[-1][0], f"{stamped[-1][1]}\n{text}".strip())
    stamped.sort(key=lambda pair: pair[0])
    ends = _ends([at for at, _ in stamped])
    segments: list[Segment] = []
    for (at, text), end in zip(stamped, ends, strict=True):
        if text:
            segments.append(segment(len(segments) + 1, at - offset, end - offset, text))
    return transcript(segments, "lrc")


def _tags(row: str) -> tuple[list[int], str]:
    """The times in ms of the tags that a row begins with, and its text."""
    times: list[int] = []
    position = len(row) - len(row.lstrip()) if TIME_TAG.match(row.lstrip()) else 0
    while match := TIME_TAG.match(row, position):
        minutes, seconds, fraction = match.groups()
        times.append((int(minutes) * 60 + int(seconds)) * 1000 + int((fraction or "0").ljust(3, "0")))
        position = match.end()
    return times, _WORD_TAG.sub("", row[position:]).strip()


def _ends(starts: Sequence[int]) -> list[int]:
    """For each of the sorted starts the next greater one: two lines at one time, an original and its translation
    say, end together."""
    ends: list[int] = []
    later = starts[-1] + LAST_LINE_MS if starts else 0
    for index in reversed(range(len(starts))):
        if index + 1 < len(starts) and starts[index + 1] > starts[index]:
            later = starts[index + 1]
        ends.append(later)
    return ends[::-1]


def _text(line: SheetLine) -> str:
    """A text that itself begins with a time tag is kept apart from the line's own by a space."""
    text = one_line(line.text)
    return f" {text}" if TIME_TAG.match(text) else text


def _stamp(ms: int) -> str:
    minutes, hundredths = divmod(_hundredths(ms), 6000)
    return f"[{minutes:02d}:{hundredths // 100:02d}.{hundredths % 100:02d}]"


def _hundredths(ms: int) -> int:
    return (max(0, ms) + 5) // 10


FORMAT = Format(
    name="lrc",
    mime="text/plain",
    write=write,
    read=read,
    cannot_hold=(
        "Ends that overlap the next line, lines without text or of no length, times finer than 1/100 s, times of "
        "words and all figures; breaks and outer spaces in a text, and time tags like <00:12.34> in it."
    ),
)
