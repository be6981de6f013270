"""The signals of a line's words, out of the line itself and of the evidence, as a table of numbers.

What is not known is NaN. Every signal is written so that more is more suspicious on the whole; each stands in the table
twice, as it is and as its rank within the recording: Whisper's figures mean different things in different recordings.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.evidence.words import Place, letters, spoken_places
from review.line import Line
from review.queue.model import Evidence

Table = NDArray[np.float64]
Edges = NDArray[np.int64]

LEAST = 1e-4
"""Probability below which a word is as unlikely as it can be."""
SPELLING = 3
"""Figures that spelling alone gives a word."""
_DIGIT = re.compile(r"\d")
_LATIN = re.compile(r"[A-Za-z]")


class WordRow(NamedTuple):
    """A word of line number ``line``: where it stands in the line's text, and what is known of it."""

    line: int
    place: Place
    text: str
    known: dict[str, float]

    @property
    def told(self) -> bool:
        """Whether anything is known of the word beside its spelling."""
        return len(self.known) > SPELLING


def word_rows(lines: Sequence[Line], evidence: Evidence) -> list[WordRow]:
    """The words of ``lines`` (as the machine heard them) in their order."""
    rows = []
    for number, line in enumerate(lines):
        text = line.text.strip()
        found = evidence.lines.get(line.id)
        told = {(word.begin, word.end): word.signals for word in found.words} if found else {}
        for place, spoken in spoken_places(text, line.words):
            written = text[place.begin : place.end]
            known = {**told.get((place.begin, place.end), {}), **_spelling(written)}
            likely = [word.probability for word in spoken if word.probability is not None]
            if likely:
                known["unlikely"] = -math.log(max(min(likely), LEAST))
            rows.append(WordRow(number, place, written, known))
    return rows


def _spelling(word: str) -> dict[str, float]:
    return {
        "letters": float(len(letters(word))),
        "digits": float(bool(_DIGIT.search(word))),
        "latin": float(bool(_LATIN.search(word))),
    }


def line_edges(rows: Sequence[WordRow], count: int) -> Edges:
    """Where each of ``count`` lines has its first row, shape (count + 1,): the last is how many rows there are."""
    owner = np.array([row.line for row in rows], dtype=np.int64)
    return np.searchsorted(owner, np.arange(count + 1))


SIGNALS: Mapping[str, tuple[str, float]] = {
    "unlikely": ("unlikely", 1.0),
    "letters": ("letters", 1.0),
    "digits": ("digits", 1.0),
    "latin": ("latin", 1.0),
    "duration": ("duration_s", 1.0),
    "surprise_max": ("text_max", 1.0),
    "surprise_sum": ("text_sum", 1.0),
    "logprob_min": ("lp_min", -1.0),
    "logprob_mean": ("lp_mean", -1.0),
    "entropy_max": ("ent_max", 1.0),
    "entropy_mean": ("ent_mean", 1.0),
    "margin_min": ("margin_min", -1.0),
    "rank_max": ("rank_max", 1.0),
    "gain_min": ("pmi_min", -1.0),
    "gain_mean": ("pmi_mean", -1.0),
    "again_differ": ("again_differ", 1.0),
    "again_letters": ("again_letters", 1.0),
    "reads_better": ("reads_better", 1.0),
    "reads_better_first": ("reads_better_first", 1.0),
    "other_differ": ("other_differ", 1.0),
    "other_letters": ("other_letters", 1.0),
}
"""By its name in the coefficients' file: what a signal is called in the evidence, and the sign that makes more of it
more suspicious. "unlikely" is minus the logarithm of the recogniser's own probability of the word."""


def columns(rows: Sequence[WordRow], names: Sequence[str]) -> list[Table]:
    """The signals of these names, shape (words,) each."""
    known = [row.known for row in rows]
    return [_column(known, *SIGNALS[name]) for name in names]


def _column(known: Sequence[dict[str, float]], key: str, sign: float) -> Table:
    return sign * np.fromiter(map(dict.get, known, repeat(key), repeat(math.nan)), np.float64, len(known))


def table(rows: Sequence[WordRow], names: Sequence[str]) -> Table:
    """Shape (words, 2 x names): the values, then their ranks within the recording, -1 (the least) to 1."""
    if not rows:
        return np.zeros((0, 2 * len(names)))
    values = columns(rows, names)
    return np.column_stack([*values, *map(_ranks, values)])


def _ranks(values: Table) -> Table:
    """Midranks from -1 to 1; 0 where a value is not known, or all are the same."""
    ranks = np.zeros(len(values))
    known = np.flatnonzero(~np.isnan(values))
    if len(known) > 1:
        _, place, counts = np.unique(values[known], return_inverse=True, return_counts=True)
        middle = np.cumsum(counts) - (counts + 1) / 2
        ranks[known] = 2 * (middle[place] + 0.5) / len(known) - 1
    return ranks
