"""Taking one's work home: every format from the edited text, snippets, and the data set of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from review import formats, snippets
from review.document import Line
from review.flags import Thresholds, flags
from review.projects import views
from review.projects.errors import NoRecording
from review.projects.folders import MediaFolder
from review.projects.people import Caller
from review.projects.room import Room
from review.store import Project, Run
from review.store.records import new_id


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take home."""

    name: str
    mime: str
    data: bytes


class Exporting(Room):
    """Everything that leaves as a file."""

    def recording(self, who: Caller, token: str) -> MediaFolder:
        """The files of the project's recording, as far as they are made. Raises NoRecording."""
        found = self.media_of(self.project(who, token))
        if found is None:
            raise NoRecording()
        return self.folders.of(found.folder)

    def export(self, who: Caller, token: str, format_name: str, thresholds: Thresholds) -> Download:
        """The project in one format, the edited text; ``thresholds`` for the formats that hold flags.

        Raises UnknownExport.
        """
        project = self.project(who, token)
        chosen = formats.format_named(format_name)
        shown = self._shown(project)
        informative = views.no_speech_informative(shown)
        lines = self._lines(project)
        sheet = formats.Sheet(
            name=project.name,
            lines=lines,
            language=None if shown is None else shown.language,
            meta={} if shown is None else shown.meta,
            flags=[[flag.code for flag in flags(line, thresholds, informative)] for line in lines],
        )
        return Download(formats.filename(project.name, chosen.extension), chosen.mime, chosen.write(sheet))

    def snippet(self, who: Caller, token: str, line_id: str, pad: int) -> Download:
        """One line's sound as WAV, ``pad`` ms longer on both sides. Raises LineGone, NoRecording, NoSound."""
        project = self.project(who, token)
        folder = self._heard(who, token)
        with self.documents.at(project.id) as document:
            line = document.get(line_id)
        stem = formats.filename(project.name, "")
        name = formats.filename(f"{stem} {line.start / 1000:.2f}", ".wav")
        return Download(name, "audio/wav", snippets.snippet(folder.pcm, line.start, line.end, pad))

    @contextmanager
    def dataset(self, who: Caller, token: str, pad: int) -> Iterator[tuple[str, Path]]:
        """The name and the file of the zip of all snippets, each ``pad`` ms longer on both sides; it is there while the
        block runs.

        Raises NoRecording, NoSnippets.
        """
        project = self.project(who, token)
        folder = self._heard(who, token)
        target = self.downloads / f"{new_id()}.zip"
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            snippets.dataset_zip(folder.pcm, self._lines(project), target, pad=pad)
            yield formats.filename(project.name, ".zip"), target
        finally:
            target.unlink(missing_ok=True)

    def _heard(self, who: Caller, token: str) -> MediaFolder:
        """As ``recording``, only once there is sound to cut."""
        folder = self.recording(who, token)
        if not folder.pcm.is_file():
            raise NoRecording()
        return folder

    def _lines(self, project: Project) -> list[Line]:
        with self.documents.at(project.id) as document:
            return list(document)

    def _shown(self, project: Project) -> Run | None:
        return None if project.run_id is None else self.store.run(project.run_id)
