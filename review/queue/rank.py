"""How suspicious each line is. A first version: of the words' own probabilities alone, not fitted to anything yet."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.transcript import Word
from review.line import Line
from review.queue.letters import WRONG
from review.queue.model import Choice, Evidence, Item, Reason, Told, WordDoubt

CALIBRATED = False
"""Whether a suspicion is a probability, or a rank only."""
DOUBTED = 0.5
"""Word probability below which a word is to be looked at."""
FLAGGED = 0.5
"""Suspicion from which a line is among those to check."""
UNKNOWN = 0.1
"""Suspicion of a line that nothing is known of."""

TOLD_WRONG, TOLD_RIGHT = 0.95, 0.2
"""Suspicion of a line that a reference contradicts, and what is left of that of one which it confirms."""


def rank(
    lines: Sequence[Line],
    evidence: Evidence,
    *,
    language: str | None,
    duration: int | None,
    reference: Mapping[str, Told] | None = None,
) -> tuple[Item, ...]:
    """An item a line of the machine's transcript, in time order; ``duration`` of the recording in ms."""
    _ = evidence, language, duration  # not looked at yet
    told = reference or {}
    return tuple(_told(_item(line), told.get(line.id)) for line in lines)


def _told(item: Item, told: Told | None) -> Item:
    """The item with what a reference says: that the line is wrong, or that it is right."""
    if told is None:
        return item
    if told.wrong_letters < WRONG:
        return replace(item, suspicion=item.suspicion * TOLD_RIGHT, flagged=False)
    reason = Reason("reference", {"text": told.text}, 2.0)
    choices = (Choice("reference", told.text),) if told.text else ()
    return replace(item, suspicion=TOLD_WRONG, flagged=True, reasons=(reason, *item.reasons), choices=choices)


def _item(line: Line) -> Item:
    known = [word.probability for word in line.words if word.probability is not None]
    suspicion = 1 / (1 + math.exp(6 * (min(known) - 0.35))) if known else UNKNOWN
    doubts = tuple(_doubts(line.words, line.text))
    reasons = (Reason("unsure_words", {"n": len(doubts)}, 1.0),) if doubts else ()
    return Item(line.id, line.id, line.start, line.end, suspicion, suspicion >= FLAGGED, reasons=reasons, words=doubts)


def _doubts(words: Sequence[Word], text: str) -> list[WordDoubt]:
    """Words of less than ``DOUBTED``; places without the spaces around the line."""
    found: list[WordDoubt] = []
    at = len(text.lstrip()) - len(text)
    for word in words:
        core = word.text.strip()
        begin = at + len(word.text) - len(word.text.lstrip())
        at += len(word.text)
        if core and word.probability is not None and word.probability < DOUBTED:
            found.append(WordDoubt(begin, begin + len(core), 1 - word.probability))
    return found
