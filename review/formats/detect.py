"""Which of our formats a file's content is."""

from __future__ import annotations

import re

from review.formats.base import NoLines
from review.formats.cues import TIMING_ANYWHERE
from review.formats.encoding import decode
from review.formats.lrc import TIME_TAG
from review.formats.tsv import HEADER, ROW

_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{])")


def kind(extension: str, data: bytes) -> str:
    """The format's name. Raises NoLines where the content is not what the extension says, nor another of ours."""
    if extension == "json":
        return "json"  # a broken one gets the parser's sentence
    text = decode(data)
    found = _content(text)
    if found == "srt" and extension == "vtt":
        return "vtt"  # its first line was lost
    if found is None and extension != "txt":
        raise NoLines(format=extension)
    return found or "txt"


def _content(text: str) -> str | None:
    """The name of the format a text plainly is, None for plain text."""
    first = text.lstrip().split("\n", 1)[0].strip()
    if text.lstrip().startswith("WEBVTT"):
        return "vtt"
    if _JSON.match(text) and '"segments"' in text:
        return "json"
    if first.lower() == HEADER or ROW.fullmatch(first):
        return "tsv"
    columns = {name.strip(' "') for name in re.split("[,;\t]", first.lower())}
    if {"start", "end", "text"} <= columns:
        return "csv"
    if TIMING_ANYWHERE.search(text):
        return "srt"
    rows = [row.strip() for row in text.split("\n", 1000)[:1000]]
    return "lrc" if any(TIME_TAG.match(row) for row in rows) else None
