"""Opening a project, following it, changing its lines, taking changes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from review import edits
from review.document import Conflict, Delta, Document, NothingToRedo, NothingToUndo
from review.edits import Edit
from review.heartbeat import SILENT_MS, is_alive
from review.projects import views
from review.projects.documents import Step
from review.projects.gathering import Gathering
from review.projects.people import Caller
from review.projects.views import Json
from review.store import FINAL, Project
from review.store.records import now

DAY_MS = 24 * 60 * 60 * 1000


class Editing(Gathering):
    """A person's work on the lines. Every answer's rows are as they are now, with the versions edits must name."""

    def open(self, who: Caller, token: str) -> Json:
        """The whole project; it expires counted from now."""
        project = self.project(who, token)
        self.store.opened(project.id)
        with self.documents.at(project.id) as document:
            answer = {"revision": document.revision, "rows": views.rows(document), **_history(document)}
        shown = None if project.run_id is None else self.store.run(project.run_id)
        head = {"token": project.token, "name": project.name, "sample": project.sample}
        return {
            **answer,
            **self._progress(project),
            "project": {**head, "expires_at": self._expires_at()},
            "no_speech_informative": views.no_speech_informative(shown),
        }

    def pull(self, who: Caller, token: str, since: int) -> Json:
        """What changed after revision ``since``. With ``reset`` the rows are all there are: forget the others."""
        project = self.project(who, token)
        with self.documents.at(project.id) as document:
            answer = {"revision": document.revision, **_changes(_since(document, since)), **_history(document)}
        return {**answer, **self._progress(project)}

    def edit(self, who: Caller, token: str, edit: object, base: Mapping[str, int], client: str) -> Json:
        """Make an edit that the person made on lines of the versions ``base``.

        Raises BadEdit, LineGone, or Conflict when one of the lines is another now; nothing is written then.
        """
        wanted = edits.from_dict(edit)
        return self._write(who, token, client, lambda document: Step(document.plan(wanted, base)), wanted)

    def undo(self, who: Caller, token: str, client: str) -> Json:
        """Take back the newest edit that stands. Raises NothingToUndo."""
        project = self.project(who, token)

        def step(document: Document) -> Step:
            target = document.undo_target
            if target is None:
                raise NothingToUndo()
            return Step(document.undo_plan(self.store.log_entry(project.id, target)), "undo", target)

        return self._write(who, token, client, step)

    def redo(self, who: Caller, token: str, client: str) -> Json:
        """Make the edit again that was taken back last. Raises NothingToRedo."""
        project = self.project(who, token)

        def step(document: Document) -> Step:
            target = document.redo_target
            if target is None:
                raise NothingToRedo()
            return Step(document.redo_plan(self.store.log_entry(project.id, target)), "redo", target)

        return self._write(who, token, client, step)

    def _write(
        self, who: Caller, token: str, client: str, step: Callable[[Document], Step], wanted: Edit | None = None
    ) -> Json:
        project = self.project(who, token)
        with self.documents.at(project.id) as document:
            entry = self.documents.write(project.id, document, client, step)
            if entry is not None:
                delta = _since(document, entry.revision - 1)
            else:
                there = [name for name in wanted.touches() if name in document] if wanted else []
                delta = Delta(tuple(document.get(name) for name in there), (), reset=False)
            return {"revision": document.revision, **_changes(delta), **_history(document)}

    def _progress(self, project: Project) -> Json:
        """The newest job and the recording; ``worker_lost`` where the job waits for a worker that is gone;
        ``gathering`` is what goes on beside it, or failed.
        """
        summary = self.store.summary(project.id)
        job = summary.run
        position = self.store.queue_position(job.id) if job is not None and job.state == "queued" else None
        going = job is not None and job.state not in FINAL
        return {
            "run": views.run(job, summary.media, position, now()),
            "media": views.media(summary.media),
            "worker_lost": going and self._is_worker_lost(),
            "gathering": self.side_job(project),
        }

    def _is_worker_lost(self) -> bool:
        """A worker gets some time after our own start for its first sign of life."""
        return now() - self.since > SILENT_MS and not is_alive(self.store, now())

    def _expires_at(self) -> int | None:
        """When a project opened now would expire, ms since the epoch."""
        days = self.settings.expiry_days
        return None if days is None else now() + days * DAY_MS


def conflict(error: Conflict) -> Json:
    """The rows a refused edit is answered with: the lines as they are now."""
    return {"rows": views.rows(error.lines), "removed": list(error.removed)}


def _since(document: Document, revision: int) -> Delta:
    """What changed after ``revision``; all there is for one that was never reached (the database was put back)."""
    return document.delta(revision) if revision <= document.revision else Delta(tuple(document), (), reset=True)


def _changes(delta: Delta) -> Json:
    return {"rows": views.rows(delta.lines), "removed": list(delta.removed), "reset": delta.reset}


def _history(document: Document) -> Json:
    return {
        "undo": document.undo_target is not None,
        "redo": document.redo_target is not None,
        "saved_at": document.saved_at,
    }
