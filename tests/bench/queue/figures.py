"""The figures: how well lines are ranked within their recording, how far the probabilities can be trusted."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
BINS = 10


def auroc(wrong: Numbers, score: Numbers) -> float:
    """The chance that a wrong line scores above a right one, ties half; NaN where there are no two kinds."""
    positive, negative = score[wrong > 0], score[wrong <= 0]
    if not len(positive) or not len(negative):
        return math.nan
    above = (positive[:, None] > negative).sum() + 0.5 * (positive[:, None] == negative).sum()
    return float(above / (len(positive) * len(negative)))


def average_precision(wrong: Numbers, score: Numbers) -> float:
    """The mean of the precision at each wrong line, from the highest score down; NaN where none is wrong."""
    ordered = wrong[np.argsort(-score, kind="stable")]
    if not ordered.sum():
        return math.nan
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    return float((precision * ordered).sum() / ordered.sum())


def read_for(share: float, wrong: Numbers, score: Numbers, cost: Numbers) -> float:
    """The summed ``cost`` of the lines read from the highest score down until ``share`` of the wrong are found."""
    order = np.argsort(-score, kind="stable")
    needed = math.ceil(share * wrong.sum())
    if not needed:
        return 0.0
    last = int(np.argmax(np.cumsum(wrong[order]) >= needed))
    return float(cost[order][: last + 1].sum())


def calibration_error(wrong: Numbers, probability: Numbers) -> float:
    """Expected calibration error: |mean probability - share of wrong ones| over BINS equal bins, by their lines."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    parts = [
        (bins == at).mean() * abs(probability[bins == at].mean() - wrong[bins == at].mean())
        for at in range(BINS)
        if (bins == at).any()
    ]
    return float(sum(parts))


def reliability(wrong: Numbers, probability: Numbers) -> list[tuple[int, float, float]]:
    """For each bin with lines: how many, their mean probability, the share of wrong ones."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        (int((bins == at).sum()), float(probability[bins == at].mean()), float(wrong[bins == at].mean()))
        for at in range(BINS)
        if (bins == at).any()
    ]


def mean(values: Sequence[float]) -> float:
    """The mean of those that are known; NaN of none."""
    known = [value for value in values if not math.isnan(value)]
    return float(np.mean(known)) if known else math.nan
