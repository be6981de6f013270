"""The items of a transcript: how suspicious each line and gap is, why, and what it could be instead."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.evidence import LARGER, SECOND, Alternative, Gap, LineEvidence
from engine.evidence.words import dressed
from review.line import Line
from review.queue.habits import LOOPED, Habits, habits
from review.queue.larger import HeardByLarger, doubted, heard_by_larger, reason, suspected
from review.queue.letters import WRONG
from review.queue.model import Choice, Evidence, Item, Reason, Told, WordDoubt
from review.queue.reasons import reasons
from review.queue.signals import Table, WordRow, line_edges, word_rows
from review.queue.suspicion import suspicions

CALIBRATED = True
"""Whether a suspicion is a probability, or a rank only."""
DOUBTED = 0.35
"""Probability that a word has a wrong letter from which it is to be looked at."""
FLAGGED = 0.3
"""Suspicion from which a line is among those to check: about one in three of these lines is wrong, or more."""
SURELY = 0.8
"""Probability that a word has a wrong letter from which its line is among those to check, be it a single letter."""
OUTRIGHT = 0.95
"""Suspicion of a line that looks made up."""

GAP_EVEN_S = 1.5
"""Of speech in a gap: as likely a line that is missing as a laugh or a breath. A guess: gaps are too rare in the
measured recordings to fit it."""

SILENT_MEAN = 0.1
"""Mean speech probability below which the detector hears nobody; of singing it often hears nothing either."""
QUIET_MEAN = 0.35
"""The same, where the text is one that Whisper makes up."""
LEAST_GAIN = 1.0
"""Nats a token on the mean: what is made up is no likelier with the sound than without it."""
LEAST_LOGPROB = -0.9
"""Mean log-probability of a token below which even its own model does not believe it."""
SURE_GAIN = 2.0
"""Nats a token from which the text comes from the sound, whatever its model believes of it: so it is with singing."""

TOLD_WRONG, TOLD_RIGHT = 0.95, 0.2
"""Suspicion of a line that a reference contradicts, and what is left of that of one which it confirms."""
SOURCES = (LARGER, SECOND)
"""Whose versions are offered, the better witness first."""


def rank(lines: Sequence[Line], evidence: Evidence, *, reference: Mapping[str, Told] | None = None) -> tuple[Item, ...]:
    """The items in time order: one a line of the machine's transcript, and the gaps between them.

    ``reference`` is what a reference says of lines, by their id. Works with whatever evidence there is: the fewer
    signals, the rougher the ranking.
    """
    told = reference or {}
    rows = word_rows(lines, evidence)
    wrong, suspicious = suspicions(rows, len(lines))
    edges = line_edges(rows, len(lines)).tolist()
    found = []
    for number, (line, habit) in enumerate(zip(lines, habits(lines), strict=True)):
        words = slice(edges[number], edges[number + 1])
        own_rows, own_wrong = rows[words], wrong[words]
        own = evidence.lines.get(line.id)
        larger = heard_by_larger(own, own_rows)
        doubts = _doubts(line, own, own_rows, own_wrong)
        item = suspected(_item(line, own, habit, float(suspicious[number]), doubts, larger), larger, FLAGGED)
        if not any(row.told for row in own_rows) and not item.reasons:
            item = replace(item, flagged=False)  # nothing but its spelling is known
        found.append(_told(item, told.get(line.id)))
    return tuple(sorted([*found, *map(_gap, evidence.gaps)], key=lambda item: (item.start, item.line is not None)))


def is_flagged(suspicion: float, words: Iterable[float]) -> bool:
    """Whether a line of that suspicion, whose doubted ``words`` have these, is among those to check."""
    return suspicion >= FLAGGED or any(word >= SURELY for word in words)


def _item(
    line: Line,
    evidence: LineEvidence | None,
    habit: Habits,
    suspicion: float,
    doubts: tuple[WordDoubt, ...],
    larger: HeardByLarger | None,
) -> Item:
    outright = is_made_up(line, evidence, habit)
    suspicion = max(suspicion, OUTRIGHT) if outright else suspicion
    words = doubted(doubts, line.text.strip(), larger)
    return Item(
        line.id,
        line.id,
        line.start,
        line.end,
        suspicion,
        is_flagged(suspicion, (word.suspicion for word in words)),
        outright,
        reasons(line, evidence, habit, doubts, outright, reason(larger)),
        _choices(line.text, evidence.alternatives if evidence else ()),
        words,
    )


def is_made_up(line: Line, evidence: LineEvidence | None, habit: Habits) -> bool:
    """Whether the line looks made up: nobody speaks there, and the text does not come from the sound, or is the like
    of what Whisper makes up.

    Thresholds by the files of the bench: 13 invented lines without speech, 167 right ones of talks and songs.
    """
    signals = evidence.signals if evidence else {}
    speech = signals.get("speech_mean")
    if speech is None or speech >= QUIET_MEAN:
        return False
    if habit.stock or habit.repeated >= LOOPED:
        return True
    if speech >= SILENT_MEAN:
        return False
    logprob = signals.get("lp_mean", line.own_logprob)
    doubtful = logprob is None or logprob < LEAST_LOGPROB
    if habit.short or "pmi_mean" not in signals:  # one word may gain by chance
        return doubtful or signals.get("pmi_mean", LEAST_GAIN) < LEAST_GAIN
    return signals["pmi_mean"] < (SURE_GAIN if doubtful else LEAST_GAIN)


def _doubts(line: Line, evidence: LineEvidence | None, rows: Sequence[WordRow], wrong: Table) -> tuple[WordDoubt, ...]:
    heard = {(word.begin, word.end): word.alternatives for word in evidence.words} if evidence else {}
    text = line.text.strip()
    return tuple(
        WordDoubt(row.place.begin, row.place.end, float(probability), _word_choices(text, row, heard))
        for row, probability in zip(rows, wrong, strict=True)
        if probability >= DOUBTED and row.told
    )


def _word_choices(
    text: str, row: WordRow, heard: Mapping[tuple[int, int], tuple[Alternative, ...]]
) -> tuple[Choice, ...]:
    """What else the word was heard as, in the marks around it."""
    word = text[row.place.begin : row.place.end]
    versions = heard.get((row.place.begin, row.place.end), ())
    return tuple(Choice(version.source, dressed(word, version.text)) for version in _by_source(versions))


def _choices(text: str, alternatives: Sequence[Alternative]) -> tuple[Choice, ...]:
    """Other versions of the whole line, those that read otherwise."""
    return tuple(
        Choice(version.source, version.text.strip())
        for version in _by_source(alternatives)
        if version.text.strip() and version.text.strip() != text.strip()
    )


def _by_source(versions: Sequence[Alternative]) -> list[Alternative]:
    return sorted(versions, key=lambda version: SOURCES.index(version.source))


def _told(item: Item, told: Told | None) -> Item:
    """The item with what a reference says: that the line is wrong, or that it is right."""
    if told is None:
        return item
    if told.wrong_letters < WRONG:
        return replace(item, suspicion=item.suspicion * TOLD_RIGHT, flagged=False, outright=False)
    because = Reason("reference", {"text": told.text}, 4.0)
    choices = (*item.choices, Choice("reference", told.text)) if told.text else item.choices
    suspicion = max(item.suspicion, TOLD_WRONG)
    return replace(item, suspicion=suspicion, flagged=True, reasons=(because, *item.reasons), choices=choices)


def _gap(gap: Gap) -> Item:
    """A stretch that sounds like speech and has no line."""
    speech = gap.signals.get("speech_s", (gap.end - gap.start) / 1000)
    suspicion = 1 / (1 + math.exp(GAP_EVEN_S - max(0.0, speech)))
    because = Reason("gap", {"s": round(speech, 1)}, 1.0)
    return Item(
        f"gap.{gap.start}.{gap.end}", None, gap.start, gap.end, suspicion, suspicion >= FLAGGED, reasons=(because,)
    )
