"""From the owner of each word of theirs to rows: doubtful pairs parted, what was not heard at its place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import numpy as np
from rapidfuzz.distance import Levenshtein

from review.alignment.alike import script
from review.alignment.gaps import NOBODY
from review.alignment.model import Part, Stretch
from review.alignment.side import Indices, Side, letters

ALIKE = 0.45  # of the letters; lines that have nothing to do with each other share 0.2 to 0.35
IN_A_ROW = 2  # lines that were misheard beyond that, and still go by their position


def part_doubtful(ours: Side, theirs: Side, owner: Indices, lines: int) -> Indices:
    """``owner`` without pairs that have little in common, unless their place says that they belong together.

    Such a pair stays where it stands between lines that were found, or between one and an end, with nothing missing and
    nothing more beside it: one or two lines, or any number in another script than theirs.
    """
    owner = owner.copy()
    held = _held(owner)
    weak = {line for line in held if _share(ours, theirs, line, held[line]) < ALIKE}
    for run in _runs(sorted(weak)):
        if not _by_position(ours, theirs, owner, held, run, lines):
            for line in run:
                _release(theirs, owner, *held[line])
    return owner


def _held(owner: Indices) -> dict[int, tuple[int, int]]:
    """For each line of ours the words of theirs it has: the first, and the one after the last."""
    held: dict[int, tuple[int, int]] = {}
    for word, line in enumerate(owner.tolist()):
        if line != NOBODY:
            held[line] = (held[line][0] if line in held else word, word + 1)
    return held


def _text(side: Side, begin: int, end: int) -> str:
    return "".join(letters(key) for key in side.keys[begin:end])


def _share(ours: Side, theirs: Side, line: int, span: tuple[int, int]) -> float:
    mine = _text(ours, int(ours.first[line]), int(ours.first[line + 1]))
    return float(Levenshtein.normalized_similarity(mine, _text(theirs, *span)))


def _runs(lines: list[int]) -> Iterator[list[int]]:
    """Lines that follow each other."""
    for _, run in groupby(enumerate(lines), key=lambda pair: pair[1] - pair[0]):
        yield [line for _, line in run]


def _by_position(
    ours: Side, theirs: Side, owner: Indices, held: dict[int, tuple[int, int]], run: list[int], lines: int
) -> bool:
    """Whether the weak pairs of a run stand where nothing else could."""
    first, last = run[0], run[-1]
    beside = [line for line in (first - 1, last + 1) if 0 <= line < lines and ours.first[line] < ours.first[line + 1]]
    if any(line not in held for line in beside):
        return False
    low, high = held[first][0], held[last][1]
    if (owner[low:high] == NOBODY).any():
        return False
    if (low and owner[low - 1] == NOBODY) or (high < len(owner) and owner[high] == NOBODY):
        return False
    if len(run) <= IN_A_ROW and beside:
        return True
    pairs = [
        (_text(ours, int(ours.first[line]), int(ours.first[line + 1])), _text(theirs, *held[line])) for line in run
    ]
    return all(script(mine) != script(other) for mine, other in pairs)


def _release(theirs: Side, owner: Indices, low: int, high: int) -> None:
    """Takes words from their line: whole lines of theirs were not heard, others go with the rest of their line."""
    for line in range(int(theirs.line[low]), int(theirs.line[high - 1]) + 1):
        begin, end = int(theirs.first[line]), int(theirs.first[line + 1])
        a, b = max(begin, low), min(end, high)
        before = owner[begin:a]
        after = owner[b:end]
        if (before != NOBODY).any():
            owner[a:b] = before[before != NOBODY][-1]
        elif (after != NOBODY).any():
            owner[a:b] = after[after != NOBODY][0]
        else:
            owner[a:b] = NOBODY


def spread(theirs: Side, voiced: Indices, owner: Indices) -> Indices:
    """The owners of all words of theirs: words of signs only go with the word before, or after, in their line."""
    whole = np.full(len(theirs), NOBODY - 1, np.int32)
    whole[voiced] = owner
    for word in np.flatnonzero(whole < NOBODY).tolist():
        if word and theirs.line[word - 1] == theirs.line[word]:
            whole[word] = whole[word - 1]
    for word in np.flatnonzero(whole < NOBODY)[::-1].tolist():
        whole[word] = whole[word + 1]
    return whole


def stretches(theirs: Side, owner: Indices, lines: int) -> tuple[Stretch, ...]:
    """The rows: every line of ours once, in order, and each line of theirs that was not heard before the next."""
    parts: list[list[Part]] = [[] for _ in range(lines)]
    missing: list[list[Part]] = [[] for _ in range(lines + 1)]
    waiting: list[Part] = []
    last = -1
    for (line, mine), span in groupby(range(len(theirs)), key=lambda w: (int(theirs.line[w]), int(owner[w]))):
        words = list(span)
        part = Part(line, int(theirs.begin[words[0]]), int(theirs.end[words[-1]]))
        if mine == NOBODY:
            waiting.append(part)
            continue
        parts[mine].append(part)
        missing[mine if mine > last else mine + 1] += waiting
        waiting, last = [], mine
    missing[lines] += waiting
    rows: list[Stretch] = []
    for line in range(lines + 1):
        rows += [Stretch(None, (part,)) for part in missing[line]]
        if line < lines:
            rows.append(Stretch(line, tuple(parts[line])))
    return tuple(rows)
