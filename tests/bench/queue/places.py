"""All places of a recording that a person may have to correct: its lines, its gaps, and what nothing points to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.evidence import Gap
from review.queue.model import Evidence
from review.queue.rank import rank
from tests.bench.queue.fitting import Case
from tests.bench.queue.reviewer import Place
from tests.bench.queue.truth import Missing, letters_of

NEAR_MS = 500
"""Times of what was said are those of its letters, spread evenly."""
LONGEST_S = 5.0
"""A stretch nobody knows the length of is heard for so long."""


@dataclass(frozen=True, slots=True)
class Places:
    """``wrong`` and ``score`` (a suspicion; 0 for what nothing points to) in time order, ``places`` for the reviewer,
    and the ``first`` so many are the lines."""

    places: list[Place]
    score: NDArray[np.float64]
    lines: int

    @property
    def wrong(self) -> NDArray[np.float64]:
        return np.array([float(place.wrong) for place in self.places])

    @property
    def seconds(self) -> NDArray[np.float64]:
        return np.array([place.seconds for place in self.places])


def places_of(case: Case, lines: NDArray[np.float64], gaps: dict[tuple[int, int], float]) -> Places:
    """The lines with the suspicions ``lines``, then the gaps with theirs, then what was said beside both."""
    evidence = case.examined.evidence()
    offered = _offered(case, evidence)
    found = [
        Place((line.end - line.start) / 1000, judged.wrong, judged.letters, right)
        for line, judged, right in zip(case.examined.lines, case.judged, offered, strict=True)
    ]
    scores = list(lines)
    left = list(case.missing)
    for gap in evidence.gaps:
        there = [missing for missing in left if _within(missing, gap, case)]
        left = [missing for missing in left if missing not in there]
        letters = sum(missing.letters for missing in there)
        found.append(Place((gap.end - gap.start) / 1000, letters > 0, letters, False))
        scores.append(gaps.get((gap.start, gap.end), 0.0))
    for missing in left:
        found.append(Place(_seconds(missing), True, missing.letters, False))
        scores.append(0.0)
    return Places(found, np.array(scores), len(case.examined.lines))


def gap_scores(case: Case) -> dict[tuple[int, int], float]:
    """The suspicions of the gaps as the queue has them."""
    gaps = Evidence({}, case.examined.evidence().gaps)
    items = rank((), gaps)
    return {(item.start, item.end): item.suspicion for item in items}


def _offered(case: Case, evidence: Evidence) -> list[bool]:
    """Whether one of a line's alternatives is what was said."""
    language = case.examined.recording.language
    found = []
    for line, judged in zip(case.examined.lines, case.judged, strict=True):
        own = evidence.lines.get(line.id)
        texts = [letters_of(each.text, language) for each in own.alternatives] if own else []
        found.append(judged.right in texts)
    return found


def _within(missing: Missing, gap: Gap, case: Case) -> bool:
    """Whether what is missing was said in the gap; without times, whether the gap lies behind the same line."""
    if missing.start is None or missing.end is None:
        return missing.after == sum(line.start <= gap.start for line in case.examined.lines) - 1
    middle = (missing.start + missing.end) / 2
    return gap.start - NEAR_MS <= middle <= gap.end + NEAR_MS


def _seconds(missing: Missing) -> float:
    if missing.start is None or missing.end is None:
        return LONGEST_S
    return min(LONGEST_S, (missing.end - missing.start) / 1000 + 1)
