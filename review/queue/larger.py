"""What a larger model heard in a line: which words it heard otherwise, and what that does to the suspicion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from engine.evidence import LARGER, LARGER_SILENT, LineEvidence
from engine.evidence.versions import Version, lay_onto
from engine.evidence.words import dressed, letters
from review.queue.letters import WRONG
from review.queue.model import Choice, Item, Reason, WordDoubt
from review.queue.signals import WordRow

DIFFERS, AGREES = 0.6, 0.5
"""The least suspicion of a line that it heard otherwise, and what is left of that of one which it heard alike. Guesses,
on the careful side: no recording here was heard by a larger model."""


@dataclass(frozen=True, slots=True)
class HeardByLarger:
    """The line's ``words`` as the larger model heard them, and its whole ``text``, "" for nothing."""

    words: Mapping[tuple[int, int], Version]
    apart: int
    text: str = ""


def heard_by_larger(evidence: LineEvidence | None, rows: Sequence[WordRow]) -> HeardByLarger | None:
    """Of a line; None where no larger model listened to it. It may have heard nothing."""
    found = [each.text for each in evidence.alternatives if each.source == LARGER] if evidence else []
    if evidence is None or not (found or evidence.signals.get(LARGER_SILENT)):
        return None
    text = found[0].strip() if found else ""
    if not rows:  # nothing to lay it onto: all of it is more than the line has
        return HeardByLarger({}, len(letters(text)), text)
    laid = lay_onto([[row.text for row in rows]], text)
    words = {(row.place.begin, row.place.end): version for row, version in zip(rows, laid.words[0], strict=True)}
    return HeardByLarger(words, sum(version.apart for version in laid.words[0]) + laid.more[0], text)


def doubted(doubts: Sequence[WordDoubt], text: str, heard: HeardByLarger | None) -> tuple[WordDoubt, ...]:
    """``doubts`` with the larger model's versions in front, and one of each further word that it heard otherwise."""
    if heard is None:
        return tuple(doubts)
    known = {(doubt.begin, doubt.end): doubt for doubt in doubts}
    for (begin, end), version in heard.words.items():
        if version.apart:
            doubt = known.get((begin, end), WordDoubt(begin, end, DIFFERS))
            mine = (Choice(LARGER, dressed(text[begin:end], version.text)),) if letters(version.text) else ()
            known[begin, end] = replace(doubt, choices=(*mine, *doubt.choices))
    return tuple(known[place] for place in sorted(known))


def suspected(item: Item, heard: HeardByLarger | None, flagged: float) -> Item:
    """``item`` with what the larger model makes of the whole line; ``flagged`` is the suspicion from which it is."""
    if heard is None or item.outright:
        return item
    if not heard.apart:
        suspicion = item.suspicion * AGREES
        return replace(item, suspicion=suspicion, flagged=suspicion >= flagged)
    if heard.apart < WRONG:
        return item
    return replace(item, suspicion=max(item.suspicion, DIFFERS), flagged=True)


def reason(heard: HeardByLarger | None) -> tuple[Reason, ...]:
    """What it heard in the place of the first word that it heard as another; where words are only missing, or there are
    more, all that it heard; "" for nothing."""
    if heard is None or not heard.apart:
        return ()
    texts = [version.text for version in heard.words.values() if version.apart and letters(version.text)]
    return (Reason(LARGER, {"text": texts[0] if texts else heard.text}, 2.4),)
