"""The queue as data: what is to be listened to again, why, and what it could be instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.evidence import Alternative, Gap, LineEvidence, PartEvidence, WordEvidence


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
    def merged(cls, parts: Iterable[PartEvidence]) -> Evidence:
        """Everything together; of the same figure gathered twice the later one stands."""
        lines: dict[str, LineEvidence] = {}
        gaps: dict[tuple[int, int], Gap] = {}
        for part in parts:
            for line in part.lines:
                known = lines.get(line.id)
                lines[line.id] = line if known is None else _joined(known, line)
            gaps.update({(gap.start, gap.end): gap for gap in part.gaps})
        return cls(lines, tuple(gaps[key] for key in sorted(gaps)))


def _joined(old: LineEvidence, new: LineEvidence) -> LineEvidence:
    words = {(word.begin, word.end): word for word in old.words}
    for word in new.words:
        known = words.get((word.begin, word.end))
        words[word.begin, word.end] = (
            word
            if known is None
            else WordEvidence(
                word.begin,
                word.end,
                {**known.signals, **word.signals},
                _newest(known.alternatives, word.alternatives),
            )
        )
    return LineEvidence(
        old.id,
        {**old.signals, **new.signals},
        tuple(words[key] for key in sorted(words)),
        _newest(old.alternatives, new.alternatives),
    )


def _newest(old: tuple[Alternative, ...], new: tuple[Alternative, ...]) -> tuple[Alternative, ...]:
    """Those of the sources in ``new``, and the other sources' of before."""
    sources = {heard.source for heard in new}
    return (*(heard for heard in old if heard.source not in sources), *new)
