"""What is compared and scored: the reference after the switches of ``KeptOut``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from review.reference.errors import ReferenceTooManyLines
from review.reference.model import KeptOut, Reference, ReferenceLine, ScoredLine

MAX_LINES = 200_000
"""Repeats counted; an hour of talk is about a thousand lines."""

_HOW = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]")

Span = tuple[int, int]


def scored(reference: Reference, kept_out: KeptOut) -> tuple[ScoredLine, ...]:
    """The lines that are compared, in the order in which they are sung. Blank lines and lines in which the switches
    leave no letter and no digit are dropped; ``line`` says where each comes from.

    Raises ReferenceTooManyLines where repeats make more than ``MAX_LINES``; what ``read`` gave never does.
    """
    lines = reference.lines
    order = sung(lines) if kept_out.repeats else range(len(lines))
    texts: dict[int, tuple[str, tuple[Span, ...]]] = {}
    found: list[ScoredLine] = []
    for index in order:
        line = lines[index]
        if index in texts:
            text, backing = texts[index]
            found.append(ScoredLine(text, index, backing=backing))
        elif _counts(line, kept_out):
            text, backing = _text(line, kept_out)
            if any(char.isalnum() for char in text):
                texts[index] = text, backing
                found.append(ScoredLine(text, index, line.start, line.end, backing))
    return tuple(found)


def sung(lines: Sequence[ReferenceLine]) -> list[int]:
    """The lines' indices in the order in which they are sung: a marked line stands as often as its mark says, a block
    (up to a blank line or a heading) as often as a mark alone behind it or its heading says.

    Raises ReferenceTooManyLines.
    """
    song = _Song()
    for index, line in enumerate(lines):
        if line.kind in ("blank", "heading"):
            song.close()
            song.block = line.repeats if line.kind == "heading" else song.block
            song.add([index], 1)
            song.begin = len(song.order)
        elif line.kind == "text" and line.mark and not line.text:
            song.again(line.repeats)
            song.add([index], 1)
        else:
            song.add([index], line.repeats)
            song.open = True
    song.close()
    return song.order


@dataclass(slots=True)
class _Song:
    """The order so far; the present block begins at ``begin`` and has lines where ``open``; ``block`` is what its
    heading says. ``last`` is the range of the block before."""

    order: list[int] = field(default_factory=list)
    begin: int = 0
    open: bool = False
    block: int = 1
    last: Span = (0, 0)

    def add(self, indices: Sequence[int], times: int) -> None:
        if len(self.order) + len(indices) * times > MAX_LINES:
            raise ReferenceTooManyLines(limit=MAX_LINES)
        self.order.extend([*indices] * times)

    def close(self) -> None:
        """The block ends; a heading's repeat is for the first block that has lines."""
        if self.open:
            self.last = (self.begin, len(self.order))
            self.add(self.order[self.begin :], self.block - 1)
            self.open, self.block = False, 1

    def again(self, times: int) -> None:
        """A mark alone: the present block, or where it has no lines yet the one before."""
        begin, end = (self.begin, len(self.order)) if self.open else self.last
        self.add(self.order[begin:end], times - 1)


def _counts(line: ReferenceLine, kept_out: KeptOut) -> bool:
    if line.kind == "heading":
        return not kept_out.headings
    if line.kind == "direction":
        return not kept_out.directions
    return line.kind == "text"


def _text(line: ReferenceLine, kept_out: KeptOut) -> tuple[str, tuple[Span, ...]]:
    """A line's text after the switches, and where in it the backing vocals are."""
    if line.kind != "text":
        return line.text, ()
    drop = [*(line.asides if kept_out.directions else ()), *(line.backing if kept_out.backing else ())]
    text, backing = _stripped(*without(line.text, sorted(drop), () if kept_out.backing else line.backing))
    label = "" if kept_out.speakers else line.label
    if label:
        label = _HOW.sub("", label) if kept_out.directions else label
        shift = len(label) + 1
        text, backing = f"{label} {text}", tuple((begin + shift, end + shift) for begin, end in backing)
    if line.mark and not kept_out.repeats:
        text = f"{text} {line.mark}"
    return _stripped(text, backing)


def without(text: str, drop: Sequence[Span], keep: Iterable[Span]) -> tuple[str, tuple[Span, ...]]:
    """``text`` without the sorted, separate ranges ``drop`` and without the space that would be left before a space, a
    comma or the end; and where the ranges ``keep`` (none overlaps a dropped one) are in it."""
    if not drop:
        return text, tuple(keep)
    stay: list[int] = []
    at = 0
    for begin, end in [*drop, (len(text), len(text))]:
        if at and (at == len(text) or text[at].isspace() or text[at] in ",.!?;:…"):
            while stay and text[stay[-1]].isspace():
                stay.pop()
        stay.extend(range(at, begin))
        at = end
    moved = tuple((bisect_left(stay, begin), bisect_left(stay, end)) for begin, end in keep)
    return "".join(text[index] for index in stay), moved


def _stripped(text: str, ranges: Sequence[Span]) -> tuple[str, tuple[Span, ...]]:
    lead = len(text) - len(text.lstrip())
    return text.strip(), tuple((begin - lead, end - lead) for begin, end in ranges)
