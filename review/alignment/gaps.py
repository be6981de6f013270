"""What stands between words that were surely found: whose it is, letter by letter, and by position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

from review.alignment.alike import consonants, script
from review.alignment.clock import against
from review.alignment.links import Links
from review.alignment.side import Indices, Side, letters

NOBODY = -1

# Costs in letters.
ALONE = 0.6  # a letter of a line of ours, or of theirs, that has no counterpart: two such cost more than a wrong pair
SCRIPT = 0.4  # a letter of a pair in two scripts, where letters tell nothing and length a little
BROKEN = 0.6  # a line of theirs cut elsewhere than at its end
BROKEN_BY_SOUND = 3.0  # the same, between words in another script than ours
TAIL = 0.75  # a letter of what is left of a line of ours whose other words were found
LATE = 0.6  # a letter of a pair whose times are far apart
WIDER, MORE = 2, 12  # theirs may be so many times as long as our line, and so many letters more
TRIED = 1_500_000  # pairs of short lines compared in one alignment, 1 s; what is left goes with its neighbours
SHORT = 40  # letters; comparing takes time by their square beyond


@dataclass(frozen=True, slots=True)
class Gap:
    """The words ``ours`` and ``theirs`` (low, high) between what was found in our lines ``before`` and ``after``."""

    ours: tuple[int, int]
    theirs: tuple[int, int]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of ours, or what of it lies in the gap. ``whole``: nothing of it was found."""

    line: int
    text: str
    whole: bool
    time: float
    script: str


def owners(ours: Side, theirs: Side, links: Links, lines: int, later: float | None) -> Indices:
    """The line of ours each word of theirs belongs to, ascending; NOBODY for lines of theirs that were not heard."""
    owner = np.full(len(theirs), NOBODY, np.int32)
    sure = links.main >= 0
    owner[sure] = ours.line[links.main[sure]]
    tries = TRIED
    for gap in _gaps(ours, theirs, links, owner, lines):
        low, high = gap.theirs
        if gap.before == gap.after and not _whole_lines(theirs, gap.theirs):
            owner[low:high] = gap.before
            continue
        pieces = list(_pieces(ours, gap, lines))
        size = sum(_effort(len(piece.text), high - low) for piece in pieces)
        if size > tries:
            _by_neighbours(owner, theirs, gap, lines)
            continue
        tries -= size
        _Solver(theirs, pieces, gap, later).write(owner)
    return owner


def _gaps(ours: Side, theirs: Side, links: Links, owner: Indices, lines: int) -> Iterator[Gap]:
    """The gaps with words of theirs, in order. The ends of the whole count as lines -1 and ``lines``."""
    mine, other, line = 0, 0, -1
    found = np.flatnonzero(links.main >= 0)
    columns = (links.low[found], links.high[found], owner[found])
    for word, low, high, mark in zip(found.tolist(), *(column.tolist() for column in columns), strict=True):
        if other < word:
            yield Gap((mine, max(mine, low)), (other, word), line, mark)
        mine, other, line = max(mine, high + 1), word + 1, mark
    if other < len(theirs):
        yield Gap((mine, len(ours)), (other, len(theirs)), line, lines)


def _whole_lines(theirs: Side, span: tuple[int, int]) -> list[tuple[int, int]]:
    """The lines of theirs (first word, word after the last) that lie in the span whole."""
    low, high = span
    found = []
    for line in range(int(theirs.line[low]), int(theirs.line[high - 1]) + 1):
        begin, end = int(theirs.first[line]), int(theirs.first[line + 1])
        if low <= begin < end <= high:
            found.append((begin, end))
    return found


def _pieces(ours: Side, gap: Gap, lines: int) -> Iterator[_Piece]:
    """The lines of ours in the gap that may take words of theirs."""
    low, high = gap.ours
    for line in range(max(0, gap.before), min(gap.after, lines - 1) + 1):
        begin, end = max(low, int(ours.first[line])), min(high, int(ours.first[line + 1]))
        whole = gap.before < line < gap.after
        if begin < end or not whole:
            time = float(ours.time[begin:end].mean()) if begin < end else float("nan")
            text = _text(ours, begin, end)
            yield _Piece(line, text, whole, time, script(text))


def _by_sound(mine: str, other: str) -> float:
    """What a pair in two scripts costs: its consonants are compared in place of its letters, or if it has none its
    length."""
    first, second = consonants(mine), consonants(other)
    if first and second:
        letters_each = max(len(mine), len(other)) / max(len(first), len(second))
        return letters_each * Levenshtein.distance(first, second)
    return SCRIPT * min(len(mine), len(other)) + abs(len(mine) - len(other))


