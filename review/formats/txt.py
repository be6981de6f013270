"""Plain text, one line a line, without times."""

from __future__ import annotations

from dataclasses import replace

from engine.transcript import Transcript
from review.formats.base import EmptyTranscript, Format, Sheet, encode, one_line, segment
from review.formats.encoding import decode


def write(sheet: Sheet) -> bytes:
    return encode("".join(f"{one_line(line.text)}\n" for line in sheet.lines))


def read(data: bytes) -> Transcript:
    """Every line that is not blank. Nothing says when it was spoken: all times are 0 and ``meta["timed"]`` is False,
    until ``spread`` lays the lines over a recording's duration.
    """
    texts = [text.strip() for text in decode(data).split("\n")]
    segments = [segment(number, 0, 0, text) for number, text in enumerate(filter(None, texts), start=1)]
    if not segments:
        raise EmptyTranscript()
    return Transcript(segments=tuple(segments), meta={"timed": False})


def is_timed(transcript: Transcript) -> bool:
    return transcript.meta.get("timed") is not False


def spread(transcript: Transcript, duration_ms: int) -> Transcript:
    """Lay untimed lines one after the other over ``duration_ms``, each in proportion to the length of its text: a
    starting point for a person, who sees by ``meta["timed"]`` that nothing was measured.
    """
    weights = [len(found.text) for found in transcript.segments]
    total = sum(weights)
    if total == 0 or is_timed(transcript):
        return transcript
    segments = []
    before = 0
    for found, weight in zip(transcript.segments, weights, strict=True):
        start, end = before * duration_ms // total, (before + weight) * duration_ms // total
        segments.append(replace(found, start=start, end=end))
        before += weight
    return replace(transcript, segments=tuple(segments))


FORMAT = Format(
    name="txt",
    mime="text/plain",
    write=write,
    read=read,
    cannot_hold="All times and figures; lines without text; breaks, tabs and outer spaces in a text.",
)
