"""What can go wrong with the database, as sentences; and the one signal that is not for people."""

from __future__ import annotations

import sqlite3
from typing import ClassVar

from sqlalchemy.exc import DBAPIError

from engine.errors import UserError


class ProjectNotFound(UserError):
    """No project has this token: it was deleted, has expired, or never was."""

    code: ClassVar[str] = "project_not_found"
    template: ClassVar[str] = (
        "This project does not exist: it was deleted, has expired, or the address is not complete."
    )


class ReferenceNotFound(UserError):
    """The project has no reference of this id: it was removed in another tab, or never was its own."""

    code: ClassVar[str] = "reference_not_found"
    template: ClassVar[str] = "These lyrics or this script are no longer there: they were removed."


class TooManyReferences(UserError):
    """The bound on references of one project."""

    code: ClassVar[str] = "too_many_references"
    template: ClassVar[str] = "A project can hold at most {limit} texts to compare with; remove one of them first."


class StorageFailed(UserError):
    """The database refused: nothing of the transaction is stored."""

    code: ClassVar[str] = "storage_failed"
    template: ClassVar[str] = "The data folder cannot be written or read ({reason}); this was not saved."


class StorageFull(StorageFailed):
    """No space on the disk."""

    code: ClassVar[str] = "storage_full"
    template: ClassVar[str] = "The disk is full: this was not saved. Free some space, then try again."


class StorageBusy(StorageFailed):
    """Another process held the database for longer than the busy timeout."""

    code: ClassVar[str] = "storage_busy"
    template: ClassVar[str] = "The data folder is busy: this was not saved. Try again in a moment."


class StorageDamaged(StorageFailed):
    """The file is no database, or one that was damaged."""

    code: ClassVar[str] = "storage_damaged"
    template: ClassVar[str] = "The project database is damaged: put back a copy of {file}."


class DatabaseTooNew(UserError):
    """Written by a later version of Relisten: reading it as ours would damage it."""

    code: ClassVar[str] = "database_too_new"
    template: ClassVar[str] = (
        "This data folder was written by a newer version of Relisten (layout {found}, this one knows {known}): "
        "update Relisten."
    )


class StaleRevision(Exception):
    """The project went on since the caller's document: pull the changes, plan the edit again, and log it again."""


def as_sentence(error: DBAPIError | sqlite3.Error, file: str) -> StorageFailed:
    """The sentence for what the driver says; SQLite's messages are constants of its own (sqlite3ErrStr)."""
    reason = str(error.orig if isinstance(error, DBAPIError) else error)
    said = reason.lower()
    if "full" in said:
        return StorageFull()
    if "locked" in said or "busy" in said:
        return StorageBusy()
    if "malformed" in said or "not a database" in said:
        return StorageDamaged(file=file)
    return StorageFailed(reason=reason)


def is_damage(error: BaseException | None) -> bool:
    """Whether this error, or one that led to it, says that a SQLite file is no database or is a damaged one."""
    while error is not None:
        if isinstance(error, (DBAPIError, sqlite3.Error)) and isinstance(as_sentence(error, ""), StorageDamaged):
            return True
        error = error.__cause__ or error.__context__
    return False
