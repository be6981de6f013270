"""How far a rate would move with other lines of the same kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from review.scoring.model import Interval

RESAMPLES = 1_000
LEVEL = 0.95
FEWEST_LINES = 20
"""Below this many lines with words in the reference there is no interval: resampling them would say next to nothing."""
_SEED = 20_040_517


def interval(rate: str, lines: Sequence[tuple[int, int]]) -> Interval | None:
    """The percentile bootstrap over lines of the rate named ``rate`` (Bisani & Ney, "Bootstrap estimates for confidence
    intervals in ASR performance evaluation", ICASSP 2004).

    ``lines``: errors and length of the reference, line by line. The seed is fixed: the same lines give the same ends.
    Lines of the same two numbers are drawn together: how many of each kind a resample holds is multinomial, which is
    the same distribution at a fraction of the memory.
    """
    if sum(1 for _, length in lines if length) < FEWEST_LINES:
        return None
    kinds = Counter(lines)
    table = np.array(list(kinds), dtype=np.int64)
    shares = np.fromiter(kinds.values(), dtype=np.float64) / len(lines)
    drawn = np.random.default_rng(_SEED).multinomial(len(lines), shares, size=RESAMPLES)
    sums = drawn @ table
    rates = sums[:, 0] / np.maximum(sums[:, 1], 1)
    low, high = np.quantile(rates, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(rate, float(low), float(high), LEVEL)
