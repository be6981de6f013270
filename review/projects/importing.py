"""A transcript made elsewhere becomes a finished run; what a person had done to an own export is done again, and of a
file that has both sides the other one becomes the reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.media import MediaError, from_env, probe
from engine.transcript import Segment, Transcript
from engine.transcript_json import Review
from review import formats, reference
from review.document import Document, Line
from review.edits import Restore
from review.formats.annotated import looks_annotated
from review.formats.encoding import decode
from review.line import from_segment, settled
from review.projects.documents import Step
from review.projects.references import keep
from review.projects.room import Room
from review.reference import Reference
from review.store import Media, Project


@dataclass(frozen=True, slots=True)
class Imported:
    """``transcript`` holds the machine's texts; ``reviews`` and ``texts`` (by index) what a person made of them;
    ``reference`` what stood beside them."""

    transcript: Transcript
    reviews: Mapping[int, Review]
    texts: Mapping[int, Segment]
    reference: Reference | None = None


def imported(name: str, data: bytes) -> Imported:
    """Read a transcript file of that name. Raises BadTranscript, BadReference (one of their children)."""
    chosen = formats.detect(name, data)
    if chosen.name == "txt" and looks_annotated(decode(data)):
        return _both_sides(name, data)
    heard = chosen.read(data)
    reviews = formats.reviews(name, data)
    edited = {index: heard.segments[index] for index, review in reviews.items() if review.original is not None}
    segments = [
        replace(segment, text=reviews[index].original or "") if index in edited else segment
        for index, segment in enumerate(heard.segments)
    ]
    return Imported(replace(heard, segments=tuple(segments)), reviews, edited)


def _both_sides(name: str, data: bytes) -> Imported:
    """Of an annotated text (``heard // official``). Headings and directions that stand there once were not heard."""
    both = reference.read(name, data)
    heard = [line.heard for line in both.lines if line.heard and (line.kind == "text" or line.heard != line.text)]
    return Imported(formats.FORMATS["txt"].read("\n".join(heard).encode()), {}, {}, both)


class Importing(Room):
    """Storing what ``imported`` read."""

    def _import(self, project: Project, brought: Imported, recording: Media | None) -> None:
        """Store the lines as a finished run; a text without times is laid over the recording's duration."""
        heard = brought.transcript
        if recording is not None and not formats.is_timed(heard):
            heard = formats.spread(heard, self._duration(recording))
        self._store_lines(project, heard)
        if brought.reference is not None:
            keep(self.store, project.id, project.name, brought.reference)
        if brought.reviews:
            with self.documents.at(project.id) as document:
                self.documents.write(project.id, document, "", lambda found: _restored(found, brought))

    def _store_lines(self, project: Project, heard: Transcript) -> None:
        """Show the transcript's lines, as a run that was finished elsewhere."""
        run = self.store.add_run(
            project.id,
            kind="import",
            model=_text(heard.meta.get("model")),
            engine=_text(heard.meta.get("engine")),
            state="done",
            language=heard.language,
            meta=heard.meta,
        )
        self.store.import_segments(run.id, heard.segments)

    def _duration(self, recording: Media) -> int:
        """What the recording says its length is, ms; 0 for one that cannot be opened: its job will say why."""
        try:
            return probe(self.folders.of(recording.folder).source, from_env()).duration_ms or 0
        except MediaError:
            return 0

    def _delete(self, project: Project) -> None:
        """Take a project out of the store, and its files off the disk."""
        for job in self.store.runs_of(project.id):
            self.store.request_cancel(job.id)
        for folder in self.store.delete_project(project.id):
            self.folders.remove(folder)
        self.documents.forget(project.id)
        self.comparisons.forget(project.id)
        self.queues.forget(project.id)
        self.telling.forget(project.id)


def _restored(document: Document, brought: Imported) -> Step:
    """One entry that sets every reviewed line as it was when it was exported.

    As an undo that goes back to no entry it lies below all others: a person's undo never reaches it.
    """
    lines = enumerate(document)  # in the order of the file's segments: nothing has moved yet
    put = tuple(_reviewed(line, index, brought) for index, line in lines if index in brought.reviews)
    return Step(document.plan(Restore(put=put)), "undo")


def _reviewed(line: Line, index: int, brought: Imported) -> Line:
    review = brought.reviews[index]
    if review.state == "added":
        return replace(line, original=None, state="added")
    edited = brought.texts.get(index)
    if edited is None:
        return replace(line, state="kept" if review.state == "kept" else line.state)
    now = from_segment(line.id, edited)
    return replace(now, original=line.original, state=settled(line.original, now.text, "kept"), tokens=())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
