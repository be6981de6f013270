"""Lines laid side by side, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jiwer
from rapidfuzz.distance import Levenshtein

from review.scoring.memo import Memo
from review.scoring.model import Counts, Normalisation, Pair
from review.scoring.steps import Step, align_words
from review.scoring.words import Words, find_words

_WORDS = jiwer.ReduceToListOfListOfWords()  # of jiwer's own steps the one that is left to do


@dataclass(frozen=True, slots=True, eq=False)
class AlignedPair:
    """A pair with the words of both sides, what stands for what, and what jiwer counts.

    ``letters`` is the edit distance without spaces. ``steps`` may be others than those behind ``counts``, of the same
    number, where there are several cheapest alignments or words are re-spaced.
    """

    pair: Pair
    ours: Words
    theirs: Words
    steps: list[Step]
    counts: Counts
    letters: int


_known: Memo[tuple[str, str, Normalisation], AlignedPair] = Memo(8_192)  # two texts, before and after, of a long album
_LONG = 4_000  # characters: texts of one line are not kept in memory


def align_pairs(pairs: Sequence[Pair], how: Normalisation) -> list[AlignedPair]:
    """Each pair by itself; the latest are remembered."""
    if any(len(pair.hypothesis) + len(pair.reference) > _LONG for pair in pairs):
        return _align(pairs, how)
    keys = [(pair.hypothesis, pair.reference, how) for pair in pairs]
    return _known.find(keys, lambda new: _align([Pair(ours, theirs) for ours, theirs, _ in new], how))


def _align(pairs: Sequence[Pair], how: Normalisation) -> list[AlignedPair]:
    found = find_words([text for pair in pairs for text in (pair.hypothesis, pair.reference)], how)
    sides = list(zip(found[::2], found[1::2], strict=True))
    different = [index for index, (ours, theirs) in enumerate(sides) if ours.words != theirs.words]
    counted = dict(zip(different, _counts([sides[index] for index in different]), strict=True))
    return [_aligned(pair, *sides[index], counted.get(index)) for index, pair in enumerate(pairs)]


def _aligned(pair: Pair, ours: Words, theirs: Words, counts: Counts | None) -> AlignedPair:
    steps = align_words(ours.words, theirs.words)
    if counts is None:
        return AlignedPair(pair, ours, theirs, steps, Counts(len(ours.words)), 0)
    # What the steps change is never less than the distance: knowing it makes long texts fast.
    changed = sum(_letters(ours, theirs, step) for step in steps if step.wrong)
    letters = Levenshtein.distance("".join(ours.words), "".join(theirs.words), score_hint=changed)
    return AlignedPair(pair, ours, theirs, steps, counts, letters)


def _letters(ours: Words, theirs: Words, step: Step) -> int:
    return Levenshtein.distance("".join(ours.words[slice(*step.ours)]), "".join(theirs.words[slice(*step.theirs)]))


def _counts(sides: Sequence[tuple[Words, Words]]) -> list[Counts]:
    """jiwer's, of each pair."""
    if not sides:
        return []
    ours, theirs = ([" ".join(words.words) for words in side] for side in zip(*sides, strict=True))
    made = jiwer.process_words(theirs, ours, _WORDS, _WORDS)
    return [_counted(chunks) for chunks in made.alignments]


def _counted(chunks: Sequence[jiwer.AlignmentChunk]) -> Counts:
    sizes = {"equal": 0, "substitute": 0, "insert": 0, "delete": 0}
    for chunk in chunks:
        sizes[chunk.type] += max(chunk.ref_end_idx - chunk.ref_start_idx, chunk.hyp_end_idx - chunk.hyp_start_idx)
    return Counts(sizes["equal"], sizes["substitute"], sizes["insert"], sizes["delete"])
