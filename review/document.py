"""The document: the lines as they are now, made of what the machine heard and the edit log, one revision after another.

Rebuilt from all events or kept up with new ones, it is the same document: its state depends on the order of the events
alone. An edit costs a few list insertions, however many lines there are.
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import ClassVar

from engine.errors import UserError
from engine.transcript import Segment
from review import edits, planning
from review.edits import TOP, Edit, Restore, Stretch
from review.events import Changes, EditLogged, Event, Stroke, WindowHeard
from review.history import History, NothingToRedo, NothingToUndo
from review.line import Line, from_segment
from review.planning import LineGone

__all__ = [
    "Conflict",
    "Delta",
    "Document",
    "Line",
    "LineGone",
    "NothingToRedo",
    "NothingToUndo",
    "Plan",
]

_log = logging.getLogger(__name__)

NARROWEST = 2.0**-20
"""Between two neighbours' ``order`` there is at least this much before a line is set between them: far above what a
double can tell apart at 2**31 lines, and enough that twenty lines fit into one gap before any must move."""


class Conflict(UserError):
    """Another tab or person changed the line since the page saw it; ``lines`` are as they are now."""

    code: ClassVar[str] = "conflict"
    template: ClassVar[str] = "This line was changed elsewhere in the meantime; look at it again before you change it."

    def __init__(self, lines: tuple[Line, ...], removed: tuple[str, ...]) -> None:
        super().__init__()
        self.lines = lines
        self.removed = removed


@dataclass(frozen=True, slots=True)
class Plan:
    """An edit that fits the document at its present revision. ``inverse`` takes it back, exactly.

    ``line_delta`` is how many lines more there will be. ``empty``: the document is so already, nothing is to be logged.
    """

    edit: Edit
    inverse: Restore
    line_delta: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed after a revision: lines as they are now, in order, and the names of those that went.

    ``reset``: another run was chosen since; ``lines`` is the whole document and everything else is to be forgotten.
    """

    lines: tuple[Line, ...]
    removed: tuple[str, ...]
    reset: bool


