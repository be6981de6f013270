"""What was ranked last, kept by project: a decision changes states, never the ranking."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from engine.evidence import PartEvidence
from review.line import Line
from review.projects.compared import ByProject, Last, Versions
from review.queue import Evidence, Item
from review.store import Store


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


@dataclass(slots=True)
class KeptQueue:
    """What is known of one project; ``version`` is the name of the rows made of ``ranked`` and the document,
    ``heard_as`` which machine's transcript ``heard`` is: its run and its length."""

    lock: Lock = field(default_factory=Lock)
    heard_as: tuple[str | None, int] | None = None
    heard: tuple[Line, ...] = ()
    gathered: Gathered = field(default_factory=Gathered)
    ranked: Last[Ranked] = field(default_factory=Last)
    version: Last[str] = field(default_factory=Last)
    versions: Versions = field(default_factory=Versions)


class Queues(ByProject[KeptQueue]):
    """The queues of all projects."""

    def __init__(self) -> None:
        super().__init__(KeptQueue)
