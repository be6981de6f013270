"""References: the lyrics and scripts that a project is compared with, one of them active."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, insert, literal_column, select, update

from review.line import clean
from review.store import schema
from review.store.errors import ProjectNotFound, ReferenceNotFound, TooManyReferences
from review.store.records import ReferenceText, from_json, new_id, now, to_json
from review.store.rows import Part

MOST_DISMISSED = 20_000
"""Decisions kept for one reference, the newest ones: far more than anybody makes."""

_COLUMNS = [column for column in schema.reference_texts.c if column.name != "content"]


class ReferencesPart(Part):
    """The reference_texts table. Of a project's references exactly one is active, unless it has none."""

    def add_reference(
        self, project_id: str, name: str, content: Mapping[str, Any], *, lines: int, words: int, most: int
    ) -> ReferenceText:
        """A reference, active from now on; ``content`` is its JSON, with the name of its ``format``.

        Raises TooManyReferences where the project has ``most``, ProjectNotFound.
        """
        table = schema.reference_texts
        values = {
            "id": new_id(),
            "project_id": project_id,
            "name": clean(name),
            "format": content["format"],
            "lines": lines,
            "words": words,
            "content": to_json(dict(content)),
            "active": True,
            "created_at": now(),
        }
        with self._database.write() as connection:
            _touch(connection, project_id)
            counted = select(func.count()).where(table.c.project_id == project_id)
            if connection.execute(counted).scalar_one() >= most:
                raise TooManyReferences(limit=most)
            _let_go(connection, project_id)
            return _reference(connection.execute(insert(table).values(values).returning(*_COLUMNS)).one())

    def references_of(self, project_id: str) -> list[ReferenceText]:
        """The project's references, the oldest first."""
        table = schema.reference_texts
        wanted = select(*_COLUMNS).where(table.c.project_id == project_id)
        with self._database.read() as connection:
            return [_reference(row) for row in connection.execute(wanted.order_by(*_age()))]

    def reference_content(self, project_id: str, reference_id: str) -> dict[str, Any]:
        """The JSON that was added. Raises ReferenceNotFound, also for a reference of another project."""
        with self._database.read() as connection:
            wanted = select(schema.reference_texts.c.content).where(_one(project_id, reference_id))
            content = connection.execute(wanted).scalar_one_or_none()
        if content is None:
            raise ReferenceNotFound()
        found: dict[str, Any] = from_json(content)
        return found

    def rename_reference(self, project_id: str, reference_id: str, name: str) -> None:
        """Another name. Raises ReferenceNotFound, ProjectNotFound."""
        with self._database.write() as connection:
            _touch(connection, project_id)
            _set(connection, project_id, reference_id, name=clean(name))

    def activate_reference(self, project_id: str, reference_id: str) -> None:
        """Compare with this one from now on. Raises ReferenceNotFound, ProjectNotFound."""
        with self._database.write() as connection:
            _touch(connection, project_id)
            _let_go(connection, project_id)
            _set(connection, project_id, reference_id, active=True)

    def remove_reference(self, project_id: str, reference_id: str) -> None:
        """Delete a reference; where it was the active one, the newest that is left becomes it.

        Raises ReferenceNotFound, ProjectNotFound.
        """
        table = schema.reference_texts
        with self._database.write() as connection:
            _touch(connection, project_id)
            gone = delete(table).where(_one(project_id, reference_id)).returning(table.c.active)
            was_active = connection.execute(gone).scalar_one_or_none()
            if was_active is None:
                raise ReferenceNotFound()
            newest = select(table.c.id).where(table.c.project_id == project_id)
            left = connection.execute(newest.order_by(*(column.desc() for column in _age())).limit(1)).scalar()
            if was_active and left is not None:
                _set(connection, project_id, left, active=True)

    def dismiss(self, project_id: str, reference_id: str, row: str, on: bool) -> None:
        """Remember, or forget, that our side of a row is right against this reference.

        Raises ReferenceNotFound, ProjectNotFound.
        """
        with self._database.write() as connection:
            _touch(connection, project_id)
            wanted = select(schema.reference_texts.c.dismissed).where(_one(project_id, reference_id))
            rows = [other for other in from_json(connection.execute(wanted).scalar()) or [] if other != row]
            kept = [*rows, row][-MOST_DISMISSED:] if on else rows
            _set(connection, project_id, reference_id, dismissed=to_json(kept))


def _one(project_id: str, reference_id: str) -> ColumnElement[bool]:
    return and_(schema.reference_texts.c.id == reference_id, schema.reference_texts.c.project_id == project_id)


def _age() -> tuple[ColumnElement[Any], ...]:
    """By which references are in the order in which they came, several of one ms among them."""
    return schema.reference_texts.c.created_at, literal_column("reference_texts.rowid")


def _touch(connection: Connection, project_id: str) -> None:
    """The project was worked on: it expires counted from now."""
    table = schema.projects
    changed = update(table).where(table.c.id == project_id).values(updated_at=now())
    if not connection.execute(changed).rowcount:
        raise ProjectNotFound()


def _let_go(connection: Connection, project_id: str) -> None:
    table = schema.reference_texts
    connection.execute(update(table).where(table.c.project_id == project_id, table.c.active).values(active=False))


def _set(connection: Connection, project_id: str, reference_id: str, **values: object) -> None:
    changed = update(schema.reference_texts).where(_one(project_id, reference_id)).values(**values)
    if not connection.execute(changed).rowcount:
        raise ReferenceNotFound()


def _reference(row: Row[Any]) -> ReferenceText:
    values = dict(row._mapping)
    return ReferenceText(**{**values, "dismissed": tuple(from_json(values["dismissed"]))})
