"""The line: what a person reviews. A segment as the machine heard it, with what a person made of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from engine.transcript import Segment, Word
from review.realign import realign, spell

State: TypeAlias = Literal["", "kept", "fixed", "added"]

# Everything str.splitlines() breaks at: one line of a transcript is one line of a file.
_BREAKS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """NFC, line breaks of any kind made one space, lone surrogates (no text at all) made U+FFFD; the rest literally."""
    if _BREAKS.search(text):
        text = _BREAKS.sub(" ", text)
    if _SURROGATE.search(text):
        text = _SURROGATE.sub("\ufffd", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def lead(text: str) -> str:
    """The spaces the text begins with; Whisper's segments begin with one in languages that space words."""
    return text[: len(text) - len(text.lstrip())]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the document; ``start`` and ``end`` in ms.

    ``text`` may begin with a space as Whisper's do, so that joined lines are the transcript; ``words``, where there are
    any, spell it exactly. ``original`` is the machine's text, None for a line that a person added. ``own_logprob``,
    ``avg_logprob``, ``no_speech_prob``, ``compression_ratio`` and ``temperature`` are evidence on what was heard and
    stay when the text is fixed; all but the first belong to the whole window that begins at ``window`` ms. ``tokens``
    are those of the machine's text, empty once it is another. ``state``: "" as heard, "kept" by a person's decision,
    "fixed" where the text differs from the original (spaces around aside), "added" by a person. ``version`` is the
    revision that last changed the line; ``order`` grows down the document and may change without ``version``.
    """

    id: str
    start: int
    end: int
    text: str
    words: tuple[Word, ...] = ()
    tokens: tuple[int, ...] = ()
    window: int | None = None
    own_logprob: float | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None
    temperature: float | None = None
    original: str | None = None
    state: State = ""
    version: int = 0
    order: float = 0.0


def from_segment(line_id: str, segment: Segment) -> Line:
    """The line as the machine heard it. Words that do not spell the text (some tools drop spaces) are laid onto it."""
    text = clean(segment.text)
    words = segment.words
    if words and spell(words) != text:
        heard = [replace(word, text=f" {clean(word.text).strip()}") for word in words]
        words = realign(heard, text, segment.start, segment.end)
    return Line(
        line_id,
        segment.start,
        segment.end,
        text,
        words,
        segment.tokens,
        segment.window,
        segment.own_logprob,
        segment.avg_logprob,
        segment.no_speech_prob,
        segment.compression_ratio,
        segment.temperature,
        text,
    )


def settled(original: str | None, text: str, before: State) -> State:
    """The state a line has with this text: a decision to keep it stands only while the machine's text does."""
    if original is None:
        return "added"
    if text.strip() != original.strip():
        return "fixed"
    return "kept" if before == "kept" else ""


_FIELDS = (
    "id",
    "start",
    "end",
    "text",
    "window",
    "own_logprob",
    "avg_logprob",
    "no_speech_prob",
    "compression_ratio",
    "temperature",
    "original",
    "state",
)


def as_dict(line: Line) -> dict[str, Any]:
    """JSON of a line without ``version`` and ``order``, which the document gives."""
    data = {name: getattr(line, name) for name in _FIELDS}
    return {**data, "words": [word_as_list(word) for word in line.words], "tokens": list(line.tokens)}


def from_dict(data: Mapping[str, Any]) -> Line:
    """The line ``as_dict`` wrote; its text was checked when it was typed."""
    words = tuple(word_from_list(word) for word in data["words"])
    return Line(**{name: data[name] for name in _FIELDS}, words=words, tokens=tuple(data["tokens"]))


def word_as_list(word: Word) -> list[Any]:
    """JSON of a word: an array, since documents hold a hundred thousand of them."""
    return [word.start, word.end, word.text, word.probability, word.tokens, word.token_logprobs]


def word_from_list(data: Sequence[Any]) -> Word:
    """The word ``word_as_list`` wrote."""
    start, end, text, probability, tokens, logprobs = data
    return Word(start, end, text, probability, tuple(tokens), tuple(logprobs))
