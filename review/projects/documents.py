"""The documents in memory: kept up with the store, a bounded number of lines of them, one thread at a time each."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from engine.errors import UserError
from review.document import Document, Plan
from review.events import EditLogged, Kind
from review.store import StaleRevision, StorageBusy, Store

MOST_LINES = 100_000
"""Of all documents kept together, about 100 MB; the one in use is kept however long it is."""
ATTEMPTS = 50
"""How often an edit is planned again because the worker stored lines meanwhile; each time costs a few ms."""


@dataclass(frozen=True, slots=True)
class Step:
    """An entry about to be logged; ``target`` is the entry that an undo or a redo goes back to."""

    plan: Plan
    kind: Kind = "do"
    target: int | None = None


@dataclass(slots=True)
class _Kept:
    document: Document = field(default_factory=Document)
    lock: Lock = field(default_factory=Lock)
    lines: int = 0


class Documents:
    """Documents by project id, the least recently used ones dropped. Safe to use from several threads."""

    def __init__(self, store: Store, most_lines: int = MOST_LINES) -> None:
        self._store = store
        self._most_lines = most_lines
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._lock = Lock()

    @contextmanager
    def at(self, project_id: str) -> Iterator[Document]:
        """The project's document at its newest revision, for this thread alone. Raises ProjectNotFound."""
        with self._lock:
            kept = self._kept.setdefault(project_id, _Kept())
            self._kept.move_to_end(project_id)
        with kept.lock:
            self._update(project_id, kept.document)
            try:
                yield kept.document
            finally:
                kept.lines = len(kept.document)
        self._shrink()

    def write(
        self, project_id: str, document: Document, client: str, plan: Callable[[Document], Step]
    ) -> EditLogged | None:
        """Plan an entry on the document got from ``at``, log it durably, take it in; None where nothing changes.

        The store takes the entry only if the document knew everything: otherwise it is planned again on what came in
        between, and then ``plan`` raises Conflict where somebody else changed the same line. An edit sent again by the
        same ``client`` (its answer was lost) is the entry of the first time.
        """
        for _ in range(ATTEMPTS):
            try:
                step = plan(document)
                entry = None if step.kind == "do" and step.plan.empty else self._log(project_id, document, client, step)
            except UserError:
                known = self._store.logged(project_id, client)
                if known is None:
                    raise
                return known
            except StaleRevision:
                self._update(project_id, document)
            else:
                if entry is not None:
                    document.absorb(entry)
                return entry
        raise StorageBusy()

    def forget(self, project_id: str) -> None:
        """Drop a deleted project's document."""
        with self._lock:
            self._kept.pop(project_id, None)

    def _log(self, project_id: str, document: Document, client: str, step: Step) -> EditLogged:
        return self._store.log_edit(
            project_id,
            document.revision,
            step.plan.edit.as_dict(),
            step.plan.inverse.as_dict(),
            kind=step.kind,
            target=step.target,
            client=client,
            line_delta=step.plan.line_delta,
        )

    def _update(self, project_id: str, document: Document) -> None:
        document.update(self._store.changes_since(project_id, document.revision))

    def _shrink(self) -> None:
        with self._lock:
            while len(self._kept) > 1 and sum(kept.lines for kept in self._kept.values()) > self._most_lines:
                self._kept.popitem(last=False)
