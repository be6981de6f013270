"""Reasons to listen again that a person can read: the recogniser's own doubts against thresholds the person sets.

``avg_logprob`` and ``no_speech_prob`` are figures of a whole window of up to 30 s, copied to each of its lines: they
tell doubtful passages, never which line of a passage. That is why a line's own mean token log-probability is held
against the same threshold and has a reason of its own. Flags speak of what was heard, whatever a person did since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

WHISPER_AVG_LOGPROB = -1.0
"""Whisper's ``logprob_threshold``: below it a window is decoded again at a higher temperature.
https://github.com/openai/whisper/blob/main/whisper/transcribe.py"""

WHISPER_NO_SPEECH_PROB = 0.6
"""Whisper's ``no_speech_threshold``: above it, and with avg_logprob at or below the other, a window is dropped.
https://github.com/openai/whisper/blob/main/whisper/transcribe.py"""

DEFAULT_AVG_LOGPROB = -0.6
"""Whisper's -1.0 flags next to nothing, since it decodes such windows again itself until they pass; a mean of -0.6
is a token probability of 0.55 on the geometric average, where about every second token was in doubt."""

DEFAULT_NO_SPEECH_PROB = 0.6
"""Whisper's own: a line to be seen above it was kept only because its avg_logprob passed."""


class Heard(Protocol):
    """What flags ask of a line."""

    @property
    def own_logprob(self) -> float | None: ...
    @property
    def avg_logprob(self) -> float | None: ...
    @property
    def no_speech_prob(self) -> float | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Natural logarithm of a probability (below it is doubtful) and a probability (above it is doubtful)."""

    avg_logprob: float = DEFAULT_AVG_LOGPROB
    no_speech_prob: float = DEFAULT_NO_SPEECH_PROB


@dataclass(frozen=True, slots=True)
class Flag:
    """One reason: ``code`` names the figure, ``value`` is what it was, ``threshold`` what it was held against."""

    code: str
    value: float
    threshold: float


def flags(line: Heard, thresholds: Thresholds, no_speech_informative: bool = True) -> tuple[Flag, ...]:
    """The reasons to listen to the line again, the line's own first; none where the evidence is absent.

    ``no_speech_informative`` is False where the model's no_speech_prob says nothing (large-v3-turbo: 1e-10 always).
    """
    found = []
    if line.own_logprob is not None and line.own_logprob < thresholds.avg_logprob:
        found.append(Flag("own_logprob", line.own_logprob, thresholds.avg_logprob))
    if line.avg_logprob is not None and line.avg_logprob < thresholds.avg_logprob:
        found.append(Flag("avg_logprob", line.avg_logprob, thresholds.avg_logprob))
    doubted = line.no_speech_prob if no_speech_informative else None
    if doubted is not None and doubted > thresholds.no_speech_prob:
        found.append(Flag("no_speech_prob", doubted, thresholds.no_speech_prob))
    return tuple(found)


def to_check(line: Heard, thresholds: Thresholds, no_speech_informative: bool = True) -> bool:
    """Whether the line is flagged and nobody has decided on it yet."""
    return line.state == "" and bool(flags(line, thresholds, no_speech_informative))
