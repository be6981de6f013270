"""The tables. Times are ms since the epoch (UTC) or ms of the recording; JSON is text; ids are random."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

VERSION = 3
"""Of the layout, kept in the database's ``user_version``; a change of the layout adds a step to migrations.STEPS."""

metadata = MetaData()


def _reference(target: str, when_gone: str) -> ForeignKey:
    return ForeignKey(target, ondelete=when_gone)


projects = Table(
    "projects",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("owner", Text, index=True),
    Column("visitor", Text),
    Column("created_at", Integer, nullable=False),
    Column("updated_at", Integer, nullable=False),
    Column("opened_at", Integer, nullable=False),
    Column("media_id", Text, _reference("media.id", "SET NULL"), index=True),
    Column("run_id", Text, _reference("runs.id", "SET NULL")),
    Column("run_since", Integer, nullable=False, server_default=text("0")),
    Column("revision", Integer, nullable=False, server_default=text("0")),
    Column("sample", Boolean, nullable=False, server_default=text("0")),
    Column("settings", Text, nullable=False, server_default=text("'{}'")),
    # a visitor has one sample, however many tabs ask for it at once
    Index("one_sample_a_visitor", "visitor", unique=True, sqlite_where=text("sample AND visitor IS NOT NULL")),
)

media = Table(
    "media",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folder", Text, nullable=False, unique=True),
    Column("bytes", Integer, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'new'")),
    Column("duration_ms", Integer),
    Column("decode_fraction", Float, nullable=False, server_default=text("0")),
    Column("note", Text),
    Column("error", Text),
    Column("peaks", Boolean, nullable=False, server_default=text("0")),
    Column("playback", Boolean, nullable=False, server_default=text("0")),
    Column("playback_error", Text),
    Column("created_at", Integer, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, _reference("projects.id", "CASCADE"), nullable=False, index=True),
    Column("media_id", Text, _reference("media.id", "SET NULL"), index=True),
    Column("kind", Text, nullable=False),
    Column("engine", Text),
    Column("model", Text),
    Column("options", Text, nullable=False, server_default=text("'{}'")),
    Column("state", Text, nullable=False, index=True),
    Column("cancel", Boolean, nullable=False, server_default=text("0")),
    Column("heard_ms", Integer, nullable=False, server_default=text("0")),
    Column("total_ms", Integer),
    Column("download_done", Integer),
    Column("download_total", Integer),
    Column("hearing_started_at", Integer),
    Column("created_at", Integer, nullable=False),
    Column("started_at", Integer),
    Column("finished_at", Integer),
    Column("error", Text),
    Column("language", Text),
    Column("meta", Text, nullable=False, server_default=text("'{}'")),
    Column("visitor", Text, index=True),
    Column("lines", Integer, nullable=False, server_default=text("0")),
    Column("place", Integer, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("run_id", Text, _reference("runs.id", "CASCADE"), primary_key=True),
    Column("idx", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("done", Boolean, nullable=False, server_default=text("0")),
    Column("carry", Text),
)

# One row a window, not a segment: a window with nothing in it is heard too, and the key alone makes it stand once.
windows = Table(
    "windows",
    metadata,
    Column("run_id", Text, _reference("runs.id", "CASCADE"), primary_key=True),
    Column("chunk", Integer, primary_key=True),
    Column("window", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("segments", Text, nullable=False),
    Index("windows_by_revision", "run_id", "revision"),
)

edits = Table(
    "edits",
    metadata,
    Column("project_id", Text, _reference("projects.id", "CASCADE"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    # no cascade: a run that someone has worked on goes with its project or not at all
    Column("run_id", Text, ForeignKey("runs.id"), index=True),
    Column("kind", Text, nullable=False),
    Column("target", Integer),
    Column("client", Text, nullable=False),
    Column("created_at", Integer, nullable=False),
    Column("edit", Text, nullable=False),
    Column("inverse", Text),
    ForeignKeyConstraint(["project_id", "target"], ["edits.project_id", "edits.revision"], ondelete="CASCADE"),
    # an edit sent again because its answer got lost is the same edit
    Index("edit_once", "project_id", "client", unique=True, sqlite_where=text("client <> ''")),
)

# The official text beside a project's lines. What it holds never changes; of several, one is compared with.
reference_texts = Table(
    "reference_texts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Text, _reference("projects.id", "CASCADE"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("words", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("dismissed", Text, nullable=False, server_default=text("'[]'")),
    Column("active", Boolean, nullable=False, server_default=text("0")),
    Column("created_at", Integer, nullable=False),
    Index("one_active_reference", "project_id", unique=True, sqlite_where=text("active")),
)

# What a run of kind "evidence" or "rehear" (run_id) found out about the lines of another (of_run), step by step. The
# stamp only ever grows: by it a reader asks for what came since.
evidence = Table(
    "evidence",
    metadata,
    Column("stamp", Integer, primary_key=True),
    Column("run_id", Text, _reference("runs.id", "CASCADE"), nullable=False),
    Column("part", Text, nullable=False),
    Column("chunk", Integer, nullable=False),
    Column("of_run", Text, _reference("runs.id", "CASCADE"), nullable=False, index=True),
    Column("payload", Text, nullable=False),
    Index("evidence_once", "run_id", "part", "chunk", unique=True),
    sqlite_autoincrement=True,
)

# No reference to the run: a visitor who deletes a project has used the server all the same.
usage = Table(
    "usage",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visitor", Text, nullable=False),
    Column("created_at", Integer, nullable=False),
    Index("usage_by_visitor", "visitor", "created_at"),
)

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
