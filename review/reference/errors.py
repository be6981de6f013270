"""What can be wrong with lyrics or a script that a person brings."""

from __future__ import annotations

from engine.errors import UserError
from engine.transcript_json import BadTime, BadTranscript, LineTooLong, TooManySegments, TranscriptTooLarge
from review.formats.base import EmptyTranscript
from review.formats.encoding import NotText


class BadReference(UserError):
    """Base of everything that can be wrong with a reference."""

    code = "bad_reference"
    template = "These lyrics or this script cannot be read."


class ReferenceEmpty(BadReference):
    code = "reference_empty"
    template = "There is no text in these lyrics or this script."


class ReferenceNotText(BadReference):
    code = "reference_not_text"
    template = "This is not text in an encoding that can be told; please save it as UTF-8 and try again."


class ReferenceUnknown(BadReference):
    code = "reference_unknown_format"
    template = "This cannot be read as lyrics or a script; plain text, Markdown, .lrc, .srt, .vtt and .docx files can."


class ReferenceTooLarge(BadReference):
    code = "reference_too_large"
    template = "This file is larger than {limit_mb} MB, which is more than can be compared here."


class ReferenceTooLong(BadReference):
    code = "reference_too_long"
    template = "This text has more than {limit} characters with its repeats, which is more than can be compared here."


class ReferenceTooManyLines(BadReference):
    code = "reference_too_many_lines"
    template = "This text has more than {limit} lines with its repeats, which is more than can be compared here."


class ReferenceLineTooLong(BadReference):
    code = "reference_line_too_long"
    template = "Timed line {number} of this text is longer than {limit} characters; please break it into lines first."


class ReferenceBadTime(BadReference):
    code = "reference_bad_time"
    template = "Line {number} of this text has a time beyond 100 hours, so the text was not taken in."


class BrokenDocument(BadReference):
    code = "reference_broken_document"
    template = "This Word document cannot be opened: it may be damaged; please save it again, or paste its text."


class DocumentTooLarge(BadReference):
    code = "reference_document_too_large"
    template = "This Word document unpacks to more than {limit_mb} MB; please paste its text instead."


def translated(error: BadTranscript, max_lines: int) -> BadReference:
    """The reference's error for one that a transcript's reader raised."""
    match error:
        case EmptyTranscript():
            return ReferenceEmpty()
        case NotText():
            return ReferenceNotText()
        case TranscriptTooLarge():
            return ReferenceTooLarge(**error.params)
        case LineTooLong():
            return ReferenceLineTooLong(**error.params)
        case BadTime():
            return ReferenceBadTime(**error.params)
        case TooManySegments():
            return ReferenceTooManyLines(limit=max_lines)
    return BadReference()
