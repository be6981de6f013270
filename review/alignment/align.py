"""All lines of both sides at once: which stretch of the reference each of our lines covers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rapidfuzz.distance import Levenshtein

from review.alignment.model import Part, Stretch, TextLine
from review.alignment.words import units, words


def align(ours: Sequence[TextLine], theirs: Sequence[TextLine]) -> tuple[Stretch, ...]:
    """Every line of ours once and in order, every word of theirs in one stretch; what was not heard at its place."""
    left, right = _words(ours), _words(theirs)
    owner: list[int | None] = [None] * len(right)
    for step in Levenshtein.opcodes([w[3] for w in left], [w[3] for w in right]):
        span = step.src_end - step.src_start
        if span:
            wide = step.dest_end - step.dest_start
            for number in range(wide):
                owner[step.dest_start + number] = left[step.src_start + number * span // wide][0]
    for number in range(1, len(right)):
        if owner[number] is None and right[number][0] == right[number - 1][0]:
            owner[number] = owner[number - 1]
    for number in reversed(range(len(right) - 1)):
        if owner[number] is None and right[number][0] == right[number + 1][0]:
            owner[number] = owner[number + 1]
    return _rows(len(ours), right, owner)


def _words(lines: Sequence[TextLine]) -> list[tuple[int, int, int, str]]:
    found = []
    for number, line in enumerate(lines):
        for begin, end in words(line.text):
            found.append((number, begin, end, "".join(units(line.text[begin:end]))))
    return found


def _rows(count: int, right: list[tuple[int, int, int, str]], owner: list[int | None]) -> tuple[Stretch, ...]:
    rows: list[Stretch] = []
    done = 0
    for (mine, _), group in groupby(
        range(len(right)), key=lambda n: (owner[n], right[n][0] if owner[n] is None else -1)
    ):
        members = list(group)
        parts = []
        for line, same in groupby(members, key=lambda n: right[n][0]):
            span = list(same)
            parts.append(Part(line, right[span[0]][1], right[span[-1]][2]))
        if mine is not None:
            rows += [Stretch(number) for number in range(done, mine)]
            done = mine + 1
        rows.append(Stretch(mine, tuple(parts)))
    rows += [Stretch(number) for number in range(done, count)]
    return tuple(rows)
