"""What happens to a project, one revision each: the worker heard a window, a person made an edit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from engine.transcript import Segment

Kind: TypeAlias = Literal["do", "undo", "redo"]


@dataclass(frozen=True, slots=True)
class WindowHeard:
    """The segments of one finished window of a run; ``window`` counts from 0 within its chunk."""

    revision: int
    run_id: str
    chunk: int
    window: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class EditLogged:
    """One entry of the edit log; ``created_at`` is ms since the epoch, UTC; ``client`` names the tab and its serial.

    ``edit`` is the JSON of what was applied: for an undo that is the inverse of the entry ``target``, for a redo the
    edit of ``target`` once more. ``inverse`` is the JSON that takes it back, or None where it was not asked for.
    """

    revision: int
    kind: Kind
    target: int | None
    edit: Mapping[str, Any]
    inverse: Mapping[str, Any] | None
    client: str
    created_at: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """What the work done is counted by: when an entry was logged (ms since the epoch, UTC), its kind, the name of its
    edit, and the lines it touched or made (``gap.<start>.<end>``, ms: a stretch without a line)."""

    at: int
    kind: Kind
    op: str
    touched: tuple[str, ...]

    @classmethod
    def of(cls, entry: EditLogged) -> Stroke:
        """The stroke that an entry of the log is."""
        edit = entry.edit
        op = str(edit.get("op", ""))
        if op == "replace_all":
            touched = tuple(str(each.get("line")) for each in edit.get("changes", ()))
        elif op == "pass_gap":
            touched = (f"gap.{edit.get('start')}.{edit.get('end')}",)
        else:
            names = (edit.get(name) for name in ("line", "first", "second", "id", "new_id"))
            touched = tuple(name for name in names if isinstance(name, str))
        return cls(entry.created_at, entry.kind, op, touched)


Event: TypeAlias = WindowHeard | EditLogged


@dataclass(frozen=True, slots=True)
class Changes:
    """All events of a project's current run after some revision, in revision order; ``revision`` is the newest.

    ``reset``: another run was chosen after the revision asked for, so ``events`` are that run's from its beginning
    and what was known before is void. ``base`` is the revision at which the run was chosen.
    """

    revision: int
    run_id: str | None
    base: int
    reset: bool
    events: tuple[Event, ...]
