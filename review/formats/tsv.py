"""Whisper's own .tsv: a header, then start and end in integer ms and the text, with tabs between and no quoting.

https://github.com/openai/whisper/blob/main/whisper/utils.py
"""

from __future__ import annotations

import re

from engine.transcript import Segment, Transcript
from engine.transcript_json import BadSegment
from review.formats.base import Format, Sheet, encode, one_line, segment, transcript
from review.formats.encoding import decode

HEADER = "start\tend\ttext"
ROW = re.compile(r"(-?\d{1,12})\t(-?\d{1,12})\t(.*)", re.ASCII | re.DOTALL)


def write(sheet: Sheet) -> bytes:
    """A text that begins with = or + stays as it is: the file is Whisper's own, .csv is the one for spreadsheets."""
    rows = [HEADER, *(f"{line.start}\t{line.end}\t{one_line(line.text)}" for line in sheet.lines)]
    return encode("".join(f"{row}\n" for row in rows))


def read(data: bytes) -> Transcript:
    """Rows of three columns; the header and blank rows may be missing or there. Raises BadSegment for another row."""
    segments: list[Segment] = []
    for index, row in enumerate(decode(data).split("\n")):
        if not row.strip() or (index == 0 and row.strip().lower() == HEADER):
            continue
        match = ROW.fullmatch(row)
        if match is None:
            raise BadSegment(number=len(segments) + 1, field="start, end, text")
        segments.append(segment(len(segments) + 1, int(match[1]), int(match[2]), match[3].strip()))
    return transcript(segments, "tsv")


FORMAT = Format(
    name="tsv",
    mime="text/tab-separated-values",
    write=write,
    read=read,
    cannot_hold="Times of words and all figures; breaks and tabs in a text become spaces, outer spaces go.",
)
