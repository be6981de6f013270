r"""The annotated convention: ``what was heard // what the official text says // #comment``, one line a line.

A line without ``//`` is the same on both sides; a side may be empty (``heard //``, ``// official``), and a comment may
stand alone (``// #comment``). ``//`` separates only with a space or the line's edge before it and a space, the
line's edge or ``#`` behind it, so ``https://…`` needs no care. Where a text itself holds such a ``//``, it is written
``\//``, and an official text that begins with ``#`` is written ``\#``; each backslash already there in such a place
gets one more. Outer spaces and breaks inside a text are not held.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from engine.transcript_json import clean_text
from review.formats.base import encode
from review.formats.encoding import decode
from review.line import clean

MIN_ALIKE = 45.0
"""Of rapidfuzz's ratio (0 to 100): what was heard and what is official have at least this much in common. Half of the
unrelated pairs of a song's lines lie below 35 to 40, nine in ten below 44 to 48."""
SAMPLE_LINES = 2000
SAMPLE_CHARACTERS = 300

_SEPARATOR = re.compile(r"(?<!\S)//(?=[\s#]|$)")
_COMMENT = re.compile(r"(?<!\S)//\s*#")
_SLASHES = re.compile(r"(?<!\S)(\\*)//(?=[\s#]|$)")
_ESCAPED_SLASHES = re.compile(r"(?<!\S)\\(\\*)//(?=[\s#]|$)")
_HASH = re.compile(r"\\*#")
_ESCAPED_HASH = re.compile(r"\\+#")


@dataclass(frozen=True, slots=True)
class AnnotatedLine:
    """One line of both sides; ``comment`` is None where there is none."""

    heard: str
    official: str
    comment: str | None = None


def parse(text: str) -> tuple[AnnotatedLine, ...]:
    """Every line of the text; a line feed at its end closes the last one. Never fails: any text is annotated text."""
    text = clean_text(text)
    rows = text.split("\n") if text else []
    if text.endswith("\n"):
        rows.pop()
    return tuple(parse_line(row) for row in rows)


def parse_line(row: str) -> AnnotatedLine:
    """One line, without its line feed. What a third ``//`` separates still belongs to the official side."""
    row = clean(row)
    note = _COMMENT.search(row)
    comment = row[note.end() :].strip() if note else None
    body = row[: note.start()] if note else row
    separator = _SEPARATOR.search(body)
    if separator is None:
        both = _unescaped(body)
        return AnnotatedLine(both, both, comment)
    official = body[separator.end() :].strip()
    if _ESCAPED_HASH.match(official):
        official = official[1:]
    return AnnotatedLine(_unescaped(body[: separator.start()]), _unescaped(official), comment)


def render(lines: Iterable[AnnotatedLine]) -> str:
    """The text that ``parse`` reads back as the same lines."""
    return "".join(f"{_row(line)}\n" for line in lines)


def read(data: bytes) -> tuple[AnnotatedLine, ...]:
    """The lines of a file. Raises TranscriptTooLarge, EmptyTranscript, NotText."""
    return parse(decode(data))


def write(lines: Iterable[AnnotatedLine]) -> bytes:
    """UTF-8, with a byte order mark only where the text itself begins with that character."""
    text = render(lines)
    return encode(f"\ufeff{text}" if text.startswith("\ufeff") else text)


def looks_annotated(text: str) -> bool:
    """Whether the text is meant as annotated: comments after ``//``, or sides that are alike or of different scripts.

    Lyrics that print two of their lines in one row (``line one // line two``) are not.
    """
    votes = 0
    for row in text.split("\n", SAMPLE_LINES)[:SAMPLE_LINES]:
        if "//" not in row or not _SEPARATOR.search(row):
            continue
        line = parse_line(row)
        votes += 1 if line.comment is not None or _alike(line) else -1
    return votes > 0


def _alike(line: AnnotatedLine) -> bool:
    ours, theirs = line.heard[:SAMPLE_CHARACTERS].casefold(), line.official[:SAMPLE_CHARACTERS].casefold()
    if not ours or not theirs or ours.isascii() != theirs.isascii():
        return True
    return fuzz.ratio(ours, theirs) >= MIN_ALIKE


def _row(line: AnnotatedLine) -> str:
    heard, official = _plain(line.heard), _plain(line.official)
    row = _escaped(heard)
    if heard != official:
        hashed = f"\\{official}" if _HASH.match(official) else official
        row += f" // {_escaped(hashed)}"
    if line.comment is not None:
        row += f" // #{_plain(line.comment)}"
    return row.strip()


def _plain(text: str) -> str:
    return clean_text(clean(text)).strip()


def _escaped(text: str) -> str:
    return _SLASHES.sub(r"\\\g<0>", text)


def _unescaped(text: str) -> str:
    return _ESCAPED_SLASHES.sub(r"\1//", text.strip())
