"""What a person can do to a transcript, as data: edits travel as strictly checked JSON and stand in the edit log."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, TypeAlias

from engine.errors import UserError
from review.line import Line, as_dict, clean
from review.line import from_dict as line_from_dict

MAX_TEXT = 10_000
"""Characters of one line."""
MAX_TIME = 48 * 3_600_000
"""ms; four times the longest recording that is taken."""
MAX_CHANGES = 100_000
"""Lines one ReplaceAll may change."""
Stretch: TypeAlias = tuple[int, int]
"""Start and end of a part of the recording, ms."""
TOP = ""
"""``after`` of a line that goes before all others."""

_LINE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NEW_ID = re.compile(r"e[A-Za-z0-9_-]{1,40}")


class BadEdit(UserError):
    """An edit that no page of this version sends."""

    code: ClassVar[str] = "bad_edit"
    template: ClassVar[str] = "This change could not be understood (its field {field}); reload the page."


class TextTooLong(BadEdit):
    """More than a line can hold."""

    code: ClassVar[str] = "text_too_long"
    template: ClassVar[str] = "A line can hold at most {limit} characters; split it first."


class BadTimes(BadEdit):
    """A line must begin before it ends, both within 0..MAX_TIME."""

    code: ClassVar[str] = "bad_times"
    template: ClassVar[str] = "A line must begin before it ends, and within {hours} hours."


class CannotSplit(BadEdit):
    """Nothing but spaces on one side of the place."""

    code: ClassVar[str] = "cannot_split"
    template: ClassVar[str] = "The line can only be split where there is text on both sides."


class NotNeighbours(BadEdit):
    """Merge takes a line and the one right behind it."""

    code: ClassVar[str] = "not_neighbours"
    template: ClassVar[str] = "Only two lines next to each other can be merged; another line has come between them."


class LineExists(BadEdit):
    """The name of a new line was used before."""

    code: ClassVar[str] = "line_exists"
    template: ClassVar[str] = "This change would make a line that is already there; reload the page."


@dataclass(frozen=True, slots=True)
class Edit:
    """Base of all edits; ``op`` is its name in JSON."""

    op: ClassVar[str] = ""

    def as_dict(self) -> dict[str, Any]:
        """JSON: ``op`` and the fields."""
        return {"op": self.op, **{field.name: getattr(self, field.name) for field in fields(self)}}

    def touches(self) -> tuple[str, ...]:
        """Lines it changes: the person must have seen their present state."""
        return ()

    def makes(self) -> str | None:
        """The id of the line it adds, if it adds one."""
        return None


@dataclass(frozen=True, slots=True)
class SetText(Edit):
    """Another text for a line; words that stay keep their evidence. Spaces around it count for nothing."""

    op: ClassVar[str] = "set_text"
    line: str
    text: str

    def touches(self) -> tuple[str, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class SetTimes(Edit):
    """Other times for a line, ms. It moves behind or before its neighbours where its start does."""

    op: ClassVar[str] = "set_times"
    line: str
    start: int
    end: int

    def touches(self) -> tuple[str, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class Split(Edit):
    """Two lines of one, before character ``at`` (code points of the line's text, its leading space counted).

    The second is named ``new_id``. ``time`` (ms) is where the first ends and the second begins; None leaves that to
    the words' times, or to the share of the letters where there are none.
    """

    op: ClassVar[str] = "split"
    line: str
    at: int
    new_id: str
    time: int | None = None

    def touches(self) -> tuple[str, ...]:
        return (self.line,)

    def makes(self) -> str | None:
        return self.new_id


@dataclass(frozen=True, slots=True)
class Merge(Edit):
    """One line of two neighbours, under the name of the first."""

    op: ClassVar[str] = "merge"
    first: str
    second: str

    def touches(self) -> tuple[str, ...]:
        return (self.first, self.second)


@dataclass(frozen=True, slots=True)
class Insert(Edit):
    """A line the machine did not hear, behind the line ``after``; None (or a line gone since): where its start belongs.

    ``TOP`` puts it before all others.
    """

    op: ClassVar[str] = "insert"
    id: str
    start: int
    end: int
    text: str
    after: str | None = None

    def makes(self) -> str | None:
        return self.id


@dataclass(frozen=True, slots=True)
class Delete(Edit):
    """Takes a line out of the document; the log keeps it."""

    op: ClassVar[str] = "delete"
    line: str

    def touches(self) -> tuple[str, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class Decide(Edit):
    """The person found the machine's text right ("kept") or took that back (""); no word on a fixed or added line."""

    op: ClassVar[str] = "decide"
    line: str
    decision: str

    def touches(self) -> tuple[str, ...]:
        return (self.line,)


@dataclass(frozen=True, slots=True)
class ReplaceAll(Edit):
    """Many texts in one stroke: taken back in one stroke as well."""

    op: ClassVar[str] = "replace_all"
    changes: tuple[SetText, ...]

    def as_dict(self) -> dict[str, Any]:
        return {"op": self.op, "changes": [{"line": each.line, "text": each.text} for each in self.changes]}

    def touches(self) -> tuple[str, ...]:
        return tuple(each.line for each in self.changes)


@dataclass(frozen=True, slots=True)
class PassGap(Edit):
    """The person listened to a stretch without a line, ms, and nothing was said there."""

    op: ClassVar[str] = "pass_gap"
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Placed:
    """A line and the one it stands behind (``TOP``: none)."""

    line: Line
    after: str


@dataclass(frozen=True, slots=True)
class Restore(Edit):
    """The inverse of any edit, whole lines as they were: take out ``remove``, give ``put`` their former state, then
    set the lines of ``add`` in their places, one after the other; ``passed`` are stretches (ms) in which nothing was
    said, ``unpassed`` those of which that is taken back. Only the log holds it; no page can send it.
    """

    op: ClassVar[str] = "restore"
    put: tuple[Line, ...] = ()
    add: tuple[Placed, ...] = ()
    remove: tuple[str, ...] = ()
    passed: tuple[Stretch, ...] = ()
    unpassed: tuple[Stretch, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        stretches = {"passed": self.passed, "unpassed": self.unpassed}
        return {
            "op": self.op,
            "put": [as_dict(line) for line in self.put],
            "add": [{"line": as_dict(placed.line), "after": placed.after} for placed in self.add],
            "remove": list(self.remove),
            **{name: [list(each) for each in found] for name, found in stretches.items() if found},
        }

    def touches(self) -> tuple[str, ...]:
        return (*(line.id for line in self.put), *self.remove)


def from_dict(data: object) -> Edit:
    """The edit that a page sent. Raises BadEdit or one of its children for anything but the exact layout."""
    given = _Fields(data)
    made = _from_page(given)
    given.all_read()
    return made


def from_log(data: Mapping[str, Any]) -> Edit:
    """The edit of a log entry, ``Restore`` among them. Raises BadEdit for what this version does not know.

    Limits may grow from version to version, never shrink: what was logged must stay readable.
    """
    if data.get("op") != Restore.op:
        return _from_page(_Fields(data))
    return Restore(
        tuple(line_from_dict(line) for line in data["put"]),
        tuple(Placed(line_from_dict(placed["line"]), placed["after"]) for placed in data["add"]),
        tuple(data["remove"]),
        tuple((start, end) for start, end in data.get("passed", ())),
        tuple((start, end) for start, end in data.get("unpassed", ())),
    )


def _from_page(given: _Fields) -> Edit:
    op = given.text("op", 32)
    reader = _READERS.get(op)
    if reader is None:
        raise BadEdit(field="op")
    return reader(given)


class _Fields:
    """An untrusted JSON object: a field of a wrong type, or one too many, raises BadEdit with its name."""

    def __init__(self, data: object) -> None:
        if not isinstance(data, Mapping) or not all(isinstance(name, str) for name in data):
            raise BadEdit(field="edit")
        self._data: Mapping[str, Any] = data
        self._read: set[str] = set()

    def _value(self, name: str) -> Any:
        self._read.add(name)
        return self._data.get(name)

    def all_read(self) -> None:
        for name in self._data:
            if name not in self._read:
                raise BadEdit(field=name[:40])

    def text(self, name: str, limit: int = MAX_TEXT) -> str:
        value = self._value(name)
        if not isinstance(value, str):
            raise BadEdit(field=name)
        if len(value) > 4 * limit:  # before the work of cleaning it; composing shortens Hangul to a third at most
            raise TextTooLong(limit=limit)
        value = clean(value)
        if len(value) > limit:
            raise TextTooLong(limit=limit)
        return value

    def integer(self, name: str) -> int:
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadEdit(field=name)
        return value

    def id(self, name: str, pattern: re.Pattern[str] = _LINE_ID) -> str:
        value = self._value(name)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise BadEdit(field=name)
        return value

    def times(self) -> tuple[int, int]:
        start, end = self.integer("start"), self.integer("end")
        if not 0 <= start < end <= MAX_TIME:
            raise BadTimes(hours=MAX_TIME // 3_600_000)
        return start, end

    def absent(self, name: str) -> bool:
        return self._value(name) is None

    def changes(self) -> Sequence[object]:
        value = self._value("changes")
        if not isinstance(value, list) or not 0 < len(value) <= MAX_CHANGES:
            raise BadEdit(field="changes")
        return value


def _set_text(given: _Fields) -> SetText:
    return SetText(given.id("line"), given.text("text"))


def _set_times(given: _Fields) -> SetTimes:
    return SetTimes(given.id("line"), *given.times())


def _split(given: _Fields) -> Split:
    time = None if given.absent("time") else given.integer("time")
    if time is not None and not 0 <= time <= MAX_TIME:
        raise BadTimes(hours=MAX_TIME // 3_600_000)
    return Split(given.id("line"), given.integer("at"), given.id("new_id", _NEW_ID), time)


def _merge(given: _Fields) -> Merge:
    return Merge(given.id("first"), given.id("second"))


def _insert(given: _Fields) -> Insert:
    after = None if given.absent("after") else given.text("after", 64)
    if after and not _LINE_ID.fullmatch(after):
        raise BadEdit(field="after")
    return Insert(given.id("id", _NEW_ID), *given.times(), given.text("text"), after)


def _delete(given: _Fields) -> Delete:
    return Delete(given.id("line"))


def _decide(given: _Fields) -> Decide:
    decision = given.text("decision", 16)
    if decision not in ("", "kept"):
        raise BadEdit(field="decision")
    return Decide(given.id("line"), decision)


def _pass_gap(given: _Fields) -> PassGap:
    return PassGap(*given.times())


def _replace_all(given: _Fields) -> ReplaceAll:
    changes = []
    for each in given.changes():
        inner = _Fields(each)
        changes.append(_set_text(inner))
        inner.all_read()
    if len({each.line for each in changes}) < len(changes):
        raise BadEdit(field="changes")
    return ReplaceAll(tuple(changes))


_READERS: dict[str, Callable[[_Fields], Edit]] = {
    SetText.op: _set_text,
    SetTimes.op: _set_times,
    Split.op: _split,
    Merge.op: _merge,
    Insert.op: _insert,
    Delete.op: _delete,
    Decide.op: _decide,
    PassGap.op: _pass_gap,
    ReplaceAll.op: _replace_all,
}
