"""Undo and redo, derived from the log alone, so that they survive a reload, a restart and another tab."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from engine.errors import UserError
from review.events import EditLogged, Kind


class NothingToUndo(UserError):
    """Every edit is taken back already, or another tab was quicker."""

    code: ClassVar[str] = "nothing_to_undo"
    template: ClassVar[str] = "There is nothing to undo."


class NothingToRedo(UserError):
    """Nothing was taken back, or something was changed since."""

    code: ClassVar[str] = "nothing_to_redo"
    template: ClassVar[str] = "There is nothing to redo."


class History:
    """Two stacks of revisions: entries that can be taken back, and entries whose edit can be made again.

    An edit clears the second stack. Undo always takes back the newest entry that stands, so the document is then
    exactly as that entry left it (but for lines heard since, which no edit touched).
    """

    def __init__(self) -> None:
        self._done: list[int] = []
        self._undone: list[int] = []

    @property
    def undo_target(self) -> int | None:
        """The revision of the "do" or "redo" entry to take back next."""
        return self._done[-1] if self._done else None

    @property
    def redo_target(self) -> int | None:
        """The revision of the entry whose edit to make again next."""
        return self._undone[-1] if self._undone else None

    def add(self, kind: Kind, revision: int, target: int | None) -> None:
        """Take in the next entry of the log."""
        if kind == "do":
            self._done.append(revision)
            self._undone.clear()
        elif kind == "undo" and target is not None and target == self.undo_target:
            self._undone.append(self._done.pop())
        elif kind == "redo" and target is not None and target == self.redo_target:
            self._undone.pop()
            self._done.append(revision)


def undo_target(entries: Iterable[EditLogged]) -> int | None:
    """What undo takes back after these entries of a log."""
    return _history(entries).undo_target


def redo_target(entries: Iterable[EditLogged]) -> int | None:
    """What redo makes again after these entries of a log."""
    return _history(entries).redo_target


def _history(entries: Iterable[EditLogged]) -> History:
    history = History()
    for entry in entries:
        history.add(entry.kind, entry.revision, entry.target)
    return history
