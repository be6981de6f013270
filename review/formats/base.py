"""What every format shares: the sheet that is written, the registry's entry, and the errors of reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from engine.transcript import Segment, Transcript, Word
from engine.transcript_json import (
    MAX_CHARS,
    MAX_SEGMENTS,
    MAX_TIME_MS,
    BadTime,
    BadTranscript,
    LineTooLong,
    Review,
    TooManySegments,
    clean_text,
)


class NoLines(BadTranscript):
    code = "transcript_no_lines"
    template = "There is not one line with its time in this .{format} file; is it what its name says?"


class EmptyTranscript(BadTranscript):
    code = "transcript_empty"
    template = "There is no text in this file."


class UnknownFormat(BadTranscript):
    code = "transcript_unknown_format"
    template = "{name} cannot be opened as a transcript; these can: {formats}."


class UnknownExport(BadTranscript):
    code = "export_unknown_format"
    template = "There is no format “{name}”; there are {formats}."


class SheetLine(Protocol):
    """The line of a document, as far as a format looks at it. Times in ms; ``text`` is the edited text, ``original``
    the machine's (None where a person added the line)."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def original(self) -> str | None: ...
    @property
    def state(self) -> str: ...
    @property
    def window(self) -> int | None: ...
    @property
    def words(self) -> tuple[Word, ...]: ...
    @property
    def tokens(self) -> tuple[int, ...]: ...
    @property
    def own_logprob(self) -> float | None: ...
    @property
    def avg_logprob(self) -> float | None: ...
    @property
    def no_speech_prob(self) -> float | None: ...
    @property
    def compression_ratio(self) -> float | None: ...
    @property
    def temperature(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document as it is written: its recording's name, its lines in order, and, line by line, the flags' codes."""

    name: str
    lines: Sequence[SheetLine]
    language: str | None = None
    meta: Mapping[str, Any] = field(default_factory=dict)
    flags: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    ``write`` always takes the edited text; ``read`` raises BadTranscript; ``reviews`` gives back what a person had
    done, where the format keeps that, by the index of the segment that ``read`` gives. ``cannot_hold`` is one
    English sentence; the page's is ``format.<name>.cannot_hold``.
    """

    name: str
    mime: str
    write: Callable[[Sheet], bytes]
    read: Callable[[bytes], Transcript]
    cannot_hold: str
    reviews: Callable[[bytes], dict[int, Review]] | None = None

    @property
    def extension(self) -> str:
        """With its dot."""
        return f".{self.name}"


def machine_text(line: SheetLine) -> str | None:
    """The machine's text where a person changed it."""
    return None if line.original == line.text else line.original


def encode(text: str) -> bytes:
    """UTF-8. Lone surrogates, which no document should hold, must not cost a person the export."""
    return text.encode("utf-8", "replace")


def one_line(text: str) -> str:
    """The text without outer spaces, its breaks and tabs turned into spaces: for formats with one line a line."""
    return " ".join(part.strip() for part in text.replace("\t", " ").split("\n") if part.strip())


def stacked(text: str) -> str:
    """The text without outer spaces and without blank lines: what a cue of .srt and .vtt can hold."""
    return "\n".join(part for part in text.strip().split("\n") if part.strip())


def segment(number: int, start: int, end: int, text: str) -> Segment:
    """One line read from a file, ``number`` from 1: cleaned, its end not before its start, its size within limits."""
    if number > MAX_SEGMENTS:
        raise TooManySegments(limit=MAX_SEGMENTS)
    if len(text) > MAX_CHARS:
        raise LineTooLong(number=number, limit=MAX_CHARS)
    if max(start, end) > MAX_TIME_MS:
        raise BadTime(number=number)
    start = max(0, start)
    return Segment(start=start, end=max(start, end), text=clean_text(text))


def transcript(segments: Sequence[Segment], format_name: str) -> Transcript:
    """The segments in time order; none at all is an error."""
    if not segments:
        raise NoLines(format=format_name)
    return Transcript(segments=tuple(sorted(segments, key=lambda found: found.start)))
