"""Where else in the reference a line is: moved, or sung more often than written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from review.alignment.model import Part, Stretch
from review.alignment.side import Side, letters

ALIKE = 0.5  # of the letters; the best place of a line that is not in the reference shares less
SEEN = 64  # places looked at of one unit
PLACES = 8  # places compared of one line
MISSING = 0.05  # what a place that nothing else covers is better
NEXT = 0.2  # what a place right after that of our line before is better: verses move as a whole
NEAR = 1  # words between two places that follow each other


class Place(NamedTuple):
    """Words ``low`` to ``high`` of theirs, and the share of the letters they have in common with a line of ours."""

    low: int
    high: int
    share: float


class Finder:
    """Looks for lines of ours anywhere in theirs; both hold only words that have a key."""

    def __init__(self, ours: Side, theirs: Side) -> None:
        self.ours, self.theirs = ours, theirs
        self._owner: list[int] = []
        self._at: dict[str, list[int]] = defaultdict(list)

    def places(self, line: int) -> list[Place]:
        """The best spans at each of the places where the line may stand; none where nothing is like it."""
        if not self._owner:
            self._index()
        said = self._units(line)
        text = letters(tuple(said))
        found = {}
        for begin in self._begins(said):
            spans = (Place(low, high, self._share(text, low, high)) for low, high in self._spans(begin, len(said)))
            best = max(spans, key=lambda place: (place.share, -place.low, -place.high))
            if best.share >= ALIKE:
                found[best[:2]] = best
        return list(found.values())

    def _index(self) -> None:
        for word, key in enumerate(self.theirs.keys):
            for unit in key:
                if len(at := self._at[unit]) < SEEN:
                    at.append(len(self._owner))
                self._owner.append(word)

    def _units(self, line: int) -> list[str]:
        span = slice(int(self.ours.first[line]), int(self.ours.first[line + 1]))
        return [unit for key in self.ours.keys[span] for unit in key]

    def _begins(self, said: list[str]) -> list[int]:
        """The units of theirs at which most units of the line would find themselves, best first."""
        votes = Counter(at - place for place, unit in enumerate(said) for at in self._at.get(unit, ()))
        return [begin for begin, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:PLACES]]

    def _spans(self, begin: int, size: int) -> Iterator[tuple[int, int]]:
        """Words of theirs that so many units from ``begin`` on may be, give or take one at each end."""
        first = self._owner[max(0, begin)]
        last = self._owner[min(len(self._owner), max(1, begin + size)) - 1] + 1
        for low in range(max(0, first - 1), min(first + 2, len(self.theirs))):
            for high in range(max(low + 1, last - 1), min(len(self.theirs), max(low + 1, last + 1)) + 1):
                yield low, high

    def _share(self, text: str, low: int, high: int) -> float:
        written = "".join(letters(key) for key in self.theirs.keys[low:high])
        return float(Levenshtein.normalized_similarity(text, written))


def find_elsewhere(rows: Sequence[Stretch], finder: Finder) -> tuple[Stretch, ...]:
    """``rows`` with ``elsewhere`` for the lines of ours that have nothing of theirs and stand there all the same.

    Of several places that are as good, those count that were not heard where they stand, that follow the place of the
    line before, and that come first.
    """
    alone = [row.ours for row in rows if row.ours is not None and not row.theirs]
    missing = {part.line for row in rows if row.ours is None for part in row.theirs}
    if not alone or not len(finder.theirs):
        return tuple(rows)
    found: dict[int, tuple[Part, ...]] = {}
    for _, run in groupby(enumerate(alone), key=lambda pair: pair[1] - pair[0]):
        found |= _together(finder, [line for _, line in run], missing)
    return tuple(
        replace(row, elsewhere=found[row.ours]) if row.ours is not None and row.ours in found else row for row in rows
    )


def _together(finder: Finder, run: Sequence[int], missing: set[int]) -> dict[int, tuple[Part, ...]]:
    """The places of lines that follow each other, chosen so that they follow each other where they can."""
    choices = [(line, finder.places(line)) for line in run]
    choices = [(line, places) for line, places in choices if places]
    scores: list[list[float]] = []
    before: list[list[int]] = []
    for number, (_, places) in enumerate(choices):
        earlier = choices[number - 1][1] if number else []
        scores.append([])
        before.append([])
        for place in places:
            reached = [
                scores[-2][other] + (NEXT if abs(place.low - came.high) <= NEAR else 0.0)
                for other, came in enumerate(earlier)
            ]
            best = max(range(len(reached)), key=lambda other: (reached[other], -other)) if reached else -1
            before[-1].append(best)
            bonus = MISSING if int(finder.theirs.line[place.low]) in missing else 0.0
            scores[-1].append(place.share + bonus + (reached[best] if reached else 0.0))
    found = {}
    at = max(range(len(scores[-1])), key=lambda one: (scores[-1][one], -choices[-1][1][one].low)) if scores else -1
    for number in reversed(range(len(choices))):
        line, places = choices[number]
        found[line] = tuple(_parts(finder.theirs, range(places[at].low, places[at].high)))
        at = before[number][at]
    return found


def _parts(theirs: Side, words: Iterable[int]) -> Iterator[Part]:
    for line, span in groupby(words, key=lambda word: int(theirs.line[word])):
        inside = list(span)
        yield Part(line, int(theirs.begin[inside[0]]), int(theirs.end[inside[-1]]))
