"""A comparison as the annotated text a blog would print: ``heard // official``."""

from __future__ import annotations

from review.formats import annotated
from review.formats.annotated import AnnotatedLine
from review.report.model import ComparisonSheet


def write(sheet: ComparisonSheet) -> bytes:
    """One line a row: a line that is missing has nothing before the ``//``, one that is extra nothing behind it, and
    one that is the same on both sides stands once.
    """
    lines = [AnnotatedLine(row.ours, row.theirs) for row in sheet.comparison.rows]
    return annotated.write(lines)
