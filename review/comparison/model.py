"""What the person looks at: rows of ours beside theirs, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from review.alignment.model import Part, Stretch
from review.scoring.model import Counts, Report

Change: TypeAlias = Literal["hit", "substitution", "insertion", "deletion", "spacing", "script"]
"""insertion: heard, not in the reference; deletion: in the reference, not heard; spacing: the same letters, other
spaces; script: the same place in another script (어텐션 / Attention)."""

RowKind: TypeAlias = Literal["same", "spacing", "different", "missing", "extra"]
"""missing: in the reference, not heard; extra: heard, not in the reference."""


@dataclass(frozen=True, slots=True)
class Op:
    """One step of a row's alignment; ranges are characters of the row's ``ours`` and ``theirs``, None where there is
    nothing on that side.

    A step is a word beside a word, one word alone, several re-spaced, or a stretch in a script that does not space its
    words. Ranges rise and never overlap; what stands between them (spaces, and punctuation where the normalisation
    drops it) does not count.
    """

    change: Change
    ours: tuple[int, int] | None
    theirs: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One of our lines and the stretch it covers, or a missing stretch.

    ``line``: index of our line, None for a missing one. ``ours``: its text without spaces around it. ``theirs``: the
    stretch as text, its parts joined by one space, and ``breaks`` the places of those spaces at which the reference
    breaks its line. ``counts`` are jiwer's of the two texts; ``ops`` may show other steps of the same number.
    ``elsewhere``: what an extra line says in another place of the reference, as text. ``twin``: rows with the same
    name are the same difference, empty where there is none.
    ``start`` and ``end`` in ms: the line's, or for a missing one the gap in which it should be heard.
    """

    line: int | None
    parts: tuple[Part, ...]
    kind: RowKind
    ours: str
    theirs: str
    ops: tuple[Op, ...]
    breaks: tuple[int, ...]
    counts: Counts
    start: int
    end: int
    elsewhere: str = ""
    twin: str = ""


@dataclass(frozen=True, slots=True)
class Confusion:
    """What stood for what, normalised, how often, and in which rows (indices, each once). Empty ``ours``: left out;
    empty ``theirs``: put in."""

    ours: str
    theirs: str
    count: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside theirs: the rows in order, the figures, the confusions (most frequent first), and the alignment that
    the rows were made from, row by row."""

    rows: tuple[Row, ...]
    report: Report
    confusions: tuple[Confusion, ...]
    stretches: tuple[Stretch, ...]
