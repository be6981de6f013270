"""WebVTT: https://www.w3.org/TR/webvtt1/. Text is escaped, so that nothing in it is markup."""

from __future__ import annotations

import html
import re

from engine.transcript import Segment, Transcript
from review.formats import cues
from review.formats.base import Format, Sheet, encode, segment, stacked, transcript
from review.formats.encoding import decode

_TAG = re.compile(r"</?(?:[bciuv]|ruby|rt|lang)(?:[.\s][^>]*)?>|<\d[\d:.]*>", re.ASCII)
"""The tags that WebVTT knows, and its time stamps inside a text; anything else in brackets is the text's own."""


def write(sheet: Sheet) -> bytes:
    """Every line a cue; ``&``, ``<`` and ``>`` escaped, with them the ``-->`` that no text may hold."""
    blocks = ["WEBVTT\n\n"]
    for line in sheet.lines:
        text = html.escape(stacked(line.text), quote=False)
        blocks.append(f"{cues.stamp(line.start, '.')} --> {cues.stamp(line.end, '.')}\n{text}\n\n")
    return encode("".join(blocks))


def read(data: bytes) -> Transcript:
    """A cue's text runs to the first blank line; what stands between cues (numbers, NOTE, STYLE) is none of it."""
    segments: list[Segment] = []
    lines = iter(decode(data).split("\n"))
    for line in lines:
        found = cues.times(line)
        if found is None:
            continue
        body: list[str] = []
        for text in lines:
            if not text.strip():
                break
            body.append(text)
        plain = html.unescape(_TAG.sub("", "\n".join(body)))
        segments.append(segment(len(segments) + 1, *found, plain))
    return transcript(segments, "vtt")


FORMAT = Format(
    name="vtt",
    mime="text/vtt",
    write=write,
    read=read,
    cannot_hold="Times of words and all figures; spaces around a text and blank lines inside it.",
)
