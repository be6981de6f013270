"""The layout's version: a new database gets the newest, an older one goes step by step, a newer one is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from review.store import schema
from review.store.errors import DatabaseTooNew

_REFERENCE_TEXTS = """
CREATE TABLE reference_texts (
    id TEXT NOT NULL,
    project_id TEXT NOT NULL,
    name TEXT NOT NULL,
    format TEXT NOT NULL,
    lines INTEGER NOT NULL,
    words INTEGER NOT NULL,
    content TEXT NOT NULL,
    dismissed TEXT DEFAULT '[]' NOT NULL,
    active BOOLEAN DEFAULT 0 NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(project_id) REFERENCES projects (id) ON DELETE CASCADE
)
"""

_EVIDENCE = """
CREATE TABLE evidence (
    stamp INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    run_id TEXT NOT NULL,
    part TEXT NOT NULL,
    chunk INTEGER NOT NULL,
    of_run TEXT NOT NULL,
    payload TEXT NOT NULL,
    FOREIGN KEY(run_id) REFERENCES runs (id) ON DELETE CASCADE,
    FOREIGN KEY(of_run) REFERENCES runs (id) ON DELETE CASCADE
)
"""


def _add_references(connection: Connection) -> None:
    """Version 2: texts to compare with. Written out: the step stays as it is when the table changes later."""
    connection.exec_driver_sql(_REFERENCE_TEXTS)
    connection.exec_driver_sql("CREATE INDEX ix_reference_texts_project_id ON reference_texts (project_id)")
    connection.exec_driver_sql("CREATE UNIQUE INDEX one_active_reference ON reference_texts (project_id) WHERE active")


def _add_evidence(connection: Connection) -> None:
    """Version 3: what speaks for and against the lines of a run."""
    connection.exec_driver_sql(_EVIDENCE)
    connection.exec_driver_sql("CREATE INDEX ix_evidence_of_run ON evidence (of_run)")
    connection.exec_driver_sql("CREATE UNIQUE INDEX evidence_once ON evidence (run_id, part, chunk)")


STEPS: Mapping[int, Callable[[Connection], None]] = {1: _add_references, 2: _add_evidence}
"""From version n to n + 1. Steps only add or fill: a person's edits are never rewritten."""


def migrate(connection: Connection) -> None:
    """Bring the database to ``schema.VERSION`` in the caller's transaction: all of it or nothing.

    Raises DatabaseTooNew, before anything is touched, for a database of a later version.
    """
    found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
    if found > schema.VERSION:
        raise DatabaseTooNew(found=found, known=schema.VERSION)
    if found == schema.VERSION:
        return
    if found == 0:
        schema.metadata.create_all(connection)
    else:
        for version in range(found, schema.VERSION):
            STEPS[version](connection)
    connection.exec_driver_sql(f"PRAGMA user_version={schema.VERSION}")
