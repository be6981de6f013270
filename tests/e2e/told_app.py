"""``app.py`` with a ranking that believes the stored evidence to the letter: a signal ``p`` is the suspicion, what was
heard instead is a choice. So no test of the page depends on how the real one is fitted."""

from __future__ import annotations

import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from engine.evidence import Alternative, LineEvidence, WordEvidence  # noqa: E402
from review import queue  # noqa: E402
from review.line import Line  # noqa: E402
from review.projects import queueing  # noqa: E402  (imports the real ranking, which is replaced below)
from review.queue import Choice, Evidence, Item, Reason, Told, WordDoubt  # noqa: E402

FLAGGED = 0.5
SURE = 0.02


def told(
    lines: Sequence[Line],
    evidence: Evidence,
    *,
    reference: Mapping[str, Told] | None = None,
) -> tuple[Item, ...]:
    """Instead of ``review.queue.rank``."""
    _ = reference
    items = [_item(line, evidence.lines.get(line.id)) for line in lines]
    gaps = [
        Item(
            f"gap.{gap.start}.{gap.end}",
            None,
            gap.start,
            gap.end,
            gap.signals["p"],
            gap.signals["p"] >= FLAGGED,
            reasons=(Reason("gap", {"s": (gap.end - gap.start) / 1000}),),
        )
        for gap in evidence.gaps
    ]
    return tuple(sorted([*items, *gaps], key=lambda item: item.start))


def _item(line: Line, known: LineEvidence | None) -> Item:
    if known is None:
        return Item(line.id, line.id, line.start, line.end, SURE)
    suspicion = known.signals.get("p", SURE)
    words = tuple(_word(word) for word in known.words)
    reasons = [Reason(_code(heard), {"text": heard.text, "model": "large-v3"}) for heard in known.alternatives]
    if words:
        reasons.append(Reason("unsure_words", {"n": len(words)}))
    choices = _choices(known.alternatives)
    flagged = suspicion >= FLAGGED
    return Item(line.id, line.id, line.start, line.end, suspicion, flagged, False, tuple(reasons), choices, words)


def _code(heard: Alternative) -> str:
    return "larger" if heard.source == "larger" else "second_listen"


def _word(word: WordEvidence) -> WordDoubt:
    return WordDoubt(word.begin, word.end, 0.8, _choices(word.alternatives))


def _choices(alternatives: Sequence[Alternative]) -> tuple[Choice, ...]:
    return tuple(Choice(heard.source, heard.text) for heard in alternatives)


if __name__ == "__main__":
    setattr(queue, "rank", told)  # noqa: B010
    setattr(queueing, "CALIBRATED", True)  # noqa: B010
    runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
