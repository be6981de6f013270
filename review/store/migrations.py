"""The layout's version: a new database gets the newest, an older one goes step by step, a newer one is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from review.store import schema
from review.store.errors import DatabaseTooNew

STEPS: Mapping[int, Callable[[Connection], None]] = {}
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
