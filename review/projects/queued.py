"""What was ranked last, kept by project: a decision changes states, never the ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from engine.evidence import PartEvidence
from review.line import Line
from review.projects.compared import ByProject, Last, Versions
from review.projects.views import Json
from review.queue import Evidence, Item
from review.queue.work import Work
from review.store import Project, Store

SAMPLE = "sample"
"""Under which a project keeps the sample that was drawn of its lines."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The items of a machine's transcript, whose lines are ``heard``, and the words of each that are doubted."""

    heard: dict[str, Line]
    items: tuple[Item, ...]
    doubted: dict[str, tuple[str, ...]]


class Gathered:
    """The evidence on one run's lines, read from the store as it grows."""

    def __init__(self) -> None:
        self._run: str | None = None
        self._parts: list[PartEvidence] = []
        self._merged = Evidence()
        self.stamp = 0

    def update(self, store: Store, run_id: str | None) -> Evidence:
        """All there is on the run's lines now; ``stamp`` is another when it is more."""
        if run_id != self._run:
            self._run, self._parts, self._merged, self.stamp = run_id, [], Evidence(), 0
        if run_id is None:
            return self._merged
        stamp, fresh = store.evidence_of(run_id, self.stamp)
        if stamp < self.stamp:  # the database was put back
            self._parts = []
            stamp, fresh = store.evidence_of(run_id)
        if stamp != self.stamp:
            self._parts += [PartEvidence.from_dict(each) for each in fresh]
            self._merged, self.stamp = Evidence.merged(self._parts), stamp
        return self._merged


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


@dataclass(slots=True)
class KeptQueue:
    """What is known of one project: which machine's transcript (its run and its length) ``heard`` is, the ranking of
    it, the rows that were told, and the work that was done on them."""

    lock: Lock = field(default_factory=Lock)
    heard_as: tuple[str | None, int] | None = None
    heard: tuple[Line, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)
    ranked: Last[Ranked] = field(default_factory=Last)
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
