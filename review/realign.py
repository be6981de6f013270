"""Typed text onto heard words: words that stayed keep their times and evidence, new ones get times and no evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from engine.transcript import Word

_TOKEN = re.compile(r"\S+")
_PIECE = re.compile(r"\s*\S+")
# The scripts whose words Whisper cuts without spaces (zh, yue, ja, th, lo, my in whisper/tokenizer.py), and Khmer.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


class _Kept(NamedTuple):
    """Word number ``word`` stands unchanged at ``start:end`` (characters, without its spaces) of the new text."""

    word: int
    start: int
    end: int


def spell(words: Sequence[Word]) -> str:
    """The text that the words make: they carry their own spaces."""
    return "".join(word.text for word in words)


def unspaced(text: str) -> bool:
    """Whether the text has letters of a script that puts no spaces between words."""
    return _UNSPACED.search(text) is not None


def realign(words: Sequence[Word], text: str, start: int, end: int) -> tuple[Word, ...]:
    """Words that spell ``text`` exactly, made from ``words`` of the line ``start``..``end`` (ms).

    A word that stands in both keeps its times, probability and tokens. The others take over the time of the words
    they replace (shared by length where the numbers differ) or the pause they were typed into, and have no evidence.
    Empty where there were no words to begin with, or no text is left.
    """
    if not words or not text.strip():
        return ()
    made: list[Word] = []
    at, done = 0, 0
    for kept in [*_kept(words, text), _Kept(len(words), len(text), len(text))]:
        gap = text[at : kept.start]
        body = gap.rstrip()
        if body:
            before = made[-1].end if made else start
            after = words[kept.word].start if kept.word < len(words) else end
            made += _changed(body, words[done : kept.word], before, after)
        space = gap[len(body) :]
        if kept.word < len(words):
            made.append(_respelt(words[kept.word], space + text[kept.start : kept.end]))
        elif space:
            made[-1] = _respelt(made[-1], made[-1].text + space)
        at, done = kept.end, kept.word + 1
    return tuple(made)


def spread(text: str, start: int, end: int) -> tuple[Word, ...]:
    """Words of a text that nobody heard: times shared by length over ``start``..``end`` (ms), no evidence."""
    return tuple(_changed(text, (), start, end))


def cut(words: Sequence[Word], at: int) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
    """The words before and behind character ``at`` of their text; one that stands across is cut and loses evidence."""
    position = 0
    for index, word in enumerate(words):
        after = position + len(word.text)
        if at <= position:
            return tuple(words[:index]), tuple(words[index:])
        if at < after:
            head, tail = word.text[: at - position], word.text[at - position :]
            middle = word.start + (word.end - word.start) * len(head) // len(word.text)
            left, right = Word(word.start, middle, head), Word(middle, word.end, tail)
            return (*words[:index], left), (right, *words[index + 1 :])
        position = after
    return tuple(words), ()


def _respelt(word: Word, text: str) -> Word:
    """The same word with other spaces around it."""
    return word if word.text == text else replace(word, text=text)


def _kept(words: Sequence[Word], text: str) -> list[_Kept]:
    """The unchanged words in order: whole stretches between spaces, then letters where a script has no spaces."""
    spans = [match.span() for match in _TOKEN.finditer(text)]
    groups = _groups(words)
    heard = [spell(words[first:last]).strip() for first, last in groups]
    blocks = Indel.opcodes(heard, [text[start:end] for start, end in spans]).as_matching_blocks()
    kept: list[_Kept] = []
    old, new = 0, 0
    for block in blocks:
        gap = words[groups[old][0] : groups[block.a - 1][1]] if block.a > old else ()
        if gap and block.b > new:
            kept += _kept_letters(gap, groups[old][0], text, spans[new][0], spans[block.b - 1][1])
        for step in range(block.size):
            at = spans[block.b + step][0]
            for index in range(*groups[block.a + step]):
                core = len(words[index].text.strip())
                kept.append(_Kept(index, at, at + core))
                at += core
        old, new = block.a + block.size, block.b + block.size
    return kept


def _groups(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Ranges of words that stand together without a space between them."""
    texts = [word.text for word in words]
    breaks = [
        index
        for index in range(1, len(texts))
        if texts[index][:1].isspace() or texts[index - 1][-1:].isspace() or not texts[index - 1]
    ]
    return list(pairwise([0, *breaks, len(texts)]))


def _kept_letters(gap: Sequence[Word], first: int, text: str, start: int, end: int) -> list[_Kept]:
    """Words of ``gap`` (the first is number ``first``) whose letters all stand together in ``text[start:end]``.

    Only where spaces do not bound the words: in Korean or English half a word that stayed is a changed word.
    """
    heard = spell(gap)
    if not unspaced(heard) and all(len(word.text.split()) < 2 for word in gap):
        return []
    blocks = Indel.opcodes(heard, text[start:end]).as_matching_blocks()
    kept: list[_Kept] = []
    position, number = 0, 0
    for index, word in enumerate(gap, first):
        core = word.text.strip()
        low = position + len(word.text) - len(word.text.lstrip())
        position += len(word.text)
        while number < len(blocks) - 1 and blocks[number].a + blocks[number].size < low + len(core):
            number += 1
        block = blocks[number]
        if core and block.a <= low and low + len(core) <= block.a + block.size:
            at = start + block.b + low - block.a
            kept.append(_Kept(index, at, at + len(core)))
    return kept


def _changed(body: str, old: Sequence[Word], before: int, after: int) -> list[Word]:
    """Words for new text in place of ``old`` ones, or between ``before`` and ``after`` (ms) where there were none."""
    pieces = _PIECE.findall(body)
    tail = body[len("".join(pieces)) :]
    if not pieces:
        return []
    pieces[-1] += tail
    groups = _groups(old) if old else []
    if len(groups) == len(pieces):
        spans = [(old[first].start, old[last - 1].end) for first, last in groups]
        return [Word(low, max(low, high), piece) for (low, high), piece in zip(spans, pieces, strict=True)]
    start = old[0].start if old else before
    length = max(0, (old[-1].end if old else after) - start)
    total = sum(len(piece) for piece in pieces)
    made: list[Word] = []
    at = 0
    for piece in pieces:
        low, at = at, at + len(piece)
        made.append(Word(start + length * low // total, start + length * at // total, piece))
    return made
