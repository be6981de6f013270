"""Names of recordings as people see them: data like any other, never a path."""

from __future__ import annotations

import re
import unicodedata

from engine.transcript import nfc

LONGEST = 200
NAMELESS = "recording"
BREAKING = ("Cc", "Cs", "Zl", "Zp")
TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def display_name(name: str) -> str:
    """The last part of an uploaded file's name as one line of at most 200 characters.

    What looks like markup stays as it is: the page shows it as text.
    """
    return title(re.split(r"[\\/]", name)[-1])


def title(name: str) -> str:
    """What a person calls the project: one line, at most 200 characters, nothing that turns the text's direction."""
    plain = "".join(" " if unicodedata.category(c) in BREAKING else c for c in nfc(name) if c not in TURNING)
    return " ".join(plain.split())[:LONGEST].strip() or NAMELESS
