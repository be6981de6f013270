"""Edit distances of whole texts, character by character."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

Region = tuple[int, int, int, int]
"""Words ``ours[a:b]`` and ``theirs[c:d]`` that differ, for ``a, b, c, d``; the words between two regions are equal."""

# The time grows with letters times errors: seconds for a hundred thousand words. Above LONG letters the distance is
# added up from pieces of PIECE letters and more, parted in the middle of RUN equal words and more. That is an upper
# bound, and the distance itself unless no cheapest way goes through those words.
LONG = 200_000
PIECE = 40_000
RUN = 12


class _Piece(NamedTuple):
    """Words of both sides and, for a bound of their distance, those parts of them that differ."""

    ours: Sequence[str]
    theirs: Sequence[str]
    different: list[tuple[Sequence[str], Sequence[str]]]

    def distance(self, space: str) -> int:
        """With ``space`` between words; a bound makes rapidfuzz fast and changes nothing."""
        bound = sum(_distance(*side, space, None) + len(space) for side in self.different)
        return _distance(self.ours, self.theirs, space, bound)


def _distance(ours: Sequence[str], theirs: Sequence[str], space: str, bound: int | None) -> int:
    return Levenshtein.distance(space.join(ours), space.join(theirs), score_hint=bound)


def distances(ours: str, theirs: str, regions: Sequence[Region]) -> tuple[int, int]:
    """The edit distances of two texts without spaces and with them; ``regions`` are all that differ in their words."""
    mine, other = ours.split(), theirs.split()
    pieces = list(_pieces(mine, other, regions))
    letters = sum(piece.distance("") for piece in pieces)
    if ours == " ".join(mine) and theirs == " ".join(other):
        return letters, sum(piece.distance(" ") for piece in pieces)
    return letters, Levenshtein.distance(ours, theirs)  # a raw text, in which several spaces count


def _pieces(ours: Sequence[str], theirs: Sequence[str], regions: Sequence[Region]) -> Iterator[_Piece]:
    total = sum(map(len, theirs))
    length = 0
    left = right = end = until = 0
    inside: list[tuple[Sequence[str], Sequence[str]]] = []
    for a, b, c, d in regions:
        length += sum(map(len, theirs[until:c]))
        if length >= PIECE and total >= LONG and a - end >= RUN:
            half = (a - end) // 2
            yield _Piece(ours[left : end + half], theirs[right : until + half], inside)
            left, right, length, inside = end + half, until + half, 0, []
        inside.append((ours[a:b], theirs[c:d]))
        length += sum(map(len, theirs[c:d]))
        end, until = b, d
    yield _Piece(ours[left:], theirs[right:], inside)
