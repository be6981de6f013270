"""What a recogniser heard: words, segments, a transcript. Times are integer milliseconds, text is NFC."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Any


def nfc(text: str) -> str:
    """Composed form: decomposed Hangul would count as three characters where a reader sees one."""
    return unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Word:
    """One word as Whisper writes it: ``text`` keeps the leading space of scripts that space words.

    ``probability`` is the mean over the word's tokens (0..1); ``token_logprobs`` are natural logs, one a
    token, empty where the recogniser gave none. Words of imported transcripts may lack everything but text.
    """

    start: int
    end: int
    text: str
    probability: float | None = None
    tokens: tuple[int, ...] = ()
    token_logprobs: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of text. ``avg_logprob``, ``no_speech_prob``, ``compression_ratio`` and ``temperature`` belong to
    its whole window of up to 30 s, which begins at ``window`` ms (Whisper's ``seek``); ``own_logprob`` is the mean
    token log-probability of this segment alone. What a source does not know is None or empty.
    """

    start: int
    end: int
    text: str
    window: int | None = None
    tokens: tuple[int, ...] = ()
    token_logprobs: tuple[float, ...] = ()
    own_logprob: float | None = None
    avg_logprob: float | None = None
    no_speech_prob: float | None = None
    compression_ratio: float | None = None
    temperature: float | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """All segments in time order. ``meta`` is the JSON's ``relisten`` entry: model, engine, options, seed, versions."""

    segments: tuple[Segment, ...]
    language: str | None = None
    meta: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The segments' texts joined as Whisper joins them (they carry their own spaces)."""
        return "".join(segment.text for segment in self.segments)
