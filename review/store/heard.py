"""What the worker hears: the plan of chunks, and their windows. What is stored once stands, however often it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from engine.transcript import Segment
from review.events import WindowHeard
from review.store import schema
from review.store.database import Database
from review.store.errors import ProjectNotFound
from review.store.payload import segments_from_json, segments_to_json
from review.store.records import ChunkRow, from_json, to_json
from review.store.rows import Part, next_revision

WINDOW_MS = 30_000
"""What Whisper hears at once (whisper.audio.CHUNK_LENGTH)."""


class HeardPart(Part):
    """The chunks and windows tables."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        # of each chunk in work: the number of the last window offered, and where the hearings before this one end (ms)
        self._hearings: dict[tuple[str, int], tuple[int, int]] = {}

    def put_plan(self, run_id: str, plan: Sequence[tuple[int, int]]) -> tuple[ChunkRow, ...]:
        """Store the chunks (start, end in ms) of a run; answers the stored plan, which is the first one ever put.

        Empty where the run is gone.
        """
        table = schema.chunks
        with self._database.write() as connection:
            stored = _chunks(connection, run_id)
            if stored or not plan or _project_of(connection, run_id) is None:
                return stored
            rows = [{"run_id": run_id, "idx": at, "start": start, "end": end} for at, (start, end) in enumerate(plan)]
            connection.execute(insert(table), rows)
            return _chunks(connection, run_id)

    def chunks(self, run_id: str) -> tuple[ChunkRow, ...]:
        """The run's plan in order; empty before there is one."""
        with self._database.read() as connection:
            return _chunks(connection, run_id)

    def finish_chunk(self, run_id: str, index: int, carry: Mapping[str, Any]) -> bool:
        """Mark a chunk as heard, with what it hands on. False, and nothing changes, where it was before, the run is to
        be cancelled (windows told since then were not stored: ``put_window``), or it is gone.
        """
        table = schema.chunks
        this = update(table).where(table.c.run_id == run_id, table.c.idx == index, ~table.c.done)
        with self._database.write() as connection:
            if _project_of(connection, run_id, hearing=True) is None:
                return False
            self._hearings.pop((run_id, index), None)
            return connection.execute(this.values(done=True, carry=to_json(dict(carry)))).rowcount > 0

    def put_window(
        self, run_id: str, chunk: int, window: int, segments: Sequence[Segment], heard_ms: int | None = None
    ) -> int | None:
        """Store the segments of one heard window; the project's new revision, durable when this returns.

        None, and nothing is stored, if the window was stored before, the chunk is finished, the run is to be
        cancelled, or it is gone. ``heard_ms`` sets the run's progress in the same transaction, never back.

        After a crash a chunk is heard again from its start, and may be cut into other windows than before. What was
        stored stands; of the second hearing only segments that lie mostly behind it are taken, whatever their
        window's number, so that no speech is there twice and none is missing.
        """
        with self._database.write() as connection:
            project_id = _project_of(connection, run_id, hearing=True)
            if project_id is None or _done(connection, run_id, chunk):
                return None
            newest, ends = _newest(connection, run_id, chunk)
            seam = self._seam((run_id, chunk), window, ends)
            fresh = tuple(segment for segment in segments if (segment.start + segment.end) // 2 >= seam)
            if window <= newest:
                if not fresh:
                    return None
                window = newest + 1
            revision = _store(connection, project_id, run_id, chunk, window, fresh)
            if heard_ms is not None:
                _progress(connection, run_id, heard_ms)
            return revision

    def _seam(self, key: tuple[str, int], window: int, ends: int) -> int:
        """Where the hearings of a chunk before this one end, ms; ``ends`` is up to where there are lines now.

        A hearing numbers its windows upwards: the same number again, or a lower one, is a further hearing.
        """
        last, seam = self._hearings.get(key, (window, ends))
        if window <= last:
            seam = ends
        self._hearings[key] = (window, seam)
        return seam

    def heard(self, run_id: str) -> tuple[WindowHeard, ...]:
        """All windows of a run in the order of their chunks: the machine's transcript, whatever was made of it."""
        table = schema.windows
        wanted = select(table).where(table.c.run_id == run_id).order_by(table.c.chunk, table.c.window)
        with self._database.read() as connection:
            return tuple(
                WindowHeard(row.revision, row.run_id, row.chunk, row.window, segments_from_json(row.segments))
                for row in connection.execute(wanted)
            )

    def import_segments(self, run_id: str, segments: Sequence[Segment], batch: int = 200) -> int:
        """Store a whole transcript as the windows of chunk 0, ``batch`` segments each; the new revision.

        All of it or nothing. Raises ProjectNotFound where the run is gone.
        """
        with self._database.write() as connection:
            project_id = _project_of(connection, run_id)
            if project_id is None:
                raise ProjectNotFound()
            revision = 0
            for window, first in enumerate(range(0, len(segments) or 1, batch)):
                revision = _store(connection, project_id, run_id, 0, window, segments[first : first + batch])
            return revision


def _project_of(connection: Connection, run_id: str, *, hearing: bool = False) -> str | None:
    """The run's project; None where the run is gone or, for ``hearing``, is to be cancelled."""
    table = schema.runs
    wanted = select(table.c.project_id).where(table.c.id == run_id)
    return connection.execute(wanted.where(~table.c.cancel) if hearing else wanted).scalar_one_or_none()


def _done(connection: Connection, run_id: str, chunk: int) -> bool:
    table = schema.chunks
    wanted = select(table.c.idx).where(table.c.run_id == run_id, table.c.idx == chunk, table.c.done)
    return connection.execute(wanted).one_or_none() is not None


def _newest(connection: Connection, run_id: str, chunk: int) -> tuple[int, int]:
    """The highest number of a stored window of the chunk (-1: none), and up to where (ms) its windows have lines."""
    table = schema.windows
    newest = select(func.coalesce(func.max(table.c.window), -1), func.coalesce(func.max(table.c.ends), 0))
    row = connection.execute(newest.where(table.c.run_id == run_id, table.c.chunk == chunk)).one()
    return row[0], row[1]


def _progress(connection: Connection, run_id: str, heard_ms: int) -> None:
    table = schema.runs
    further = func.max(table.c.heard_ms, heard_ms)
    connection.execute(update(table).where(table.c.id == run_id).values(heard_ms=further))


def _chunks(connection: Connection, run_id: str) -> tuple[ChunkRow, ...]:
    table = schema.chunks
    found = connection.execute(select(table).where(table.c.run_id == run_id).order_by(table.c.idx))
    return tuple(ChunkRow(row.run_id, row.idx, row.start, row.end, row.done, from_json(row.carry)) for row in found)


def _store(
    connection: Connection, project_id: str, run_id: str, chunk: int, window: int, segments: Sequence[Segment]
) -> int:
    """Write one window and count the revision and the run's lines; IntegrityError if the window stands already."""
    revision = next_revision(connection, project_id)
    row = {
        "run_id": run_id,
        "chunk": chunk,
        "window": window,
        "revision": revision,
        "ends": max((_end(segment) for segment in segments), default=0),
        "lines": len(segments),
        "segments": segments_to_json(segments),
    }
    connection.execute(insert(schema.windows).values(**row))
    table = schema.runs
    connection.execute(update(table).where(table.c.id == run_id).values(lines=table.c.lines + len(segments)))
    return revision


def _end(segment: Segment) -> int:
    """Where the segment ends, ms; recognisers may claim an end beyond the window that was heard."""
    return segment.end if segment.window is None else min(segment.end, segment.window + WINDOW_MS)
