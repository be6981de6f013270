"""Lines and evidence for the tests of the queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.evidence import Alternative, LineEvidence, WordEvidence
from engine.evidence.gather import HeardLine
from engine.evidence.words import places
from engine.transcript import Segment, Word
from review.line import Line, from_segment
from review.queue import Evidence, Item, rank

STEP_MS = 500
"""Of each word."""
TOKENS = {"lp_min": -2.0, "lp_mean": -1.0, "ent_max": 2.0, "ent_mean": 1.0, "margin_min": 0.5, "rank_max": 1.0}
"""What the model believes of a word it is in doubt of."""
SURE_TOKENS = {"lp_min": -0.01, "lp_mean": -0.01, "ent_max": 0.02, "ent_mean": 0.01, "margin_min": 6.0, "rank_max": 0.0}
AGAIN = {"again_differ": 1.0, "again_letters": 2.0}
ALIKE = {"again_differ": 0.0, "again_letters": 0.0}
OTHER = {"other_differ": 1.0, "other_letters": 2.0}
READ = {"text_max": 9.0, "text_sum": 12.0}


def line(text: str, number: int = 0, *, probability: float | Sequence[float | None] | None = None) -> Line:
    """Line ``number``, ten seconds after the one before. With a ``probability`` (of all words, or one each) it has
    words of STEP_MS; without, it is an imported one of as long."""
    pieces = text.split()
    start = 10_000 * number
    end = start + STEP_MS * max(1, len(pieces))
    name = f"0.0.{number}"
    if probability is None:
        return from_segment(name, Segment(start, end, text))
    each = list(probability) if isinstance(probability, Sequence) else [probability] * len(pieces)
    words = tuple(
        Word(start + STEP_MS * at, start + STEP_MS * (at + 1), f" {piece}", likely)
        for at, (piece, likely) in enumerate(zip(pieces, each, strict=True))
    )
    return from_segment(name, Segment(start, end, f" {' '.join(pieces)}", words=words))


def lasting(one: Line, ms: int) -> Line:
    return replace(one, end=one.start + ms)


def told(
    one: Line,
    *words: Mapping[str, float],
    signals: Mapping[str, float] | None = None,
    second: Mapping[int, str] | None = None,
    alternatives: Sequence[Alternative] = (),
) -> LineEvidence:
    """Evidence of a line: the signals of its ``words`` in order, what a ``second`` listen heard for the word of that
    number."""
    found = places(HeardLine(one.id, one.start, one.end, one.text, one.words))
    heard = {number: (Alternative("second", text),) for number, text in (second or {}).items()}
    known = [*words, *[{}] * (len(found) - len(words))]
    return LineEvidence(
        one.id,
        dict(signals or {}),
        tuple(
            WordEvidence(place.begin, place.end, dict(given), heard.get(number, ()))
            for number, (place, given) in enumerate(zip(found, known, strict=True))
        ),
        tuple(alternatives),
    )


def evidence(*lines: LineEvidence) -> Evidence:
    return Evidence({each.id: each for each in lines})


def ranked(lines: Sequence[Line], known: Evidence | None = None) -> tuple[Item, ...]:
    return rank(lines, known or Evidence())


def codes(item: Item) -> list[str]:
    return [reason.code for reason in item.reasons]


def larger(text: str) -> Alternative:
    return Alternative("larger", text)


def second(text: str) -> Alternative:
    return Alternative("second", text)
