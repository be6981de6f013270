"""The score of two whole texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import jiwer
import kaldialign
from rapidfuzz.distance import Levenshtein

from review.scoring.letters import Region, distances
from review.scoring.model import Counts, Score, Tally
from review.scoring.rates import rated
from review.scoring.steps import align_words

# Above this many words of both sides jiwer's own call takes seconds: rapidfuzz, which it asks, is then asked with the
# number of errors it will find, which changes its time and not its answer.
_WORDS = 20_000
# A region of differing words is looked through for re-spaced ones by our own table up to this many cells (words of ours
# times words of theirs), by kaldialign's up to _LARGEST: ten times as fast, but it joins words only where they make
# one (수있다 / 수 있다, not 할 수있다 / 할수 있다), and it takes some 20 bytes a cell. In a still larger region every
# word counts as an error, unless the lines bear it out better.
_TABLE = 2_500
_LARGEST = 1_000_000


def score_texts(ours: str, theirs: str, *, errors: int | None = None, respaced: int | None = None) -> Score:
    """The score of two normalised texts.

    ``errors``: an upper bound of the number of errors in words, where it is known; it saves time and changes nothing.
    ``respaced``: the same of those that are left where re-spaced words cost nothing.
    """
    mine, other = ours.split(), theirs.split()
    counts, regions = _aligned(mine, other, errors)
    left = sum(_respaced(mine[a:b], other[c:d]) for a, b, c, d in regions)
    letters, characters = distances(ours, theirs, regions)
    tally = Tally(
        characters=characters,
        reference_characters=len(theirs),
        letters=letters,
        reference_letters=sum(map(len, other)),
        respaced=min(left, counts.errors if respaced is None else respaced),
    )
    return rated(counts, tally)


def _aligned(mine: Sequence[str], other: Sequence[str], errors: int | None) -> tuple[Counts, list[Region]]:
    """jiwer's counts, and the regions between its matches."""
    if len(mine) + len(other) <= _WORDS:
        made = jiwer.process_words(" ".join(other), " ".join(mine))
        matches = [
            (chunk.hyp_start_idx, chunk.ref_start_idx, chunk.ref_end_idx - chunk.ref_start_idx)
            for chunk in made.alignments[0]
            if chunk.type == "equal"
        ]
        counts = Counts(made.hits, made.substitutions, made.insertions, made.deletions)
        return counts, _regions(matches, len(mine), len(other))
    steps = Levenshtein.opcodes(other, mine, score_hint=errors)
    sizes = {"equal": 0, "replace": 0, "insert": 0, "delete": 0}
    for step in steps:
        sizes[step.tag] += max(step.src_end - step.src_start, step.dest_end - step.dest_start)
    blocks = [(block.b, block.a, block.size) for block in steps.as_matching_blocks()]
    counts = Counts(sizes["equal"], sizes["replace"], sizes["insert"], sizes["delete"])
    return counts, _regions(blocks, len(mine), len(other))


def _regions(matches: Iterable[tuple[int, int, int]], mine: int, other: int) -> list[Region]:
    found: list[Region] = []
    left = right = 0
    for begin, start, size in [*matches, (mine, other, 0)]:
        if begin > left or start > right:
            found.append((left, begin, right, start))
        left, right = begin + size, start + size
    return found


def _respaced(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Errors of a region where re-spaced words cost nothing."""
    if not ours or not theirs or len(ours) == len(theirs) == 1:
        return max(len(ours), len(theirs))
    if "".join(ours) == "".join(theirs):
        return 0
    if len(ours) * len(theirs) <= _TABLE:
        return sum(step.wrong for step in align_words(ours, theirs))
    if len(ours) * len(theirs) <= _LARGEST:
        return int(kaldialign.edit_distance(list(theirs), list(ours), merge_compounds=True)["total"])
    return max(len(ours), len(theirs))
