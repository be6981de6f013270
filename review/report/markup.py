"""HTML that cannot be broken out of: every string is escaped unless a function of this module made it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

BIDI = re.compile("([\u202a-\u202e\u2066-\u2069])")
"""Characters that turn the reading direction unseen; text from strangers may hide itself behind them."""

_VOID = {"meta", "input"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Markup(str):
    """Finished HTML."""

    __slots__ = ()


def plain(text: str) -> str:
    """``text`` for places that hold no tags, titles say: bidi controls by their number, other controls as U+FFFD."""
    return BIDI.sub(lambda found: f"U+{ord(found[1]):04X}", _CONTROL.sub("\ufffd", text))


def escaped(text: str) -> Markup:
    """``text`` as a browser shows it literally, bidi controls by their number in a box. Markup stays as it is."""
    if isinstance(text, Markup):
        return text
    return Markup("".join(map(_piece, BIDI.split(_CONTROL.sub("\ufffd", text)))))


def _piece(text: str) -> str:
    return f'<span class="unseen">{plain(text)}</span>' if BIDI.match(text) else html.escape(text)


def joined(parts: Iterable[str], between: str = "") -> Markup:
    """All parts escaped, one after the other."""
    return Markup(escaped(between).join(map(escaped, parts)))


def tag(name: str, /, *children: str, **attributes: str | int | None) -> Markup:
    """One element. An attribute that is None or empty is left out; ``class_`` and ``for_`` are class and for."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(plain(str(value)))}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return Markup(f"<{name}{written}>" if name in _VOID else f"<{name}{written}>{joined(children)}</{name}>")
