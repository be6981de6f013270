"""Whisper's English normalisation: contractions, numbers and spelling variants made one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache

from review.scoring.memo import Memo
from review.scoring.standard import TABLE

# A word that no text has: it parts the lines of one call, so that no number runs from a line into the next.
_MARK = "\ue000"
# The normaliser deletes what stands in brackets. Here that is sung (backing vocals) or kept out by a switch before.
_BRACKETS = dict.fromkeys(map(ord, "()[]<>{}" + _MARK), " ")
_SPACE_BEFORE_APOSTROPHE = re.compile(r"\s+'")
_LINES = 2_000


_known: Memo[str, str] = Memo(16_384)


def english(texts: Sequence[str]) -> list[str]:
    """Each of ``texts`` (NFC) by EnglishTextNormalizer of the package whisper-normalizer, many in one call.

    The normaliser runs some forty expressions over what it is given: a call a line would take seconds a song book.
    """
    return _known.find(texts, _normalised)


def _normalised(texts: Sequence[str]) -> list[str]:
    made: list[str] = []
    for first in range(0, len(texts), _LINES):
        made += _together([_prepared(text) for text in texts[first : first + _LINES]])
    return made


def _prepared(text: str) -> str:
    """The text with the apostrophe that the normaliser knows and nothing that makes it delete words."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(_plain(character) for character in text)
    text = _SPACE_BEFORE_APOSTROPHE.sub("'", text.translate(_BRACKETS))
    return text.strip().lstrip("'")


@cache
def _plain(character: str) -> str:
    mapped = TABLE[ord(character)]
    if unicodedata.category(character)[0] in "PS":  # currency signs mean something to the normaliser
        return mapped if mapped == "'" else character
    return mapped


def _together(texts: Sequence[str]) -> list[str]:
    # Marks at both ends too: a sign alone at the end of a text is treated as it is inside one.
    joined = _normaliser()(f" {_MARK} ".join(["", *texts, ""]))
    return [unicodedata.normalize("NFC", " ".join(part.split())) for part in joined.split(_MARK)[1:-1]]


@cache
def _normaliser() -> Callable[[str], str]:
    """Loaded when it is first needed: its tables take a third of a second."""
    from whisper_normalizer.english import EnglishTextNormalizer  # type: ignore[import-untyped]  # noqa: PLC0415

    made: Callable[[str], str] = EnglishTextNormalizer()
    return made
