"""The words of a line as a reader sees them: where they stand in its text, and when they were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.evidence.task import HeardLine
from engine.lines import UNSPACED
from engine.transcript import Word


@dataclass(frozen=True, slots=True)
class Place:
    """Code points ``begin`` to ``end`` of the line's text without the spaces around it; ``start`` and ``end`` ms of the
    sound, None where the transcript has no word times.
    """

    begin: int
    end: int
    time: tuple[int, int] | None = None


def letters(text: str) -> str:
    """What is judged of a text: its letters and digits, without case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def dressed(word: str, other: str) -> str:
    """``other`` with the marks around ``word``."""
    inside = [place for place, char in enumerate(word) if letters(char)]
    return word[: inside[0]] + other + word[inside[-1] + 1 :] if inside else other


def places(line: HeardLine) -> tuple[Place, ...]:
    """The words with a letter in them, in order.

    Words are what spaces part. In scripts without spaces they are what the recogniser took for one; without its words
    all between two spaces is one.
    """
    text = line.text.strip()
    heard = located(text, line.words)
    edges: list[tuple[int, int]] = []
    for match in re.finditer(r"\S+", text):
        first, last = match.span()
        inside = [(max(begin, first), min(end, last)) for begin, end, _ in heard if begin < last and end > first]
        edges += inside if UNSPACED.search(match.group()) and len(inside) > 1 else [(first, last)]
    return tuple(Place(begin, end, _time(begin, end, heard)) for begin, end in edges if letters(text[begin:end]))


def located(text: str, words: Sequence[Word]) -> list[tuple[int, int, Word]]:
    """Each word with the code points of ``text`` (from, to) that it spells; none where the words do not spell it."""
    found = []
    at = 0
    for word in words:
        bare = word.text.strip()
        begin = text.find(bare, at)
        if begin < 0 or text[at:begin].strip():
            return []
        at = begin + len(bare)
        if bare:
            found.append((begin, at, word))
    return [] if text[at:].strip() else found


def _time(begin: int, end: int, heard: Sequence[tuple[int, int, Word]]) -> tuple[int, int] | None:
    """From the first to the last of what was heard there."""
    there = [word for first, last, word in heard if first < end and last > begin]
    return (there[0].start, max(word.end for word in there)) if there else None
