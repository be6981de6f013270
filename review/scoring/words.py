"""The words of a text as they are compared, each with its place in the text as it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from rapidfuzz.distance import Indel

from review.scoring.model import Normalisation
from review.scoring.normalise import normalise_all
from review.scoring.standard import TABLE

Place = tuple[int, int]
_CHUNK = re.compile(r"\S+")


class Words(NamedTuple):
    """``words`` joined by spaces are the normalised text; ``places[i]`` is where word ``i`` stands in the text as
    written. Words that one stretch gives (don't: do not) have the same place; places rise and never overlap else.
    """

    words: list[str]
    places: list[Place]

    @property
    def shared(self) -> bool:
        """Whether some words have the same place."""
        return any(before == after for before, after in pairwise(self.places))


class _Piece(NamedTuple):
    """Words that stand at ``begin:end`` of their chunk of text."""

    begin: int
    end: int
    words: tuple[str, ...]


def find_words(texts: Sequence[str], how: Normalisation) -> list[Words]:
    """The words of each text."""
    if how is Normalisation.ENGLISH:
        return _english(texts)
    pieces = _standard_pieces if how is Normalisation.STANDARD else _raw_pieces
    return [_spread(text, pieces) for text in texts]


def _spread(text: str, pieces: Callable[[str], Sequence[_Piece]]) -> Words:
    """The pieces of each of the text's chunks at their places in the text."""
    words: list[str] = []
    places: list[Place] = []
    for match in _CHUNK.finditer(text):
        base = match.start()
        for begin, end, found in pieces(match[0]):
            words += found
            for _ in found:
                places.append((base + begin, base + end))
    return Words(words, places)


@lru_cache(maxsize=1 << 17)
def _raw_pieces(chunk: str) -> tuple[_Piece, ...]:
    return (_Piece(0, len(chunk), tuple(normalise_all([chunk], Normalisation.RAW))),)


@lru_cache(maxsize=1 << 17)
def _standard_pieces(chunk: str) -> tuple[_Piece, ...]:
    """The chunk cut where its punctuation parts words, with the punctuation left out of the places."""
    [whole] = normalise_all([chunk], Normalisation.STANDARD)
    words = whole.split()
    if not words:
        return ()
    runs = _runs(chunk)
    parts = [tuple(text.split()) for text in normalise_all([chunk[a:b] for a, b in runs], Normalisation.STANDARD)]
    if [word for part in parts for word in part] != words:
        return (_Piece(0, len(chunk), tuple(words)),)
    return tuple(_Piece(a, b, part) for (a, b), part in zip(runs, parts, strict=True) if part)


def _runs(chunk: str) -> list[Place]:
    """Ranges of what is no punctuation; an apostrophe stays in only inside one."""
    found: list[Place] = []
    begin: int | None = None
    for place, character in enumerate([*chunk, " "]):
        if not TABLE[ord(character)].isspace():
            begin = place if begin is None else begin
        elif begin is not None:
            found.append(_trimmed(chunk, begin, place))
            begin = None
    return [(begin, end) for begin, end in found if begin < end]


def _trimmed(chunk: str, begin: int, end: int) -> Place:
    while begin < end and TABLE[ord(chunk[begin])] in ("'", ""):
        begin += 1
    while end > begin and TABLE[ord(chunk[end - 1])] in ("'", ""):
        end -= 1
    return begin, end


def _english(texts: Sequence[str]) -> list[Words]:
    """English rewrites across words (twenty one: 21): the words of each chunk alone, put right by those of the text."""
    lines = normalise_all(texts, Normalisation.ENGLISH)
    chunks = list(dict.fromkeys(chunk for text in texts for chunk in text.split()))
    alone = dict(zip(chunks, normalise_all(chunks, Normalisation.ENGLISH), strict=True))
    pieces = {chunk: _english_pieces(chunk, tuple(words.split())) for chunk, words in alone.items()}
    found: list[Words] = []
    for text, line in zip(texts, lines, strict=True):
        spread = _spread(text, pieces.__getitem__)
        words = line.split()
        found.append(spread if spread.words == words else Words(words, _laid(words, spread)))
    return found


def _english_pieces(chunk: str, words: tuple[str, ...]) -> tuple[_Piece, ...]:
    begin, end = _trimmed(chunk, *_core(chunk))
    return (_Piece(begin, end, words),) if words else ()


_SIGNS = '.,!?;:"()[]<>…“”«»、。'


def _core(chunk: str) -> Place:
    """Without the punctuation around it, unless there is nothing else."""
    core = chunk.strip(_SIGNS)
    begin = chunk.find(core)
    return (begin, begin + len(core)) if core else (0, len(chunk))


def _laid(words: list[str], spread: Words) -> list[Place]:
    """Places for ``words``: equal ones keep that of ``spread``, those in between get all that they stand for."""
    places: list[Place] = []
    old = new = 0
    for block in Indel.opcodes(spread.words, words).as_matching_blocks():
        gap = spread.places[old : block.a] or places[-1:] or spread.places[:1]
        places += [(gap[0][0], gap[-1][1])] * (block.b - new)
        places += spread.places[block.a : block.a + block.size]
        old, new = block.a + block.size, block.b + block.size
    return _apart(places)


def _apart(places: Sequence[Place]) -> list[Place]:
    """Places that share characters, made one place for all of them."""
    made: list[tuple[Place, int]] = []
    for begin, end in places:
        if made and begin < made[-1][0][1]:
            (first, last), count = made.pop()
            made.append(((first, max(last, end)), count + 1))
        else:
            made.append(((begin, end), 1))
    return [place for place, count in made for _ in range(count)]
