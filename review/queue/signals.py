"""The signals of a line's words, out of the line itself and of the evidence, as a table of numbers.

What is not known is NaN. Every signal is written so that more is more suspicious on the whole; each stands in the table
twice, as it is and as its rank within the recording: Whisper's figures mean different things in different recordings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence.gather import HeardLine
from engine.evidence.words import Place, letters, places
from review.line import Line
from review.queue.model import Evidence

Table = NDArray[np.float64]

LEAST = 1e-4
"""Probability below which a word is as unlikely as it can be."""
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class WordRow:
    """A word of line number ``line``: where it stands in the line's text, and what is known of it."""

    line: int
    place: Place
    text: str
    known: Mapping[str, float]


def word_rows(lines: Sequence[Line], evidence: Evidence) -> list[WordRow]:
    """The words of ``lines`` (as the machine heard them) in their order."""
    rows = []
    for number, line in enumerate(lines):
        text = line.text.strip()
        found = evidence.lines.get(line.id)
        told = {(word.begin, word.end): word.signals for word in found.words} if found else {}
        spoken = _probabilities(line, text)
        for place in places(HeardLine(line.id, line.start, line.end, line.text, line.words)):
            known = dict(told.get((place.begin, place.end), {}))
            likely = [value for begin, end, value in spoken if begin < place.end and end > place.begin]
            if likely:
                known["probability"] = min(likely)
            rows.append(WordRow(number, place, text[place.begin : place.end], known))
    return rows


def _probabilities(line: Line, text: str) -> list[tuple[int, int, float]]:
    found = []
    at = 0
    for word in line.words:
        bare = word.text.strip()
        begin = text.find(bare, at) if bare else -1
        if begin >= 0:
            at = begin + len(bare)
            if word.probability is not None:
                found.append((begin, at, word.probability))
    return found


def _named(name: str, sign: float = 1.0) -> Callable[[WordRow], float]:
    return lambda row: sign * row.known.get(name, math.nan)


def _unlikely(row: WordRow) -> float:
    probability = row.known.get("probability")
    return math.nan if probability is None else -math.log(max(probability, LEAST))


SIGNALS: Mapping[str, Callable[[WordRow], float]] = {
    "unlikely": _unlikely,
    "letters": lambda row: float(len(letters(row.text))),
    "digits": lambda row: float(bool(_DIGIT.search(row.text))),
    "latin": lambda row: float(bool(_LATIN.search(row.text))),
    "duration": _named("duration_s"),
    "surprise_max": _named("text_max"),
    "surprise_sum": _named("text_sum"),
    "logprob_min": _named("lp_min", -1.0),
    "logprob_mean": _named("lp_mean", -1.0),
    "entropy_max": _named("ent_max"),
    "entropy_mean": _named("ent_mean"),
    "margin_min": _named("margin_min", -1.0),
    "rank_max": _named("rank_max"),
    "gain_min": _named("pmi_min", -1.0),
    "gain_mean": _named("pmi_mean", -1.0),
    "again_differ": _named("again_differ"),
    "again_letters": _named("again_letters"),
    "reads_better": _named("reads_better"),
    "reads_better_first": _named("reads_better_first"),
    "other_differ": _named("other_differ"),
    "other_letters": _named("other_letters"),
}
"""What each signal is, by its name in the coefficients' file."""


def table(rows: Sequence[WordRow], names: Sequence[str]) -> Table:
    """Shape (words, 2 x names): the values, then their ranks within the recording, -1 (the least) to 1."""
    values = np.array([[SIGNALS[name](row) for name in names] for row in rows], dtype=np.float64)
    values = values.reshape(len(rows), len(names))
    return np.hstack([values, np.apply_along_axis(_ranks, 0, values)]) if len(rows) else np.zeros((0, 2 * len(names)))


def _ranks(values: Table) -> Table:
    """Midranks from -1 to 1; 0 where a value is not known, or all are the same."""
    ranks = np.zeros(len(values))
    known = np.flatnonzero(~np.isnan(values))
    if len(known) > 1:
        _, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranks[known] = 2 * (middle[place] + 0.5) / len(known) - 1
    return ranks
