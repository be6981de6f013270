"""Alignments written down as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from review.alignment import Part, align


@dataclass(frozen=True)
class Sung:
    text: str
    start: int | None = None
    end: int | None = None


def lines(texts: Sequence[str | Sung]) -> list[Sung]:
    return [Sung(text) if isinstance(text, str) else text for text in texts]


def aligned(ours: Sequence[str | Sung], theirs: Sequence[str | Sung]) -> list[tuple[str | None, str]]:
    """Our line (None for what was not heard) and its stretch, its parts joined by " | "."""
    left, right = lines(ours), lines(theirs)
    return [
        (None if row.ours is None else left[row.ours].text, written(row.theirs, right)) for row in align(left, right)
    ]


def elsewhere(ours: Sequence[str | Sung], theirs: Sequence[str | Sung]) -> dict[int, str]:
    """What the lines of ours without a stretch say in another place."""
    left, right = lines(ours), lines(theirs)
    return {
        row.ours: written(row.elsewhere, right) for row in align(left, right) if row.ours is not None and row.elsewhere
    }


def written(parts: Sequence[Part], theirs: Sequence[Sung]) -> str:
    return " | ".join(theirs[part.line].text[part.begin : part.end] for part in parts)
