"""Opening the SQLite file, and transactions that are durable when they return. The one place that opens databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock
from time import monotonic, time
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from review.store import migrations
from review.store.errors import StorageBusy, StorageFailed, as_sentence

BUSY_SECONDS = 10.0
"""How long a transaction waits for another process's; then StorageBusy."""


def teach_unixepoch() -> None:
    """Give every SQLite connection of this process ``unixepoch('subsec')`` where SQLite is older than 3.42.

    The job library asks for it on Python 3.12 and later, whatever SQLite that Python was built with.
    """
    if sqlite3.sqlite_version_info < (3, 42) and not event.contains(Engine, "connect", _add_unixepoch):
        event.listen(Engine, "connect", _add_unixepoch)


def _add_unixepoch(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.create_function("unixepoch", 1, lambda _modifier: time())


class Database:
    """One SQLite file, used by several threads and processes at once.

    Every commit is on the disk before it returns (synchronous=FULL); ``network_disk`` keeps the rollback journal,
    since write-ahead logs need shared memory that network file systems lack. Locking stays NORMAL in both: the web
    process and the worker share the file. Raises a StorageFailed sentence, or DatabaseTooNew.
    """

    def __init__(self, path: Path, *, network_disk: bool = False, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self._writing = Lock()
        self._busy_ms = int(busy_seconds * 1000)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageFailed(reason=error.strerror or "no folder") from error
        self._engine = self._open()
        try:
            with self._sentences():
                self._choose_journal("delete" if network_disk else "wal", busy_seconds)
            with self.write() as connection:
                migrations.migrate(connection)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections that are not in use."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent state of the database, whatever is written meanwhile."""
        with self._sentences(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that has the write lock from its first statement; durable once the block is left.

        An exception inside, or at the commit, leaves nothing behind. Threads of this process take turns before they
        ask SQLite, whose waiting is a sleep that grows.
        """
        with self._sentences(), self._writing, self._engine.connect() as plain:
            connection = plain.execution_options(relisten_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    def _open(self) -> Engine:
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            pool_size=8,
            max_overflow=56,
            connect_args={"timeout": self._busy_ms / 1000, "check_same_thread": False},
        )
        event.listen(engine, "connect", self._prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def _prepare(self, connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # transactions begin where _begin says, not where the driver guesses
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={self._busy_ms}")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA fullfsync=ON")  # macOS: fsync alone leaves data in the drive's cache
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    def _choose_journal(self, mode: str, seconds: float) -> None:
        """Set the journal mode, which the file remembers; SQLite refuses without waiting while another process does."""
        pause, deadline = Event(), monotonic() + seconds
        while True:
            try:
                if self._pragma(f"journal_mode={mode}") == mode:
                    return
            except sqlite3.Error as error:
                if not isinstance(as_sentence(error, self.path.name), StorageBusy):
                    raise
            if monotonic() > deadline:
                raise StorageBusy()
            pause.wait(0.05)

    def _pragma(self, setting: str) -> Any:
        connection = self._engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA {setting}")
            row = cursor.fetchone()
            cursor.close()
            return row[0] if row else None
        finally:
            connection.close()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, sqlite3.Error) as error:  # the latter while a connection is being opened
            raise as_sentence(error, self.path.name) from error


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("relisten_begin", "BEGIN"))
