"""Fits the suspicion's models, and foretells each recording by models that were fitted without its speaker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from review.queue.model import Evidence
from review.queue.rank import is_flagged
from review.queue.signals import Edges, Table, WordRow, line_edges, table, word_rows
from review.queue.suspicion import Logistic, Model, log_odds, two_letters
from tests.bench.queue.gathered import Examined
from tests.bench.queue.truth import Judged, Missing, judge

WORD_PENALTY = 8.0
"""Of the squared weights, standardised: chosen among 3, 8, 20, 60 by the figures of the bench."""
LINE_PENALTY = 1.0
STEPS = 50
LEAST_SPREAD = 1e-3

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a model knows: ``needs`` are the signals without which it is not taken, ``groups`` what it is fitted on."""

    name: str
    needs: tuple[str, ...]
    signals: tuple[str, ...]
    groups: tuple[str, ...]
    penalty: float = WORD_PENALTY

    def knows(self, case: Case) -> bool:
        """Whether most words of the case meet the needs, as ``suspicions`` chooses for a line."""
        return all(2 * np.isfinite(table(case.rows, (name,))[:, 0]).sum() >= len(case.rows) for name in self.needs)

    def fits(self, case: Case) -> bool:
        """Whether the model is fitted on the case."""
        return case.examined.recording.group in self.groups and self.knows(case)


@dataclass(slots=True)
class Case:
    """A recording with its words' signals and the truth."""

    examined: Examined
    judged: list[Judged]
    missing: list[Missing]
    rows: list[WordRow] = field(default_factory=list)
    letters: Numbers = field(default_factory=lambda: np.zeros(0))
    """Wrong letters, a word."""

    @property
    def name(self) -> str:
        return self.examined.recording.key

    @property
    def first(self) -> Edges:
        """Where each line has its first word, shape (lines + 1,)."""
        return line_edges(self.rows, len(self.judged))

    @property
    def wrong(self) -> Numbers:
        """1 for a wrong line, shape (lines,)."""
        return np.array([float(line.wrong) for line in self.judged])


def prepared(examined: Examined, evidence: Evidence) -> Case:
    """A case whose words know what ``evidence`` says."""
    judged, missing = judge(examined.recording, examined.lines)
    case = Case(examined, judged, missing, word_rows(examined.lines, evidence))
    case.letters = np.array([_letters(judged[row.line], row) for row in case.rows], dtype=np.float64)
    return case


def _letters(judged: Judged, row: WordRow) -> int:
    there = (letters for begin, end, letters in judged.words if begin < row.place.end and end > row.place.begin)
    return sum(there)


def logistic(features: Numbers, wrong: Numbers, penalty: float) -> Logistic:
    """Penalised maximum likelihood by Newton's method; the intercept is free."""
    design = np.hstack([np.ones((len(features), 1)), features])
    ridge = np.eye(design.shape[1]) * penalty
    ridge[0, 0] = 1e-6
    weights = np.zeros(design.shape[1])
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        spread = likely * (1 - likely) + 1e-9
        slope = design.T @ (wrong - likely) - ridge @ weights
        step = np.linalg.solve((design * spread[:, None]).T @ design + ridge, slope)
        weights += step
        if np.abs(step).max() < 1e-6:
            break
    return Logistic(float(weights[0]), weights[1:])


def fit(recipe: Recipe, cases: Sequence[Case]) -> Model:
    """The recipe's model of ``cases``: first its words, then (on words foretold by others) its lines."""
    model = _words(recipe, cases)
    odds, wrong = [], []
    for left_out in cases:
        rest = [case for case in cases if case is not left_out]
        inner = _words(recipe, rest) if rest else model
        odds += log_odds(two_letters(*inner.words(left_out.rows), left_out.first)).tolist()
        wrong += left_out.wrong.tolist()
    line = logistic(np.array(odds)[:, None], np.array(wrong), LINE_PENALTY)
    return _with_line(model, line.intercept, float(line.weights[0]))


def _words(recipe: Recipe, cases: Sequence[Case]) -> Model:
    values = np.vstack([table(case.rows, recipe.signals) for case in cases])
    letters = np.concatenate([case.letters for case in cases])
    count = len(recipe.signals)
    with np.errstate(all="ignore"):
        known = ~np.isnan(values[:, :count])
        total = np.maximum(known.sum(axis=0), 1)
        mean = np.where(known, values[:, :count], 0).sum(axis=0) / total
        spread = np.sqrt(np.where(known, (values[:, :count] - mean) ** 2, 0).sum(axis=0) / total)
    spread = np.where(spread > LEAST_SPREAD, spread, 1.0)  # what never differs says nothing
    nothing = Logistic(0.0, np.zeros(2 * count))
    bare = Model(recipe.name, recipe.needs, recipe.signals, mean, spread, nothing, nothing, 0.0, 1.0)
    features = bare.features(values)
    one = logistic(features, (letters >= 1).astype(float), recipe.penalty)
    two = logistic(features, (letters >= 2).astype(float), recipe.penalty)
    return Model(recipe.name, recipe.needs, recipe.signals, mean, spread, one, two, 0.0, 1.0)


def _with_line(model: Model, intercept: float, slope: float) -> Model:
    return Model(
        model.name, model.needs, model.signals, model.mean, model.spread, model.one, model.two, intercept, slope
    )


@dataclass(frozen=True, slots=True)
class Foretold:
    """A recording's lines as models say that never saw it: probabilities, shape (lines,); its words' too."""

    case: Case
    lines: Numbers
    words: Numbers
    model: str

    @property
    def flagged(self) -> NDArray[np.bool_]:
        """Which lines are to be checked, shape (lines,)."""
        owned = np.split(self.words, self.case.first[1:-1])
        return np.array(
            [is_flagged(line, words) for line, words in zip(self.lines, owned, strict=True)], dtype=np.bool_
        )


def cross_validated(recipes: Sequence[Recipe], cases: Sequence[Case]) -> list[Foretold]:
    """Each case foretold by the model that suits it, fitted on the cases of the recipe's groups but this one."""
    found = []
    for case in cases:
        recipe = next(recipe for recipe in recipes if recipe.knows(case))
        others = [each for each in cases if each is not case and recipe.fits(each)]
        found.append(foretold(fit(recipe, others), case))
    return found


def foretold(model: Model, case: Case) -> Foretold:
    """The case's lines and words as ``model`` says."""
    one, two = model.words(case.rows)
    return Foretold(case, model.lines(one, two, case.first), one, model.name)


def as_dict(model: Model) -> Mapping[str, Any]:
    """For coefficients.json, rounded to what matters."""

    def numbers(values: Table) -> list[float]:
        return [round(float(value), 4) for value in values]

    return {
        "name": model.name,
        "needs": list(model.needs),
        "signals": list(model.signals),
        "mean": numbers(model.mean),
        "spread": numbers(model.spread),
        "one": {"intercept": round(model.one.intercept, 4), "weights": numbers(model.one.weights)},
        "two": {"intercept": round(model.two.intercept, 4), "weights": numbers(model.two.weights)},
        "line": {"intercept": round(model.intercept, 4), "slope": round(model.slope, 4)},
    }
