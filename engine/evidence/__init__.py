"""What speaks for and against each line and word that was heard: figures with names, gathered part by part."""

from __future__ import annotations

from engine.evidence.model import (
    LARGER,
    LARGER_SILENT,
    PARTS,
    SECOND,
    Alternative,
    Gap,
    LineEvidence,
    PartEvidence,
    WordEvidence,
)

__all__ = [
    "LARGER",
    "LARGER_SILENT",
    "PARTS",
    "SECOND",
    "Alternative",
    "Gap",
    "LineEvidence",
    "PartEvidence",
    "WordEvidence",
]
