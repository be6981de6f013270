"""SubRip. The format has no escapes: text is written as it is and read as it is, markup included."""

from __future__ import annotations

import re

from engine.transcript import Transcript
from review.formats import cues
from review.formats.base import Format, Sheet, encode, segment, stacked, transcript
from review.formats.encoding import decode

_INDEX = re.compile(r"\s*(\d{1,9})\s*", re.ASCII)


def write(sheet: Sheet) -> bytes:
    """Every line a cue. A text line that is itself a timing line gets ``->`` for ``-->``, as Whisper writes it."""
    blocks = []
    for number, line in enumerate(sheet.lines, start=1):
        text = "\n".join(
            part.replace("-->", "->") if cues.times(part) else part for part in stacked(line.text).split("\n")
        )
        blocks.append(f"{number}\n{cues.stamp(line.start, ',')} --> {cues.stamp(line.end, ',')}\n{text}\n\n")
    return encode("".join(blocks))


def read(data: bytes) -> Transcript:
    """Cues with or without their numbers, blank lines inside a cue or missing between two."""
    lines = decode(data).split("\n")
    stamps = [(at, found) for at, line in enumerate(lines) if (found := cues.times(line))]
    segments = []
    for number, (at, (start, end)) in enumerate(stamps, start=1):
        following = stamps[number][0] if number < len(stamps) else None
        body = lines[at + 1 : following]
        if following is not None:
            body = _without_index(body, number + 1)
        segments.append(segment(number, start, end, stacked("\n".join(body))))
    return transcript(segments, "srt")


def _without_index(body: list[str], expected: int) -> list[str]:
    """Take off the next cue's number: alone after a blank line, or, where blank lines are missing, the right one."""
    match = _INDEX.fullmatch(body[-1]) if body else None
    if match is not None and (len(body) == 1 or not body[-2].strip() or int(match[1]) == expected):
        return body[:-1]
    return body


FORMAT = Format(
    name="srt",
    mime="application/x-subrip",
    write=write,
    read=read,
    cannot_hold=(
        "Times of words and all figures; spaces around a text and blank lines inside it; a text that reads like a "
        "subtitle's own time line gets -> for its arrow. Players may take <i> or {\\an8} in a text for markup."
    ),
)
