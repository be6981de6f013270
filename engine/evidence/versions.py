"""Laying what was heard another time onto the words of some lines: which words differ, and what they were then."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from engine.evidence.words import letters


@dataclass(frozen=True, slots=True)
class Version:
    """A word as it was heard the other time, "" where it was not; ``apart`` letters from the word it stands for."""

    text: str
    apart: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Some lines as they were heard the other time: the ``words`` of each, its whole ``texts``, and in ``more`` how
    many letters it had then between words of ours, beside any of them.
    """

    words: tuple[tuple[Version, ...], ...]
    texts: tuple[str, ...]
    more: tuple[int, ...]


def lay_onto(lines: Sequence[Sequence[str]], other: str) -> Heard:
    """``other``, all that was heard the other time, laid onto ``lines``, each given as its words.

    Letters are aligned with the fewest edits. What was heard beside the words of a line belongs to a neighbouring word
    where it is written in one with it, else to none; before the first word and behind the last of all it is another
    line's, and left out.
    """
    theirs = _Letters(other)
    ours = [letters(word) for line in lines for word in line]
    spans = _spans(ours, theirs)
    found = [
        Version(theirs.text(begin, end), Levenshtein.distance(word, theirs.letters[begin:end]))
        for word, (begin, end) in zip(ours, spans, strict=True)
    ]
    words, texts, more = [], [], []
    at = 0
    for line in lines:
        own = spans[at : at + len(line)]
        words.append(tuple(found[at : at + len(line)]))
        at += len(line)
        whole = (own[0][0], own[-1][1]) if own else (0, 0)
        texts.append(theirs.text(*whole))
        more.append(whole[1] - whole[0] - sum(end - begin for begin, end in own))
    return Heard(tuple(words), tuple(texts), tuple(more))


class _Letters:
    """A text's letters, and where each stands in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        found = [(char, place) for place, each in enumerate(text) for char in letters(each)]
        self.letters = "".join(char for char, _ in found)
        self._places = [place for _, place in found]
        self._starts = [match.start() for match in re.finditer(r"\S+", text)]

    def text(self, begin: int, end: int) -> str:
        """What the letters ``begin`` to ``end`` spell, with the marks inside it."""
        return self._text[self._places[begin] : self._places[end - 1] + 1] if begin < end else ""

    def together(self, index: int) -> bool:
        """Whether the letter ``index`` and the one before it are written in one."""
        one, two = (bisect_right(self._starts, self._places[at]) for at in (index - 1, index))
        return one == two


def _spans(words: Sequence[str], theirs: _Letters) -> list[tuple[int, int]]:
    """For each word the letters of theirs that it was."""
    first, last = _edges("".join(words), theirs.letters)
    found: list[tuple[int, int]] = []
    at = taken = 0
    for word in words:
        begin, lowest = last[at], max(taken, first[at])
        at += len(word)
        end, highest = first[at], last[at]
        while lowest < begin < end and theirs.together(begin):
            begin -= 1
        while begin < end < highest and theirs.together(end):
            end += 1
        found.append((begin, end))
        taken = end
    return found


def _edges(ours: str, theirs: str) -> tuple[list[int], list[int]]:
    """For each place between letters of ours the first and the last place in theirs that it can stand for: they differ
    where theirs has letters of its own."""
    first, last = [0] * (len(ours) + 1), [0] * (len(ours) + 1)
    for code in Levenshtein.opcodes(ours, theirs):
        if code.tag == "insert":
            last[code.src_start] = code.dest_end
        for step in range(1, code.src_end - code.src_start + 1):
            at = min(code.dest_start + step, code.dest_end)
            first[code.src_start + step] = last[code.src_start + step] = at
    return first, last
