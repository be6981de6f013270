"""A project's text beside its active reference: for the page, and as files to take home."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from review import formats, reference, report, timing
from review.comparison import Comparison, compare
from review.formats.base import UnknownExport
from review.line import Line
from review.projects import comparison_views as views
from review.projects.compared import Kept, Said
from review.projects.errors import NoReference, NoTimes
from review.projects.exporting import Download
from review.projects.people import Caller
from review.projects.references import ComparisonSettings, References, listed
from review.projects.views import Json
from review.reference import ScoredLine
from review.report import ComparisonSheet
from review.scoring import Report
from review.store import FINAL, Project, ReferenceText

Language = Literal["en", "ko"]

_MISSING = re.compile(r"m[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Compared:
    """One comparison and what it was made of. ``lines`` are of the project's ``revision``; ``before`` are the figures
    of what the machine heard, and ``edited`` says whether ``after`` is of another text."""

    project: Project
    reference: ReferenceText
    settings: ComparisonSettings
    language: str | None
    duration: int | None
    revision: int
    lines: tuple[Line, ...]
    theirs: tuple[ScoredLine, ...]
    before: Report
    after: Comparison
    edited: bool


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

    def _compared(self, project: Project, active: ReferenceText, kept: Kept) -> Compared:
        """The newest text against ``active``; what ``kept`` still has of it is not made again."""
        with self.documents.at(project.id) as document:
            lines, revision = tuple(document), document.revision
            source = (document.run_id, document.heard_count)
            heard = kept.heard.of(source, lambda: _said(document.heard_lines()))
        shown = None if source[0] is None else self.store.run(source[0])
        recording = self.media_of(project)
        language = None if shown is None else shown.language
        duration = None if recording is None else recording.duration_ms
        settings = ComparisonSettings.of(project, language)
        how = settings.normalisation
        theirs = kept.theirs.of((active.id, settings.kept_out), lambda: self._scored(project, active, settings))
        ours, whole = _said(lines), theirs
        if shown is not None and shown.state not in FINAL:
            making = (ours, active.id, settings, language)
            theirs = kept.reached.of(making, lambda: _reached(compare(ours, whole, how, language), whole))
        task = (active.id, settings, language, len(theirs))
        after = kept.after.of((ours, duration, task), lambda: compare(ours, theirs, how, language, duration))
        edited = heard != ours
        before = kept.before.of(
            (source, task), lambda: compare(heard, theirs, how, language).report if edited else after.report
        )
        return Compared(project, active, settings, language, duration, revision, lines, theirs, before, after, edited)

    def _scored(self, project: Project, active: ReferenceText, settings: ComparisonSettings) -> tuple[ScoredLine, ...]:
        content = self.store.reference_content(project.id, active.id)
        return reference.scored(reference.from_dict(content), settings.kept_out)


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
