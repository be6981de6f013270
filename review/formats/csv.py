"""Comma-separated values for spreadsheets: UTF-8 with the mark by which Excel knows it, no cell a formula."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import replace

from engine.transcript import Segment, Transcript
from engine.transcript_json import MAX_BYTES, BadSegment, Review, clean_text
from review.formats.base import Format, NoLines, Sheet, SheetLine, encode, machine_text, segment, transcript
from review.formats.encoding import decode

FIGURES = ("own_logprob", "avg_logprob", "no_speech_prob", "compression_ratio", "temperature")
COLUMNS = ("start", "end", "text", "original", "state", *FIGURES, "flags")

csv.field_size_limit(MAX_BYTES)  # 128 KiB by default, and then an error that names no cell

_FORMULA = re.compile(r"[\s']*[=+\-@\t\r\n＝＋－＠]")


def guard(text: str) -> str:
    """A quote before what a spreadsheet would take for a formula. Text that already has quotes there gets one more,
    so that ``unguard`` gives every text back.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def write(sheet: Sheet) -> bytes:
    """One row a line, ``start`` and ``end`` in integer ms; ``flags`` are codes with spaces between."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for index, line in enumerate(sheet.lines):
        writer.writerow(_row(line, " ".join(sheet.flags[index]) if index < len(sheet.flags) else ""))
    return encode("\ufeff" + file.getvalue())


def read(data: bytes) -> Transcript:
    """An own .csv, also after a spreadsheet saved it with semicolons or tabs. Raises NoLines without the columns
    start, end and text, BadSegment for a row without them.
    """
    return transcript([found for found, _ in _rows(data)], "csv")


def reviews(data: bytes) -> dict[int, Review]:
    """What the columns ``original`` and ``state`` keep, by the index of the segment that ``read`` gives."""
    rows = sorted(_rows(data), key=lambda pair: pair[0].start)
    return {index: review for index, (_, review) in enumerate(rows) if review.state or review.original is not None}


def _row(line: SheetLine, flags: str) -> list[object]:
    figures = ["" if value is None else value for value in (getattr(line, name) for name in FIGURES)]
    original = guard(machine_text(line) or "")
    return [line.start, line.end, guard(line.text), original, line.state, *figures, flags]


def _rows(data: bytes) -> Iterator[tuple[Segment, Review]]:
    text = decode(data)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
    try:
        header = [name.strip().lower() for name in next(reader)]
        if not {"start", "end", "text"} <= set(header):
            raise NoLines(format="csv")
        number = 0
        for cells in reader:
            if any(cell.strip() for cell in cells):
                number += 1
                yield _line(dict(zip(header, cells, strict=False)), number)
    except csv.Error as error:
        raise BadSegment(number=number + 1, field="text") from error


def delimiter(text: str) -> str:
    """Comma, or what a spreadsheet of another country has put in its place in the header."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def _line(cells: dict[str, str], number: int) -> tuple[Segment, Review]:
    found = segment(number, _ms(cells, "start", number), _ms(cells, "end", number), unguard(cells.get("text", "")))
    found = replace(
        found,
        own_logprob=_figure(cells, "own_logprob"),
        avg_logprob=_figure(cells, "avg_logprob"),
        no_speech_prob=_figure(cells, "no_speech_prob"),
        compression_ratio=_figure(cells, "compression_ratio"),
        temperature=_figure(cells, "temperature"),
    )
    original, state = clean_text(unguard(cells.get("original", ""))), cells.get("state", "").strip()
    return found, Review(original or None, state if state in ("kept", "fixed", "added") else "")


def _ms(cells: dict[str, str], column: str, number: int) -> int:
    value = _figure(cells, column)
    if value is None:
        raise BadSegment(number=number, field=column)
    return round(min(value, 1e12))


def _figure(cells: dict[str, str], column: str) -> float | None:
    """A cell's number; None where it is empty, NaN or no number."""
    try:
        value = float(unguard(cells.get(column, "")))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


FORMAT = Format(
    name="csv",
    mime="text/csv",
    write=write,
    read=read,
    reviews=reviews,
    cannot_hold="Times and probabilities of words; the recogniser's tokens, its name and its options.",
)
