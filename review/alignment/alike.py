"""How well units of both sides would make a pair: misheard ones by their letters, rare ones more than common ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from review.alignment.chain import Axis, Floats, Row
from review.alignment.clock import against
from review.alignment.side import Side, letters

Strings = Sequence[str]

# In the units of chain.py.
NOTHING = -0.6  # a pair with no letter in common; less than two words left out
SLOPE = 1.4  # a pair's score rises to NOTHING + SLOPE as its letters become the same
WHOLE = 1.0
OTHER_SCRIPT = -0.15  # 어텐션 / attention: their letters tell nothing
BOTH_BREAK = 0.15  # both begin, or both end, a line
LATE = 1.1  # what the times can take from a pair

_SCRIPTS = re.compile(
    "(?P<a>[a-z\u00df-\u024f\u1e00-\u1eff])|(?P<h>[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3])|(?P<c>[\u0370-\u052f])"
    "|(?P<e>[\u0590-\u0dff])|(?P<s>[\u0e00-\u109f\u1780-\u17ff])|(?P<j>[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff])"
)


def script(text: str) -> str:
    """A letter for the script the text begins in, "" where it has no letter of a script told apart."""
    found = _SCRIPTS.search(text)
    return str(found.lastgroup) if found else ""


_CONSONANTS = {
    "p": "bpfv\u1107\u1108\u1111\u11b8\u11b9\u11c1",
    "t": "dt\u1103\u1104\u1110\u11ae\u11c0",
    "k": "gkcq\u1100\u1101\u110f\u11a8\u11a9\u11bf",
    "s": "sjzx\u1109\u110a\u110c\u110d\u110e\u11ba\u11bb\u11bd\u11be",
    "m": "m\u1106\u11b7",
    "n": "n\u1102\u11ab\u11bc",
    "l": "lr\u1105\u11af",
}
_SOUNDS = {ord(sign): sound for sound, signs in _CONSONANTS.items() for sign in signs}
_NO_SOUND = re.compile("[^ptksmnl]+")


def consonants(text: str) -> str:
    """The consonants of Latin letters or jamo by where they are spoken, the same for Attention and 어텐션 as far as the
    sounds are; other letters are left out.
    """
    return _NO_SOUND.sub("", text.translate(_SOUNDS))


@dataclass(frozen=True, slots=True)
class Units:
    """What is compared of the words ``low`` to ``high`` of a side, in order: the unit, and the word it is of."""

    units: list[str]
    word: NDArray[np.int32]


def units_of(side: Side, low: int, high: int) -> Units:
    """The units of the words ``low`` <= w < ``high``."""
    found = [(unit, word) for word in range(low, high) for unit in side.keys[word]]
    return Units([unit for unit, _ in found], np.array([word for _, word in found], np.int32))


@dataclass(frozen=True, slots=True)
class Likeness:
    """The two axes of a chain and the scores of their pairs."""

    left: Axis
    right: Axis
    row: Row
    same: NDArray[np.float32]
    kinds: tuple[NDArray[np.intp], NDArray[np.intp]]

    def share(self, i: int, j: int) -> float:
        """How many of their letters the units i and j share, 0 to 1."""
        return float(self.same[self.kinds[0][i], self.kinds[1][j]])


def likeness(ours: Side, left: Units, theirs: Side, right: Units, later: float | None) -> Likeness:
    """How well each unit of ours goes with each of theirs; ``later``: by how many ms ours are later, or None."""
    mine, kinds_mine, often_mine = _kinds(left.units)
    other, kinds_other, often_other = _kinds(right.units)
    same = _same(mine, other)
    weights = _weights(mine), _weights(other)
    common = np.minimum(_rarity(often_mine)[:, None], _rarity(often_other)[None, :])
    score = np.minimum(WHOLE, NOTHING + SLOPE * same) * np.where(
        same > 1 + NOTHING / SLOPE, common * np.minimum.outer(*weights), np.add.outer(*weights) / 2
    )
    scripts = np.array([script(unit) for unit in mine]), np.array([script(unit) for unit in other])
    differ = (scripts[0][:, None] != scripts[1][None, :]) & (scripts[0] != "")[:, None] & (scripts[1] != "")[None, :]
    score = np.where(differ, OTHER_SCRIPT, score)
    axes = (
        Axis(weights[0][kinds_mine], _edges(ours.line, left.word)),
        Axis(weights[1][kinds_other], _edges(theirs.line, right.word)),
    )
    begins = np.where(axes[1].edge[:-1], BOTH_BREAK, 0.0), np.where(axes[1].edge[1:], BOTH_BREAK, 0.0)
    times = None if later is None else (ours.time[left.word] - later, theirs.time[right.word])
    heaviness = axes[1].weight

    def row(i: int) -> Floats:
        found: Floats = score[kinds_mine[i]][kinds_other]
        if axes[0].edge[i]:
            found = found + begins[0]
        if axes[0].edge[i + 1]:
            found = found + begins[1]
        if times is not None:
            found = found - LATE * heaviness * against(float(times[0][i]), times[1])
        return found

    return Likeness(*axes, row, same, (kinds_mine, kinds_other))


def _kinds(units: list[str]) -> tuple[list[str], NDArray[np.intp], Floats]:
    """The different units, which of them each is, and how often each stands."""
    known: dict[str, int] = {}
    kinds = np.array([known.setdefault(unit, len(known)) for unit in units], np.intp)
    return list(known), kinds, np.bincount(kinds, minlength=len(known)).astype(np.float64)


def _same(mine: Strings, other: Strings) -> NDArray[np.float32]:
    first, second = [letters((unit,)) for unit in mine], [letters((unit,)) for unit in other]
    found: NDArray[np.float32] = cdist(first, second, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    return found


def _weights(units: Strings) -> Floats:
    """A syllable or a letter that is a word weighs less than a whole word, a short word less than a long one."""
    return np.array([_weight(unit) for unit in units])


def _weight(unit: str) -> float:
    if "\uac00" <= unit[0] <= "\ud7a3":
        return 0.55
    if script(unit) in ("j", "s"):
        return 0.45
    return min(1.2, 0.3 + 0.15 * len(unit))


def _rarity(often: Floats) -> Floats:
    """1 for what stands once, 0.4 for what stands everywhere: rare words tell copies of a refrain apart."""
    return np.clip(1.0 - 0.15 * np.log2(often), 0.4, 1.0)


def _edges(lines: NDArray[np.int32], word: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Before and after which units a line begins or ends; the ends of the whole count."""
    here = lines[word]
    return np.concatenate(([True], here[1:] != here[:-1], [True]))
