"""A project's text beside its active reference: for the page, and as files to take home."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Literal

from review import formats, reference, report, timing
from review.comparison import Comparison, compare
from review.formats.base import UnknownExport
from review.line import Line
from review.projects import comparison_views as views
from review.projects.compared import Before, Kept, Said
from review.projects.errors import NoReference, NoTimes
from review.projects.exporting import Download
from review.projects.people import Caller
from review.projects.references import ComparisonSettings, References, listed
from review.projects.views import Json
from review.queue import Told
from review.queue.letters import letters_apart
from review.reference import ScoredLine
from review.report import ComparisonSheet
from review.scoring import Report
from review.store import FINAL, Project, ReferenceText

Language = Literal["en", "ko"]

_MISSING = re.compile(r"m[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared: the ``lines`` of the project's ``revision`` and the machine's own, ``heard``, which ``source``
    names, against ``theirs``. ``settled`` is False while a job still hears."""

    project: Project
    reference: ReferenceText
    settings: ComparisonSettings
    language: str | None
    duration: int | None
    revision: int
    lines: tuple[Line, ...]
    ours: tuple[Said, ...]
    source: tuple[str | None, int]
    heard: tuple[Said, ...]
    theirs: tuple[ScoredLine, ...]
    settled: bool

    @property
    def edited(self) -> bool:
        """Whether the text is another than the machine's."""
        return self.heard != self.ours

    @property
    def task(self) -> object:
        """What a text is compared with, and how."""
        return (self.reference.id, self.settings, self.language, len(self.theirs))


@dataclass(frozen=True, slots=True)
class Compared(Sides):
    """One comparison and what it was made of; ``before`` are the figures of what the machine heard."""

    before: Report
    after: Comparison


class Comparing(References):
    """Comparisons are of the newest text, and made outside the document's lock: no edit waits for one."""

    def compare(self, who: Caller, token: str, known: str | None) -> Json:
        """Rows, figures and confusions; of the rows only those that differ from the version ``known``."""
        project = self.project(who, token)
        references = self.store.references_of(project.id)
        active = next((each for each in references if each.active), None)
        head = {"references": listed(references)}
        if active is None:
            settings = ComparisonSettings.of(project, self._language(project))
            return {**head, **_nothing(), "reference": None, "settings": settings.as_dict()}
        with self.comparisons.at(project.id) as kept:
            found = self._compared(project, active, kept)
            version = _version(found, kept)
            answer = kept.versions.answer(known)
        return {
            **head,
            **answer,
            "version": version,
            "reference": {"id": active.id, "name": active.name},
            "settings": found.settings.as_dict(),
            "figures": views.figures(found.before, found.after.report),
            "confusions": views.confusions(found.after, answer["order"]),
        }

    def dismiss(self, who: Caller, token: str, reference_id: str, row: str, on: bool) -> None:
        """Our side of the row is right, whatever the reference says (nothing was sung, say), or is not after all.

        Raises ReferenceNotFound, and LineGone for a row of a line that is no longer there.
        """
        project = self.project(who, token)
        if on and not _MISSING.fullmatch(row):
            with self.documents.at(project.id) as document:
                document.get(row)
        self.store.dismiss(project.id, reference_id, row, on)

    def comparison_file(self, who: Caller, token: str, name: str, language: Language) -> Download:
        """One of ``FILES`` with the recording's name; ``language`` is that of a report's headings.

        Raises UnknownExport, NoReference, NoTimes.
        """
        made = FILES.get(name)
        if made is None:
            raise UnknownExport(name=name, formats=", ".join(FILES))
        project = self.project(who, token)
        active = next((each for each in self.store.references_of(project.id) if each.active), None)
        if active is None:
            raise NoReference()
        with self.comparisons.at(project.id) as kept:
            found = self._compared(project, active, kept)
        return Download(_file_name(project.name, name), made.mime, made.write(found, language))

    def told(self, project: Project, active: ReferenceText) -> Mapping[str, Told]:
        """What the reference says of each line of the machine's transcript, by its id; nothing of rows in which a
        person found our side right.
        """
        with self.comparisons.at(project.id) as kept:
            sides = self._sides(project, active, kept)
            found = _before(sides, kept).told
        with self.documents.at(project.id) as document:
            names = [line.id for line in document.heard_lines()]
        if (len(names), document.run_id) != (len(sides.heard), sides.source[0]):  # other lines since then
            return {}
        return {names[number]: each for number, each in found.items() if names[number] not in active.dismissed}

    def _compared(self, project: Project, active: ReferenceText, kept: Kept) -> Compared:
        """The newest text against ``active``; what ``kept`` still has of it is not made again."""
        sides = self._sides(project, active, kept)
        if not sides.settled:
            how, language = sides.settings.normalisation, sides.language
            ours, whole = sides.ours, sides.theirs
            making = (ours, active.id, sides.settings, language)
            theirs = kept.reached.of(making, lambda: _reached(compare(ours, whole, how, language), whole))
            sides = replace(sides, theirs=theirs)
        after = _after(sides, kept)
        before = _before(sides, kept).report
        given = {each.name: getattr(sides, each.name) for each in fields(Sides)}
        return Compared(**given, before=before, after=after)

    def _sides(self, project: Project, active: ReferenceText, kept: Kept) -> Sides:
        with self.documents.at(project.id) as document:
            lines, revision = tuple(document), document.revision
            source = (document.run_id, document.heard_count)
            heard = kept.heard.of(source, lambda: _said(document.heard_lines()))
        shown = None if source[0] is None else self.store.run(source[0])
        recording = self.media_of(project)
        language = None if shown is None else shown.language
        settings = ComparisonSettings.of(project, language)
        return Sides(
            project,
            active,
            settings,
            language,
            None if recording is None else recording.duration_ms,
            revision,
            lines,
            _said(lines),
            source,
            heard,
            kept.theirs.of((active.id, settings.kept_out), lambda: self._scored(project, active, settings)),
            shown is None or shown.state in FINAL,
        )

    def _scored(self, project: Project, active: ReferenceText, settings: ComparisonSettings) -> tuple[ScoredLine, ...]:
        content = self.store.reference_content(project.id, active.id)
        return reference.scored(reference.from_dict(content), settings.kept_out)


