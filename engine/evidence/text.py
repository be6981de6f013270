"""The "text" part: how surprising each word is to somebody who reads and has heard nothing.

Korean is read by Kiwi, a morphological analyser with a language model of its own: what Whisper makes of a word that it
did not catch is often no Korean at all ("해복이" for "회복이"), and its own probabilities, a language model's too,
hardly say so. Other languages have no such reader here: their lines get no figures.
"""

from __future__ import annotations

import math
from importlib import import_module
from typing import Any

from engine.evidence.model import LineEvidence, PartEvidence, WordEvidence
from engine.evidence.scripts import language_of
from engine.evidence.task import HeardLine, Task
from engine.evidence.words import places
from engine.languages import language_code

KOREAN = "ko"
MOST_SURPRISE = 40.0
"""Nats of one morpheme: beyond it a word is as unknown as a word can be."""
TOP = 3
"""So many of a line's most surprising morphemes make its figure: one odd name is none yet."""
SIGNS = ("S", "W_EMOJI")
"""How the reader's tags of marks and signs begin."""

Morpheme = tuple[int, int, float]
"""Code points from and to, and the surprise in nats (minus the logarithm of its probability after those before)."""

_reader: Any = None


def surprises(text: str, language: str | None) -> list[Morpheme] | None:
    """The morphemes of ``text``, marks and signs left out; None where nobody here reads the language (a code)."""
    kiwi = _kiwi() if language == KOREAN else None
    if kiwi is None:
        return None
    tokens, _score = kiwi.analyze(text, top_n=1)[0]
    return [
        (token.start, token.start + token.len, min(max(0.0, -token.score), MOST_SURPRISE))
        for token in tokens
        if not token.tag.startswith(SIGNS) and math.isfinite(token.score)
    ]


def reading(text: str, language: str | None) -> float | None:
    """How well ``text`` reads: the logarithm of its probability; None where nobody here reads the language (a code)."""
    kiwi = _kiwi() if language == KOREAN else None
    if kiwi is None:
        return None
    _tokens, score = kiwi.analyze(text, top_n=1)[0]
    return float(score) if math.isfinite(score) else None


def text_evidence(task: Task) -> PartEvidence:
    """Words: ``text_max`` and ``text_sum`` of their morphemes' surprise; lines: ``text_mean``, ``text_top``.

    Raises Cancelled.
    """
    language = language_code(task.language) if task.language else None
    found = []
    for line in task.lines:
        task.check()
        evidence = _line(line, language_of(line.text, language))
        if evidence is not None:
            found.append(evidence)
    return PartEvidence("text", tuple(found))


def forget() -> None:
    """Give the reader's memory (half a gigabyte) back."""
    global _reader
    _reader = None


def _kiwi() -> Any:
    """The reader, loaded when it is first asked; None where the package is missing."""
    global _reader
    if _reader is None:
        try:
            _reader = import_module("kiwipiepy").Kiwi(num_workers=1)
        except ImportError:
            return None
    return _reader


def _line(line: HeardLine, language: str | None) -> LineEvidence | None:
    morphemes = surprises(line.text.strip(), language)
    if not morphemes:
        return None
    values = sorted((surprise for _, _, surprise in morphemes), reverse=True)
    words = []
    for place in places(line):
        within = [surprise for first, last, surprise in morphemes if first < place.end and last > place.begin]
        if within:
            signals = {"text_max": max(within), "text_sum": sum(within)}
            words.append(WordEvidence(place.begin, place.end, signals))
    top = values[:TOP]
    return LineEvidence(
        line.id, {"text_top": sum(top) / len(top), "text_mean": sum(values) / len(values)}, tuple(words)
    )
