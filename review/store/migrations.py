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


def _add_references(connection: Connection) -> None:
    """Version 2: texts to compare with. Written out: the step stays as it is when the table changes later."""
    connection.exec_driver_sql(_REFERENCE_TEXTS)
    connection.exec_driver_sql("CREATE INDEX ix_reference_texts_project_id ON reference_texts (project_id)")
    connection.exec_driver_sql("CREATE UNIQUE INDEX one_active_reference ON reference_texts (project_id) WHERE active")


STEPS: Mapping[int, Callable[[Connection], None]] = {1: _add_references}
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
