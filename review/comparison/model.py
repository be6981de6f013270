"""What the person looks at: rows of ours beside theirs, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from review.alignment.model import Part
from review.scoring.model import Counts

Change: TypeAlias = Literal["hit", "substitution", "insertion", "deletion", "spacing", "script"]
"""insertion: heard, not in the reference; deletion: in the reference, not heard; spacing: the same letters, other
spaces; script: the same place in another script (어텐션 / Attention)."""

RowKind: TypeAlias = Literal["same", "spacing", "different", "missing", "extra"]
"""missing: in the reference, not heard; extra: heard, not in the reference."""


@dataclass(frozen=True, slots=True)
class Op:
    """One step of a row's alignment; ranges are characters of the row's ``ours`` and ``theirs``, None where there is
    nothing on that side."""

    change: Change
    ours: tuple[int, int] | None
    theirs: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Row:
    """One of our lines and the stretch it covers, or a missing stretch.

    ``line``: index of our line, None for a missing one. ``theirs``: the stretch as text, its parts joined by one
    space, and ``breaks`` the places in it where the reference breaks its line. ``elsewhere``: what an extra line says
    in another place of the reference, as text. ``twin``: rows with the same name are the same difference.
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
    """What stood for what, how often, and in which rows (indices). Empty ``ours`` or ``theirs``: left out, put in."""

    ours: str
    theirs: str
    count: int
    rows: tuple[int, ...]
