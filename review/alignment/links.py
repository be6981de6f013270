"""Which words of ours the words of theirs surely are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from review.alignment.alike import Likeness, Units, likeness, units_of
from review.alignment.anchors import SIZES, Pairs, anchors
from review.alignment.chain import chain
from review.alignment.side import Indices, Side, letters

CELLS = 6_000_000  # units times units that one chain takes: its bytes, and about 0.2 s
ALL_CELLS = 60_000_000  # that all chains of an alignment take
SMALL = 12  # words on each side at most of a region that is left to gaps.py, letter by letter
COMMON = 0.3  # of the words that both sides must have, for long texts without anchors to be compared
LIKE = 0.6  # units that share this much of their letters may stand for each other: two of a syllable's three
MOST = 0.5  # of a word's letters that must be found in ours, for the word to be found


@dataclass(frozen=True, slots=True)
class Links:
    """For each word of theirs the first and last word of ours it stands for, and the one that most of it stands for;
    -1 where it was not found. All ascend."""

    low: Indices
    high: Indices
    main: Indices


def links(ours: Side, theirs: Side, later: float | None) -> Links:
    """The words of ours (all with keys) that each word of theirs is; ``later``: by how many ms ours are later."""
    found = Links(*(np.full(len(theirs), -1, np.int32) for _ in range(3)))
    lengths = np.cumsum([0, *map(len, ours.keys)]), np.cumsum([0, *map(len, theirs.keys)])
    left = ALL_CELLS
    waiting = [((0, len(ours)), (0, len(theirs)), 0)]
    while waiting:
        mine, other, depth = waiting.pop()
        cells = int((lengths[0][mine[1]] - lengths[0][mine[0]]) * (lengths[1][other[1]] - lengths[1][other[0]]))
        if not cells or (depth and max(mine[1] - mine[0], other[1] - other[0]) <= SMALL):
            continue
        if cells <= min(CELLS, left):
            left -= cells
            _chained(found, ours, theirs, mine, other, later)
            continue
        pairs = _same(ours, theirs, mine, other, depth)
        for a, b in pairs:
            found.low[b] = found.high[b] = found.main[b] = a
        if depth <= len(SIZES):
            waiting += [(*region, depth + 1) for region in _between(pairs, mine, other)]
    return found


def _same(ours: Side, theirs: Side, mine: tuple[int, int], other: tuple[int, int], depth: int) -> Pairs:
    """Pairs of the same word in a region too large for a chain: by anchors, where there are none left by distance."""
    left, right = ours.numbers[slice(*mine)], theirs.numbers[slice(*other)]
    if depth < len(SIZES):
        pairs = anchors(left, right, SIZES[depth])
    elif _common(left, right) < COMMON * max(len(left), len(right)):
        pairs = []
    else:
        blocks = Levenshtein.opcodes(left.tolist(), right.tolist())
        pairs = [
            (step.src_start + place, step.dest_start + place)
            for step in blocks
            if step.tag == "equal" and step.src_end - step.src_start > 1
            for place in range(step.src_end - step.src_start)
        ]
    return [(mine[0] + a, other[0] + b) for a, b in pairs]


def _common(left: NDArray[np.int64], right: NDArray[np.int64]) -> int:
    """How many words stand on both sides, in whatever order."""
    size = 1 + int(max(left.max(), right.max()))
    return int(np.minimum(np.bincount(left, minlength=size), np.bincount(right, minlength=size)).sum())


def _between(
    pairs: Pairs, mine: tuple[int, int], other: tuple[int, int]
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """The regions between the pairs that have words on both sides."""
    regions = []
    a_done, b_done = mine[0], other[0]
    for a, b in [*pairs, (mine[1], other[1])]:
        if a > a_done and b > b_done:
            regions.append(((a_done, a), (b_done, b)))
        a_done, b_done = a + 1, b + 1
    return regions


def _chained(
    found: Links, ours: Side, theirs: Side, mine: tuple[int, int], other: tuple[int, int], later: float | None
) -> None:
    """Writes the links of a region by the best chain of its units."""
    left, right = units_of(ours, *mine), units_of(theirs, *other)
    alike = likeness(ours, left, theirs, right, later)
    pairs = chain(alike.left, alike.right, alike.row)
    for word, said in _told(pairs, alike, left, right).items():
        if sum(said.values()) >= MOST * len(letters(theirs.keys[word])):
            found.low[word], found.high[word] = min(said), max(said)
            found.main[word] = max(said, key=lambda one: (said[one], -one))


def _told(pairs: Pairs, alike: Likeness, left: Units, right: Units) -> dict[int, dict[int, float]]:
    """For each word of theirs how many of its letters stand in which words of ours."""
    told: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for i, j in pairs:
        share = alike.share(i, j)
        if share >= LIKE:
            told[int(right.word[j])][int(left.word[i])] += share * len(letters((right.units[j],)))
    return told
