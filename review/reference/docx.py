"""Word documents: the text of their paragraphs and table cells in the document's order."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from review.reference.errors import BrokenDocument, DocumentTooLarge, ReferenceUnknown
from review.reference.source import SourceLine

MAX_UNPACKED = 200 * 1024**2
"""All of the document's parts, pictures included."""
MAX_XML = 32 * 1024**2
"""One part of text: 100,000 words with their formatting are about 10 MB. Its tree in memory is about ten times that."""
MAX_PARTS = 10_000

_MAIN = "word/document.xml"
_HEADING = re.compile(r"(?:heading|제목|title|subtitle|부제)\s*\d*", re.IGNORECASE)
_ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def is_zip(data: bytes) -> bool:
    return data.startswith(b"PK\x03\x04")


def source_lines(data: bytes) -> list[SourceLine]:
    """The document's lines: its paragraphs, the soft breaks in them kept; empty paragraphs are blank lines.

    Insertions count, deletions, footnotes, comments, headers and readings above characters do not. Raises
    BrokenDocument, DocumentTooLarge, and ReferenceUnknown for a zip of something else.
    """
    _check(data)
    try:
        document = Document(io.BytesIO(data))
        headings = {style.style_id for style in document.styles if _HEADING.fullmatch(style.name or "")}
        body = document.element.body
        return [
            line for paragraph in body.iter(qn("w:p")) if _counts(paragraph) for line in _lines(paragraph, headings)
        ]
    except Exception as error:  # a damaged file can make the parsers below fail in any way
        raise BrokenDocument() from error


def _check(data: bytes) -> None:
    """What a zip says it unpacks to is what is unpacked at most: zipfile stops there."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise BrokenDocument() from error
    if not any(part.filename == _MAIN for part in parts):
        raise ReferenceUnknown()
    xml = max(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    for size, limit in ((sum(part.file_size for part in parts), MAX_UNPACKED), (xml, MAX_XML)):
        if size > limit or len(parts) > MAX_PARTS:
            raise DocumentTooLarge(limit_mb=limit // 1024**2)


def _counts(paragraph: Any) -> bool:
    """Word writes a text box twice, the second time for old programs."""
    return not any(True for _ in paragraph.iterancestors(_ALTERNATIVE, qn("w:moveFrom")))


def _lines(paragraph: Any, headings: set[str]) -> Iterator[SourceLine]:
    heading = paragraph.style in headings
    for row in "".join(_text(paragraph)).split("\n"):
        yield SourceLine(row, row, "heading" if heading and row.strip() else None)


def _text(element: Any) -> Iterator[str]:
    """The text of a paragraph, without that of a paragraph inside it (a text box is one of its own)."""
    for child in element:
        tag = child.tag
        if tag == qn("w:t"):
            yield child.text or ""
        elif tag in (qn("w:br"), qn("w:cr")):
            yield "\n"
        elif tag == qn("w:tab"):
            yield "\t"
        elif tag == qn("w:noBreakHyphen"):
            yield "-"
        elif tag not in (qn("w:p"), qn("w:pPr"), qn("w:del"), qn("w:moveFrom"), qn("w:rt"), _ALTERNATIVE):
            yield from _text(child)
