"""The formats a transcript comes and goes in: one file a format, one registry, one way to tell them apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from engine.transcript import Transcript
from engine.transcript_json import Review
from review.formats import csv, json, lrc, srt, tsv, txt, vtt
from review.formats.base import Format, Sheet, UnknownExport, UnknownFormat
from review.formats.detect import kind
from review.formats.names import content_disposition, filename
from review.formats.txt import is_timed, spread

FORMATS: Mapping[str, Format] = {module.FORMAT.name: module.FORMAT for module in (srt, vtt, lrc, txt, tsv, csv, json)}

__all__ = [
    "FORMATS",
    "Format",
    "Sheet",
    "content_disposition",
    "detect",
    "filename",
    "format_named",
    "is_timed",
    "is_transcript_name",
    "read",
    "reviews",
    "spread",
]


def format_named(name: str) -> Format:
    """The format to export in. Raises UnknownExport."""
    found = FORMATS.get(name)
    if found is None:
        raise UnknownExport(name=name, formats=", ".join(FORMATS))
    return found


def is_transcript_name(name: str) -> bool:
    """Whether a file of this name is taken for a transcript (and not for media)."""
    return _extension(name) in FORMATS


def detect(name: str, data: bytes) -> Format:
    """The format of an uploaded file. Its extension must be one of ours; where the content is plainly another of our
    formats (a WebVTT file named .srt or .txt), the content is believed.

    Raises UnknownFormat, NoLines, EmptyTranscript, NotText, TranscriptTooLarge.
    """
    extension = _extension(name)
    if extension not in FORMATS:
        formats = ", ".join(found.extension for found in FORMATS.values())
        raise UnknownFormat(name=PurePosixPath(name).name or name, formats=formats)
    return FORMATS[kind(extension, data)]


def read(name: str, data: bytes) -> Transcript:
    """The transcript in an uploaded file. Raises BadTranscript (one of its children)."""
    return detect(name, data).read(data)


def reviews(name: str, data: bytes) -> dict[int, Review]:
    """What a person had done to the lines of an own export, by the index of the segment that ``read`` gives."""
    found = detect(name, data)
    return {} if found.reviews is None else found.reviews(data)


def _extension(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")
