"""The figures of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Normalisation(str, Enum):
    """How both sides are written before they are compared; always chosen and shown."""

    RAW = "raw"
    STANDARD = "standard"
    ENGLISH = "english"


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of ours and the stretch of the reference it covers, as written; either may be empty."""

    hypothesis: str
    reference: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Of words: how a cheapest alignment comes about (jiwer's)."""

    hits: int = 0
    substitutions: int = 0
    insertions: int = 0
    deletions: int = 0

    @property
    def errors(self) -> int:
        return self.substitutions + self.insertions + self.deletions

    @property
    def reference(self) -> int:
        """Words of the reference."""
        return self.hits + self.substitutions + self.deletions

    @property
    def hypothesis(self) -> int:
        """Words of the hypothesis."""
        return self.hits + self.substitutions + self.insertions


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the rate of such lines lies with ``level`` (0.95): both ends as shares, of the rate named ``rate``."""

    rate: str
    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and F1; None where there is nothing to find (precision: nothing of ours, recall: of theirs).

    ``both`` are found on both sides, of ``ours`` and ``theirs``.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    both: int = 0
    ours: int = 0
    theirs: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What the rates of a Score are made from, besides its counts of words; scores of several texts add up by it.

    ``characters`` and ``letters`` (characters without spaces) are edit distances, those of the reference beside them;
    ``respaced``: the errors in words that are left where re-spaced words cost nothing. ``characters`` is None where
    words were taken out of their text and the spaces between them mean nothing.
    """

    characters: int | None = 0
    reference_characters: int = 0
    letters: int = 0
    reference_letters: int = 0
    respaced: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """Rates are shares (0.118 is 11.8 %; they exceed 1 where much was inserted), None where they are undefined.

    ``note`` is the code of a sentence that says why a rate is what it is, the counts stand all the same:

    - "empty_reference": nothing to compare with, so no rate per word or character of it exists (None); mer and wil,
      shares of what was heard too, are 1.
    - "empty_hypothesis": everything is left out, every rate is 1.
    - "both_empty": nothing to hear and nothing heard, every rate is 0.
    """

    wer: float | None
    cer: float | None
    cer_no_spaces: float | None
    wer_space_insensitive: float | None
    mer: float | None
    wil: float | None
    counts: Counts
    reference_characters: int
    note: str | None = None
    tally: Tally = Tally()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said of one pair of texts. ``headline``: names of Score's rates, the first leads.

    ``score`` is that of the whole texts; ``pairs`` are the lines as they were given, ``lines`` what each counts.

    ``by_script``: "hangul", "latin" ... each with the score of its words, for texts that mix scripts.
    ``excess``: how many errors more the lines add up to than the whole text has (an alignment by lines need not be the
    cheapest one); 0 nearly always. Below 0 where lines part what is one word in the whole text, as in Japanese.
    """

    normalisation: Normalisation
    score: Score
    lines: tuple[Counts, ...]
    headline: tuple[str, ...]
    interval: Interval | None
    by_script: Mapping[str, Score]
    case: Agreement | None
    punctuation: Agreement | None
    line_breaks: Agreement | None
    excess: int = 0
    pairs: tuple[Pair, ...] = ()
