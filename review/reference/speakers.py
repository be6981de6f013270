"""Who speaks: names before a colon, told from everything else that stands before a colon."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from review.reference.vocabulary import COLON_SECTION, INFO, NOT_NAMES

MAX_NAME_WORDS = 4
MAX_HANGUL_NAME = 12
"""Syllables and spaces. Hangul has no capitals that would tell a name from the words of a sentence."""
SURE_SHARE = 0.5
"""Where half of the lines begin like a speaker's, every such beginning is one."""
SCRIPT_SHARE = 0.2
"""Where a fifth of the lines has a speaker that speaks more than once, a minor part may speak only once."""
MIN_SCRIPT_LINES = 3

_LABEL = re.compile(
    r"(?:[-–—•]\s*)?(?P<name>[^\W\d_][^:：()（）\[\]{}<>\"“”]{0,39}?)\s{0,9}"
    r"(?P<how>[(（\[][^()（）\[\]]{0,60}[)）\]])?\s{0,9}[:：](?P<rest>.*)",
    re.DOTALL,
)
_SMALL_WORDS = frozenset({"of", "and", "the", "de", "la", "van", "von", "with", "&", "+", "/", "x"})
_NUMBER = re.compile(r"#?\d{1,3}|[ivx]{1,4}", re.IGNORECASE)
_SENTENCE = re.compile(r"[!?;…。！？]|//|\w{4}\.")


@dataclass(frozen=True, slots=True)
class Label:
    """A line's beginning that may be a speaker's: ``end`` is the character behind the colon, ``rest`` what follows."""

    name: str
    end: int
    rest: str


def label(text: str) -> Label | None:
    """What may be a speaker's name before the line's first colon; a time (12:30) or an address is none."""
    match = _LABEL.match(text)
    if match is None or INFO.fullmatch(text[:200]):
        return None
    name, rest = match["name"].strip(), match["rest"]
    if rest.startswith("//") or (name[-1].isdigit() and rest[:1].isdigit()) or not _is_name(name):
        return None
    return Label(name, match.start("rest"), rest.strip())


def speaking(texts: Iterable[str], *, scenes: bool = False) -> frozenset[str]:
    """The names (in lower case) that are believed to be speakers', from all lines that are not blank.

    A name of a section ("Chorus: la la") always is; where half of the lines begin with names, or the text has
    ``scenes``, all are; otherwise a name that says two different things, and beside enough such lines any other.
    """
    said: dict[str, set[str]] = {}
    labels, total = 0, 0
    lines: dict[str, int] = {}
    for text in texts:
        total += 1
        found = label(text)
        if found is not None:
            labels += 1
            name = found.name.casefold()
            said.setdefault(name, set()).add(found.rest)
            lines[name] = lines.get(name, 0) + 1
    different = sum(map(len, said.values()))
    if scenes or (different > 1 and labels >= SURE_SHARE * total):
        return frozenset(said)
    sure = {name for name, rests in said.items() if len(rests) > 1}
    spoken = sum(lines[name] for name in sure)
    if spoken >= MIN_SCRIPT_LINES and spoken >= SCRIPT_SHARE * total:
        return frozenset(said)
    return frozenset(sure | {name for name in said if COLON_SECTION.fullmatch(f"{name}:")})


def _is_name(name: str) -> bool:
    words = name.replace(",", " ").split()
    first = words[0].casefold().replace(".", "")
    if len(words) > MAX_NAME_WORDS or first in NOT_NAMES or _SENTENCE.search(name):
        return False
    if any("가" <= char <= "힣" for char in name) and len(name) > MAX_HANGUL_NAME:
        return False
    return all(
        word in _SMALL_WORDS or _NUMBER.fullmatch(word) or not word[0].isalpha() or not word[0].islower()
        for word in words
    )
