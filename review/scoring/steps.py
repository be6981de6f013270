"""Which word stands for which: the fewest errors first, then the closest letters; re-spaced words cost nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple, TypeAlias

from rapidfuzz.distance import Levenshtein

Change: TypeAlias = Literal["hit", "substitution", "insertion", "deletion", "spacing"]

# A table in Python takes about a microsecond a cell; what is larger is cut at its matches, which costs no more errors.
_CELLS = 10_000
_ERROR = 1 << 32  # one error outweighs all letters of a table


class Step(NamedTuple):
    """Words ``ours[begin:end]`` and ``theirs[begin:end]``: a run of hits, as many of each; some of each re-spaced; or
    one beside one or none."""

    change: Change
    ours: tuple[int, int]
    theirs: tuple[int, int]

    @property
    def wrong(self) -> bool:
        """Whether it is one error."""
        return self.change not in ("hit", "spacing")


def align_words(ours: Sequence[str], theirs: Sequence[str]) -> list[Step]:
    """The steps of the cheapest alignment, in order; each word of both sides stands in one step.

    Equal words at both ends are hits before anything else. Cheapest: the fewest substitutions, insertions and
    deletions, where words with the same letters and other spaces ("spacing") cost nothing; among those, the fewest
    letters changed. Without a re-spaced word there are as many errors as the word-level Levenshtein distance has
    (which is jiwer's), though they may be others of the same number.
    """
    head = 0
    while head < min(len(ours), len(theirs)) and ours[head] == theirs[head]:
        head += 1
    tail = 0
    while tail < min(len(ours), len(theirs)) - head and ours[-1 - tail] == theirs[-1 - tail]:
        tail += 1
    left, right = len(ours) - tail, len(theirs) - tail
    if head == len(ours) == len(theirs):
        return _hits(0, 0, head)
    steps = _hits(0, 0, head)
    steps += _region(ours, theirs, (head, left), (head, right), whole=True)
    return steps + _hits(left, right, tail)


def _hits(left: int, right: int, count: int) -> list[Step]:
    return [Step("hit", (left, left + count), (right, right + count))] if count else []


def _region(
    ours: Sequence[str], theirs: Sequence[str], mine: tuple[int, int], other: tuple[int, int], *, whole: bool
) -> list[Step]:
    """Steps of ``ours[mine]`` against ``theirs[other]``; ``whole``: matches inside it have not been looked for."""
    width, height = mine[1] - mine[0], other[1] - other[0]
    if not height:
        return [Step("insertion", (n, n + 1), (other[0], other[0])) for n in range(*mine)]
    if not width:
        return [Step("deletion", (mine[0], mine[0]), (n, n + 1)) for n in range(*other)]
    if width == height == 1:
        return [Step("substitution", mine, other)]
    if width * height <= _CELLS:
        return list(_Table(ours[slice(*mine)], theirs[slice(*other)]).steps(mine[0], other[0]))
    return _cut(ours, theirs, mine, other) if whole else _plain(mine, other)


def _cut(ours: Sequence[str], theirs: Sequence[str], mine: tuple[int, int], other: tuple[int, int]) -> list[Step]:
    """A region too large for a table, cut at the matches of a cheapest alignment."""
    steps: list[Step] = []
    left, right = mine[0], other[0]
    for block in Levenshtein.opcodes(ours[slice(*mine)], theirs[slice(*other)]).as_matching_blocks():
        begin, start = mine[0] + block.a, other[0] + block.b
        steps += _region(ours, theirs, (left, begin), (right, start), whole=False)
        steps += _hits(begin, start, block.size)
        left, right = begin + block.size, start + block.size
    return steps


def _plain(mine: tuple[int, int], other: tuple[int, int]) -> list[Step]:
    """A region without any match, in order."""
    places = zip(range(*mine), range(*other), strict=False)
    steps = [Step("substitution", (left, left + 1), (right, right + 1)) for left, right in places]
    steps += [Step("insertion", (n, n + 1), (other[1], other[1])) for n in range(mine[0] + len(steps), mine[1])]
    both = min(mine[1] - mine[0], other[1] - other[0])
    return steps + [Step("deletion", (mine[1], mine[1]), (n, n + 1)) for n in range(other[0] + both, other[1])]


class _Table:
    """Costs of all pairs of prefixes and where each came from, filled forwards."""

    def __init__(self, ours: Sequence[str], theirs: Sequence[str]) -> None:
        self.ours, self.theirs = ours, theirs
        self.width = len(theirs) + 1
        size = (len(ours) + 1) * self.width
        self.costs = [size * _ERROR << 32] * size
        self.origins = [0] * size
        self.costs[0] = 0
        for i in range(len(ours) + 1):
            for j in range(self.width):
                self._leave(i, j)

    def _leave(self, i: int, j: int) -> None:
        """Every step from cell ``i, j``; of two that cost the same the one met first stays."""
        ours, theirs = self.ours, self.theirs
        at = i * self.width + j
        cost = self.costs[at]
        if i < len(ours) and j < len(theirs):
            ends = _close(ours, theirs, i, j)
            if ends is not None:
                self._reach(ends[0] * self.width + ends[1], cost, at)
            if ends != (i + 1, j + 1):
                letters = Levenshtein.distance(ours[i], theirs[j])
                self._reach(at + self.width + 1, cost + _ERROR + letters, at)
        if i < len(ours):
            self._reach(at + self.width, cost + _ERROR + len(ours[i]), at)
        if j < len(theirs):
            self._reach(at + 1, cost + _ERROR + len(theirs[j]), at)

    def _reach(self, cell: int, cost: int, origin: int) -> None:
        if cost < self.costs[cell]:
            self.costs[cell], self.origins[cell] = cost, origin

    def steps(self, left: int, right: int) -> Iterator[Step]:
        """The way through, for words that begin at ``left`` and ``right``."""
        cells = [len(self.costs) - 1]
        while cells[-1]:
            cells.append(self.origins[cells[-1]])
        cells.reverse()
        for before, after in pairwise(cells):
            (i, j), (k, m) = divmod(before, self.width), divmod(after, self.width)
            free = self.costs[before] == self.costs[after]
            yield Step(_change(k - i, m - j, free=free), (left + i, left + k), (right + j, right + m))


def _change(ours: int, theirs: int, *, free: bool) -> Change:
    if free:
        return "hit" if ours == theirs == 1 else "spacing"
    if not theirs:
        return "insertion"
    return "substitution" if ours else "deletion"


def _close(ours: Sequence[str], theirs: Sequence[str], i: int, j: int) -> tuple[int, int] | None:
    """The first ``k, m`` at which ``ours[i:k]`` and ``theirs[j:m]`` joined are the same letters."""
    mine, other = ours[i], theirs[j]
    if mine[0] != other[0]:
        return None
    k, m = i + 1, j + 1
    while mine != other:
        if len(mine) < len(other) and other.startswith(mine) and k < len(ours):
            other, mine, k = other[len(mine) :], ours[k], k + 1
        elif len(other) < len(mine) and mine.startswith(other) and m < len(theirs):
            mine, other, m = mine[len(other) :], theirs[m], m + 1
        else:
            return None
    return k, m
