"""What ``score`` compares: two files, one that holds both sides, or a list of pairs of files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.languages import language_code
from engine.transcript import Segment
from engine.transcript_json import Review
from review import formats, reference
from review.cli.errors import BadInput, BadPairs, CannotRead, NoPairs, NoSuchFile, NoSuchLanguage, OneSided
from review.cli.outputs import why
from review.formats import annotated
from review.formats.encoding import decode
from review.line import clean
from review.reference import Reference

COLUMNS = ("reference", "hypothesis", "language", "name")
"""Of a list of pairs, in their order where no header line says otherwise; the last two may be missing."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A line of a hypothesis; times in ms, None where the file has none."""

    text: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Our side: ``lines`` as they are now, ``machine`` as they were before a person's edits (None without edits),
    ``language`` where the file says it.
    """

    lines: tuple[Heard, ...]
    machine: tuple[Heard, ...] | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Files:
    """One comparison that was asked for; without ``reference`` the hypothesis holds both sides."""

    hypothesis: Path
    reference: Path | None = None
    name: str = ""
    language: str | None = None

    @property
    def official(self) -> Path:
        """The file with the reference's side."""
        return self.reference or self.hypothesis

    @property
    def title(self) -> str:
        return self.name or self.hypothesis.name


def read_reference(files: Files) -> Reference:
    """Raises NoSuchFile, CannotRead, BadInput."""
    path = files.official
    data = whole(path)
    try:
        return reference.read(path.name, data)
    except UserError as error:
        raise BadInput(name=str(path), reason=str(error)) from error


def read_hypothesis(files: Files) -> Hypothesis:
    """A transcript of any format that can be imported, plain text, or what was heard in an annotated text.

    Raises NoSuchFile, CannotRead, BadInput, OneSided.
    """
    path = files.hypothesis
    data = whole(path)
    try:
        return _hypothesis(path, data, alone=files.reference is None)
    except (OneSided, BadInput):
        raise
    except UserError as error:
        raise BadInput(name=str(path), reason=str(error)) from error


def _hypothesis(path: Path, data: bytes, alone: bool) -> Hypothesis:
    """``alone``: only what holds both sides will do. A file of any other name is taken for what is in it."""
    if path.suffix.lower() == ".docx":
        both, texts = False, [line.written for line in reference.read(path.name, data).lines]
    else:
        name = path.name if formats.is_transcript_name(path.name) else "any.txt"
        timed = formats.detect(name, data).name != "txt"
        if timed and not alone:
            return _transcript(name, data)
        text = "" if timed else decode(data)
        both = annotated.looks_annotated(text)
        texts = [line.heard for line in annotated.parse(text)] if both else text.split("\n")
    if alone and not both:
        raise OneSided(name=str(path))
    return Hypothesis(tuple(Heard(clean(text).strip()) for text in texts if text.strip()))


def _transcript(name: str, data: bytes) -> Hypothesis:
    """What a person had done in an own export is undone for the machine's side."""
    found = formats.read(name, data)
    reviews = formats.reviews(name, data)
    now = tuple(_heard(segment, segment.text) for segment in found.segments)
    machine = tuple(_machine(found.segments, reviews))
    edited = any(review.original is not None or review.state == "added" for review in reviews.values())
    return Hypothesis(now, machine if edited else None, language_code(found.language or ""))


def _machine(segments: tuple[Segment, ...], reviews: Mapping[int, Review]) -> Iterator[Heard]:
    for index, segment in enumerate(segments):
        review = reviews.get(index)
        if review is None or review.original is None:
            if review is None or review.state != "added":
                yield _heard(segment, segment.text)
        else:
            yield _heard(segment, review.original)


def _heard(segment: Segment, text: str) -> Heard:
    return Heard(clean(text).strip(), segment.start, segment.end)


def read_pairs(path: Path) -> list[Files]:
    """The pairs of a list: tab-separated, one a line, paths relative to the list; blank lines and those that begin
    with # are passed over.

    Raises NoSuchFile, CannotRead, BadInput, BadPairs, NoPairs, NoSuchLanguage.
    """
    data = whole(path)
    try:
        text = decode(data)
    except UserError as error:
        raise BadInput(name=str(path), reason=str(error)) from error
    columns: tuple[str, ...] = COLUMNS
    found: list[Files] = []
    for number, line in enumerate(text.split("\n"), start=1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not line.strip() or line.startswith("#"):
            continue
        names = tuple(cell.lower() for cell in cells)
        if not found and columns is COLUMNS and {"reference", "hypothesis"} <= set(names):
            columns = names
            continue
        found.append(_pair(dict(zip(columns, cells, strict=False)), path, number))
    if not found:
        raise NoPairs(name=str(path))
    return found


def _pair(cells: Mapping[str, str], path: Path, number: int) -> Files:
    if not cells.get("reference") or not cells.get("hypothesis"):
        raise BadPairs(line=number, name=str(path))
    folder = path.parent
    name, language = cells.get("name", ""), cells.get("language", "")
    return Files(folder / cells["hypothesis"], folder / cells["reference"], name, checked_language(language))


def checked_language(name: str) -> str | None:
    """The code of a language given by code or name, None for none. Raises NoSuchLanguage."""
    code = language_code(name)
    if name and code is None:
        raise NoSuchLanguage(value=name)
    return code


def whole(path: Path) -> bytes:
    """What is in the file. Raises NoSuchFile, CannotRead."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NoSuchFile(name=str(path)) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise CannotRead(name=str(path), reason=why(error) if isinstance(error, OSError) else "no path") from error
