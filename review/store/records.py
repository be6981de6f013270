"""What the store answers: frozen rows. All ``…_at`` are ms since the epoch, UTC; other times ms of the recording."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Project:
    """A person's work on one recording. Whoever has ``token`` may open it; ``revision`` counts what happened to it.

    ``run_id`` is the run whose lines are shown, ``owner`` a login's name, ``visitor`` the browser that made it.
    """

    id: str
    token: str
    name: str
    owner: str | None
    visitor: str | None
    created_at: int
    updated_at: int
    opened_at: int
    media_id: str | None
    run_id: str | None
    revision: int
    sample: bool
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Media:
    """A recording in the media folder ``folder``. ``state``: new, decoding, ready or failed.

    ``note`` says what a person should know of it (a truncated file, say); ``error`` is a UserError's ``as_dict``.
    """

    id: str
    name: str
    folder: str
    bytes: int
    state: str
    duration_ms: int | None
    decode_fraction: float
    note: str | None
    error: dict[str, Any] | None
    peaks: bool
    playback: bool
    playback_error: str | None
    created_at: int


@dataclass(frozen=True, slots=True)
class Run:
    """One job (``kind`` transcribe or prepare) or an imported transcript (import), and the owner of its windows; or
    what examines the lines of another run (``SIDE`` kinds), whose id is ``options["of"]``.

    ``state``: queued, preparing, downloading, loading, hearing; done, cancelled, failed. ``lines`` is how many lines
    the document made of it has now. Unknown figures are None.
    """

    id: str
    project_id: str
    media_id: str | None
    kind: str
    engine: str | None
    model: str | None
    options: dict[str, Any]
    state: str
    cancel: bool
    heard_ms: int
    total_ms: int | None
    download_done: int | None
    download_total: int | None
    hearing_started_at: int | None
    created_at: int
    started_at: int | None
    finished_at: int | None
    error: dict[str, Any] | None
    language: str | None
    meta: dict[str, Any]
    visitor: str | None
    lines: int


@dataclass(frozen=True, slots=True)
class ReferenceText:
    """A reference (lyrics or a script) of a project, without its content. ``lines`` and ``words`` are of its text.

    ``dismissed``: ids of the rows in which a person found our side right against it.
    """

    id: str
    project_id: str
    name: str
    format: str
    lines: int
    words: int
    dismissed: tuple[str, ...]
    active: bool
    created_at: int


@dataclass(frozen=True, slots=True)
class ChunkRow:
    """One chunk of a run's plan; ``carry`` is what it hands on to the next, once ``done``."""

    run_id: str
    index: int
    start: int
    end: int
    done: bool
    carry: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A row of the projects list. ``run`` is the newest job that is none of the SIDE kinds; ``lines`` those of the
    lines shown; ``examined``: a job of the SIDE kinds is queued or in work.
    """

    project: Project
    run: Run | None
    media: Media | None
    lines: int
    examined: bool = False


FINAL = ("done", "cancelled", "failed")
"""States in which a run stays until someone asks for more."""

SIDE = ("evidence", "rehear")
"""Kinds of runs that examine the lines of another: never shown, waited for by nobody."""
COUNTED = ("transcribe", "rehear")
"""Kinds of runs of which a visitor may begin so many a day."""


def now() -> int:
    """ms since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def new_id() -> str:
    """An id that no other row ever had."""
    return secrets.token_hex(16)


def to_json(value: object) -> str:
    """Text for a JSON column."""
    return orjson.dumps(value).decode()


def from_json(value: str | None) -> Any:
    """What a JSON column holds; None for NULL."""
    return None if value is None else orjson.loads(value)
