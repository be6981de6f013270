"""What the readers of the single formats hand on: lines of text before anything in them is told apart."""

from __future__ import annotations

from dataclasses import dataclass

from review.reference.model import Kind


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A line as it came (``written``) and its ``text`` without the format's own marks; ``kind`` where the format says
    it (a Markdown heading). Times in ms; ``heard`` and ``comment`` as in ReferenceLine."""

    written: str
    text: str
    kind: Kind | None = None
    start: int | None = None
    end: int | None = None
    heard: str | None = None
    comment: str | None = None
