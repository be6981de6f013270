"""Whisper's JSON with the edited text; the machine's text and the line's state stand beside it."""

from __future__ import annotations

from engine.transcript import Segment, Transcript
from engine.transcript_json import NotJson, Review, dumps, from_json, loads, reviews_of, to_json
from review.formats.base import EmptyTranscript, Format, Sheet, SheetLine, machine_text
from review.formats.encoding import decode


def write(sheet: Sheet) -> bytes:
    transcript = Transcript(
        segments=tuple(_segment(line) for line in sheet.lines), language=sheet.language, meta=dict(sheet.meta)
    )
    reviews = {index: Review(machine_text(line), line.state) for index, line in enumerate(sheet.lines)}
    return dumps(to_json(transcript, reviews))


def read(data: bytes) -> Transcript:
    """Any JSON that ``engine.transcript_json`` reads, in any encoding that can be told."""
    return from_json(_parse(data))


def reviews(data: bytes) -> dict[int, Review]:
    return reviews_of(_parse(data))


def _parse(data: bytes) -> object:
    """UTF-8 goes straight to the parser, which is much faster than decoding first."""
    if not data.strip(b" \t\r\n\0"):
        raise EmptyTranscript()
    try:
        return loads(data)
    except NotJson:
        return loads(decode(data))


def _segment(line: SheetLine) -> Segment:
    return Segment(
        start=line.start,
        end=line.end,
        text=line.text,
        window=line.window,
        tokens=line.tokens,
        own_logprob=line.own_logprob,
        avg_logprob=line.avg_logprob,
        no_speech_prob=line.no_speech_prob,
        compression_ratio=line.compression_ratio,
        temperature=line.temperature,
        words=line.words,
    )


FORMAT = Format(
    name="json",
    mime="application/json",
    write=write,
    read=read,
    reviews=reviews,
    cannot_hold="The history of edits (only the first and the last text) and log-probabilities of single tokens.",
)
