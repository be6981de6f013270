"""Evidence as data. A signal that a recogniser cannot give is absent from ``signals``, never guessed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PARTS = ("sound", "text", "tokens", "listen", "rehear")
"""What is gathered in one go each: the sound itself, how the text reads, what the model believes of its tokens, a
second listen, a larger model's words."""
SECOND, LARGER = "second", "larger"
"""Who heard something else: a second listen, a larger model."""
LARGER_SILENT = "larger_silent"
"""Signal of a line in which a larger model heard nothing at all: an empty text is no proposal."""

DIGITS = 5
"""Of a signal in JSON: more than its noise."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What else was heard in a place. ``source``: SECOND or LARGER."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class WordEvidence:
    """A word of a line: code points ``begin`` to ``end`` of the machine's text without the spaces around it."""

    begin: int
    end: int
    signals: Mapping[str, float] = field(default_factory=dict)
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class LineEvidence:
    """A line of the machine's transcript, by its ``id``. ``alternatives`` are of the whole line."""

    id: str
    signals: Mapping[str, float] = field(default_factory=dict)
    words: tuple[WordEvidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch, ms, that sounds like speech and has no line."""

    start: int
    end: int
    signals: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartEvidence:
    """What one step found for some neighbouring lines. ``part`` is one of PARTS."""

    part: str
    lines: tuple[LineEvidence, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        lines = [
            {
                "id": line.id,
                "signals": _rounded(line.signals),
                "words": [_word_as_list(word) for word in line.words],
                "alternatives": _alternatives_as_list(line.alternatives),
            }
            for line in self.lines
        ]
        gaps = [{"start": gap.start, "end": gap.end, "signals": _rounded(gap.signals)} for gap in self.gaps]
        return {"part": self.part, "lines": lines, "gaps": gaps}


def _word_as_list(word: WordEvidence) -> list[Any]:
    return [word.begin, word.end, _rounded(word.signals), _alternatives_as_list(word.alternatives)]


def _rounded(signals: Mapping[str, float]) -> dict[str, float]:
    """JSON has no NaN and no infinity: such a figure says nothing and is left out."""
    return {name: round(float(value), DIGITS) for name, value in signals.items() if math.isfinite(value)}


def _alternatives_as_list(alternatives: tuple[Alternative, ...]) -> list[list[str]]:
    return [[heard.source, heard.text] for heard in alternatives]
