"""What people read beside the words: capitals, punctuation and line breaks.

Each is measured on words that stand for each other, with precision, recall and F1, as the readability-aware lyrics
metrics of Jam-ALT do (Cífka, Schreiber, Miner & Stöter, "Lyrics Transcription for Humans", ISMIR 2024).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from review.scoring.model import Agreement
from review.scoring.pairs import AlignedPair
from review.scoring.steps import Step
from review.scoring.words import Place

_SAME_MARK = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "。": ".", "、": ",",
                            "–": "-", "—": "-", "‐": "-", "‑": "-"})  # fmt: skip
_PLAIN = re.compile(r"[\w\s]*")


def agreement(both: int, ours: int, theirs: int) -> Agreement | None:
    """From what is found on both sides, on ours and on theirs; None where neither has any."""
    if not ours and not theirs:
        return None
    precision = both / ours if ours else None
    recall = both / theirs if theirs else None
    return Agreement(precision, recall, 2 * both / (ours + theirs), both, ours, theirs)


def together(parts: Iterable[Agreement | None]) -> Agreement | None:
    """Of several texts, micro."""
    found = [part for part in parts if part is not None]
    return agreement(*(sum(getattr(part, name) for part in found) for name in ("both", "ours", "theirs")))


def case(aligned: Sequence[AlignedPair]) -> Agreement | None:
    """Of capital letters in words that match otherwise: ours that are capital in theirs too."""
    both = ours = theirs = 0
    for pair in aligned:
        for mine, other in _matched(pair):
            left, right = pair.pair.hypothesis[slice(*mine)], pair.pair.reference[slice(*other)]
            if left == right:
                same = _capitals(left)
                both, ours, theirs = both + same, ours + same, theirs + same
            elif len(left) == len(right):
                ours, theirs = ours + _capitals(left), theirs + _capitals(right)
                both += sum(a.isupper() and b.isupper() for a, b in zip(left, right, strict=True))
    return agreement(both, ours, theirs)


@lru_cache(maxsize=1 << 16)
def _capitals(word: str) -> int:
    return 0 if word.islower() else sum(map(str.isupper, word))


def _matched(pair: AlignedPair) -> Iterator[tuple[Place, Place]]:
    """Places of the words that are the same on both sides."""
    for step in pair.steps:
        if step.change == "hit":
            yield from zip(pair.ours.places[slice(*step.ours)], pair.theirs.places[slice(*step.theirs)], strict=True)


def punctuation(aligned: Sequence[AlignedPair]) -> Agreement | None:
    """Of the marks between a matched word and the next one; … is three dots, curly quotes are straight ones."""
    both = ours = theirs = 0
    for pair in aligned:
        left = _gaps(pair.pair.hypothesis, pair.ours.places)
        right = _gaps(pair.pair.reference, pair.theirs.places)
        for step in pair.steps:
            if step.change == "hit":
                for mine, other in zip(left[slice(*step.ours)], right[slice(*step.theirs)], strict=True):
                    both, ours, theirs = both + _common(mine, other), ours + len(mine), theirs + len(other)
    return agreement(both, ours, theirs)


def _common(ours: str, theirs: str) -> int:
    """How many marks are in both."""
    return len(ours) if ours == theirs else (Counter(ours) & Counter(theirs)).total()


def _gaps(text: str, places: Sequence[Place]) -> list[str]:
    """The marks after each word."""
    return [_marks(text[end:start]) for (_, end), (start, _) in pairwise([*places, (len(text), 0)])]


@lru_cache(maxsize=1 << 14)
def _marks(gap: str) -> str:
    if _PLAIN.fullmatch(gap):
        return ""
    folded = unicodedata.normalize("NFKC", gap.translate(_SAME_MARK)).translate(_SAME_MARK)
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] == "P")


def line_breaks(aligned: Sequence[AlignedPair], breaks: Sequence[Sequence[int]]) -> Agreement | None:
    """Of the ends of lines after words that stand for each other: ours after whose last word theirs ends too.

    Each pair is a line of ours or, without words of ours, no line; ``breaks``: for each pair, where in its reference a
    line of theirs ends. The ends of both texts are no breaks.
    """
    both = ours = theirs = 0
    last_ours = max((n for n, pair in enumerate(aligned) if pair.ours.words), default=-1)
    last_theirs = max((n for n, pair in enumerate(aligned) if pair.theirs.words), default=-1)
    for number, (pair, places) in enumerate(zip(aligned, breaks, strict=True)):
        end = len(pair.ours.words) if number != last_ours else None
        ends = _ends(pair, places)
        if number == last_theirs:
            ends.discard(len(pair.theirs.words))
        for mine, other in _ways(pair.steps):
            left, right = mine == end, other in ends
            both, ours, theirs = both + (left and right), ours + left, theirs + right
    return agreement(both, ours, theirs)


def _ways(steps: Iterable[Step]) -> Iterator[tuple[int, int]]:
    """How many words of ours and of theirs stand before the end of each word, or re-spaced words, of both."""
    for step in steps:
        if step.change == "hit":
            yield from zip(
                range(step.ours[0] + 1, step.ours[1] + 1), range(step.theirs[0] + 1, step.theirs[1] + 1), strict=True
            )
        elif step.change not in ("insertion", "deletion"):
            yield step.ours[1], step.theirs[1]


def _ends(pair: AlignedPair, breaks: Sequence[int]) -> set[int]:
    """How many words of theirs stand before each break."""
    ends = [end for _, end in pair.theirs.places]
    return {bisect_right(ends, place) for place in breaks}
