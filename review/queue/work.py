"""What the work took and what it brought, from the edit log alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from review.events import Stroke

PAUSE_MS = 120_000
"""A longer time between two entries counts as this much. A window of 30 s heard twice and 300 letters typed at 5 a
second take two minutes: who does nothing for longer has gone away. Our own choice, not measured."""
RECENT = 50
"""Decisions over which the yield is counted."""

_DECIDING = frozenset(("set_text", "replace_all", "decide", "delete", "insert", "pass_gap"))


@dataclass(frozen=True, slots=True)
class Done:
    """``lines`` were decided in so many ``minutes``, ``corrected`` of them by another text."""

    minutes: float
    lines: int
    corrected: int

    @property
    def minutes_per_fix(self) -> float | None:
        """Minutes for each corrected error."""
        return self.minutes / self.corrected if self.corrected else None


@dataclass(frozen=True, slots=True)
class Yield:
    """Of the newest ``decisions`` so many ``corrected`` something."""

    decisions: int
    corrected: int


class Work:
    """The strokes of a run's log so far, added up as they come.

    ``decided`` below says of each line or gap that is decided now, by its name, whether the text was corrected.
    """

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self._taken = 0
        self._last: int | None = None
        self._ms = 0
        self._touched: dict[str, None] = {}  # the one decided last comes last

    def update(self, strokes: Sequence[Stroke]) -> None:
        """All strokes of the log, those that were taken already among them; of a shorter log everything is new."""
        if len(strokes) < self._taken:
            self._clear()
        for stroke in islice(strokes, self._taken, None):
            self._take(stroke)
        self._taken = len(strokes)

    def _take(self, stroke: Stroke) -> None:
        if self._last is not None:  # a clock that was put back counts for nothing
            self._ms += min(PAUSE_MS, max(0, stroke.at - self._last))
        self._last = stroke.at
        if stroke.kind != "undo" and stroke.op in _DECIDING:
            for name in stroke.touched:
                self._touched.pop(name, None)
                self._touched[name] = None

    def done(self, decided: Mapping[str, bool]) -> Done:
        """Lines that a person decided here and that are decided still; what came with a file is no work."""
        found = [decided[name] for name in self._touched if name in decided]
        return Done(self._ms / 60_000, len(found), sum(found))

    def recent(self, decided: Mapping[str, bool]) -> Yield:
        """The yield of the ``RECENT`` newest decisions that stand."""
        newest = (decided[name] for name in reversed(self._touched) if name in decided)
        found = list(islice(newest, RECENT))
        return Yield(len(found), sum(found))