def _after(sides: Sides, kept: Kept) -> Comparison:
    """The text as it is now, compared."""
    how, language, duration = sides.settings.normalisation, sides.language, sides.duration
    ours, theirs = sides.ours, sides.theirs
    return kept.after.of((ours, duration, sides.task), lambda: compare(ours, theirs, how, language, duration))


def _before(sides: Sides, kept: Kept) -> Before:
    """What the machine heard, compared: while nothing was changed that is the text as it is now."""

    def made() -> Before:
        how, language = sides.settings.normalisation, sides.language
        found = compare(sides.heard, sides.theirs, how, language) if sides.edited else _after(sides, kept)
        return Before(found.report, _told(found))

    return kept.before.of((sides.source, sides.task), made)


def _told(found: Comparison) -> dict[int, Told]:
    """What the reference says in the place of each of our lines, by their numbers."""
    return {
        row.line: Told(row.theirs, 0 if row.kind in ("same", "spacing") else letters_apart(row.ours, row.theirs))
        for row in found.rows
        if row.line is not None
    }


def _reached(compared: Comparison, theirs: Sequence[ScoredLine]) -> tuple[ScoredLine, ...]:
    """The reference as far as a recording that is still being heard has come: what follows is not missing yet."""
    matched = [part.line for row in compared.rows if row.line is not None for part in row.parts]
    return tuple(theirs[: max(matched, default=-1) + 1])


def _said(lines: Sequence[Line]) -> tuple[Said, ...]:
    """The lines as they are compared; a text that has no times stands at 0 throughout."""
    if not any(line.end for line in lines):
        return tuple(Said(line.text.strip(), None, None) for line in lines)
    return tuple(Said(line.text.strip(), line.start, line.end) for line in lines)


def _version(found: Compared, kept: Kept) -> str:
    """The version of these rows."""
    mine = (found.revision, found.reference.id, found.reference.dismissed, found.settings, found.language)
    dismissed = frozenset(found.reference.dismissed)
    return kept.version.of(
        (*mine, found.duration, len(found.theirs)),
        lambda: kept.versions.add(views.rows(found.after, found.lines, found.theirs, dismissed)),
    )


def _nothing() -> Json:
    """The answer of a project without a reference."""
    return {"version": "", "reset": True, "order": [], "rows": [], "figures": None, "confusions": []}


# ---- files ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _File:
    mime: str
    write: Callable[[Compared, Language], bytes]


def _sheet(found: Compared) -> ComparisonSheet:
    return ComparisonSheet(
        name=found.project.name,
        reference_name=found.reference.name,
        language=found.language,
        normalisation=found.settings.normalisation,
        kept_out=found.settings.kept_out,
        comparison=found.after,
        before=found.before if found.edited else None,
        made_at=datetime.now().astimezone().isoformat(timespec="seconds"),
    )


def _timed(kind: timing.TimedFormat) -> Callable[[Compared, Language], bytes]:
    def write(found: Compared, _: Language) -> bytes:
        if not any(line.end for line in found.lines):
            raise NoTimes()
        lines = timing.timed(found.theirs, found.after.stretches, found.lines, found.duration)
        return timing.write(lines, kind, found.project.name)

    return write


FILES: Mapping[str, _File] = {
    "report.html": _File("text/html", lambda found, language: report.html.write(_sheet(found), language)),
    "report.csv": _File("text/csv", lambda found, _: report.csv.write(_sheet(found))),
    "report.json": _File("application/json", lambda found, _: report.json.write(_sheet(found))),
    "annotated.txt": _File("text/plain", lambda found, _: report.annotated.write(_sheet(found))),
    **{f"timed.{kind}": _File(formats.FORMATS[kind].mime, _timed(kind)) for kind in ("lrc", "srt", "vtt")},
}
"""What a comparison is taken home as, by the last part of its address."""


def _file_name(project: str, name: str) -> str:
    """The recording's, and what the file is where the transcript's own export has the same ending. Lyrics with times
    are named as players look for them: as the recording."""
    stem, _, extension = name.partition(".")
    if stem == "timed":
        return formats.filename(project, f".{extension}")
    return formats.filename(f"{formats.filename(project, '')} {stem}", f".{extension}")
