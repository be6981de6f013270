"""What was ranked last, kept by project: a decision changes states, never the ranking."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from review.comparison.collector import collector_held_off
from review.line import Line
from review.projects.compared import ByProject, Last, Versions
from review.projects.views import Json
from review.queue import Evidence, Item
from review.queue.work import Work
from review.store import Project, Store

REST = 9
"""Times the last ranking's time that the next one waits while evidence still comes in."""
_ANY = 2**62  # a stamp that none reaches: nothing is read but the newest

SAMPLE = "sample"
"""Under which a project keeps the sample that was drawn of its lines."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The items of a machine's transcript, whose lines are ``heard``, and the words of each that are doubted."""

    heard: dict[str, Line]
    items: tuple[Item, ...]
    doubted: dict[str, tuple[str, ...]]


class Pace:
    """Up to which stamp the evidence is ranked. What is read and ranked is not kept, that of 10,000 lines is 100 MB;
    so while more comes in every few seconds, a ranking waits until the former one is a tenth of the time.
    """

    def __init__(self) -> None:
        self._run: str | None = None
        self._stamp = 0
        self._at = 0.0
        self._took = 0.0

    def stamp(self, store: Store, run_id: str | None, *, growing: bool) -> int:
        """The stamp to rank at now."""
        if run_id is None:
            return 0
        newest, _ = store.evidence_of(run_id, _ANY)
        early = growing and time.monotonic() - self._at < REST * self._took
        if run_id != self._run or not early:
            self._run, self._stamp = run_id, newest
        return self._stamp

    @contextmanager
    def ranking(self) -> Iterator[None]:
        """Around reading and ranking, to know what it takes."""
        began = time.monotonic()
        with collector_held_off():
            yield
        self._at = time.monotonic()
        self._took = self._at - began


def read_evidence(store: Store, run_id: str | None) -> Evidence:
    """All that was gathered on the lines of a run."""
    if run_id is None:
        return Evidence()
    _, parts = store.evidence_of(run_id)
    return Evidence.merged(parts)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The lines of one run that were drawn at random to be checked, in as many ``draws``."""

    run: str | None
    lines: tuple[str, ...] = ()
    draws: int = 0

    @classmethod
    def of(cls, project: Project, run_id: str | None) -> Drawn:
        """What the project's settings keep; nothing of another run's lines."""
        kept = project.settings.get(SAMPLE)
        if kept is None or kept["run"] != run_id:
            return cls(run_id)
        return cls(run_id, tuple(kept["lines"]), kept["draws"])

    def more(self, lines: Sequence[str]) -> Drawn:
        """With those of one more draw."""
        return Drawn(self.run, (*self.lines, *lines), self.draws + 1)

    def as_dict(self) -> Json:
        """What the project's settings keep."""
        return {"run": self.run, "lines": list(self.lines), "draws": self.draws}


class KnownRow(NamedTuple):
    """A row, and what it was made of."""

    item: Item
    made_of: tuple[int, int, bool, int]
    row: Json


@dataclass(slots=True)
class KeptQueue:
    """What is known of one project: which machine's transcript (its run and its length) ``heard`` is, the ranking of
    it, the rows that were told, and the work that was done on them."""

    lock: Lock = field(default_factory=Lock)
    heard_as: tuple[str | None, int] | None = None
    heard: tuple[Line, ...] = ()
    pace: Pace = field(default_factory=Pace)
    ranked: Last[Ranked] = field(default_factory=Last)
    rows: dict[str, KnownRow] = field(default_factory=dict)
    versions: Versions = field(default_factory=Versions)
    work: Work = field(default_factory=Work)
    worked_on: str | None = None

    def work_of(self, run_id: str | None) -> Work:
        """The work on the lines of that run, begun anew for another."""
        if self.worked_on != run_id:
            self.work, self.worked_on = Work(), run_id
        return self.work


class Queues(ByProject[KeptQueue]):
    """The queues of all projects."""

    def __init__(self) -> None:
        super().__init__(KeptQueue)
