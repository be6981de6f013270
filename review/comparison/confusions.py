"""What is confused with what, most often first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from review.comparison.model import Confusion, Row
from review.comparison.ops import Difference
from review.scoring.standard import standard


def find_confusions(rows: Sequence[Row], found: Sequence[Sequence[Difference]]) -> tuple[Confusion, ...]:
    """Pairs of words by how often they stood for each other, from the differences of each row.

    Missing and extra lines are rows of their own and no confusions of words; nor are words that differ in case,
    punctuation or spaces alone.
    """
    counts: Counter[tuple[str, str]] = Counter()
    places: dict[tuple[str, str], list[int]] = {}
    for index, (row, steps) in enumerate(zip(rows, found, strict=True)):
        if row.kind != "different":
            continue
        for step in steps:
            pair = (step.ours, step.theirs)
            counts[pair] += 1
            where = places.setdefault(pair, [])
            if not where or where[-1] != index:
                where.append(index)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(*pair, count, tuple(places[pair])) for pair, count in ordered if _differ(*pair))


def _differ(ours: str, theirs: str) -> bool:
    return standard(ours).replace(" ", "") != standard(theirs).replace(" ", "")
