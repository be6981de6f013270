"""The standard normalisation: what is heard alike is written alike, in every script."""

from __future__ import annotations

import re
import unicodedata

# One sign for the apostrophes people type; it is an apostrophe only inside a word.
_APOSTROPHES = frozenset("'’‘‛ʼ`´′＇")
# Default-ignorable code points that are not category Cf: grapheme joiner, Hangul fillers, Khmer inherent vowels,
# Mongolian and other variation selectors (Unicode, DerivedCoreProperties.txt).
_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
# Folding these would break what they are: Hangul jamo written singly (ㅋㅋ) would become halves of syllables, and the
# one letter that Thai and Lao write for am would become two.
_KEPT_WHOLE = re.compile("[\u3131-\u318e\u0e33\u0eb3]")
_HALF_WIDTH_JAMO = re.compile("[\uffa1-\uffdc]")
_EDGES = re.compile(r"(?<!\S)'+|'+(?!\S)|'{2,}")


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is first met; for ``str.translate``."""

    def __missing__(self, code: int) -> str:
        made = _mapped(chr(code))
        if made != chr(code):  # folding one may bring up what is folded itself
            made = "".join(self[ord(character)] for character in made)
        self[code] = made
        return made


def _mapped(character: str) -> str:
    category = unicodedata.category(character)
    if character in _APOSTROPHES:
        return "'"
    if character == "İ":  # casefold() makes it an i with a dot of its own, which nobody writes
        return "i"
    if character.isspace() or category == "Sk":  # Sk: accents that stand alone, which NFKC makes a space and a mark
        return " "
    if category in ("Cf", "Cc") or _IGNORABLE.match(character):
        return ""
    folded = _folded(character).casefold()
    if folded == character and category[0] in "PS":
        return " "
    return folded


def _folded(character: str) -> str:
    """Its compatibility form: full-width, half-width, ligature, circled."""
    if _KEPT_WHOLE.match(character):
        return character
    if _HALF_WIDTH_JAMO.match(character) and unicodedata.category(character) != "Cn":
        return chr(int(unicodedata.decomposition(character).split()[1], 16))  # "<narrow> 3131"
    return unicodedata.normalize("NFKC", character).lstrip()


TABLE = _Table()
"""What each character (code point) becomes: "" or " " for what does not count."""


def standard(text: str) -> str:
    """``text`` (NFC) in the standard form; see ``review.scoring.normalise``."""
    mapped = text.translate(TABLE)
    if not mapped.isascii():
        mapped = unicodedata.normalize("NFC", mapped)
    if "'" in mapped:
        mapped = _EDGES.sub(" ", mapped)
    return " ".join(mapped.split())