def _effort(length: int, words: int) -> int:
    """About how many pairs of short lines the comparisons of one piece take."""
    ends = min(words, WIDER * length // 5 + MORE)
    return int(words * ends * (1 + (length / SHORT) ** 2))


def _text(side: Side, begin: int, end: int) -> str:
    return "".join(letters(key) for key in side.keys[begin:end])


def _by_neighbours(owner: Indices, theirs: Side, gap: Gap, lines: int) -> None:
    """Words whose line was found in part go with that part; whole lines were not heard."""
    low, high = gap.theirs
    if low and gap.before >= 0:
        head = min(high, int(theirs.first[theirs.line[low - 1] + 1]))
        owner[low:head] = gap.before
        low = max(low, head)
    if high < len(theirs) and gap.after < lines:
        owner[max(low, int(theirs.first[theirs.line[high]])) : high] = gap.after


class _Solver:
    """The cheapest way to give a gap's words of theirs to its pieces of ours, in order.

    Pieces take what follows what the piece before took; lines of theirs may be left out whole.
    """

    def __init__(self, theirs: Side, pieces: list[_Piece], gap: Gap, later: float | None) -> None:
        self.theirs, self.pieces, self.gap = theirs, pieces, gap
        self.later = later
        self.low, self.high = gap.theirs
        self.text = _text(theirs, self.low, self.high)
        sizes = [len(letters(key)) for key in theirs.keys[self.low : self.high]]
        self.at = np.concatenate(([0], np.cumsum(sizes))).tolist()
        self.skips = {end - self.low: begin - self.low for begin, end in _whole_lines(theirs, gap.theirs)}

    def write(self, owner: Indices) -> None:
        """Sets the owners of the gap's words."""
        steps = self._steps()
        place = self.high - self.low
        for number in range(len(self.pieces), -1, -1):
            come = steps[number][1]
            while (number == 0 and place) or come[place] < 0:
                place = self.skips[place]
            if number:
                owner[self.low + come[place] : self.low + place] = self.pieces[number - 1].line
                place = come[place]

    def _steps(self) -> list[tuple[list[float], list[int]]]:
        """After so many pieces: the least cost to have come to each word, and from which one the last piece began
        (-1: a line was left out since)."""
        size = self.high - self.low + 1
        best, come = [float("inf")] * size, [0] * size
        best[0] = 0.0
        self._skip(best, come)
        steps = [(best, come)]
        for number, piece in enumerate(self.pieces):
            fresh, origin = [float("inf")] * size, [0] * size
            for begin, cost in enumerate(best):
                if cost < float("inf"):
                    for end in self._ends(piece, begin):
                        total = cost + self._pair(piece, begin, end) + self._cut(number, begin, end)
                        if total < fresh[end]:
                            fresh[end], origin[end] = total, begin
            self._skip(fresh, origin)
            steps.append((fresh, origin))
            best = fresh
        return steps

    def _skip(self, best: list[float], come: list[int]) -> None:
        for end, begin in sorted(self.skips.items()):
            total = best[begin] + ALONE * (self.at[end] - self.at[begin])
            if total < best[end]:
                best[end], come[end] = total, -1

    def _ends(self, piece: _Piece, begin: int) -> range:
        """To where a piece may take words that begin at ``begin``: not too many, though always to the line's end."""
        most = self.at[begin] + WIDER * len(piece.text) + MORE
        end = begin
        while end < self.high - self.low and self.at[end + 1] <= most:
            end += 1
        if begin < self.high - self.low:
            line = int(self.theirs.line[self.low + begin])
            end = max(end, min(self.high, int(self.theirs.first[line + 1])) - self.low)
        return range(begin, end + 1)

    def _pair(self, piece: _Piece, begin: int, end: int) -> float:
        if begin == end:
            return len(piece.text) * (ALONE if piece.whole else TAIL)
        text = self.text[self.at[begin] : self.at[end]]
        cost = float(Levenshtein.distance(piece.text, text))
        if piece.script != script(text):
            cost = min(cost, _by_sound(piece.text, text))
        if self.later is not None and piece.text:
            times = self.theirs.time[self.low + begin : self.low + end].mean(keepdims=True)
            cost += LATE * len(piece.text) * float(against(piece.time - self.later, times)[0])
        return cost

    def _cut(self, number: int, begin: int, end: int) -> float:
        """What it costs to cut theirs at ``end``, nothing at a line's end."""
        if number == len(self.pieces) - 1 or (begin == end and number):
            return 0.0
        place = self.low + end
        inside = 0 < place < len(self.theirs) and self.theirs.line[place - 1] == self.theirs.line[place]
        if not inside:
            return 0.0
        written = script("".join(self.theirs.keys[place - 1]))
        return BROKEN if self.pieces[number].script == written else BROKEN_BY_SOUND
