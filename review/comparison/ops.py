"""What a row's alignment looks like: steps between words, laid onto the text as it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from review.comparison.model import Change, Op
from review.scoring.pairs import AlignedPair
from review.scoring.scripts import UNSPACED, script
from review.scoring.standard import TABLE
from review.scoring.steps import Step
from review.scoring.words import Place, Words


class Found(NamedTuple):
    """An op with the normalised words on both its sides."""

    op: Op
    ours: str
    theirs: str


_CHANGES: dict[str, Change] = {"replace": "substitution", "delete": "insertion", "insert": "deletion"}


def find_ops(aligned: AlignedPair) -> list[Found]:
    """The ops of a row in order."""
    found: list[Found] = []
    for wrong, group in groupby(_merged(aligned), key=lambda step: step.wrong):
        steps = list(group)
        if not wrong:
            found += [_found(aligned, step.change, step) for step in steps]
        elif _unspaced(aligned, steps):
            found += _letter_by_letter(aligned, steps)
        else:
            found += _scripts(aligned, steps)
    return found


def _merged(aligned: AlignedPair) -> Iterator[Step]:
    """The steps; those that share a place (don't beside do not) made one."""
    waiting: Step | None = None
    for step in aligned.steps:
        if waiting is None:
            waiting = step
        elif _share(aligned.ours, waiting.ours, step.ours) or _share(aligned.theirs, waiting.theirs, step.theirs):
            waiting = _joined(waiting, step)
        else:
            yield waiting
            waiting = step
    if waiting is not None:
        yield waiting


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


def _found(aligned: AlignedPair, change: Change, step: Step) -> Found:
    op = Op(change, _range(aligned.ours, step.ours), _range(aligned.theirs, step.theirs))
    ours, theirs = aligned.ours.words[slice(*step.ours)], aligned.theirs.words[slice(*step.theirs)]
    return Found(op, " ".join(ours), " ".join(theirs))


def _range(words: Words, span: Place) -> Place | None:
    """From the first character of these words to the last."""
    if span[0] == span[1]:
        return None
    return words.places[span[0]][0], words.places[span[1] - 1][1]


def _scripts(aligned: AlignedPair, steps: Sequence[Step]) -> Iterator[Found]:
    """Differing steps; a run of words in one script beside words in another (러브유 / love you) is one step, or word by
    word where there are as many."""
    ours, theirs = _all(aligned.ours, steps, 0), _all(aligned.theirs, steps, 1)
    mine, other = {script(word) for word in ours}, {script(word) for word in theirs}
    if len(mine) == len(other) == 1 and mine != other and None not in mine | other and len(ours) != len(theirs):
        yield _found(aligned, "script", Step("substitution", _span(steps, 0), _span(steps, 1)))
        return
    for step in steps:
        yield _found(aligned, "script" if _other_script(aligned, step) else step.change, step)


def _other_script(aligned: AlignedPair, step: Step) -> bool:
    if step.change != "substitution":
        return False
    mine, other = script(aligned.ours.words[step.ours[0]]), script(aligned.theirs.words[step.theirs[0]])
    return mine is not None and other is not None and mine != other


def _span(steps: Sequence[Step], side: int) -> Place:
    first, last = (steps[0].ours, steps[-1].ours) if side == 0 else (steps[0].theirs, steps[-1].theirs)
    return first[0], last[1]


def _all(words: Words, steps: Sequence[Step], side: int) -> list[str]:
    return words.words[slice(*_span(steps, side))]


def _unspaced(aligned: AlignedPair, steps: Sequence[Step]) -> bool:
    """Whether both sides are words of a script that does not space them, so that a whole clause is a word."""
    ours, theirs = _all(aligned.ours, steps, 0), _all(aligned.theirs, steps, 1)
    return any(script(word) in UNSPACED for word in ours) and any(script(word) in UNSPACED for word in theirs)


def _letter_by_letter(aligned: AlignedPair, steps: Sequence[Step]) -> Iterator[Found]:
    """The steps between letters, runs of a kind together."""
    ours = _letters(aligned.pair.hypothesis, _range(aligned.ours, _span(steps, 0)))
    theirs = _letters(aligned.pair.reference, _range(aligned.theirs, _span(steps, 1)))
    mine, other = [letter for letter, _ in ours], [letter for letter, _ in theirs]
    for step in Levenshtein.opcodes(mine, other):
        left, right = ours[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]
        op = Op(_CHANGES.get(step.tag, "hit"), _extent(left), _extent(right))
        yield Found(op, "".join(letter for letter, _ in left), "".join(letter for letter, _ in right))


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
