"""A reviewer who is simulated: minutes to correct nine wrong lines in ten, in the order of a list."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LISTENING = 1.5
"""Times real time."""
DECISION_S = 1.0
LETTERS_PER_S = 5.0
"""Of typing."""
KEY_S = 0.0
"""An alternative that is right costs one key: the decision's own second."""
SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Place:
    """A line or a gap: how long it sounds (s), whether it is wrong, how many letters must be typed to correct it, and
    whether an alternative that is offered is right."""

    seconds: float
    wrong: bool
    letters: int
    offered: bool


def minutes(places: Sequence[Place], score: NDArray[np.float64], choices: bool) -> float:
    """Minutes until SHARE of the wrong places are corrected, the highest score first.

    ``choices`` says whether alternatives are at hand.
    """
    needed = math.ceil(SHARE * sum(place.wrong for place in places))
    spent = 0.0
    for at in np.argsort(-score, kind="stable"):
        if not needed:
            break
        place = places[int(at)]
        spent += place.seconds / LISTENING + DECISION_S
        if place.wrong:
            needed -= 1
            spent += KEY_S if choices and place.offered else place.letters / LETTERS_PER_S
    return spent / 60
