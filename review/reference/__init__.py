"""Lyrics and scripts: read from text or a file, with what is marked in them told apart."""

from __future__ import annotations

from review.reference.errors import BadReference
from review.reference.kept import scored
from review.reference.model import KeptOut, Kind, Reference, ReferenceLine, ScoredLine
from review.reference.read import heard, parse, read
from review.reference.stored import as_dict, from_dict

__all__ = [
    "BadReference",
    "KeptOut",
    "Kind",
    "Reference",
    "ReferenceLine",
    "ScoredLine",
    "as_dict",
    "from_dict",
    "heard",
    "parse",
    "read",
    "scored",
]
