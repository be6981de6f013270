"""References as JSON, for the store: whole, and what says nothing left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from review.reference.model import Reference, ReferenceLine

_RANGES = frozenset({"backing", "asides"})
_DEFAULTS = {field.name: field.default for field in fields(ReferenceLine) if field.default is not MISSING}


def as_dict(reference: Reference) -> dict[str, Any]:
    """JSON of a reference. A line's fields stand where they differ from their defaults, ``written`` where it differs
    from ``text``."""
    return {"format": reference.format, "lines": [_line_as_dict(line) for line in reference.lines]}


def from_dict(data: Mapping[str, Any]) -> Reference:
    """The reference ``as_dict`` wrote."""
    return Reference(tuple(_line_from_dict(line) for line in data["lines"]), data["format"])


def _line_as_dict(line: ReferenceLine) -> dict[str, Any]:
    data: dict[str, Any] = {"text": line.text}
    if line.written != line.text:
        data["written"] = line.written
    for name, default in _DEFAULTS.items():
        value = getattr(line, name)
        if value != default:
            data[name] = [list(span) for span in value] if name in _RANGES else value
    return data


def _line_from_dict(data: Mapping[str, Any]) -> ReferenceLine:
    values = {
        name: tuple((begin, end) for begin, end in value) if name in _RANGES else value for name, value in data.items()
    }
    return ReferenceLine(**{"written": data["text"], **values})
