"""Whether the times of both sides can be compared, and by how much one side's are later."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from review.alignment.side import Side, Times

RARE = 4  # times at most that words may stand on each side to tell of the offset
AGREE_MS = 1_500  # pairs whose offsets differ by less tell the same
ENOUGH = 6  # pairs that tell the same, fewer where there are not so many
SHARE = 0.2  # of the rare words of the side with fewer that must tell the same
LOOKED_AT = 40_000  # pairs of words at most

NEAR_MS = 2_500  # times that differ by less say nothing against a pair
FAR_MS = 12_000  # times that differ by more say the most


def against(ours: float, theirs: Times) -> Times:
    """How much the times (ms) speak against pairs, 0 to 1; 0 where either is unknown (NaN)."""
    apart: Times = np.abs(theirs - ours)
    return np.nan_to_num(np.clip((apart - NEAR_MS) / (FAR_MS - NEAR_MS), 0.0, 1.0))


def offset(ours: Side, theirs: Side) -> float | None:
    """By how many ms ours are later than theirs; None where times are missing or do not agree.

    Pairs of rare words vote. Where too few could vote, the times are taken as they are.
    """
    if not np.isfinite(ours.time).any() or not np.isfinite(theirs.time).any():
        return None
    votes, voters = _votes(ours, theirs)
    if voters < ENOUGH:
        return 0.0
    votes.sort()
    reach = np.searchsorted(votes, votes + AGREE_MS, side="right") - np.arange(len(votes))
    best = int(reach.max())
    if best < max(ENOUGH, SHARE * voters):
        return None
    # Of windows as full the one nearest to no offset at all: a song's verses are often equally long.
    full = np.flatnonzero(reach >= max(best - 1, 0.95 * best))
    middles = [float(np.median(votes[place : place + reach[place]])) for place in full.tolist()]
    return min(middles, key=abs)


def _votes(ours: Side, theirs: Side) -> tuple[Times, int]:
    """The offsets (ms) of pairs of rare words, and how many rare words there are on the side that has fewer."""
    places: tuple[dict[int, list[int]], dict[int, list[int]]] = (defaultdict(list), defaultdict(list))
    for side, found in zip((ours, theirs), places, strict=True):
        for word, number in enumerate(side.numbers.tolist()):
            if number >= 0 and np.isfinite(side.time[word]):
                found[number].append(word)
    mine, other = places
    rare = [n for n in mine if n in other and len(mine[n]) <= RARE and len(other[n]) <= RARE]
    votes: list[float] = []
    for number in rare:
        votes += [float(ours.time[a] - theirs.time[b]) for a in mine[number] for b in other[number]]
        if len(votes) > LOOKED_AT:
            break
    return np.array(votes), min(sum(len(found[n]) for n in rare) for found in places)
