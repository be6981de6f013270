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
    mine, other = _kinds(left.units), _kinds(right.units)
    same = _same(mine.units, other.units)
    score = _scores(same, mine, other)
    first = Axis(mine.weight[mine.of], _edges(ours.line, left.word))
    second = Axis(other.weight[other.of], _edges(theirs.line, right.word))
    begins, ends = (np.where(edge, BOTH_BREAK, 0.0) for edge in (second.edge[:-1], second.edge[1:]))
    times = None if later is None else (ours.time[left.word] - later, theirs.time[right.word])

    def row(i: int) -> Floats:
        found: Floats = score[mine.of[i]][other.of].astype(np.float64)
        if first.edge[i]:
            found += begins
        if first.edge[i + 1]:
            found += ends
        if times is not None:
            found -= LATE * second.weight * against(float(times[0][i]), times[1])
        return found

    return Likeness(first, second, row, same, (mine.of, other.of))


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The different units: their weights, how much each tells (1 for a rare one), their scripts; and which of them each
    unit is."""

    units: list[str]
    weight: Floats
    rarity: Floats
    script: NDArray[np.str_]
    of: NDArray[np.intp]


def _kinds(units: Strings) -> _Kinds:
    known: dict[str, int] = {}
    of = np.array([known.setdefault(unit, len(known)) for unit in units], np.intp)
    often = np.bincount(of, minlength=len(known)).astype(np.float64)
    weight = np.array([_weight(unit) for unit in known])
    return _Kinds(list(known), weight, _rarity(often), np.array([script(unit) for unit in known]), of)


def _scores(same: NDArray[np.float32], mine: _Kinds, other: _Kinds) -> NDArray[np.float32]:
    """The score of each kind of ours with each of theirs, row by row to save memory."""
    scores = np.empty_like(same)
    for kind, shares in enumerate(same):
        score = np.where(shares == 1, WHOLE, NOTHING + SLOPE * shares)
        likely = np.minimum(mine.rarity[kind], other.rarity) * np.minimum(mine.weight[kind], other.weight)
        score *= np.where(score > 0, likely, (mine.weight[kind] + other.weight) / 2)
        if mine.script[kind]:
            score[(other.script != mine.script[kind]) & (other.script != "")] = OTHER_SCRIPT
        scores[kind] = score
    return scores


def _same(mine: Strings, other: Strings) -> NDArray[np.float32]:
    first, second = [letters((unit,)) for unit in mine], [letters((unit,)) for unit in other]
    found: NDArray[np.float32] = cdist(first, second, scorer=Levenshtein.normalized_similarity, dtype=np.float32)
    return found


def _weight(unit: str) -> float:
    """A syllable or a letter that is a word weighs less than a whole word, a short word less than a long one."""
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
