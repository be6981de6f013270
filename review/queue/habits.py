"""What a line looks like beside its neighbours and beside the recording's habit: loops, speed, script, stock phrases.

These are signs of text that Whisper made up, each told with the figure it was taken from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from engine.evidence.scripts import LEAST_LETTERS, script
from engine.evidence.words import letters
from review.line import Line

NEIGHBOURS = 3
"""Lines before and after a line that tell in which script its surroundings are written."""
LOOPED = 3
"""The same line so often in a row is a loop, or a chant."""

STOCK_PHRASES = (
    "thanks for watching",
    "thank you for watching",
    "please subscribe",
    "시청해 주셔서 감사합니다",
    "구독과 좋아요",
    "구독과 좋아요 부탁드립니다",
    "한글자막 by",
    "자막 제공",
    "다음 영상에서 만나요",
    "mbc 뉴스",
    "kbs 뉴스",
    "sbs 뉴스",
)
"""What Whisper writes over silence and music (reported by many: it learnt from subtitles of videos). A line that is one
of these as a whole is flagged, never taken out: lyrics and talks may say it for real."""


@dataclass(frozen=True, slots=True)
class Habits:
    """Of a line: how often it stands in a row with itself (1: once), its letters a second against the median of the
    recording's lines in the same script (1: the same; None for short lines), the name of its script where its
    neighbours' is another, whether it is a stock phrase, and whether it is short: under LEAST_LETTERS."""

    repeated: int = 1
    pace: float | None = None
    script: str | None = None
    stock: bool = False
    short: bool = False


def habits(lines: Sequence[Line]) -> list[Habits]:
    """For each of ``lines``, in time order."""
    bare = [letters(line.text) for line in lines]
    paces = [_pace(line, text) if len(text) >= LEAST_LETTERS else None for text, line in zip(bare, lines, strict=True)]
    scripts = [script(text) for text in bare]
    usual = _usual(scripts, paces)
    rows = _in_rows(bare)
    return [
        Habits(
            rows[at],
            pace / usual[scripts[at]] if pace else None,
            scripts[at] if _is_alone(scripts, at) else None,
            text in _STOCK,
            len(text) < LEAST_LETTERS,
        )
        for at, (text, pace) in enumerate(zip(bare, paces, strict=True))
    ]


def letters_per_s(line: Line) -> float:
    """How fast the line would have been said."""
    return _pace(line, letters(line.text))


def _pace(line: Line, bare: str) -> float:
    return len(bare) * 1000 / max(1, line.end - line.start)


def _usual(scripts: Sequence[str | None], paces: Sequence[float | None]) -> dict[str | None, float]:
    """The median pace of the lines in each script: a second of Korean has fewer letters than one of English."""
    found: dict[str | None, list[float]] = {}
    for name, pace in zip(scripts, paces, strict=True):
        if pace:
            found.setdefault(name, []).append(pace)
    return {name: median(own) for name, own in found.items()}


_STOCK = frozenset(letters(phrase) for phrase in STOCK_PHRASES)


def _in_rows(texts: Sequence[str]) -> list[int]:
    """How many of the same stand in a row where each does."""
    found: list[int] = []
    at = 0
    while at < len(texts):
        end = at + 1
        while end < len(texts) and texts[end] == texts[at] and texts[at]:
            end += 1
        found += [end - at] * (end - at)
        at = end
    return found


def _is_alone(scripts: Sequence[str | None], at: int) -> bool:
    """Whether all neighbours are written in one script and this line in another."""
    around = {
        script for script in (*scripts[max(0, at - NEIGHBOURS) : at], *scripts[at + 1 : at + 1 + NEIGHBOURS]) if script
    }
    return scripts[at] is not None and len(around) == 1 and scripts[at] not in around
