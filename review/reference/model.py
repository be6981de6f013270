"""Lyrics or a script as a person brought it: its lines with what is marked in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["text", "heading", "direction", "blank"]


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """One line of the reference; line breaks are kept as they came.

    ``text`` is what is sung or said: NFC, without the speaker's name, a repeat mark or a comment; of a heading or a
    direction, the line as it was written. ``written`` is the line as it came. ``backing`` holds the ranges of ``text``
    (characters, the brackets included) that are backing vocals in parentheses, ``asides`` those that are stage
    directions inside the line. ``repeats``: how often the line is sung by its mark, (x2) say. ``start`` and ``end``
    in ms where the file has times. ``heard``: the other side of ``heard // official``, None where nothing was said of
    it.
    """

    text: str
    written: str
    kind: Kind = "text"
    speaker: str | None = None
    backing: tuple[tuple[int, int], ...] = ()
    asides: tuple[tuple[int, int], ...] = ()
    repeats: int = 1
    start: int | None = None
    end: int | None = None
    heard: str | None = None
    comment: str | None = None
    label: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A whole reference; ``format`` is the name of the format it was read from."""

    lines: tuple[ReferenceLine, ...]
    format: str


@dataclass(frozen=True, slots=True)
class KeptOut:
    """What is kept out of the comparison and of the score; a person switches each.

    ``repeats``: a repeat mark is kept out as text and its line stands as often as it says (a mark that stands alone is
    its block's, one in a heading the following block's); off, the mark is text.
    """

    headings: bool = True
    repeats: bool = True
    speakers: bool = True
    directions: bool = True
    backing: bool = False


@dataclass(frozen=True, slots=True)
class ScoredLine:
    """A line as it is compared: ``text`` after the switches, ``line`` its index in the reference (a repeated line
    stands several times), times in ms where there are any (the first time only for a repeated line). ``backing``:
    ranges of ``text``.
    """

    text: str
    line: int
    start: int | None = None
    end: int | None = None
    backing: tuple[tuple[int, int], ...] = field(default=())
