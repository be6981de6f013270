"""From the owner of each word of theirs to rows; what was not heard stands at its place."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from review.alignment.gaps import NOBODY
from review.alignment.model import Part, Stretch
from review.alignment.side import Indices, Side


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
