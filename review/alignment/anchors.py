"""What is surely the same in two long texts: runs of words that stand once on each side, as in patience diff."""

from __future__ import annotations

from bisect import bisect_left

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Pairs = list[tuple[int, int]]

SIZES = (4, 3, 2, 1)  # words that must follow each other the same way; fewer only inside smaller regions
STRAY = 40  # words: how far an anchor may lie off the line between its neighbours


def anchors(left: Numbers, right: Numbers, size: int) -> Pairs:
    """Pairs of places, ascending on both sides, where ``size`` words stand that are unique on each side, and what is
    the same right before and after them."""
    pairs = _ascending(_unique(left, right, size))
    return _grown(_straight(pairs), left, right) if pairs else []


def _unique(left: Numbers, right: Numbers, size: int) -> Pairs:
    """Pairs of places of unique runs of ``size`` words, ascending on the left."""
    first, mine = _once(left, size)
    second, other = _once(right, size)
    _, a, b = np.intersect1d(first, second, assume_unique=True, return_indices=True)
    order = np.argsort(mine[a], kind="stable")
    return list(zip(mine[a][order].tolist(), other[b][order].tolist(), strict=True))


def _once(numbers: Numbers, size: int) -> tuple[NDArray[np.uint64], NDArray[np.intp]]:
    """The hashes of the runs of ``size`` words that stand once, and where."""
    count = len(numbers) - size + 1
    if count <= 0:
        return np.empty(0, np.uint64), np.empty(0, np.intp)
    mixed = np.zeros(count, np.uint64)
    for place in range(size):
        mixed = (mixed ^ numbers[place : place + count].astype(np.uint64)) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    values, places, counts = np.unique(mixed, return_index=True, return_counts=True)
    return values[counts == 1], places[counts == 1]


def _ascending(pairs: Pairs) -> Pairs:
    """The longest chain that ascends on the right as well."""
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for number, (_, b) in enumerate(pairs):
        place = bisect_left(ends, b)
        before.append(tops[place - 1] if place else -1)
        if place == len(ends):
            ends.append(b)
            tops.append(number)
        else:
            ends[place], tops[place] = b, number
    found: Pairs = []
    at = tops[-1] if tops else -1
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


def _straight(pairs: Pairs) -> Pairs:
    """Without anchors that lie off a line on which both their neighbours lie: a refrain that lost other words on each
    side is unique by accident."""
    if len(pairs) < 3:
        return pairs
    lag = np.array([a - b for a, b in pairs])
    before, here, after = lag[:-2], lag[1:-1], lag[2:]
    off = np.minimum(np.abs(here - before), np.abs(here - after))
    stray = (np.abs(before - after) <= STRAY) & (off > STRAY)
    return [pair for pair, drop in zip(pairs, [False, *stray.tolist(), False], strict=True) if not drop]


def _grown(pairs: Pairs, left: Numbers, right: Numbers) -> Pairs:
    """Every word of the anchors, and the words before and after that are the same too."""
    mine, other = left.tolist(), right.tolist()
    grown: Pairs = []
    ends = [*pairs[1:], (len(mine), len(other))]
    a_done = b_done = 0
    for (a, b), (a_stop, b_stop) in zip(pairs, ends, strict=True):
        if a < a_done or b < b_done:
            if a - b != a_done - b_done:
                continue
            a, b = a_done, b_done
        back = 0
        while a - back > a_done and b - back > b_done and mine[a - back - 1] == other[b - back - 1]:
            back += 1
        a_low, b_low = a - back, b - back
        while a < a_stop and b < b_stop and mine[a] == other[b]:
            a, b = a + 1, b + 1
        grown += zip(range(a_low, a), range(b_low, b), strict=True)
        a_done, b_done = a, b
    return grown
