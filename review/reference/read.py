"""Lyrics and scripts from files and from pasted text: told apart by what is in them, the name is a hint."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.transcript import Segment
from engine.transcript_json import BadTranscript, clean_text
from review import formats
from review.formats import annotated
from review.formats.detect import kind
from review.formats.encoding import MAX_BYTES, decode
from review.formats.lrc import TIME_TAG
from review.reference import docx, markdown
from review.reference.errors import (
    BrokenDocument,
    ReferenceEmpty,
    ReferenceTooLarge,
    ReferenceTooLong,
    ReferenceTooManyLines,
    ReferenceUnknown,
    translated,
)
from review.reference.kept import MAX_LINES, sung
from review.reference.marks import tell_apart
from review.reference.model import Reference
from review.reference.source import SourceLine

MAX_CHARACTERS = 3_000_000
"""Repeats counted; 100,000 words have about 600,000."""
MIN_TIMED_SHARE = 0.25
"""Of a text's lines (its first thousand); where fewer begin with a time in brackets, it is no .lrc."""

_BREAKS = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_FOREIGN = (b"%PDF", b"{\\rtf", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")
"""PDF, RTF, old Word and Hangul documents, archives."""
_PAGE = re.compile(r"\s*<(?:!doctype|html|\?xml)\b", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:[bius]|font(?:\s[^<>]{0,200})?)>|\{\\an?\d{1,2}\}", re.IGNORECASE)


def read(name: str, data: bytes) -> Reference:
    """The reference in a file; ``name`` is a hint. Raises BadReference (one of its children)."""
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
    if len(data) > MAX_BYTES:
        raise ReferenceTooLarge(limit_mb=MAX_BYTES // 1024**2)
    if data.startswith(_FOREIGN):
        raise ReferenceUnknown()
    if docx.is_zip(data):
        return _made("docx", docx.source_lines(data))
    if extension == "docx" and data:
        raise BrokenDocument()
    if len(data) > 4 * MAX_CHARACTERS:  # in no encoding few enough
        raise ReferenceTooLong(limit=MAX_CHARACTERS)
    try:
        return _from_text(decode(data), extension)
    except BadTranscript as error:
        raise translated(error, MAX_LINES) from error


def parse(text: str) -> Reference:
    """The reference in a pasted text. Raises BadReference (one of its children)."""
    if len(text) > MAX_CHARACTERS:
        raise ReferenceTooLong(limit=MAX_CHARACTERS)
    return read("", clean_text(_BREAKS.sub("\n", text)).encode())


def heard(reference: Reference) -> tuple[str, ...]:
    """The other side of an annotated reference, line by line: what was heard."""
    return tuple(line.heard for line in reference.lines if line.heard is not None)


def _from_text(text: str, extension: str) -> Reference:
    text = _BREAKS.sub("\n", text)
    if len(text) > MAX_CHARACTERS:
        raise ReferenceTooLong(limit=MAX_CHARACTERS)
    if text.count("\n") > MAX_LINES:
        raise ReferenceTooManyLines(limit=MAX_LINES)
    if _PAGE.match(text) and extension not in ("md", "markdown"):
        raise ReferenceUnknown()
    name = kind("txt", text.encode())
    if name == "lrc" and not _is_lrc(text, extension):
        name = "txt"
    if name != "txt":
        name = extension if (name, extension) == ("srt", "vtt") else name
        return _made(name, list(_timed(formats.FORMATS[name].read(text.encode()).segments, name)))
    if annotated.looks_annotated(text):
        return _made("annotated", [_annotated(row) for row in text.split("\n")])
    if extension in ("md", "markdown") or markdown.looks_like_markdown(text):
        return _made("md", markdown.source_lines(text))
    return _made("txt", [SourceLine(row, row) for row in text.split("\n")])


def _made(name: str, sources: list[SourceLine]) -> Reference:
    """The reference of these lines, without the blank ones around them, within the limits."""
    while sources and not sources[-1].written.strip():
        sources.pop()
    first = next((index for index, source in enumerate(sources) if source.written.strip()), 0)
    sources = sources[first:]
    if len(sources) > MAX_LINES:
        raise ReferenceTooManyLines(limit=MAX_LINES)
    lines = tell_apart(sources, timed=any(source.start is not None for source in sources))
    if all(line.kind == "blank" for line in lines):
        raise ReferenceEmpty()
    if sum(len(lines[index].text) for index in sung(lines)) > MAX_CHARACTERS:
        raise ReferenceTooLong(limit=MAX_CHARACTERS)
    return Reference(lines, name)


def _annotated(row: str) -> SourceLine:
    line = annotated.parse_line(row)
    nothing = not row.strip() or (line.comment is not None and not line.heard and not line.official)
    return SourceLine(row, line.official, heard=None if nothing else line.heard, comment=line.comment)


def _timed(segments: tuple[Segment, ...], name: str) -> Iterator[SourceLine]:
    """The lines of timed segments; where one has several, its time is shared by their letters."""
    timed = any(segment.end for segment in segments)
    for segment in segments:
        text = html.unescape(_MARKUP.sub("", segment.text)) if name == "srt" else segment.text
        rows = [row for row in text.split("\n") if row.strip()]
        total, before = sum(map(len, rows)), 0
        for row in rows:
            start, end = (
                segment.start + (segment.end - segment.start) * at // total for at in (before, before + len(row))
            )
            yield SourceLine(row, row, start=start if timed else None, end=end if timed else None)
            before += len(row)


def _is_lrc(text: str, extension: str) -> bool:
    rows = [row.strip() for row in text.split("\n", 1000)[:1000] if row.strip()]
    stamped = sum(TIME_TAG.match(row) is not None for row in rows)
    return extension == "lrc" or stamped >= MIN_TIMED_SHARE * len(rows)
