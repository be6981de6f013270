"""The words of a line as a reader sees them: where they stand in its text, and when they were said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from engine.evidence.task import HeardLine
from engine.lines import UNSPACED
from engine.transcript import Word

_UNBROKEN = re.compile(r"\S+")


class Place(NamedTuple):
    """Code points ``begin`` to ``end`` of the line's text without the spaces around it; ``start`` and ``end`` ms of the
    sound, None where the transcript has no word times.
    """

    begin: int
    end: int
    time: tuple[int, int] | None = None


def letters(text: str) -> str:
    """What is judged of a text: its letters and digits, without case."""
    folded = text.casefold()
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))


def dressed(word: str, other: str) -> str:
    """``other`` with the marks around ``word``."""
    inside = [place for place, char in enumerate(word) if letters(char)]
    return word[: inside[0]] + other + word[inside[-1] + 1 :] if inside else other


def places(line: HeardLine) -> tuple[Place, ...]:
    """The words with a letter in them, in order.

    Words are what spaces part. In scripts without spaces they are what the recogniser took for one; without its words
    all between two spaces is one.
    """
    return tuple(place for place, _ in spoken_places(line.text, line.words))


def spoken_places(text: str, words: Sequence[Word]) -> list[tuple[Place, list[Word]]]:
    """The ``places`` of a line, each with the recogniser's words that it shares a letter with."""
    text = text.strip()
    heard = located(text, words)
    found = []
    at = 0
    for match in _UNBROKEN.finditer(text):
        first, last = match.span()
        while at < len(heard) and heard[at][1] <= first:
            at += 1
        end = at
        while end < len(heard) and heard[end][0] < last:
            end += 1
        inside = heard[at:end]
        if len(inside) > 1 and UNSPACED.search(match.group()):
            parts = [(max(begin, first), min(end, last), [each]) for begin, end, each in inside]
        else:
            parts = [(first, last, [each for _, _, each in inside])]
        for begin, end, own in parts:
            if letters(text[begin:end]):
                time = (own[0].start, max([each.end for each in own])) if own else None
                found.append((Place(begin, end, time), own))
    return found


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
