"""Ours beside theirs, row by row and word by word, and what follows from it."""

from review.comparison.compare import compare
from review.comparison.model import Change, Comparison, Confusion, Op, Row, RowKind

__all__ = ["Change", "Comparison", "Confusion", "Op", "Row", "RowKind", "compare"]
