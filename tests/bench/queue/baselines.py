"""The orders that the queue is held against."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from review.line import Line

Numbers = NDArray[np.float64]


def baselines(lines: tuple[Line, ...]) -> dict[str, Numbers]:
    """A score a line, by name; what is not known is the least suspicious."""
    return {
        "avg_logprob": np.array([-_or(line.avg_logprob, 0.0) for line in lines]),
        "no_speech_prob": np.array([_or(line.no_speech_prob, 0.0) for line in lines]),
        "lowest word probability": np.array([-_lowest(line) for line in lines]),
        "time order": -np.arange(len(lines), dtype=np.float64),
    }


def _or(value: float | None, other: float) -> float:
    return other if value is None or math.isnan(value) else value


def _lowest(line: Line) -> float:
    return min((word.probability for word in line.words if word.probability is not None), default=1.0)
