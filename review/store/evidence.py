"""What was found out about a run's lines: one row a step, written once. The worker writes, the web process reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from review.store import schema
from review.store.records import FINAL, from_json, to_json
from review.store.rows import Part


class EvidencePart(Part):
    """The evidence table: only ever appended to."""

    def put_evidence(self, run_id: str, of_run: str, part: str, chunk: int, payload: Mapping[str, Any]) -> bool:
        """Store what one step of the run ``run_id`` found about lines of ``of_run``; durable when this returns.

        False, and nothing is stored, where the step was stored before, the run is to be cancelled or at its end, or
        one of the two is gone.
        """
        table, runs = schema.evidence, schema.runs
        going = select(runs.c.id).where(runs.c.id == run_id, ~runs.c.cancel, runs.c.state.not_in(FINAL))
        there = select(runs.c.id).where(runs.c.id == of_run)
        key = (table.c.run_id == run_id, table.c.part == part, table.c.chunk == chunk)
        row = {"run_id": run_id, "of_run": of_run, "part": part, "chunk": chunk, "payload": to_json(dict(payload))}
        with self._database.write() as connection:
            if connection.execute(going).one_or_none() is None or connection.execute(there).one_or_none() is None:
                return False
            if connection.execute(select(table.c.stamp).where(*key)).one_or_none() is not None:
                return False
            connection.execute(insert(table).values(row))
            return True

    def import_evidence(self, run_id: str, of_run: str, steps: Sequence[Mapping[str, Any]]) -> None:
        """Store all that a run has found that was finished elsewhere: its steps in their order, each naming its part.

        All of it or nothing.
        """
        chunks: Counter[str] = Counter()
        rows = []
        for step in steps:
            part = step["part"]
            rows.append(
                {
                    "run_id": run_id,
                    "of_run": of_run,
                    "part": part,
                    "chunk": chunks[part],
                    "payload": to_json(dict(step)),
                }
            )
            chunks[part] += 1
        if rows:
            with self._database.write() as connection:
                connection.execute(insert(schema.evidence), rows)

    def has_evidence(self, run_id: str, part: str, chunk: int) -> bool:
        """Whether that step of the run was stored."""
        table = schema.evidence
        wanted = select(table.c.stamp).where(table.c.run_id == run_id, table.c.part == part, table.c.chunk == chunk)
        with self._database.read() as connection:
            return connection.execute(wanted).one_or_none() is not None

    def evidence_of(self, of_run: str, known: int = 0) -> tuple[int, list[dict[str, Any]]]:
        """What is known about the lines of ``of_run``: a stamp that grows with every step, and the payloads stored
        after the stamp ``known``, those of the newest run last.

        Where a later run says something about the same part of the same line, it is the one to believe.
        """
        table, runs = schema.evidence, schema.runs
        mine = table.c.of_run == of_run
        wanted = select(table.c.payload).join(runs, runs.c.id == table.c.run_id).where(mine, table.c.stamp > known)
        newest = select(func.coalesce(func.max(table.c.stamp), 0)).where(mine)
        with self._database.read() as connection:
            stamp = int(connection.execute(newest).scalar_one())
            rows = (
                connection.execute(wanted.order_by(runs.c.created_at, table.c.stamp)).scalars() if stamp > known else ()
            )
            return stamp, [from_json(payload) for payload in rows]
