"""Time stamps of .srt and .vtt. The arithmetic is pysubs2's; cue text is read and written here, because pysubs2 keeps
text in the notation of .ass: it takes ``\\N`` for a break and drops ``{b}`` and ``<i>``, which a person may have meant.
"""

from __future__ import annotations

import re

from pysubs2.time import make_time, ms_to_times

_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
TIMING = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?", re.ASCII | re.DOTALL)
"""A whole timing line: two stamps, hours and settings optional, comma or point before the fraction."""
TIMING_ANYWHERE = re.compile(rf"^[ \t]*{_STAMP}[ \t]*-->[ \t]*{_STAMP}", re.ASCII | re.MULTILINE)


def times(line: str) -> tuple[int, int] | None:
    """Start and end in ms of a timing line, None where the line is none."""
    match = TIMING.fullmatch(line)
    if match is None:
        return None
    return _ms(match.groups()[:4]), _ms(match.groups()[4:])


def stamp(ms: int, point: str) -> str:
    """``HH:MM:SS`` + ``point`` + milliseconds."""
    at = ms_to_times(max(0, ms))
    return f"{at.h:02d}:{at.m:02d}:{at.s:02d}{point}{at.ms:03d}"


def _ms(parts: tuple[str | None, ...]) -> int:
    """``1.5`` is a second and a half: the fraction counts from its left."""
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return make_time(h=int(hours), m=int(minutes), s=int(seconds), ms=int(fraction.ljust(3, "0")))
