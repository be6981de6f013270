"""Suspicion: the probability that a word, and a line, was heard wrong. Small logistic models, fitted by a bench.

A model foretells of a word whether one letter of it is wrong, and whether two are; a line is wrong when two or more are
in all, so its probability follows from its words' ("one" and "two" below), and is then calibrated as a whole. There is
a model for each set of signals that a transcript may have; the one that knows most of what is there is taken. All
numbers stand in coefficients.json, with the date, the data and the figures they reached.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.queue.signals import Edges, Table, WordRow, columns, line_edges, table

FILE = Path(__file__).with_name("coefficients.json")
MOST_SPREADS = 4.0
"""A value counts as at most so many standard deviations from the mean: one odd figure is not to decide alone."""
SURE = 1e-6
NO_WORDS = -1
UNKNOWN = 0.25
"""Of a line without words, a note or three dots: there is nothing in it to be wrong, and nothing that was measured."""


@dataclass(frozen=True, slots=True)
class Logistic:
    """``weights`` of the values and of their ranks."""

    intercept: float
    weights: Table

    def __call__(self, features: Table) -> Table:
        """Probabilities, shape (words,)."""
        odds = np.clip(self.intercept + features @ self.weights, -30, 30)
        found: Table = 1 / (1 + np.exp(-odds))
        return found


@dataclass(frozen=True, slots=True)
class Model:
    """For words of which ``signals`` are known; ``needs`` are those without which it says nothing."""

    name: str
    needs: tuple[str, ...]
    signals: tuple[str, ...]
    mean: Table
    spread: Table
    one: Logistic
    two: Logistic
    intercept: float
    slope: float

    def features(self, values: Table) -> Table:
        """Values in spreads from the mean, what is unknown at the mean; ranks as they are."""
        count = len(self.signals)
        with np.errstate(over="ignore"):  # a value out of all measure is clipped too
            spreads = np.clip((values[:, :count] - self.mean) / self.spread, -MOST_SPREADS, MOST_SPREADS)
        return np.hstack([np.nan_to_num(spreads), values[:, count:]])

    def words(self, rows: Sequence[WordRow]) -> tuple[Table, Table]:
        """The probabilities that one letter of each word is wrong, and that two are; shape (words,) each."""
        features = self.features(table(rows, self.signals))
        one = self.one(features)
        return one, np.minimum(self.two(features), one)

    def lines(self, one: Table, two: Table, first: Edges) -> Table:
        """The calibrated probability that two letters of each line are wrong, as ``two_letters`` takes them."""
        odds = self.intercept + self.slope * log_odds(two_letters(one, two, first))
        found: Table = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
        return found


def two_letters(one: Table, two: Table, first: Edges) -> Table:
    """The probability that two or more letters of each line are wrong, as if words went wrong independently.

    It is 1 less that of no wrong word, and of one with a single wrong letter. ``one`` and ``two`` are of words, shape
    (words,), ``first`` where each line has its first word, as ``line_edges`` says; the answer's shape is (lines,).
    """
    some = np.clip(one, SURE, 1 - SURE)
    none = _by_line(np.multiply, 1 - some, first)
    single = _by_line(np.add, (some - np.minimum(two, some)) / (1 - some), first) * none
    found: Table = np.clip(1 - none - single, SURE, 1 - SURE)
    return found


def _by_line(every: np.ufunc, values: Table, first: Edges) -> Table:
    """All values of a line in one; of a line without words what they have none of."""
    found = np.full(len(first) - 1, float(every.identity))
    spoken = np.diff(first) > 0
    if spoken.any():
        found[spoken] = every.reduceat(values, first[:-1][spoken])
    return found


def log_odds(probability: Table) -> Table:
    """The logarithm of p / (1 - p)."""
    found: Table = np.log(probability / (1 - probability))
    return found


def suspicions(rows: Sequence[WordRow], count: int) -> tuple[Table, Table]:
    """The probability that each word has a wrong letter, shape (words,), and that each of ``count`` lines is wrong.

    Every line is judged by the first model, of those that stand the best first, whose needs most of its words meet:
    while evidence comes in, some lines are known better than others.
    """
    first = line_edges(rows, count)
    chosen = _chosen(rows, first)
    by_word = np.repeat(chosen, np.diff(first))
    words, lines = np.full(len(rows), UNKNOWN), np.full(count, UNKNOWN)
    for number in sorted(set(chosen.tolist()) - {NO_WORDS}):
        model = fitted()[number]
        one, two = model.words(rows)
        words[by_word == number] = one[by_word == number]
        lines[chosen == number] = model.lines(one, two, first)[chosen == number]
    return words, lines


def _chosen(rows: Sequence[WordRow], first: Edges) -> NDArray[np.int64]:
    """The number of each line's model; NO_WORDS for a line that has none."""
    sizes = np.diff(first)
    chosen = np.full(len(sizes), NO_WORDS)
    shares = {}
    needed = list({name for model in fitted() for name in model.needs})
    for name, values in zip(needed, columns(rows, needed), strict=True):
        known = np.concatenate([[0], np.cumsum(~np.isnan(values))])
        shares[name] = 2 * (known[first[1:]] - known[first[:-1]]) >= sizes
    for number, model in enumerate(fitted()):
        suits = (sizes > 0) & (chosen == NO_WORDS)
        for name in model.needs:
            suits &= shares[name]
        chosen[suits] = number
    return chosen


@lru_cache(maxsize=1)
def fitted() -> tuple[Model, ...]:
    """The models of coefficients.json, the best first."""
    return tuple(_model(data) for data in json.loads(FILE.read_text(encoding="utf-8"))["models"])


def _model(data: Mapping[str, Any]) -> Model:
    def logistic(name: str) -> Logistic:
        return Logistic(data[name]["intercept"], np.array(data[name]["weights"]))

    return Model(
        data["name"],
        tuple(data["needs"]),
        tuple(data["signals"]),
        np.array(data["mean"]),
        np.array(data["spread"]),
        logistic("one"),
        logistic("two"),
        data["line"]["intercept"],
        data["line"]["slope"],
    )
