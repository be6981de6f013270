"""Figures as they are written for a person."""

from __future__ import annotations

from collections.abc import Sequence

from review.comparison.model import Row
from review.scoring.model import Agreement, Report, Score

RATES = ("wer", "wer_space_insensitive", "cer", "cer_no_spaces", "mer", "wil")
"""Score's rates, in the order they are listed in."""
COUNTS = ("hits", "substitutions", "insertions", "deletions", "reference_words", "reference_characters")
SHORT = {"substitutions": "substituted", "insertions": "inserted", "deletions": "lost", "reference_words": "words"}
"""Of COUNTS those that are told a file, and the keys of their short names."""
SHARES = ("precision", "recall", "f1")
"""Of an agreement."""
NONE = "–"
"""For what is not defined."""


def percent(share: float | None) -> str:
    """``0.118`` -> ``11.8 %``."""
    return NONE if share is None else f"{100 * share:.1f} %"


def change(before: float | None, after: float | None) -> str:
    """``11.8 → 6.1 %``, both shares."""
    return f"{percent(before).removesuffix(' %')} → {percent(after)}"


def changed(after: Agreement, before: Agreement | None, name: str) -> str:
    """One of SHARES, with what it was where it is another now."""
    value, earlier = share(getattr(after, name)), share(getattr(before, name)) if before else None
    return value if earlier in (None, value) else f"{earlier} → {value}"


def share(value: float | None) -> str:
    """``0.94``: an agreement, which people give as a share."""
    return NONE if value is None else f"{value:.2f}"


def count(score: Score, name: str) -> int:
    """One of COUNTS."""
    if name == "reference_words":
        return score.counts.reference
    return int(getattr(score if name == "reference_characters" else score.counts, name))


def rate(score: Score, name: str) -> float | None:
    """One of RATES."""
    value: float | None = getattr(score, name)
    return value


def figure(score: Score, name: str) -> str:
    """One of RATES or COUNTS, written."""
    return percent(rate(score, name)) if name in RATES else f"{count(score, name):,}"


def leading(report: Report) -> tuple[str, ...]:
    """The report's headline and what belongs beside it: beside a rate of characters what spaces make of the words."""
    beside = ("wer_space_insensitive", "wer") if report.headline[0] == "cer_no_spaces" else ("cer",)
    return tuple(dict.fromkeys((*report.headline, *beside)))


def clock(ms: int) -> str:
    """``24_600`` -> ``0:24.6``, with hours only where there are some."""
    tenths = ms // 100
    hours, minutes, seconds = tenths // 36_000, tenths // 600 % 60, tenths // 10 % 60
    head = f"{hours}:{minutes:02d}" if hours else str(minutes)
    return f"{head}:{seconds:02d}.{tenths % 10}"


def worst(rows: Sequence[Row], most: int) -> list[int]:
    """Indices of the rows with most errors, at most ``most``; of equals the earlier first. Other spaces are none."""
    wrong = [at for at, row in enumerate(rows) if row.counts.errors and row.kind not in ("same", "spacing")]
    return sorted(wrong, key=lambda at: (-rows[at].counts.errors, at))[:most]
