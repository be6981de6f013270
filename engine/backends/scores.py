"""What both recognisers need to score a text: which characters a token spells, and what the decoder reads in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from engine.backends.base import TokenScores

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the decoder reads in one go, as places in all tokens: those from ``context``, scored from ``begin`` on."""

    context: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's tokens and the code points that each spells."""

    tokens: tuple[int, ...]
    spans: Spans


def readings(count: int, room: int) -> list[Reading]:
    """How a decoder with room for ``room`` tokens reads ``count``: in one go, or in several that begin with context.

    Context is half of such a reading: the tokens before, which were said in the same sound.
    """
    found: list[Reading] = []
    begin = 0
    while begin < count:
        context = min(begin, room // 2)
        end = min(count, begin - context + room)
        found.append(Reading(begin - context, begin, end))
        begin = end
    return found


def token_spans(text: str, lengths: Sequence[int]) -> Spans:
    """The code points of ``text``, from and to, that each token spells; ``lengths`` are the tokens' bytes in UTF-8.

    None where the tokens' bytes are not the text's.
    """
    sizes = [len(char.encode("utf-8", "surrogatepass")) for char in text]
    owners = [index for index, size in enumerate(sizes) for _ in range(size)]
    if sum(lengths) != len(owners) or 0 in lengths:
        return ()
    edges = pairwise(accumulate(lengths, initial=0))
    return tuple((owners[first], owners[last - 1] + 1) for first, last in edges)


def shared_out(encoded: Sequence[Encoded], **figures: Sequence[float]) -> tuple[TokenScores, ...]:
    """The answer for each text. ``figures`` are named as in TokenScores, one value a token of all texts, or none."""
    answers = []
    at = 0
    for text in encoded:
        last = at + len(text.tokens)
        own = {name: tuple(values[at:last]) for name, values in figures.items()}
        answers.append(TokenScores(text.tokens, text.spans, **own))  # type: ignore[arg-type]  # ranks are whole numbers
        at = last
    return tuple(answers)
