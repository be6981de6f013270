"""What an alignment is made of: which stretch of the reference each of our lines covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class TextLine(Protocol):
    """A line of either side: its text, and its times in ms where it has any."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int | None: ...
    @property
    def end(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Part:
    """Characters ``begin`` to ``end`` of the reference's line ``line``: whole words, or characters of a script that
    does not space its words."""

    line: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """One row of an alignment.

    ``ours``: the index of our line, None for what is in the reference and was not heard. ``theirs``: the parts of the
    reference it covers, in the reference's order; empty for a line that was heard and is not in the reference.
    ``elsewhere``: for such a line, the parts it says all the same, in another place of the reference (moved or
    repeated); they are counted where they stand, not here.
    """

    ours: int | None
    theirs: tuple[Part, ...] = ()
    elsewhere: tuple[Part, ...] = ()
