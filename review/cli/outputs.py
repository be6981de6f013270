"""The files that ``transcribe`` writes: the registry's formats, and subtitles broken as the whisper command does."""

from __future__ import annotations

import html
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.transcript import Transcript, Word
from review.cli.errors import CannotWrite
from review.formats import FORMATS, Sheet, cues
from review.formats.base import SheetLine
from review.line import from_segment

LONG_PAUSE_MS = 3_000  # whisper/utils.py begins a new subtitle after it
NO_LIMIT = 1_000  # characters or words, whisper/utils.py's own stand-in for none
SUBTITLES = ("srt", "vtt")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How subtitles are broken, by the whisper command's names: characters a line, lines and words a subtitle."""

    highlight_words: bool = False
    max_line_width: int | None = None
    max_line_count: int | None = None
    max_words_per_line: int | None = None

    @property
    def asked(self) -> bool:
        return self != Wrapping()


def sheet_of(name: str, transcript: Transcript) -> Sheet:
    """The transcript as the formats write it: as heard, nothing fixed."""
    lines = [from_segment(str(at), segment) for at, segment in enumerate(transcript.segments)]
    return Sheet(name, lines, transcript.language, transcript.meta)


def write_outputs(folder: Path, stem: str, formats: Sequence[str], sheet: Sheet, wrapping: Wrapping) -> list[Path]:
    """Write ``stem``.FORMAT for every format and return the paths. Raises CannotWrite."""
    paths = []
    for name in formats:
        if name in SUBTITLES and wrapping.asked:
            data = _subtitles(name, sheet.lines, wrapping).encode("utf-8", "replace")
        else:
            data = FORMATS[name].write(sheet)
        paths.append(folder / f"{stem}.{name}")
        write_whole(paths[-1], data)
    return paths


def write_whole(path: Path, data: bytes) -> None:
    """Write ``path`` all at once: whoever interrupts finds the old file or the new one. Raises CannotWrite."""
    part = path.with_name(f".relisten-{os.getpid()}.part")
    try:
        try:
            part.write_bytes(data)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise CannotWrite(folder=str(path.parent), reason=why(error)) from error


def writable(folder: Path) -> None:
    """Make ``folder`` and see that a file can be written there, before hours are spent. Raises CannotWrite."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise CannotWrite(folder=str(folder), reason=why(error)) from error


def why(error: OSError) -> str:
    """The system's own words, without numbers and paths."""
    return error.strerror or type(error).__name__


def broken(lines: Sequence[SheetLine], wrapping: Wrapping) -> Iterator[list[Word]]:
    """The words of one subtitle after the other, line breaks in their texts, by the rules of whisper/utils.py."""
    keep_lines = wrapping.max_line_count is None or wrapping.max_line_width is None
    width = wrapping.max_line_width or NO_LIMIT
    subtitle: list[Word] = []
    length, rows, last = 0, 1, None
    for line in lines:
        for at, word in enumerate(line.words or (Word(line.start, line.end, line.text),)):
            pause = not keep_lines and last is not None and word.start - last > LONG_PAUSE_MS
            anew = keep_lines and bool(subtitle) and at % (wrapping.max_words_per_line or NO_LIMIT) == 0
            last = word.start
            if length and length + len(word.text) <= width and not pause and not anew:
                length += len(word.text)
                subtitle.append(word)
                continue
            full = wrapping.max_line_count is not None and (pause or rows >= wrapping.max_line_count)
            text = word.text.strip()
            if anew or (subtitle and full):
                yield subtitle
                subtitle, rows = [], 1
            elif length:
                rows += 1
                text = f"\n{text}"
            length = len(text.strip())
            subtitle.append(replace(word, text=text))
    if subtitle:
        yield subtitle


def _subtitles(name: str, lines: Sequence[SheetLine], wrapping: Wrapping) -> str:
    """An .srt or .vtt of broken lines; with ``highlight_words`` every word gets a cue of its own, underlined there."""
    blocks = ["WEBVTT\n\n"] if name == "vtt" else []
    number = 0
    for words in broken(lines, wrapping):
        texts = [_escaped(name, word.text) for word in words]
        shown = _highlighted(words, texts) if wrapping.highlight_words else _plain(words, texts)
        for start, end, text in shown:
            number += 1
            point = "." if name == "vtt" else ","
            head = "" if name == "vtt" else f"{number}\n"
            blocks.append(f"{head}{cues.stamp(start, point)} --> {cues.stamp(end, point)}\n{text}\n\n")
    return "".join(blocks)


def _plain(words: Sequence[Word], texts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    yield words[0].start, words[-1].end, "".join(texts)


def _highlighted(words: Sequence[Word], texts: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    last = words[0].start
    for at, word in enumerate(words):
        if word.start != last:
            yield last, word.start, "".join(texts)
        marked = re.sub(r"^(\s*)(.*)$", r"\1<u>\2</u>", texts[at])
        yield word.start, word.end, "".join([*texts[:at], marked, *texts[at + 1 :]])
        last = word.end


def _escaped(name: str, text: str) -> str:
    """No text may pass for markup or for a time line."""
    return html.escape(text, quote=False) if name == "vtt" else text.replace("-->", "->")
