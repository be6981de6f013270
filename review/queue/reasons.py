"""Why a line is suspicious, in codes that the page has sentences for, the strongest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.evidence import SECOND, LineEvidence
from review.line import Line
from review.queue.habits import LOOPED, Habits, letters_per_s
from review.queue.model import Reason, WordDoubt

SOUND_S = 0.8
"""Of speech beside a line that is worth a word (engine.evidence.sound has the reason)."""
FAST, SLOW = 1.8, 0.4
"""Times the recording's usual pace: within them most right lines of the talks measured lie."""
LONG_WORD_S = 2.0
"""Nobody takes so long over a word: it holds a pause, or music."""
HIGH_TEMPERATURE = 0.4
"""From which Whisper's own text is mostly luck."""
ODD_WORD = 15.0
"""Nats of surprise from which no reader knows a morpheme."""

MOST = 0.5
"""Share of the listens in which a word that nothing else speaks against must be another to be told."""

STRENGTH: Mapping[str, float] = {
    "no_speech": 3.0,
    "repeats": 2.5,
    "stock_phrase": 2.5,
    "past_end": 2.0,
    "sound_without_text": 1.5,
    "fast": 1.0,
    "slow": 1.0,
    "script": 1.0,
    "text_unlike_language": 0.9,
    "temperature": 0.8,
}
"""How strong a reason is beside doubted words, whose strength is their suspicion (0 to 1) plus 1."""


def reasons(
    line: Line,
    evidence: LineEvidence | None,
    habit: Habits,
    doubts: Sequence[WordDoubt],
    outright: bool,
    larger: Sequence[Reason] = (),
) -> tuple[Reason, ...]:
    """All that speaks against the line, what a ``larger`` model says among it."""
    signals = evidence.signals if evidence else {}
    found = [*larger, *_words(line, evidence, doubts), *_sound(signals, outright), *_habits(line, habit, signals)]
    if (line.temperature or 0.0) >= HIGH_TEMPERATURE:
        found.append(_reason("temperature", value=round(line.temperature or 0.0, 1)))
    if evidence and any(word.signals.get("text_max", 0.0) >= ODD_WORD for word in evidence.words):
        found.append(_reason("text_unlike_language"))
    return tuple(sorted(found, key=lambda reason: -reason.weight))


def _reason(code: str, **params: str | float | int) -> Reason:
    return Reason(code, params, STRENGTH[code])


def _words(line: Line, evidence: LineEvidence | None, doubts: Sequence[WordDoubt]) -> list[Reason]:
    """What a second listen heard in the place of the most doubted word that it heard otherwise, and the unsure words.

    Where it heard no doubted word otherwise, the word counts in which most listens differ.
    """
    text = line.text.strip()
    found = []
    heard = [(doubt.suspicion, choice.text) for doubt in doubts for choice in doubt.choices if choice.source == SECOND]
    if heard:
        doubt, version = max(heard, key=lambda pair: pair[0])
        found.append(Reason("second_listen", {"text": version}, 1.2 + doubt))
    elif evidence:
        found += _undoubted(evidence)
    if len(doubts) == 1:
        word = text[doubts[0].begin : doubts[0].end]
        found.append(Reason("unsure_word", {"text": word}, 1.0 + doubts[0].suspicion))
    elif doubts:
        strongest = max(doubt.suspicion for doubt in doubts)
        found.append(Reason("unsure_words", {"n": len(doubts)}, 1.0 + strongest))
    return found


def _undoubted(evidence: LineEvidence) -> list[Reason]:
    """What a second listen heard in the place of a word that nothing else speaks against."""
    heard = [
        (max(word.signals.get("again_differ", 0.0), word.signals.get("other_differ", 0.0)), each.text)
        for word in evidence.words
        for each in word.alternatives[:1]
        if each.source == SECOND
    ]
    share, version = max(heard, key=lambda pair: pair[0], default=(0.0, ""))
    return [Reason("second_listen", {"text": version}, 1.0)] if share > MOST else []


def _sound(signals: Mapping[str, float], outright: bool) -> list[Reason]:
    found = []
    if outright:
        found.append(_reason("no_speech"))
    before = signals.get("sound_before_s", 0.0)
    if before >= SOUND_S:
        found.append(_reason("sound_without_text", s=round(before, 1)))
    if signals.get("ends_past", 0.0) > 0:
        found.append(_reason("past_end"))
    return found


def _habits(line: Line, habit: Habits, signals: Mapping[str, float]) -> list[Reason]:
    found = []
    loops = max(habit.repeated, int(signals.get("repeats_in_line", 1)))
    if loops >= LOOPED:
        found.append(_reason("repeats", n=loops))
    if habit.stock:
        found.append(_reason("stock_phrase"))
    if habit.script:
        found.append(_reason("script", text=habit.script))
    if habit.pace and habit.pace >= FAST:
        found.append(_reason("fast", n=round(letters_per_s(line), 1)))
    if (habit.pace and habit.pace <= SLOW) or signals.get("longest_word_s", 0.0) > LONG_WORD_S:
        found.append(_reason("slow"))
    return found
