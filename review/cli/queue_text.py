"""The queue for a terminal and as JSON: its reasons are the page's own sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from engine.transcript_json import dumps
from review.cli.progress import cells
from review.queue import Item, Reason
from review.report.figures import clock
from review.report.markup import plain

SENTENCES = Path(__file__).resolve().parents[1] / "ui" / "i18n" / "en.json"
SCRIPTS = frozenset(("Hangul", "Latin", "Han", "Kana", "Cyrillic", "Arabic"))
TEXT_CELLS = 60
"""Columns of a terminal that a line's text gets."""
DIGITS = 4
"""Of a suspicion."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line as it reads now (ms), or a gap without a text. ``item`` is None where nothing is left to check: a person
    has decided the line."""

    start: int
    end: int
    text: str
    item: Item | None


def as_json(rows: Sequence[Row]) -> bytes:
    """{"lines": [...]}, times in seconds."""
    return dumps({"lines": [_entry(row) for row in rows]}) + b"\n"


def _entry(row: Row) -> dict[str, Any]:
    item = row.item
    reasons = item.reasons if item else ()
    choices = item.choices if item else ()
    return {
        "start": row.start / 1000,
        "end": row.end / 1000,
        "text": row.text,
        "suspicion": round(item.suspicion, DIGITS) if item else 0.0,
        "reasons": [{"code": each.code, "params": dict(each.params), "text": sentence(each)} for each in reasons],
        "alternatives": [{"source": choice.source, "text": choice.text} for choice in choices],
    }


def as_table(rows: Sequence[Row]) -> str:
    """A line a row: time, suspicion, ``*`` where it is to be checked, text, the strongest reason."""
    flagged = sum(_flagged(row) for row in rows)
    width = max((min(TEXT_CELLS, cells(_said(row))) for row in rows), default=0)
    times = max((len(clock(row.start)) for row in rows), default=0)
    lines = [f"{flagged} of {len(rows)} to check, marked *"]
    for row in rows:
        suspicion = f"{100 * row.item.suspicion:3.0f} %" if row.item else "    -"
        text = _cut(_said(row), width)
        reason = sentence(row.item.reasons[0]) if row.item and row.item.reasons else ""
        mark = "*" if _flagged(row) else " "
        padded = text + " " * (width - cells(text))
        lines.append(f"{clock(row.start):>{times}}  {suspicion} {mark} {padded}  {plain(reason)}".rstrip())
    return "\n".join(lines) + "\n"


def _flagged(row: Row) -> bool:
    return row.item is not None and row.item.flagged


def _said(row: Row) -> str:
    """The text for a terminal; of a gap how long it is."""
    gap = row.item is not None and row.item.line is None
    return f"({(row.end - row.start) / 1000:.1f} s without text)" if gap else plain(row.text.strip())


def _cut(text: str, width: int) -> str:
    if cells(text) <= width:
        return text
    kept = ""
    for char in text:
        if cells(kept) + cells(char) > width - 3:
            break
        kept += char
    return f"{kept}..."


# ---- sentences ------------------------------------------------------------------------------------------------------


def sentence(reason: Reason) -> str:
    """The reason in English, as the page says it (queue_text.js); a code without a sentence is its own word."""
    said = {name: _figure(value) for name, value in reason.params.items()}
    if reason.code == "script" and said.get("text") in SCRIPTS:
        said["text"] = _sentences()[f"script.{said['text']}"]
    variant = ".none" if reason.params.get("text") == "" else ".one" if reason.params.get("n") == 1 else ""
    key = f"reason.{reason.code}"
    text = _sentences().get(key + variant) or _sentences().get(key, reason.code)
    return re.sub(r"\{(\w+)\}", lambda found: said.get(found[1], found[0]), text)


def _figure(value: str | float) -> str:
    """A number with one digit behind the point, where it is not whole."""
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


@cache
def _sentences() -> Mapping[str, str]:
    found: dict[str, str] = orjson.loads(SENTENCES.read_bytes())
    return found
