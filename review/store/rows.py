"""Between rows and records, and the statements that several parts of the store share."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, Table, select, update

from review.store import schema
from review.store.database import Database
from review.store.errors import ProjectNotFound
from review.store.records import Media, Project, Run, from_json, now, to_json

T = TypeVar("T")

_JSON = frozenset({"settings", "options", "error", "meta"})

PROJECT = [column for column in schema.projects.c if column.name != "run_since"]
RUN = [column for column in schema.runs.c if column.name != "place"]
MEDIA = list(schema.media.c)


class Part:
    """Base of the store's parts: they share one database."""

    def __init__(self, database: Database) -> None:
        self._database = database


def record(kind: type[T], columns: Sequence[Column[Any]], values: Sequence[Any]) -> T:
    """A record of the values of those columns, its JSON read."""
    pairs = zip(columns, values, strict=True)
    return kind(**{column.name: from_json(value) if column.name in _JSON else value for column, value in pairs})


def project_of(row: Sequence[Any]) -> Project:
    """A row of PROJECT's columns."""
    return record(Project, PROJECT, row)


def media_of(row: Sequence[Any]) -> Media:
    """A row of MEDIA's columns."""
    return record(Media, MEDIA, row)


def run_of(row: Sequence[Any]) -> Run:
    """A row of RUN's columns."""
    return record(Run, RUN, row)


def encoded(table: Table, values: Mapping[str, object], allowed: Collection[str]) -> dict[str, object]:
    """Values to write to ``table``; TypeError for a column the caller may not set: a slip, not a person's error."""
    unknown = sorted(set(values) - set(allowed))
    if unknown or not values:
        raise TypeError(f"{table.name} has no column {', '.join(unknown)} to set")
    return {name: to_json(value) if name in _JSON and value is not None else value for name, value in values.items()}


def one_project(connection: Connection, column: Column[Any], value: str) -> Project:
    """The project whose ``column`` is ``value``; raises ProjectNotFound."""
    row = connection.execute(select(*PROJECT).where(column == value)).one_or_none()
    if row is None:
        raise ProjectNotFound()
    return project_of(row)


def next_revision(connection: Connection, project_id: str, **values: object) -> int:
    """Count the project's revision up in the caller's transaction; ``values`` are set with it. ProjectNotFound."""
    table = schema.projects
    counted = update(table).where(table.c.id == project_id)
    counted = counted.values(revision=table.c.revision + 1, updated_at=now(), **values)
    revision = connection.execute(counted.returning(table.c.revision)).scalar_one_or_none()
    if revision is None:
        raise ProjectNotFound()
    return int(revision)
