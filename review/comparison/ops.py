"""What a row's alignment looks like: steps between words, laid onto the text as it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from review.comparison.model import Change, Op
from review.scoring.pairs import AlignedPair
from review.scoring.scripts import UNSPACED, script
from review.scoring.standard import TABLE
from review.scoring.steps import Step
from review.scoring.words import Place, Words


class Difference(NamedTuple):
    """An op that is an error, with the normalised words on both its sides."""

    op: Op
    ours: str
    theirs: str


_CHANGES: dict[str, Change] = {"replace": "substitution", "delete": "insertion", "insert": "deletion"}


@lru_cache(maxsize=8_192)  # as many as pairs are remembered
def find_ops(aligned: AlignedPair) -> tuple[tuple[Op, ...], tuple[Difference, ...]]:
    """The ops of a row in order, and those among them that are errors."""
    ops: list[Op] = []
    differences: list[Difference] = []
    shared = aligned.ours.shared or aligned.theirs.shared
    steps = _merged(aligned) if shared else aligned.steps
    for wrong, group in groupby(steps, key=lambda step: step.wrong):
        run = list(group)
        if not wrong:
            for step in run:
                ops += _right(aligned, step, shared=shared)
            continue
        for each in _different(aligned, run):
            if isinstance(each, Op):
                ops.append(each)
            else:
                ops.append(each.op)
                differences.append(each)
    return tuple(ops), tuple(differences)


def _right(aligned: AlignedPair, step: Step, *, shared: bool) -> list[Op]:
    """A run of hits word by word, or words that are re-spaced or rewritten."""
    if step.change != "hit" or shared:
        return [Op(step.change, _range(aligned.ours, step.ours), _range(aligned.theirs, step.theirs))]
    ours, theirs = aligned.ours.places[slice(*step.ours)], aligned.theirs.places[slice(*step.theirs)]
    return [Op("hit", mine, other) for mine, other in zip(ours, theirs, strict=True)]


def _different(aligned: AlignedPair, steps: Sequence[Step]) -> Iterator[Op | Difference]:
    """A run of errors; a run of words in one script beside words in another (러브유 / love you) is one step, or word by
    word where there are as many."""
    ours, theirs = aligned.ours.words[slice(*_span(steps, 0))], aligned.theirs.words[slice(*_span(steps, 1))]
    mine, other = {script(word) for word in ours}, {script(word) for word in theirs}
    if mine & UNSPACED and other & UNSPACED:  # a whole clause is a word there
        yield from _letter_by_letter(aligned, steps)
    elif len(mine) == len(other) == 1 and mine != other and None not in mine | other and len(ours) != len(theirs):
        yield _difference(aligned, "script", Step("substitution", _span(steps, 0), _span(steps, 1)))
    else:
        for step in steps:
            yield _difference(aligned, "script" if _other_script(aligned, step) else step.change, step)


def _merged(aligned: AlignedPair) -> Iterator[Step]:
    """The steps, hits one by one; those that share a place (don't beside do not) made one."""
    waiting: Step | None = None
    for step in _single(aligned.steps):
        if waiting is None:
            waiting = step
        elif _share(aligned.ours, waiting.ours, step.ours) or _share(aligned.theirs, waiting.theirs, step.theirs):
            waiting = _joined(waiting, step)
        else:
            yield waiting
            waiting = step
    if waiting is not None:
        yield waiting


def _single(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        if step.change == "hit":
            for n, m in zip(range(*step.ours), range(*step.theirs), strict=True):
                yield Step("hit", (n, n + 1), (m, m + 1))
        else:
            yield step


def _share(words: Words, before: Place, after: Place) -> bool:
    """Whether the last word of one range and the first of the next stand in one place; so do the words around a gap."""
    if after[0] == after[1] or before[0] == before[1]:
        place = after[0] if before[0] == before[1] else before[1]
        return 0 < place < len(words.places) and words.places[place - 1] == words.places[place]
    return words.places[before[1] - 1] == words.places[after[0]]


def _joined(first: Step, second: Step) -> Step:
    ours, theirs = (first.ours[0], second.ours[1]), (first.theirs[0], second.theirs[1])
    if first.change == second.change:
        return Step(first.change, ours, theirs)
    if ours[0] == ours[1]:
        return Step("deletion", ours, theirs)
    return Step("insertion" if theirs[0] == theirs[1] else "substitution", ours, theirs)


def _difference(aligned: AlignedPair, change: Change, step: Step) -> Difference:
    op = Op(change, _range(aligned.ours, step.ours), _range(aligned.theirs, step.theirs))
    ours, theirs = aligned.ours.words[slice(*step.ours)], aligned.theirs.words[slice(*step.theirs)]
    return Difference(op, " ".join(ours), " ".join(theirs))


def _range(words: Words, span: Place) -> Place | None:
    """From the first character of these words to the last."""
    if span[0] == span[1]:
        return None
    return words.places[span[0]][0], words.places[span[1] - 1][1]


def _other_script(aligned: AlignedPair, step: Step) -> bool:
    if step.change != "substitution":
        return False
    mine, other = script(aligned.ours.words[step.ours[0]]), script(aligned.theirs.words[step.theirs[0]])
    return mine is not None and other is not None and mine != other


def _span(steps: Sequence[Step], side: int) -> Place:
    first, last = (steps[0].ours, steps[-1].ours) if side == 0 else (steps[0].theirs, steps[-1].theirs)
    return first[0], last[1]


def _letter_by_letter(aligned: AlignedPair, steps: Sequence[Step]) -> Iterator[Op | Difference]:
    """The steps between letters, runs of a kind together."""
    ours = _letters(aligned.pair.hypothesis, _range(aligned.ours, _span(steps, 0)))
    theirs = _letters(aligned.pair.reference, _range(aligned.theirs, _span(steps, 1)))
    for step in Levenshtein.opcodes([letter for letter, _ in ours], [letter for letter, _ in theirs]):
        left, right = ours[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]
        op = Op(_CHANGES.get(step.tag, "hit"), _extent(left), _extent(right))
        mine, other = ("".join(letter for letter, _ in side) for side in (left, right))
        yield op if step.tag == "equal" else Difference(op, mine, other)


def _extent(letters: Sequence[tuple[str, Place]]) -> Place | None:
    return (letters[0][1][0], letters[-1][1][1]) if letters else None


def _letters(text: str, place: Place | None) -> list[tuple[str, Place]]:
    """The letters that count, each with its marks, and where they stand."""
    found: list[tuple[str, Place]] = []
    for at in range(*(place or (0, 0))):
        letter = TABLE[ord(text[at])].strip(" '")
        if letter and found and unicodedata.category(letter[0])[0] == "M":
            before, (begin, _) = found.pop()
            found.append((before + letter, (begin, at + 1)))
        elif letter:
            found.append((letter, (at, at + 1)))
    return found
