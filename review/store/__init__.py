"""The store: projects, references, recordings, runs, heard windows, evidence and the edit log in one SQLite file,
shared by two processes.

Every method is one transaction. What a writing method returned is on the disk; one that raised stored nothing. All
raise StorageFailed or a child of it where the disk is full, the file locked for too long, or the folder read-only.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from review.store import schema
from review.store.database import BUSY_SECONDS, Database, teach_unixepoch
from review.store.errors import (
    DatabaseTooNew,
    ProjectNotFound,
    ReferenceNotFound,
    StaleRevision,
    StorageBusy,
    StorageDamaged,
    StorageFailed,
    StorageFull,
    TooManyReferences,
    is_damage,
)
from review.store.evidence import EvidencePart
from review.store.heard import HeardPart
from review.store.log import LogPart
from review.store.media import MediaPart
from review.store.projects import ProjectsPart
from review.store.records import FINAL, SIDE, ChunkRow, Media, Project, ReferenceText, Run, Summary, from_json, to_json
from review.store.references import ReferencesPart
from review.store.runs import RunsPart

__all__ = [
    "FINAL",
    "SIDE",
    "ChunkRow",
    "DatabaseTooNew",
    "Media",
    "Project",
    "ProjectNotFound",
    "ReferenceNotFound",
    "ReferenceText",
    "Run",
    "StaleRevision",
    "StorageBusy",
    "StorageDamaged",
    "StorageFailed",
    "StorageFull",
    "Store",
    "Summary",
    "TooManyReferences",
    "is_damage",
    "teach_unixepoch",
]


class Store(ProjectsPart, ReferencesPart, MediaPart, RunsPart, HeardPart, EvidencePart, LogPart):
    """One a process, shared by its threads. ``path`` is the SQLite file; it and its folder are made if need be.

    ``network_disk``: the folder is on a network file system, where SQLite must not use a write-ahead log. Raises
    DatabaseTooNew for a database of a later version, StorageFailed where there is none to be had.
    """

    def __init__(self, path: Path, *, network_disk: bool = False, busy_seconds: float = BUSY_SECONDS) -> None:
        super().__init__(Database(path, network_disk=network_disk, busy_seconds=busy_seconds))

    def close(self) -> None:
        """Close the connections; using the store afterwards opens them again."""
        self._database.close()

    def get_setting(self, key: str, default: Any = None) -> Any:
        """What was last set under ``key`` by either process, ``default`` if nothing was."""
        table = schema.settings
        with self._database.read() as connection:
            found = connection.execute(select(table.c.value).where(table.c.key == key)).scalar_one_or_none()
        return default if found is None else from_json(found)

    def set_setting(self, key: str, value: object) -> None:
        """Keep a JSON value under ``key``: how the worker tells the page of hardware and models."""
        given = insert(schema.settings).values(key=key, value=to_json(value))
        with self._database.write() as connection:
            connection.execute(given.on_conflict_do_update(index_elements=["key"], set_={"value": to_json(value)}))
