"""A report as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from review.scoring.model import Agreement, Counts, Report, Score

RATES = ("wer", "cer", "cer_no_spaces", "wer_space_insensitive", "mer", "wil")


def as_dict(report: Report) -> dict[str, Any]:
    """All of the report; rates are shares, null where they are undefined."""
    return {
        **score_as_dict(report.score),
        "normalisation": report.normalisation.value,
        "headline": list(report.headline),
        "confidence_interval": None if report.interval is None else asdict(report.interval),
        "by_script": {name: score_as_dict(score) for name, score in report.by_script.items()},
        "case": agreement_as_dict(report.case),
        "punctuation": agreement_as_dict(report.punctuation),
        "line_breaks": agreement_as_dict(report.line_breaks),
        "excess": report.excess,
        "lines": [
            {"hypothesis": pair.hypothesis, "reference": pair.reference, **_counts(counts)}
            for pair, counts in zip(report.pairs, report.lines, strict=True)
        ],
    }


def score_as_dict(score: Score) -> dict[str, Any]:
    """Rates and counts of one score."""
    return {
        **{name: getattr(score, name) for name in RATES},
        **_counts(score.counts),
        "reference_words": score.counts.reference,
        "reference_characters": score.reference_characters,
        "note": score.note,
    }


def agreement_as_dict(agreement: Agreement | None) -> dict[str, float | None] | None:
    """Its three figures."""
    if agreement is None:
        return None
    return {"precision": agreement.precision, "recall": agreement.recall, "f1": agreement.f1}


def _counts(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in ("hits", "substitutions", "insertions", "deletions")}
