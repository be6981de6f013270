"""WER, CER and their details, for texts written the same way."""

from review.scoring.json import agreement_as_dict, as_dict, score_as_dict
from review.scoring.model import Agreement, Counts, Interval, Normalisation, Pair, Report, Score, Tally
from review.scoring.normalise import normalise
from review.scoring.report import report, score, total

__all__ = [
    "Agreement",
    "Counts",
    "Interval",
    "Normalisation",
    "Pair",
    "Report",
    "Score",
    "Tally",
    "agreement_as_dict",
    "as_dict",
    "normalise",
    "report",
    "score",
    "score_as_dict",
    "total",
]
