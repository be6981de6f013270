"""Errors left: whether the stated range covers the truth, over many stretches of lines put together at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from review.queue.left import Judged, Left, errors_left

Numbers = NDArray[np.float64]
Lines = tuple[Numbers, Numbers, NDArray[np.bool_]]
"""Of lines whether they are wrong, their suspicion, and whether they are to be checked, shape (lines,) each."""

STRETCHES, LINES, BLOCK = 200, 120, 20
"""So many stretches, of so many lines each, in blocks of neighbouring lines from recordings drawn at random."""
COVERED, WIDEST = 0.9, 0.4
DECIDED = (0.0, 0.3)
"""Shares of the flagged lines that were decided, the most suspicious first, before the rest is told."""


@dataclass(frozen=True, slots=True)
class Told:
    """The range for one stretch, and the truth."""

    left: Left
    truth: int

    @property
    def covers(self) -> bool:
        return self.left.low <= self.truth <= self.left.high

    @property
    def width(self) -> float:
        """Half of the range against the estimate."""
        return (self.left.high - self.left.low) / 2 / max(self.left.estimate, 1e-9)


def show(recordings: Sequence[Lines], seed: int) -> None:
    """Print coverage and width; ``recordings`` are the lines of each, foretold by others' coefficients."""
    print(f"\nerrors left, over {STRETCHES} stretches of {LINES} lines or more")
    for share in DECIDED:
        told = [_told(recordings, share, np.random.default_rng([seed, at])) for at in range(STRETCHES)]
        covered, width = np.mean([each.covers for each in told]), np.mean([each.width for each in told])
        verdict = "met" if covered >= COVERED and width <= WIDEST else "MISSED"
        print(
            f"  {share:.0%} of the flagged decided: the range covers the truth in {covered:.0%} (target {COVERED:.0%}) "
            f"and is +-{width:.0%} of the estimate (target {WIDEST:.0%}): {verdict}"
        )


def _told(recordings: Sequence[Lines], share: float, random: np.random.Generator) -> Told:
    wrong, likely, to_check = _stretch(recordings, random)
    order = np.argsort(-likely)
    flagged = [at for at in order if to_check[at]]
    decided = flagged[: round(share * len(flagged))]
    judged = [Judged(float(likely[at]), bool(wrong[at])) for at in decided]
    rest = [at for at in flagged if at not in set(decided)]
    others = [at for at in order if not to_check[at]]
    left = errors_left([float(likely[at]) for at in rest], [float(likely[at]) for at in others], judged)
    return Told(left, int(wrong[rest].sum() + wrong[others].sum()))


def _stretch(recordings: Sequence[Lines], random: np.random.Generator) -> Lines:
    sizes = np.array([len(wrong) for wrong, _, _ in recordings], dtype=np.float64)
    blocks: list[Lines] = []
    while sum(len(wrong) for wrong, _, _ in blocks) < LINES:
        wrong, likely, to_check = recordings[int(random.choice(len(recordings), p=sizes / sizes.sum()))]
        first = int(random.integers(0, max(1, len(wrong) - BLOCK + 1)))
        block = slice(first, first + BLOCK)
        blocks.append((wrong[block], likely[block], to_check[block]))
    wrongs, suspicions, flags = zip(*blocks, strict=True)
    return np.concatenate(wrongs), np.concatenate(suspicions), np.concatenate(flags)
