"""All lines of both sides at once: which stretch of the reference each of our lines covers."""

from __future__ import annotations

from collections.abc import Sequence

from review.alignment.clock import offset
from review.alignment.doubt import Doubt
from review.alignment.gaps import owners
from review.alignment.links import links
from review.alignment.model import Stretch, TextLine
from review.alignment.moved import Finder, find_elsewhere
from review.alignment.rows import spread, stretches
from review.alignment.side import read


def align(ours: Sequence[TextLine], theirs: Sequence[TextLine]) -> tuple[Stretch, ...]:
    """One row for each line of ours, in order, and one for each line of theirs that was not heard, at its place.

    Every word of theirs is in exactly one row. Words of theirs with no counterpart go with the others of their line; a
    line of ours that is not in the reference has none. Lines go together by their words, by the letters of those and by
    what stands around them, so that other line breaks, other spaces, misheard words and another script do not part
    them; what stands there several times is told apart by order, by the rarer words around it and, where both
    sides have times, by those. Takes memory in proportion to the texts.
    """
    known: dict[tuple[str, ...], int] = {}
    left, right = read(ours, known), read(theirs, known)
    voiced = right.voiced()
    mine, other = left.taken(left.voiced()), right.taken(voiced)
    later = offset(mine, other)
    found = links(mine, other, later)
    owner = owners(mine, other, found, len(ours), later)
    finder = Finder(mine, other)
    Doubt(mine, other, owner, found, later, finder).settle()
    rows = stretches(right, spread(right, voiced, owner), len(ours))
    return find_elsewhere(rows, finder)
