"""Into which stretches of a recording the examining of its lines is cut: each is one step of a job."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from review.line import Line

CHUNK_MS = 120_000
"""The longest stretch that one step examines, one line longer than that aside."""
LINES_A_STEP = 10
"""Lines that one step hears again."""


def evidence_plan(
    lines: Sequence[Line], clips: Sequence[tuple[int, int]], longest: int = CHUNK_MS
) -> list[tuple[int, int]]:
    """Stretches (start, end) in ms that cover ``clips`` in order; ``lines`` are sorted by their start.

    A stretch ends where one of its lines does, at most ``longest`` ms after its start. Where none ends for so long it
    ends before the next line, or just there if there is no line at all; only a line longer than that makes it longer.
    """
    plan: list[tuple[int, int]] = []
    for start, end in clips:
        there = [line for line in lines if start <= line.start < end]
        begins = [line.start for line in there] + [end]
        spans = [(line.start, min(line.end, begins[at + 1])) for at, line in enumerate(there)]
        plan += _cut(start, end, spans, longest)
    return plan


def _cut(start: int, end: int, lines: Sequence[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Cut one clip; ``lines`` are (begin, end) without overlaps."""
    while end - start > most:
        near = [(begin, done) for begin, done in lines if begin <= start + most and done > start]
        ends = [done for _, done in near if done <= start + most]
        begins = [begin for begin, _ in near if begin > start]
        longer = [min(done, end) for _, done in near]
        cut = max(ends, default=0) or max(begins, default=0) or max(longer, default=start + most)
        yield start, cut
        start = cut
    if end > start:
        yield start, end


def rehear_plan(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """From the first to the last of each LINES_A_STEP lines; ``step_of`` has the lines themselves."""
    count = -(-len(lines) // LINES_A_STEP)
    groups = [step_of(lines, index) for index in range(count)]
    return [(group[0].start, max(line.end for line in group)) for group in groups]


def step_of(lines: Sequence[Line], index: int) -> Sequence[Line]:
    """The lines that step ``index`` hears again."""
    return lines[index * LINES_A_STEP : (index + 1) * LINES_A_STEP]


def lines_of(lines: Sequence[Line], plan: Sequence[tuple[int, int]], index: int) -> list[Line]:
    """The lines that begin in stretch ``index``; what begins between two belongs to the former."""
    starts = [start for start, _ in plan]
    return [line for line in lines if max(0, bisect_right(starts, line.start) - 1) == index]
