"""Runs: the queue of jobs, their progress, and how much a visitor has used."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, insert, select, update

from review.store import schema
from review.store.projects import choose_run
from review.store.records import COUNTED, FINAL, SIDE, Run, new_id, now, to_json
from review.store.rows import RUN, Part, encoded, one_project, run_of

_SETTABLE = (
    "media_id",
    "engine",
    "model",
    "options",
    "state",
    "heard_ms",
    "total_ms",
    "download_done",
    "download_total",
    "hearing_started_at",
    "started_at",
    "finished_at",
    "error",
    "language",
    "meta",
)


class RunsPart(Part):
    """The runs table. The web process adds runs and asks for cancelling, the worker does the rest."""

    def add_run(
        self,
        project_id: str,
        *,
        kind: str,
        media_id: str | None = None,
        engine: str | None = None,
        model: str | None = None,
        options: Mapping[str, Any] | None = None,
        visitor: str | None = None,
        state: str = "queued",
        language: str | None = None,
        meta: Mapping[str, Any] | None = None,
        current: bool = True,
        run_id: str | None = None,
    ) -> Run:
        """A run at the end of the queue. ``current``: its lines are shown from now on, as ``choose_run`` does.

        A run of the COUNTED kinds counts as one job of its visitor. Raises ProjectNotFound.
        """
        values = {
            "id": run_id or new_id(),
            "project_id": project_id,
            "media_id": media_id,
            "kind": kind,
            "engine": engine,
            "model": model,
            "options": to_json(dict(options or {})),
            "state": state,
            "created_at": now(),
            "finished_at": now() if state in FINAL else None,
            "language": language,
            "meta": to_json(dict(meta or {})),
            "visitor": visitor,
        }
        with self._database.write() as connection:
            one_project(connection, schema.projects.c.id, project_id)
            added = insert(schema.runs).values(**values, place=_last_place(connection))
            run = run_of(connection.execute(added.returning(*RUN)).one())
            if kind in COUNTED and visitor is not None:
                connection.execute(insert(schema.usage).values(visitor=visitor, created_at=run.created_at))
            if current:
                choose_run(connection, project_id, run.id)
        return run

    def run(self, run_id: str) -> Run | None:
        """The run, None once its project is deleted."""
        with self._database.read() as connection:
            row = connection.execute(select(*RUN).where(schema.runs.c.id == run_id)).one_or_none()
        return None if row is None else run_of(row)

    def latest_run(self, project_id: str) -> Run | None:
        """The project's newest run that is none of the SIDE kinds."""
        runs = schema.runs
        found = self._runs(and_(runs.c.project_id == project_id, runs.c.kind.not_in(SIDE)))
        return found[-1] if found else None

    def side_runs(self, project_id: str) -> list[Run]:
        """The project's runs of the SIDE kinds, the oldest first; one put back into the queue counts from then."""
        runs = schema.runs
        return self._runs(and_(runs.c.project_id == project_id, runs.c.kind.in_(SIDE)))

    def runs_of(self, project_id: str) -> list[Run]:
        """All runs of the project, the oldest first; one that was put back into the queue counts from then."""
        return self._runs(schema.runs.c.project_id == project_id)

    def unfinished_runs(self) -> list[Run]:
        """Runs that are queued or in work, in the order of the queue."""
        return self._runs(schema.runs.c.state.not_in(FINAL))

    def _runs(self, condition: ColumnElement[bool]) -> list[Run]:
        table = schema.runs
        with self._database.read() as connection:
            return [run_of(row) for row in connection.execute(select(*RUN).where(condition).order_by(table.c.place))]

    def queue_position(self, run_id: str) -> int | None:
        """How many unfinished runs are before this one, those of the SIDE kinds aside: they make way. None for one
        that is finished or gone.
        """
        table = schema.runs
        place = select(table.c.place).where(table.c.id == run_id, table.c.state.not_in(FINAL))
        with self._database.read() as connection:
            mine = connection.execute(place).scalar_one_or_none()
            if mine is None:
                return None
            before = select(func.count()).where(
                table.c.state.not_in(FINAL), table.c.kind.not_in(SIDE), table.c.place < mine
            )
            return int(connection.execute(before).scalar_one())

    def update_run(self, run_id: str, *, if_state: Collection[str] | None = None, **fields: object) -> bool:
        """Set figures, state, error, language or meta of a run; ``finished_at`` goes with a final state by itself.

        ``if_state``: only while the run is in one of these, so that two processes cannot undo each other's step.
        False where nothing was set: another state, or the run is gone.
        """
        table = schema.runs
        if fields.get("state") in FINAL:
            fields.setdefault("finished_at", now())
        condition = table.c.id == run_id
        if if_state is not None:
            condition = and_(condition, table.c.state.in_(if_state))
        changed = update(table).where(condition).values(encoded(table, fields, _SETTABLE))
        with self._database.write() as connection:
            return connection.execute(changed).rowcount > 0

    def request_cancel(self, run_id: str) -> bool:
        """Ask the worker to stop; from now on no window is stored. False for a run that is finished or gone."""
        table = schema.runs
        asked = update(table).where(table.c.id == run_id, table.c.state.not_in(FINAL)).values(cancel=True)
        with self._database.write() as connection:
            return connection.execute(asked).rowcount > 0

    def requeue(self, run_id: str) -> bool:
        """Put a cancelled or failed run at the end of the queue: it goes on where it stopped. False for any other."""
        table = schema.runs
        stopped = and_(table.c.id == run_id, table.c.state.in_(("cancelled", "failed")))
        fresh = {"state": "queued", "cancel": False, "error": None, "finished_at": None}
        with self._database.write() as connection:
            again = update(table).where(stopped).values(**fresh, place=_last_place(connection))
            return connection.execute(again).rowcount > 0

    def jobs_by(self, visitor: str, since: int) -> int:
        """How many jobs of the COUNTED kinds the visitor has begun since (ms), deleted ones among them."""
        table = schema.usage
        with self._database.read() as connection:
            counted = select(func.count()).where(table.c.visitor == visitor, table.c.created_at >= since)
            return int(connection.execute(counted).scalar_one())

    def unfinished_by(self, visitor: str) -> int:
        """How many of the visitor's jobs are queued or in work; evidence aside, which follows by itself."""
        table = schema.runs
        with self._database.read() as connection:
            mine = (table.c.visitor == visitor, table.c.kind != "evidence")
            counted = select(func.count()).where(*mine, table.c.state.not_in(FINAL))
            return int(connection.execute(counted).scalar_one())


def _last_place(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(schema.runs.c.place), 0))).scalar_one()) + 1
