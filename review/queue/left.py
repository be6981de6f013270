"""How many errors are left: the suspicion of what nobody decided yet, corrected by what was found in this project.

A recording can be easier or harder than those the suspicion was fitted on. That is one shift of all log odds, whose
size the decisions so far tell: at first it is known to ``SHIFT_SD``, which is worth about 30 decisions on lines of
suspicion 0.16. Decisions on lines that nobody was pointed to are not asked: a person corrects there what happens to
catch the eye. Only a sample drawn at random speaks for those, and once there is one it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

SHIFT_SD = 0.5
"""Log odds: how far recordings differ in what a suspicion is worth (one standard deviation)."""
DRIFT_SD = 0.15
"""Log odds: how far stretches of one recording differ, which no number of decisions makes known."""
MOST_SHIFT = 1.5
"""Log odds either way: decisions never make more of a suspicion than 4.5 times its odds."""
MOST_PRIOR = 200.0
"""Lines drawn at random that the suspicion itself is worth at most."""
LEVEL = 0.9
"""Of the range: the truth lies in it this often."""
EXACT = 300
"""Lines and gaps up to which the range is worked out exactly; beyond it is a normal distribution's."""

_LOGIT = 7.0  # no suspicion is nearer to 0 or 1 than one in a thousand
_Z = 1.6449  # of a normal distribution, (1 - LEVEL) / 2 lies beyond on each side
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """A decided item: what was suspected, and whether it was wrong (two or more letters)."""

    suspicion: float
    wrong: bool


@dataclass(frozen=True, slots=True)
class Left:
    """Lines and gaps that are wrong and nobody decided: the expected number, and a range of ``LEVEL``."""

    estimate: float
    low: int
    high: int


def errors_left(
    flagged: Sequence[float], others: Sequence[float], judged: Sequence[Judged] = (), sampled: Sequence[Judged] = ()
) -> Left:
    """From the suspicions of what is undecided, flagged and not.

    ``judged`` are decisions on flagged items, ``sampled`` those on others that were drawn at random.
    """
    mean, sd = shift(judged)
    shifts = np.clip(mean + sd * _NODES, -MOST_SHIFT - 1, MOST_SHIFT + 1)[:, None]
    sure = _sigmoid(_logits(flagged) + shifts)
    rest = _sampled(_sigmoid(_logits(others) + shifts), sampled, shifts)
    chances = np.concatenate([sure, rest], axis=1)
    means = chances.sum(axis=1)
    expected = float(_WEIGHTS @ means)
    count = chances.shape[1]
    if count <= EXACT:
        return Left(expected, *_exact(chances))
    spread = float(_WEIGHTS @ ((chances * (1 - chances)).sum(axis=1) + (means - expected) ** 2)) ** 0.5
    low = int(np.floor(expected - _Z * spread - 0.5)) + 1
    high = int(np.ceil(expected + _Z * spread - 0.5))
    return Left(expected, max(0, low), min(count, high))


def shift(judged: Sequence[Judged]) -> tuple[float, float]:
    """By how much the log odds are off in this project, and how well that is known (standard deviation)."""
    logits = _logits([each.suspicion for each in judged])
    wrong = float(sum(each.wrong for each in judged))
    found = 0.0
    for _ in range(30):
        chances = _sigmoid(logits + found)
        slope = wrong - float(chances.sum()) - found / SHIFT_SD**2
        step = slope / (float((chances * (1 - chances)).sum()) + SHIFT_SD**-2)
        found += max(-1.0, min(1.0, step))  # far from the answer a whole step may overshoot
        if abs(step) < 1e-9:
            break
    chances = _sigmoid(logits + found)
    variance = 1 / (float((chances * (1 - chances)).sum()) + SHIFT_SD**-2)
    return max(-MOST_SHIFT, min(MOST_SHIFT, found)), (variance + DRIFT_SD**2) ** 0.5


def _sampled(chances: Floats, sampled: Sequence[Judged], shifts: Floats) -> Floats:
    """The chances of what is not flagged, moved to the rate at which a random sample of it was wrong.

    The rate's prior is a beta distribution of the mean and the spread that the suspicions give the sample itself.
    """
    if not sampled or not chances.shape[1]:
        return chances
    rates = _sigmoid(_logits([each.suspicion for each in sampled]) + shifts).mean(axis=1)
    mean = float(_WEIGHTS @ rates)
    variance = max(float(_WEIGHTS @ (rates - mean) ** 2), 1e-12)
    worth = min(MOST_PRIOR, max(2.0, mean * (1 - mean) / variance - 1))
    wrong, count = sum(each.wrong for each in sampled), len(sampled)
    after = (worth * mean + wrong) / (worth + count)
    sd = (after * (1 - after) / (worth + count + 1)) ** 0.5
    factors = np.clip(after + sd * _NODES, 0.0, 1.0) / mean
    level: Floats = _WEIGHTS @ chances
    moved: Floats = np.clip(factors[:, None] * level[None, :], 0.0, 1.0)
    return moved


def _exact(chances: Floats) -> tuple[int, int]:
    """The range of a number of events of these chances, a row for each way the shift may be."""
    counts = np.zeros((len(chances), chances.shape[1] + 1))
    counts[:, 0] = 1.0
    for column in chances.T:
        counts[:, 1:] = counts[:, 1:] * (1 - column[:, None]) + counts[:, :-1] * column[:, None]
        counts[:, 0] *= 1 - column
    cumulated = np.cumsum(_WEIGHTS @ counts)
    tail = (1 - LEVEL) / 2
    last = chances.shape[1]
    low = int(np.searchsorted(cumulated, tail, side="right"))
    return min(low, last), min(int(np.searchsorted(cumulated, 1 - tail - 1e-12)), last)


def _logits(suspicions: Sequence[float]) -> Floats:
    given = np.clip(np.asarray(suspicions, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.clip(np.log(given / (1 - given)), -_LOGIT, _LOGIT)


def _sigmoid(logits: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-logits))
    return found
