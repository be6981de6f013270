"""When a line that was not heard should be: between the lines around it."""

from __future__ import annotations

from collections.abc import Sequence

from review.alignment.model import Stretch, TextLine

LISTEN_MS = 1_000
"""A gap shorter than this is widened by as much on both sides: what was sung over is heard only with what is around."""
_TAIL_MS = 10_000
"""How long the end is taken to be where nobody knows how long the recording lasts."""


def find_times(stretches: Sequence[Stretch], ours: Sequence[TextLine], duration: int | None) -> list[tuple[int, int]]:
    """Start and end of each row in ms: the line's own, or the gap in which a missing one should be; 0 where our lines
    have no times."""
    times: list[tuple[int, int]] = []
    after = _starts(stretches, ours)
    end: int | None = 0 if any(line.end is not None for line in ours) else None
    for stretch, following in zip(stretches, after, strict=True):
        if stretch.ours is not None:
            line = ours[stretch.ours]
            times.append((line.start or 0, line.end or 0))
            end = line.end if line.end is not None else end
        else:
            times.append((0, 0) if end is None else _gap(end, following, duration))
    return times


def _starts(stretches: Sequence[Stretch], ours: Sequence[TextLine]) -> list[int | None]:
    """For each row the start of the next line of ours behind it."""
    found: list[int | None] = []
    start: int | None = None
    for stretch in reversed(stretches):
        found.append(start)
        if stretch.ours is not None and ours[stretch.ours].start is not None:
            start = ours[stretch.ours].start
    return found[::-1]


def _gap(end: int, start: int | None, duration: int | None) -> tuple[int, int]:
    if start is None:
        start = end + _TAIL_MS if duration is None else duration
    if start - end < LISTEN_MS:
        middle = (start + end) // 2
        start, end = middle + LISTEN_MS, middle - LISTEN_MS
    last = start if duration is None else max(min(start, duration), 0)
    return max(min(end, last - LISTEN_MS), 0), last
