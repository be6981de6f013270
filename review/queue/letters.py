"""How many letters two texts are apart: what counts as a wrong line, spaces, case and punctuation aside."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from review.scoring.standard import standard

WRONG = 2
"""Letters: a line that differs in as many is wrong, in fewer a matter of taste or spelling."""


@lru_cache(maxsize=16_384)
def letters_apart(one: str, other: str) -> int:
    """The fewest letters to change, put in or leave out that make one text the other."""
    if one == other:
        return 0
    return Levenshtein.distance(standard(one).replace(" ", ""), standard(other).replace(" ", ""))
