"""One side of an alignment as arrays: its words, what is compared of them, and when they are said."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from review.alignment.model import TextLine
from review.alignment.words import units, words

Indices = NDArray[np.int32]
Times = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Side:
    """The words of all lines in order; word w is in line ``line[w]`` at ``begin[w]:end[w]``.

    ``keys``: what is compared of a word, () for one of signs only, unless its line has no other words. ``numbers``:
    the key as a number both sides share, -1 without a key. ``time``: about when the word is said, ms, NaN where the
    line has no times. ``first[n]``: the first word of line n; it has one place more than lines.
    """

    line: Indices
    begin: Indices
    end: Indices
    keys: list[tuple[str, ...]]
    numbers: NDArray[np.int64]
    time: Times
    first: Indices

    def __len__(self) -> int:
        return len(self.keys)

    def voiced(self) -> Indices:
        """The indices of the words that have a key."""
        return np.flatnonzero(self.numbers >= 0).astype(np.int32)

    def taken(self, chosen: Indices) -> Side:
        """The same lines with the chosen words only; ``first`` counts these."""
        first = np.searchsorted(chosen, self.first).astype(np.int32)
        keys = [self.keys[word] for word in chosen.tolist()]
        return Side(
            self.line[chosen],
            self.begin[chosen],
            self.end[chosen],
            keys,
            self.numbers[chosen],
            self.time[chosen],
            first,
        )


def read(lines: Sequence[TextLine], known: dict[tuple[str, ...], int]) -> Side:
    """The side that ``lines`` are; ``known`` numbers the keys and is added to."""
    line: list[int] = []
    begin: list[int] = []
    end: list[int] = []
    keys: list[tuple[str, ...]] = []
    time: list[float] = []
    first: list[int] = [0]
    for number, one in enumerate(lines):
        ranges = words(one.text)
        found = [units(one.text[a:b]) for a, b in ranges]
        if not any(found):
            found = [(unicodedata.normalize("NFKC", one.text[a:b]),) for a, b in ranges]
        keys += found
        line += [number] * len(ranges)
        begin += [a for a, _ in ranges]
        end += [b for _, b in ranges]
        time += _times(one, ranges)
        first.append(len(keys))
    numbers = [known.setdefault(key, len(known)) if key else -1 for key in keys]
    return Side(
        np.array(line, np.int32),
        np.array(begin, np.int32),
        np.array(end, np.int32),
        keys,
        np.array(numbers, np.int64),
        np.array(time, np.float64),
        np.array(first, np.int32),
    )


def _times(line: TextLine, ranges: Sequence[tuple[int, int]]) -> list[float]:
    """The middle of each word, its line's time shared out by characters."""
    if line.start is None:
        return [float("nan")] * len(ranges)
    length = max(1, len(line.text))
    span = max(0, (line.start if line.end is None else line.end) - line.start)
    return [line.start + span * (a + b) / 2 / length for a, b in ranges]


@lru_cache(maxsize=1 << 17)
def letters(key: tuple[str, ...]) -> str:
    """The letters of a word for counting differences: Hangul as jamo, so that 는 and 눈 share two of three."""
    joined = "".join(key)
    return joined if joined.isascii() else unicodedata.normalize("NFD", joined)
