"""What the page is told of the review queue: plain JSON. Places in a text are code points, times ms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from review.projects.views import DIGITS, Json
from review.queue import Choice, WordDoubt
from review.queue.left import Left
from review.queue.onto import Place
from review.queue.same import Found
from review.queue.work import Done, Yield


def row(place: Place, like: int) -> Json:
    """One row; of a line that there is nothing to say of only its suspicion."""
    item, line = place.item, place.line
    made = {"id": item.id, "line": item.line, "p": round(item.suspicion, DIGITS)}
    if not (item.flagged or place.decided or item.reasons or item.choices or item.words or like or line is None):
        return made
    return {
        **made,
        "start": place.times[0],
        "end": place.times[1],
        "flagged": item.flagged,
        "outright": item.outright,
        "state": "decided" if place.decided else "",
        "reasons": [{"code": reason.code, "params": dict(reason.params)} for reason in item.reasons],
        "choices": _choices(item.choices),
        "words": [_word(word) for word in item.words],
        "like": like,
    }


def _word(word: WordDoubt) -> Json:
    choices = _choices(word.choices)
    return {"begin": word.begin, "end": word.end, "p": round(word.suspicion, DIGITS), "choices": choices}


def _choices(choices: Sequence[Choice]) -> list[Json]:
    return [{"source": choice.source, "text": choice.text} for choice in choices]


def left(found: Left | None) -> Json | None:
    """The errors left, None where that is not known."""
    return None if found is None else {"estimate": round(found.estimate, 1), "low": found.low, "high": found.high}


def work(done: Done) -> Json | None:
    """The work so far, None before there is any."""
    if not done.lines:
        return None
    each = done.minutes_per_fix
    return {
        "minutes": round(done.minutes, 1),
        "lines": done.lines,
        "corrected": done.corrected,
        "minutes_per_fix": None if each is None else round(each, 2),
    }


def recent(found: Yield) -> Json | None:
    """The yield, None before there is any."""
    return {"decisions": found.decisions, "corrected": found.corrected} if found.decisions else None


def same(found: Iterable[Found]) -> list[Json]:
    """The lines with the same mistake, each with the version an edit must name."""
    return [
        {
            "line": each.line.id,
            "version": each.line.version,
            "text": each.text,
            "before": each.before,
            "after": each.after,
            "begin": each.begin,
            "end": each.end,
        }
        for each in found
    ]
