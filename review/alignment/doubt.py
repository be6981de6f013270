"""Pairs of lines that have little in common: whether their place says that they belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from rapidfuzz.distance import Levenshtein

from review.alignment.alike import script
from review.alignment.clock import against
from review.alignment.gaps import NOBODY
from review.alignment.links import Links
from review.alignment.moved import Finder
from review.alignment.side import Indices, Side, letters

ALIKE = 0.45  # of the letters; lines that have nothing to do with each other share 0.2 to 0.35
FOUND = 0.5  # of the letters of the shorter side, in words that were surely found
FOUND_LETTERS = 6  # fewer are found by accident
COMPARED = 100_000_000  # letters times letters; lines as long as books are judged by the words found in them
CLEARER = 0.2  # of the letters: how much more must be shared elsewhere, for a line to be from there
ELSEWHERE_LETTERS = 10  # shorter lines are found elsewhere by accident
IN_A_ROW = 2  # lines that were misheard beyond recognition, and still go by their position


class Doubt:
    """Judges the pairs of ``owner``: the line of ours each word of theirs belongs to, which it changes."""

    def __init__(
        self, ours: Side, theirs: Side, owner: Indices, links: Links, later: float | None, finder: Finder
    ) -> None:
        self.ours, self.theirs, self.owner, self.links, self.later = ours, theirs, owner, links, later
        self.finder = finder
        self.lines = [n for n in range(len(ours.first) - 1) if ours.first[n] < ours.first[n + 1]]

    def settle(self) -> None:
        """Parts pairs that have little in common, unless their place says that they belong together; pairs lines that
        only their place can tell of.

        One or two such pairs stay where they stand between lines that were found, or between one and an end, with
        nothing missing and nothing more beside them. Of pairs in two scripts letters tell nothing: they stay.
        """
        held = self._held()
        weak = [place for place, line in enumerate(self.lines) if line in held and self._weak(line, held[line])]
        parted = [line for run in _runs(weak) if not self._by_position(held, run) for line in self._lines(run)]
        self._release(parted)
        self._pair_by_position()

    def _lines(self, run: Sequence[int]) -> list[int]:
        return [self.lines[place] for place in run]

    def _held(self) -> dict[int, list[int]]:
        """For each line of ours the words of theirs it has."""
        held: dict[int, list[int]] = {}
        for word, line in enumerate(self.owner.tolist()):
            if line != NOBODY:
                held.setdefault(line, []).append(word)
        return held

    def _ours(self, line: int) -> str:
        return "".join(map(letters, self.ours.keys[int(self.ours.first[line]) : int(self.ours.first[line + 1])]))

    def _theirs(self, words: Sequence[int]) -> str:
        return "".join(letters(self.theirs.keys[word]) for word in words)

    def _weak(self, line: int, words: Sequence[int]) -> bool:
        mine, other = self._ours(line), self._theirs(words)
        found = len(self._theirs([word for word in words if self.links.main[word] >= 0]))
        if found >= max(FOUND_LETTERS, FOUND * min(len(mine), len(other))):
            return False
        if len(mine) * len(other) > COMPARED:
            return True
        return Levenshtein.normalized_similarity(mine, other) < ALIKE and script(mine) == script(other)

    def _by_position(self, held: dict[int, list[int]], run: Sequence[int]) -> bool:
        """Whether the weak pairs of a run (places in ``lines``) stand where nothing else could."""
        beside = [place for place in (run[0] - 1, run[-1] + 1) if 0 <= place < len(self.lines)]
        if any(line not in held for line in self._lines(beside)):
            return False
        low, high = held[self.lines[run[0]]][0], held[self.lines[run[-1]]][-1] + 1
        if (self.owner[max(0, low - 1) : high + 1] == NOBODY).any():
            return False
        if len(run) > IN_A_ROW or not beside:
            return False
        return not any(self._elsewhere(line, held[line]) for line in self._lines(run))

    def _elsewhere(self, line: int, words: Sequence[int]) -> bool:
        """Whether our line is clearly from another place of the reference, which was not heard there."""
        mine = self._ours(line)
        if len(mine) < ELSEWHERE_LETTERS:
            return False
        here = Levenshtein.normalized_similarity(mine, self._theirs(words)) + CLEARER
        return any(
            place.share >= here and (self.owner[place.low : place.high] == NOBODY).all()
            for place in self.finder.places(line)
        )

    def _release(self, lines: Sequence[int]) -> None:
        """Takes their words from lines of ours: what is left of a line of theirs goes with the rest of it, else it was
        not heard."""
        freed = np.flatnonzero(np.isin(self.owner, np.array(lines, np.int32)))
        self.owner[freed] = NOBODY
        for line in sorted(set(self.theirs.line[freed].tolist())):
            span = self.owner[int(self.theirs.first[line]) : int(self.theirs.first[line + 1])]
            last = NOBODY
            for place in (*range(len(span)), *reversed(range(len(span)))):
                last = span[place] = last if span[place] == NOBODY else span[place]

    def _pair_by_position(self) -> None:
        """Gives one or two lines of theirs that were not heard to as many lines of ours at the same place."""
        held = self._held()
        alone = [place for place, line in enumerate(self.lines) if line not in held]
        for run in _runs(alone):
            if len(run) > IN_A_ROW:
                continue
            before, after = run[0] - 1, run[-1] + 1
            low = held[self.lines[before]][-1] + 1 if before >= 0 else 0
            high = held[self.lines[after]][0] if after < len(self.lines) else len(self.owner)
            whole = sorted(set(self.theirs.line[low:high].tolist()))
            if len(whole) != len(run) or (before < 0 and after == len(self.lines)):
                continue
            pairs = list(zip(self._lines(run), map(self._words_of, whole), strict=True))
            if all(self._same_time(line, words) and not self._elsewhere(line, words) for line, words in pairs):
                for line, words in pairs:
                    self.owner[words.start : words.stop] = line

    def _words_of(self, there: int) -> range:
        return range(int(self.theirs.first[there]), int(self.theirs.first[there + 1]))

    def _same_time(self, line: int, words: range) -> bool:
        if self.later is None:
            return True
        mine = self.ours.time[int(self.ours.first[line]) : int(self.ours.first[line + 1])].mean()
        other = self.theirs.time[words.start : words.stop]
        return not against(float(mine) - self.later, other).any()


def _runs(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that follow each other."""
    for _, run in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        yield [place for _, place in run]
