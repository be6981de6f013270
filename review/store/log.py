"""The edit log, and all that happened to a project since a revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from review.events import Changes, EditLogged, Event, Kind, WindowHeard
from review.store import schema
from review.store.errors import ProjectNotFound, StaleRevision
from review.store.payload import segments_from_json
from review.store.records import from_json, now, to_json
from review.store.rows import Part, next_revision


class LogPart(Part):
    """The edits table: only ever appended to."""

    def log_edit(
        self,
        project_id: str,
        expected_revision: int,
        edit: Mapping[str, Any],
        inverse: Mapping[str, Any] | None,
        *,
        kind: Kind = "do",
        target: int | None = None,
        client: str = "",
        line_delta: int = 0,
    ) -> EditLogged:
        """Append one entry to the log of the project's present run; durable when this returns.

        Compare and append, in one transaction that holds the write lock: the entry is written only if the project
        is still at ``expected_revision``, that is if the edit was planned on a document that knows everything.
        Otherwise StaleRevision: pull ``changes_since``, plan again (which finds conflicts), log again. Two tabs,
        threads or processes can therefore never write over what the other has not seen.

        A ``client`` (any text a page gives each edit, not empty) is logged once a project: sent again, it answers the
        entry of the first time, whatever the revision. ``kind`` "undo" and "redo" name the entry they go back to as
        ``target``. ``line_delta``: lines the document gains. Raises StaleRevision, ProjectNotFound, StorageFailed.
        """
        with self._database.write() as connection:
            known = _by_client(connection, project_id, client)
            if known is not None:
                return known
            at, run_id, _ = _head(connection, project_id)
            if at != expected_revision:
                raise StaleRevision(f"project at {at}, edit planned at {expected_revision}")
            revision = next_revision(connection, project_id)
            entry = EditLogged(revision, kind, target, edit, inverse, client, now())
            connection.execute(insert(schema.edits).values(_values(entry, project_id, run_id)))
            if line_delta and run_id is not None:
                runs = schema.runs
                counted = update(runs).where(runs.c.id == run_id).values(lines=runs.c.lines + line_delta)
                connection.execute(counted)
        return entry

    def logged(self, project_id: str, client: str) -> EditLogged | None:
        """The entry that a page's edit made, if it was logged: its answer may have got lost on the way."""
        with self._database.read() as connection:
            return _by_client(connection, project_id, client)

    def log_entry(self, project_id: str, revision: int) -> EditLogged:
        """The entry of that revision; raises ProjectNotFound where there is none."""
        table = schema.edits
        wanted = select(table).where(table.c.project_id == project_id, table.c.revision == revision)
        with self._database.read() as connection:
            row = connection.execute(wanted).one_or_none()
        if row is None:
            raise ProjectNotFound()
        return _entry(row)

    def log_entries(self, project_id: str) -> list[EditLogged]:
        """The whole log of a project, those of former runs among it, oldest first."""
        table = schema.edits
        wanted = select(table).where(table.c.project_id == project_id).order_by(table.c.revision)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(wanted)]

    def changes_since(self, project_id: str, revision: int) -> Changes:
        """What happened to the project after ``revision``, in order; raises ProjectNotFound.

        If another run was chosen since, or ``revision`` is one the project has not reached (its database was put
        back), the answer begins anew: ``reset`` is set and the events are all those of the run shown now. Entries of
        undo and redo carry what they applied; no entry carries its inverse here, ``log_entry`` has it.
        """
        with self._database.read() as connection:
            newest, run_id, base = _head(connection, project_id)
            reset = revision < base or revision > newest
            since = 0 if reset else revision
            events: list[Event] = [
                *_windows(connection, run_id, since),
                *_entries(connection, project_id, run_id, since),
            ]
        events.sort(key=lambda event: event.revision)
        return Changes(newest, run_id, base, reset, tuple(events))


def _head(connection: Connection, project_id: str) -> tuple[int, str | None, int]:
    """The project's revision, the run shown, and the revision since which it is; raises ProjectNotFound."""
    table = schema.projects
    wanted = select(table.c.revision, table.c.run_id, table.c.run_since).where(table.c.id == project_id)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise ProjectNotFound()
    return row.revision, row.run_id, row.run_since


def _windows(connection: Connection, run_id: str | None, since: int) -> list[WindowHeard]:
    table = schema.windows
    wanted = select(table).where(table.c.run_id == run_id, table.c.revision > since)
    return [
        WindowHeard(row.revision, row.run_id, row.chunk, row.window, segments_from_json(row.segments))
        for row in connection.execute(wanted)
    ]


def _entries(connection: Connection, project_id: str, run_id: str | None, since: int) -> list[EditLogged]:
    table = schema.edits
    columns = [column for column in table.c if column.name != "inverse"]
    mine = (table.c.project_id == project_id, table.c.run_id.is_not_distinct_from(run_id))
    return [_entry(row) for row in connection.execute(select(*columns).where(*mine, table.c.revision > since))]


def _by_client(connection: Connection, project_id: str, client: str) -> EditLogged | None:
    if not client:
        return None
    table = schema.edits
    wanted = select(table).where(table.c.project_id == project_id, table.c.client == client)
    row = connection.execute(wanted).one_or_none()
    return None if row is None else _entry(row)


def _values(entry: EditLogged, project_id: str, run_id: str | None) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "revision": entry.revision,
        "run_id": run_id,
        "kind": entry.kind,
        "target": entry.target,
        "client": entry.client,
        "created_at": entry.created_at,
        "edit": to_json(entry.edit),
        "inverse": None if entry.inverse is None else to_json(entry.inverse),
    }


def _entry(row: Row[Any]) -> EditLogged:
    inverse = row._mapping.get("inverse")
    return EditLogged(
        row.revision, row.kind, row.target, from_json(row.edit), from_json(inverse), row.client, row.created_at
    )