class Document:
    """The current lines of a project's current run. Not thread-safe: one lock a document.

    It starts empty at revision 0; ``update`` with a store's changes brings it to the newest revision.
    """

    def __init__(self) -> None:
        self.revision = 0
        self.run_id: str | None = None
        self._clear(0)

    def _clear(self, base: int) -> None:
        self._base = base
        self._lines: dict[str, Line] = {}
        self._heard: dict[str, Line] = {}
        self._keys: list[float] = []
        self._ids: list[str] = []
        self._used: set[str] = set()
        self._touched: list[tuple[int, str]] = []
        self._newest_window = (-1, -1)
        self._passed: tuple[Stretch, ...] = ()
        self.history = History()
        self.strokes: list[Stroke] = []
        self.saved_at: int | None = None
        self.skipped: tuple[int, ...] = ()

    # Reading

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Line]:
        lines = self._lines
        return iter([lines[name] for name in self._ids])

    def __contains__(self, line_id: object, /) -> bool:
        return line_id in self._lines

    def get(self, line_id: str) -> Line:
        """The line of that name; raises LineGone."""
        line = self._lines.get(line_id)
        if line is None:
            raise LineGone()
        return line

    def index(self, line_id: str) -> int:
        """The line's place, 0 the first; raises LineGone."""
        return bisect_left(self._keys, self.get(line_id).order)

    def before(self, line_id: str) -> Line | None:
        """The line above; raises LineGone for the line itself."""
        index = self.index(line_id)
        return self._lines[self._ids[index - 1]] if index else None

    def after(self, line_id: str) -> Line | None:
        """The line below; raises LineGone for the line itself."""
        index = self.index(line_id) + 1
        return self._lines[self._ids[index]] if index < len(self._ids) else None

    def heard(self, line_id: str) -> Line | None:
        """The line as the machine gave it; None for lines that edits made."""
        return self._heard.get(line_id)

    @property
    def heard_count(self) -> int:
        """How many lines the machine gave: with ``run_id`` it says which machine's transcript ``heard_lines`` is."""
        return len(self._heard)

    def heard_lines(self) -> tuple[Line, ...]:
        """The machine's transcript, whatever was made of it: its lines in the order of their chunks and windows."""
        return tuple(sorted(self._heard.values(), key=lambda line: tuple(map(int, line.id.split(".")))))

    @property
    def passed(self) -> tuple[Stretch, ...]:
        """The stretches (ms) in which a person found that nothing was said, in time order."""
        return self._passed

    def last_by(self, start: int) -> Line | None:
        """The last line that begins at ``start`` ms or earlier."""
        for name in reversed(self._ids):
            if self._lines[name].start <= start:
                return self._lines[name]
        return None

    def delta(self, since: int) -> Delta:
        """What changed after revision ``since``; everything for 0."""
        if since < self._base:
            return Delta(tuple(self), (), reset=True)
        names = {name for _, name in self._touched[bisect_left(self._touched, (since + 1, "")) :]}
        present = sorted((self._lines[name] for name in names if name in self._lines), key=lambda line: line.order)
        return Delta(tuple(present), tuple(sorted(names - self._lines.keys())), reset=False)

    # Planning

    def plan(self, edit: Edit, base: Mapping[str, int] | None = None) -> Plan:
        """The edit as it would be logged now; nothing changes yet.

        ``base`` says which version of each touched line the person saw; None trusts the caller. Raises Conflict where
        a line is another or gone since, unless the edit would change nothing; LineGone; a BadEdit that does not fit.
        """
        made = edit.makes()
        if made is not None and made in self._used:
            raise edits.LineExists()
        stale = self._stale(edit, base) if base is not None else []
        try:
            planned = self._planned(edit)
        except UserError:
            if not stale:
                raise
            planned = None
        if planned is not None and (planned.empty or not stale):
            return planned
        touched = edit.touches()
        lines = tuple(self._lines[name] for name in touched if name in self._lines)
        raise Conflict(lines, tuple(name for name in touched if name not in self._lines))

    def _stale(self, edit: Edit, base: Mapping[str, int]) -> list[str]:
        lines = self._lines
        return [name for name in edit.touches() if name not in lines or base.get(name) != lines[name].version]

    def _planned(self, edit: Edit) -> Plan:
        change = planning.plan(self, edit)
        inverse = planning.inverse(self, change)
        return Plan(edit, inverse, len(change.add) - len(change.remove), change == planning.NOTHING)

    def undo_plan(self, entry: EditLogged) -> Plan:
        """Taking back ``entry``, which must be the log's entry at ``undo_target``; raises NothingToUndo otherwise."""
        if entry.revision != self.undo_target or entry.inverse is None:
            raise NothingToUndo()
        return self._planned(edits.from_log(entry.inverse))

    def redo_plan(self, entry: EditLogged) -> Plan:
        """Making the edit of ``entry`` again, the log's entry at ``redo_target``; raises NothingToRedo otherwise."""
        if entry.revision != self.redo_target:
            raise NothingToRedo()
        return self._planned(edits.from_log(entry.edit))

    @property
    def undo_target(self) -> int | None:
        """The revision of the log entry that undo takes back next."""
        return self.history.undo_target

    @property
    def redo_target(self) -> int | None:
        """The revision of the log entry whose edit redo makes again next."""
        return self.history.redo_target

    # Going on

    def update(self, changes: Changes) -> None:
        """Take in what the store answered for this document's revision."""
        if changes.reset:
            self._clear(changes.base)
            self.revision = 0
        self.run_id = changes.run_id
        for event in changes.events:
            self.absorb(event)
        self.revision = max(self.revision, changes.revision)

    def absorb(self, event: Event) -> None:
        """Take in one event; one that is no newer than this document is known already and passed over."""
        if event.revision <= self.revision:
            return
        self.revision = event.revision
        if isinstance(event, WindowHeard):
            self._hear(event)
        else:
            self._replay(event)

    def _replay(self, entry: EditLogged) -> None:
        """An entry that cannot be applied is passed over and named in ``skipped``: the rest must stay readable."""
        self.history.add(entry.kind, entry.revision, entry.target)
        if entry.kind == "do" or entry.target is not None:  # else it came with a file: nobody worked here
            self.strokes.append(Stroke.of(entry))
        self.saved_at = entry.created_at
        try:
            self._apply(planning.plan(self, edits.from_log(entry.edit)), entry.revision)
        except (UserError, KeyError, TypeError, ValueError):
            _log.exception("edit %s of the log does not fit and was passed over", entry.revision)
            self.skipped = (*self.skipped, entry.revision)

    def _apply(self, change: Restore, revision: int) -> None:
        for name in change.remove:
            self._take_out(name, revision)
        for line in change.put:
            order = self._lines[line.id].order
            self._set(replace(line, version=revision, order=order), revision)
            if line.original is None:  # of an own export: a line that a person had added came in with the others
                self._heard.pop(line.id, None)
        for placed in change.add:
            if placed.line.id in self._lines:
                self._take_out(placed.line.id, revision)
            index = self.index(placed.after) + 1 if placed.after in self._lines else 0
            if placed.after != TOP and not index:
                above = self.last_by(placed.line.start)
                index = 0 if above is None else self.index(above.id) + 1
            self._put_in(placed.line, index, revision)

        if change.passed or change.unpassed:
            self._passed = tuple(sorted({*self._passed, *change.passed}.difference(change.unpassed)))

    def _set(self, line: Line, revision: int) -> None:
        self._lines[line.id] = line
        self._touched.append((revision, line.id))

    def _take_out(self, name: str, revision: int) -> None:
        index = self.index(name)
        del self._lines[name], self._keys[index], self._ids[index]
        self._touched.append((revision, name))

    def _put_in(self, line: Line, index: int, revision: int) -> None:
        """Set a line before the one that is at ``index`` now."""
        if 0 < index < len(self._keys) and self._keys[index] - self._keys[index - 1] < 2 * NARROWEST:
            self._make_room(index, revision)
        order = self._between(index)
        self._keys.insert(index, order)
        self._ids.insert(index, line.id)
        self._used.add(line.id)
        self._set(replace(line, version=revision, order=order), revision)

    def _between(self, index: int) -> float:
        keys = self._keys
        if index == len(keys):
            return floor(keys[-1]) + 1.0 if keys else 1.0
        if not index:
            return ceil(keys[0]) - 1.0
        return (keys[index - 1] + keys[index]) / 2

    def _make_room(self, index: int, revision: int) -> None:
        """Spread the lines around a full gap evenly, as few as will do; only their ``order`` changes."""
        keys, reach = self._keys, 16
        while True:
            low, high = max(0, index - reach), min(len(keys), index + reach)
            floor_key = keys[low - 1] if low else keys[0] - (high - low)
            ceiling = keys[high] if high < len(keys) else keys[-1] + (high - low)
            step = (ceiling - floor_key) / (high - low + 1)
            if step >= 2.0**-10:
                break
            reach *= 2
        for place in range(low, high):
            keys[place] = floor_key + step * (place - low + 1)
            self._set(replace(self._lines[self._ids[place]], order=keys[place]), revision)

    def _hear(self, event: WindowHeard) -> None:
        """Append the window's lines; behind a person's own lines only as time has it.

        A window that comes late (an earlier one was stored after a later one) goes where its times belong.
        """
        late = (event.chunk, event.window) < self._newest_window
        self._newest_window = max(self._newest_window, (event.chunk, event.window))
        for number, segment in enumerate(event.segments):
            line = from_segment(f"{event.chunk}.{event.window}.{number}", segment)
            self._put_in(line, self._place_heard(segment, late), event.revision)
            self._heard[line.id] = self._lines[line.id]

    def _place_heard(self, segment: Segment, late: bool) -> int:
        if late:
            above = self.last_by(segment.start)
            return 0 if above is None else self.index(above.id) + 1
        index = len(self._ids)
        while index and self._waiting(self._lines[self._ids[index - 1]], segment.start):
            index -= 1
        return index

    @staticmethod
    def _waiting(line: Line, start: int) -> bool:
        """Whether a person set this line into a part that had not been heard yet."""
        return line.state == "added" and line.start > start
