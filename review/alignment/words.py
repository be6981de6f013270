"""Words of a line, and how they are written when two sides are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The scripts that put no spaces between words (as in review.realign): each of their letters is a word of its own.
_UNSPACED = re.compile("[\u0e00-\u0eff\u0f40-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u9fff"
                       "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")  # fmt: skip
_CHUNK = re.compile(r"\S+")
_OPENING = ("Ps", "Pi")
_UNIT = re.compile("[\uac00-\ud7a3]|[^\\s\uac00-\ud7a3]+")
# Apostrophes of all kinds stand inside words (don't, l'éternel); other signs part the units of a word.
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´＇"))


def words(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of the words of ``text``, in order: what stands between spaces with its punctuation, and each letter of a
    script that does not space its words (Chinese, Japanese, Thai, Lao, Burmese, Khmer) with its marks and punctuation.

    Every character that is not a space lies in exactly one range.
    """
    if not _UNSPACED.search(text):
        return tuple(chunk.span() for chunk in _CHUNK.finditer(text))
    found: list[tuple[int, int]] = []
    for chunk in _CHUNK.finditer(text):
        if _UNSPACED.search(chunk[0]):
            starts = [chunk.start() + place for place in _starts(chunk[0])]
            found += zip(starts, [*starts[1:], chunk.end()], strict=True)
        else:
            found.append(chunk.span())
    return tuple(found)


def _starts(chunk: str) -> list[int]:
    """Where the words of a text without spaces begin; opening brackets go with what follows, other signs with what
    comes before."""
    starts: list[int] = []
    opened: int | None = None
    inside = False  # of a run of letters of a script that spaces its words
    for place, character in enumerate(chunk):
        category = unicodedata.category(character)
        if category in _OPENING:
            opened, inside = place if opened is None else opened, False
        elif category[0] in "LN" or (_UNSPACED.match(character) and category[0] != "M"):
            alone = _UNSPACED.match(character) is not None
            if alone or not inside:
                starts.append(place if opened is None else opened)
            opened, inside = None, not alone
    return [0, *starts[1:]]


@lru_cache(maxsize=1 << 17)
def units(word: str) -> tuple[str, ...]:
    """What is compared of a word: Hangul syllable by syllable, other letters and digits as they stand together; NFKC,
    case folded, without punctuation. Empty for a word of signs only.
    """
    if word.isascii() and word.isalnum():
        return (word.lower(),)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold().translate(_APOSTROPHES))
    letters = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded)
    return tuple(_UNIT.findall(letters))
