"""Where else in the reference a line is that has no stretch of its own: moved, or sung more often than written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from review.alignment.model import Part, Stretch
from review.alignment.side import Side, letters

ALIKE = 0.6  # of the letters: more than by accident, see rows.py
SEEN = 64  # places looked at of one unit
PLACES = 6  # places compared of one line
MISSING = 0.05  # what a place that nothing else covers is better


def find_elsewhere(rows: Sequence[Stretch], ours: Side, theirs: Side) -> tuple[Stretch, ...]:
    """``rows`` with ``elsewhere`` for the lines of ours that have nothing of theirs and stand there all the same.

    ``ours`` and ``theirs``: the words that have a key. Of several places the best one counts, and of those as good one
    that was not heard there; else the first.
    """
    alone = [row.ours for row in rows if row.ours is not None and not row.theirs]
    if not alone or not len(theirs):
        return tuple(rows)
    missing = {part.line for row in rows if row.ours is None for part in row.theirs}
    finder = _Finder(ours, theirs, missing, alone)
    return tuple(
        replace(row, elsewhere=finder.parts(row.ours)) if row.ours is not None and not row.theirs else row
        for row in rows
    )


class _Finder:
    def __init__(self, ours: Side, theirs: Side, missing: set[int], lines: Iterable[int]) -> None:
        self.ours, self.theirs, self.missing = ours, theirs, missing
        wanted = {unit for line in lines for unit in self._units(line)}
        self.owner: list[int] = []
        self.places: dict[str, list[int]] = defaultdict(list)
        for word, key in enumerate(theirs.keys):
            for unit in key:
                if unit in wanted and len(self.places[unit]) < SEEN:
                    self.places[unit].append(len(self.owner))
                self.owner.append(word)

    def _units(self, line: int) -> list[str]:
        span = slice(int(self.ours.first[line]), int(self.ours.first[line + 1]))
        return [unit for key in self.ours.keys[span] for unit in key]

    def parts(self, line: int) -> tuple[Part, ...]:
        """Where the line stands in the reference; empty where nothing is like it."""
        said = self._units(line)
        text = letters(tuple(said))
        best, found = ALIKE, (0, 0)
        for begin in self._begins(said):
            for low, high in self._spans(begin, len(said)):
                written = "".join(letters(key) for key in self.theirs.keys[low:high])
                share = Levenshtein.normalized_similarity(text, written)
                share += MISSING if int(self.theirs.line[low]) in self.missing else 0.0
                if share > best:
                    best, found = share, (low, high)
        return self._as_parts(*found)

    def _begins(self, said: list[str]) -> list[int]:
        """The units of theirs at which most units of the line would find themselves, best first."""
        votes = Counter(at - place for place, unit in enumerate(said) for at in self.places.get(unit, ()))
        return [begin for begin, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:PLACES]]

    def _spans(self, begin: int, size: int) -> Iterator[tuple[int, int]]:
        """Words of theirs that so many units from ``begin`` on may be: those, or what of them ends with a line."""
        first = self.owner[max(0, begin)]
        last = self.owner[min(len(self.owner), max(1, begin + size)) - 1] + 1
        for low in range(max(0, first - 1), first + 2):
            for high in range(last - 1, min(len(self.theirs), last + 1) + 1):
                if low < high:
                    yield low, high

    def _as_parts(self, low: int, high: int) -> tuple[Part, ...]:
        parts = []
        for line, span in groupby(range(low, high), key=lambda word: int(self.theirs.line[word])):
            words = list(span)
            parts.append(Part(line, int(self.theirs.begin[words[0]]), int(self.theirs.end[words[-1]])))
        return tuple(parts)
