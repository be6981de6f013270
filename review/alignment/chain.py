"""The best chain of pairs between two sequences, where a whole verse may be left out on either side.

Needleman-Wunsch with gaps of two kinds (Gotoh 1982; the cheaper of a linear and an affine cost as in minimap2, Li
2018): a word or two left out cost by the word, a verse costs little more than its two borders, so that what is sung
together stays together. Rows are computed as vectors; of each cell one byte is kept for the way back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Row = Callable[[int], Floats]

# In units of a whole word that matches. Chosen on tests/bench/bench_alignment.py; within +-30 % they change little.
PER_WORD = 0.45  # a word left out, while a gap is short
OPEN = 1.2  # a long gap's beginning and end together, at line breaks of both sides
INSIDE = 0.7  # more for each end of a long gap inside a line of the side that has it
ACROSS = 0.4  # more where the other side has no line break there
PER_WORD_LONG = 0.04
TIE = 1e-6  # of chains as good the one that pairs first and leaves out last: seen from the end, a gap comes first

_PAIR, _SHORT, _LONG = 0, 1, 2  # what a cell's best value comes from: bits 0-1
_OPENED = 4  # a long vertical gap begins in the row above
_FLAT_SHORT, _FLAT_LONG = 8, 16  # the value comes from the left by a short or a long gap
_NEW_SHORT, _NEW_LONG = 32, 64  # such a gap to the right would begin here


@dataclass(frozen=True, slots=True)
class Axis:
    """One sequence: the weight of each unit, and at which places (one more than units) a line begins or ends."""

    weight: Floats
    edge: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.weight)


def chain(left: Axis, right: Axis, row: Row) -> list[tuple[int, int]]:
    """The pairs (left, right) of the best chain, ascending; ``row(i)`` are the scores of left's unit i with each of
    right's. Takes len(left) * len(right) bytes.
    """
    if not len(left) or not len(right):
        return []
    return _way_back(_codes(left, right, row))


def _codes(left: Axis, right: Axis, row: Row) -> Codes:
    wide = len(right) + 1
    codes = np.zeros((len(left) + 1, wide), np.uint8)
    short = np.concatenate(([0.0], np.cumsum(right.weight * PER_WORD)))
    long = np.concatenate(([0.0], np.cumsum(right.weight * PER_WORD_LONG)))
    inside = np.where(right.edge, 0.0, INSIDE)
    across = np.where(right.edge, 0.0, ACROSS)
    base = np.full(wide, -np.inf)
    base[0] = 0.0
    vertical = np.full(wide, -np.inf)
    pair = np.empty(wide)
    pair[0] = -np.inf
    best = base
    for i in range(len(left) + 1):
        code = codes[i]
        if i:
            weight = left.weight[i - 1]
            pair[1:] = best[:-1] + row(i - 1)
            opened = best - (OPEN + (0.0 if left.edge[i - 1] else INSIDE)) - across
            np.putmask(code, opened >= vertical, _OPENED)
            vertical = np.maximum(opened, vertical) - PER_WORD_LONG * weight
            base = np.maximum(pair, best - PER_WORD * weight)
            code |= (base > pair).view(np.uint8)  # _SHORT
            closed = vertical - (0.0 if left.edge[i] else INSIDE)
            longer = closed + TIE > base
            np.putmask(code, longer, (code & _OPENED) | _LONG)
            base = np.where(longer, closed, base)
        best = _along(base, short, long, inside + (0.0 if left.edge[i] else ACROSS), inside, code)
    return codes


def _along(base: Floats, short: Floats, long: Floats, begin: Floats, end: Floats, code: Codes) -> Floats:
    """The row's best values once gaps to the right are allowed; adds to ``code`` where they begin and are taken."""
    shorter = base + short
    reached = np.maximum.accumulate(shorter)
    fresh = shorter >= reached
    longer = base + long - begin
    spanned = np.maximum.accumulate(longer)
    by_short = reached - short
    by_long = spanned - long - (OPEN + end)
    leap = by_long + TIE > by_short
    code |= fresh.view(np.uint8) << 5
    code |= (longer >= spanned).view(np.uint8) << 6
    code |= leap.view(np.uint8) << 4
    code |= (~(fresh | leap)).view(np.uint8) << 3
    best: Floats = np.where(leap, by_long, by_short)
    return best


def _way_back(codes: Codes) -> list[tuple[int, int]]:
    i, j = codes.shape[0] - 1, codes.shape[1] - 1
    pairs: list[tuple[int, int]] = []
    while i or j:
        code = int(codes[i, j])
        if code & (_FLAT_SHORT | _FLAT_LONG):
            begun = _NEW_LONG if code & _FLAT_LONG else _NEW_SHORT
            j -= 1
            while not codes[i, j] & begun:
                j -= 1
            code = int(codes[i, j])
        if not i:
            break
        source = code & 3
        if source == _LONG:
            while not codes[i, j] & _OPENED:
                i -= 1
            i -= 1
        elif source == _SHORT:
            i -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    pairs.reverse()
    return pairs
