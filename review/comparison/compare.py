"""Ours beside theirs, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import pairwise

from review.alignment.align import align
from review.alignment.model import Part, Stretch, TextLine
from review.comparison.collector import collector_held_off
from review.comparison.confusions import find_confusions
from review.comparison.gaps import find_times
from review.comparison.model import Comparison, Op, Row, RowKind
from review.comparison.ops import find_ops
from review.reference.model import ScoredLine
from review.scoring.model import Normalisation, Pair
from review.scoring.pairs import AlignedPair, align_pairs
from review.scoring.report import measure


def compare(
    ours: Sequence[TextLine],
    theirs: Sequence[ScoredLine],
    how: Normalisation,
    language: str | None,
    duration: int | None = None,
) -> Comparison:
    """Rows, figures and confusions of our lines against the reference's; ``duration`` of the recording in ms."""
    with collector_held_off():
        return _compared(ours, theirs, how, language, duration)


def _compared(
    ours: Sequence[TextLine],
    theirs: Sequence[ScoredLine],
    how: Normalisation,
    language: str | None,
    duration: int | None,
) -> Comparison:
    stretches = align(ours, theirs)
    pairs = [_pair(stretch, ours, theirs) for stretch in stretches]
    aligned = align_pairs(pairs, how)
    found = [find_ops(pair) for pair in aligned]
    times = find_times(stretches, ours, duration)
    rows = [
        _row(stretch, pair, ops, when, theirs)
        for stretch, pair, (ops, _), when in zip(stretches, aligned, found, times, strict=True)
    ]
    whole = ("\n".join(line.text for line in ours), "\n".join(line.text for line in theirs))
    ends = [_ends(stretch.theirs, theirs) for stretch in stretches]
    figures = measure(aligned, how, language, whole=whole, breaks=ends)
    return Comparison(tuple(rows), figures, find_confusions(rows, [differences for _, differences in found]), stretches)


def _pair(stretch: Stretch, ours: Sequence[TextLine], theirs: Sequence[ScoredLine]) -> Pair:
    text = "" if stretch.ours is None else ours[stretch.ours].text.strip()
    return Pair(text, _text(stretch.theirs, theirs))


def _text(parts: Sequence[Part], theirs: Sequence[ScoredLine]) -> str:
    return " ".join(theirs[part.line].text[part.begin : part.end] for part in parts)


def _row(
    stretch: Stretch, aligned: AlignedPair, ops: tuple[Op, ...], when: tuple[int, int], theirs: Sequence[ScoredLine]
) -> Row:
    kind = _kind(stretch, aligned, ops)
    return Row(
        line=stretch.ours,
        parts=stretch.theirs,
        kind=kind,
        ours=aligned.pair.hypothesis,
        theirs=aligned.pair.reference,
        ops=ops,
        breaks=_breaks(stretch.theirs),
        counts=aligned.counts,
        start=when[0],
        end=when[1],
        elsewhere=_text(stretch.elsewhere, theirs),
        twin="" if kind == "same" else _twin(aligned),
    )


def _kind(stretch: Stretch, aligned: AlignedPair, ops: Sequence[Op]) -> RowKind:
    if stretch.ours is None:
        return "missing"
    if all(op.change == "hit" for op in ops):  # a line of signs only, which does not count, among them
        return "same"
    if all(op.change in ("hit", "spacing") for op in ops):
        return "spacing"
    return "different" if aligned.theirs.words else "extra"


def _twin(aligned: AlignedPair) -> str:
    """A name for the difference: of the words on both sides."""
    text = " ".join(aligned.ours.words) + "\n" + " ".join(aligned.theirs.words)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _breaks(parts: Sequence[Part]) -> tuple[int, ...]:
    """Where the parts' text goes from a line of theirs to another: the space between them."""
    found: list[int] = []
    length = -1
    for before, after in pairwise(parts):
        length += before.end - before.begin + 1
        if before.line != after.line:
            found.append(length)
    return tuple(found)


def _ends(parts: Sequence[Part], theirs: Sequence[ScoredLine]) -> list[int]:
    """Where a line of theirs ends in the parts' text, its end among them."""
    found: list[int] = []
    length = -1
    for part in parts:
        length += part.end - part.begin + 1
        if not theirs[part.line].text[part.end :].strip():
            found.append(length)
    return found
