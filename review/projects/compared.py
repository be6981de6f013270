"""What was compared last, kept by project: only what changed is compared again, and only what changed is sent."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, Protocol, TypeVar

from review.comparison import Comparison
from review.projects.views import Json
from review.queue import Told
from review.reference import ScoredLine
from review.scoring import Report

MOST_ROWS = 30_000
"""Of all projects kept together, about 75 MB, twice that with former versions; the one in use is kept however long."""
VERSIONS = 8
"""Of a project's rows: how far behind a tab may be and still be told only what differs."""
SPARE_ROWS = 1_000
"""Former rows that are kept of any project."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """A line as it is compared: without spaces around it, times in ms or none."""

    text: str
    start: int | None
    end: int | None


class Last(Generic[T]):
    """The value made last, which stands while its key does."""

    def __init__(self) -> None:
        self._made: tuple[object, T] | None = None

    def of(self, key: object, make: Callable[[], T]) -> T:
        """The value of ``key``, made now unless it is the one made last."""
        if self._made is None or self._made[0] != key:
            self._made = None  # the former one goes before there are two
            self._made = (key, make())
        return self._made[1]


class Versions:
    """The rows of the last few comparisons. A row that stayed the same is one object in all of them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, Json]] = OrderedDict()
        self._changed: dict[str, int] = {}

    def __len__(self) -> int:
        """How many rows the newest has."""
        return len(self._newest)

    def add(self, rows: Sequence[Json]) -> str:
        """The name of this version: the newest one's where nothing differs from it."""
        newest = self._newest
        fresh = {row["id"]: row for row in rows}
        for name, row in fresh.items():
            if newest.get(name) == row:
                fresh[name] = newest[name]
        changed = sum(row is not newest.get(name) for name, row in fresh.items())
        if self._kept and not changed and list(fresh) == list(newest):
            return next(reversed(self._kept))
        version = secrets.token_hex(8)
        self._kept[version], self._changed[version] = fresh, changed
        self._shrink()
        return version

    def answer(self, known: str | None) -> Json:
        """The newest rows' order, and those of them that are others than in the version ``known``.

        With ``reset`` the rows are all there are: ``known`` is none, or too old.
        """
        former, newest = self._kept.get(known or "", {}), self._newest
        rows = [row for name, row in newest.items() if former.get(name) is not row]
        return {"reset": known not in self._kept, "order": list(newest), "rows": rows}

    @property
    def _newest(self) -> dict[str, Json]:
        return self._kept[next(reversed(self._kept))] if self._kept else {}

    def _shrink(self) -> None:
        """Drop the oldest while there are too many, or while they hold more than one whole version beside the newest:
        other settings change every row.
        """
        most = max(SPARE_ROWS, len(self))
        while len(self._kept) > 1:
            oldest = next(iter(self._kept))
            if len(self._kept) <= VERSIONS and sum(self._changed.values()) - self._changed[oldest] <= most:
                break
            del self._kept[oldest], self._changed[oldest]


@dataclass(frozen=True, slots=True)
class Before:
    """The machine's transcript against a reference: its figures, and what is told of each of its lines, by their
    number among them."""

    report: Report
    told: Mapping[int, Told]


@dataclass(slots=True)
class Kept:
    """What is known of one project. ``reached`` is the part of ``theirs`` that a running job has come to, ``heard`` the
    machine's transcript, ``before`` its figures, ``version`` the name of the rows made of ``after``."""

    lock: Lock = field(default_factory=Lock)
    theirs: Last[tuple[ScoredLine, ...]] = field(default_factory=Last)
    reached: Last[tuple[ScoredLine, ...]] = field(default_factory=Last)
    heard: Last[tuple[Said, ...]] = field(default_factory=Last)
    before: Last[Before] = field(default_factory=Last)
    after: Last[Comparison] = field(default_factory=Last)
    version: Last[str] = field(default_factory=Last)
    versions: Versions = field(default_factory=Versions)


class Holder(Protocol):
    """What is kept of one project: for one thread at a time, and as long as its rows are."""

    @property
    def lock(self) -> Lock: ...

    @property
    def versions(self) -> Versions: ...


H = TypeVar("H", bound=Holder)


class ByProject(Generic[H]):
    """By project id, the least recently used ones dropped. Safe to use from several threads."""

    def __init__(self, make: Callable[[], H], most_rows: int = MOST_ROWS) -> None:
        self._make = make
        self._most_rows = most_rows
        self._kept: OrderedDict[str, H] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many projects are kept."""
        return len(self._kept)

    @contextmanager
    def at(self, project_id: str) -> Iterator[H]:
        """The project's, for this thread alone: whoever asks the same meanwhile waits and finds it made."""
        with self._lock:
            kept = self._kept.setdefault(project_id, self._make())
            self._kept.move_to_end(project_id)
        with kept.lock:
            yield kept
        self._shrink()

    def forget(self, project_id: str) -> None:
        """Drop a deleted project's."""
        with self._lock:
            self._kept.pop(project_id, None)

    def _shrink(self) -> None:
        with self._lock:
            while len(self._kept) > 1 and sum(len(kept.versions) for kept in self._kept.values()) > self._most_rows:
                self._kept.popitem(last=False)


class Comparisons(ByProject[Kept]):
    """The comparisons of all projects."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        super().__init__(Kept, most_rows)
