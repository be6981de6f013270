"""The queue as data: what is to be listened to again, why, and what it could be instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.evidence import Alternative, Gap, LineEvidence, WordEvidence

Heard = list[list[str]]
"""Alternatives as JSON has them: source and text of each."""


@dataclass(frozen=True, slots=True)
class Reason:
    """``code`` names a sentence, ``params`` fill it; ``weight`` is how much it adds to the suspicion (log odds)."""

    code: str
    params: Mapping[str, str | float | int] = field(default_factory=dict)
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """A text to take instead. ``source``: "second", "larger" or "reference"."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class WordDoubt:
    """A word to look at: code points ``begin`` to ``end`` of the line's text without the spaces around it."""

    begin: int
    end: int
    suspicion: float
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One place to review: a line, or (``line`` None) a gap. Times in ms.

    ``suspicion`` is the probability that two or more letters are wrong; ``flagged`` puts it among those to check;
    ``outright`` says that the line looks made up. Reasons come strongest first.
    """

    id: str
    line: str | None
    start: int
    end: int
    suspicion: float
    flagged: bool = False
    outright: bool = False
    reasons: tuple[Reason, ...] = ()
    choices: tuple[Choice, ...] = ()
    words: tuple[WordDoubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a reference says where a line is: its text, and in how many letters the line differs from it."""

    text: str
    wrong_letters: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that was gathered on a transcript: by line id, and the gaps in time order."""

    lines: Mapping[str, LineEvidence] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def merged(cls, parts: Iterable[Mapping[str, Any]]) -> Evidence:
        """Everything together, of PartEvidence as JSON has it; of the same figure gathered twice the later one stands.

        It is put together before anything is made of it: the evidence on 10,000 lines is 300,000 words in parts.
        """
        lines: dict[str, _Gathered] = {}
        gaps: dict[tuple[int, int], Gap] = {}
        for part in parts:
            for line in part["lines"]:
                known = lines.get(line["id"])
                if known is None:
                    known = lines[line["id"]] = _Gathered()
                known.add(line)
            gaps.update({(gap["start"], gap["end"]): Gap(**gap) for gap in part["gaps"]})
        found = {name: gathered.line(name) for name, gathered in lines.items()}
        return cls(found, tuple(gaps[key] for key in sorted(gaps)))


@dataclass(slots=True)
class _Gathered:
    """What is known of a line so far, as JSON has it; ``words`` by their place: their signals and alternatives."""

    signals: dict[str, float] = field(default_factory=dict)
    words: dict[tuple[int, int], tuple[dict[str, float], Heard]] = field(default_factory=dict)
    alternatives: Heard = field(default_factory=list)

    def add(self, line: Mapping[str, Any]) -> None:
        """What one more part says."""
        self.signals.update(line["signals"])
        self.alternatives = _newest(self.alternatives, line["alternatives"])
        words = self.words
        for begin, end, signals, heard in line["words"]:
            known = words.get((begin, end))
            if known is None:
                words[begin, end] = ({**signals}, heard)
            else:
                known[0].update(signals)
                if heard:
                    words[begin, end] = (known[0], _newest(known[1], heard))

    def line(self, name: str) -> LineEvidence:
        words = (WordEvidence(*place, found[0], _made(found[1])) for place, found in sorted(self.words.items()))
        return LineEvidence(name, self.signals, tuple(words), _made(self.alternatives))


def _newest(old: Heard, new: Heard) -> Heard:
    """Those of the sources in ``new``, and the other sources' of before."""
    if not (old and new):
        return old or new
    sources = {source for source, _ in new}
    return [*(heard for heard in old if heard[0] not in sources), *new]


def _made(heard: Heard) -> tuple[Alternative, ...]:
    return tuple([Alternative(source, text) for source, text in heard])
