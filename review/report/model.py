"""What a report is made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.comparison import Comparison
from review.reference.model import KeptOut
from review.scoring.model import Normalisation, Report


@dataclass(frozen=True, slots=True)
class ComparisonSheet:
    """One comparison as a person takes it home.

    ``name`` and ``reference_name`` are those of the transcript (or its recording) and of the lyrics or script.
    ``before`` holds the machine's figures, None where nothing was edited or nothing is known of it; the comparison is
    that of the text as it is now. ``made_at``: ISO 8601, in the reader's time zone; shown to the minute.
    """

    name: str
    reference_name: str
    language: str | None
    normalisation: Normalisation
    kept_out: KeptOut
    comparison: Comparison
    before: Report | None
    made_at: str

    @property
    def timed(self) -> bool:
        """Whether our lines have times: plain text has none, and its rows all stand at 0."""
        return any(row.end for row in self.comparison.rows)


@dataclass(frozen=True, slots=True)
class Total:
    """Several comparisons and their figures taken together; ``before`` as in a sheet."""

    name: str
    sheets: Sequence[ComparisonSheet]
    report: Report
    before: Report | None
