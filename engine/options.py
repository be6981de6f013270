"""The decoding options of the ``whisper`` command: names, defaults, what each does, and what it may be.

Whisper's own code is the truth behind every sentence of help (openai/whisper v20250625, whisper/transcribe.py and
whisper/decoding.py). Word timestamps are always on here, and options of the command that only shape its output files
belong to whoever writes those.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

from engine.languages import LANGUAGES, language_code
from engine.option_errors import (
    BadClips,
    BadOption,
    BadTokens,
    OptionNotChoice,
    OptionNotNumber,
    OptionNotSwitch,
    OptionNotText,
    OptionNotWhole,
    OptionOutOfRange,
    OptionTooLong,
    PatienceNeedsBeam,
    UnknownLanguage,
    UnknownOption,
)
from engine.option_specs import OPTIONS, SPECS, OptionSpec

__all__ = ["ENGINES", "LANGUAGES", "OPTIONS", "SPECS", "BadOption", "DecodingOptions", "OptionSpec"]

ENGINES = ("openai-whisper", "faster-whisper")


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """How to decode, by the names and defaults of the ``whisper`` command; ``seed`` is ours.

    ``None`` means "off" or "the recogniser's own" as the option's help says. Whoever makes one by hand is trusted;
    what comes from outside goes through ``from_dict``.
    """

    language: str | None = None
    task: str = "transcribe"
    beam_size: int | None = 5
    patience: float | None = None
    initial_prompt: str | None = None
    carry_initial_prompt: bool = False
    condition_on_previous_text: bool = True
    temperature: float = 0.0
    temperature_increment_on_fallback: float | None = 0.2
    best_of: int | None = 5
    length_penalty: float | None = None
    compression_ratio_threshold: float | None = 2.4
    logprob_threshold: float | None = -1.0
    no_speech_threshold: float | None = 0.6
    hallucination_silence_threshold: float | None = None
    suppress_tokens: str = "-1"
    prepend_punctuations: str = "\"'“¿([{-"
    append_punctuations: str = "\"'.。,，!！?？:：”)]}、"
    clip_timestamps: str = "0"
    fp16: bool = True
    threads: int = 0
    seed: int = 0

    def as_dict(self) -> dict[str, Any]:
        """Every option by name, for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> DecodingOptions:
        """Options from a page, a command line or a file; those not given keep their defaults.

        Raises UnknownOption for a name that is none, another BadOption for a value that cannot be used.
        """
        values: dict[str, Any] = {}
        for name, value in given.items():
            if name not in SPECS:
                raise UnknownOption(name=str(name))
            values[name] = _checked(SPECS[name], value)
        options = cls(**values)
        _check_together(options)
        return options

    def temperatures(self) -> tuple[float, ...]:
        """The temperatures tried in turn, as the command makes them: (0, 0.2, ... 1.0) by default."""
        step = self.temperature_increment_on_fallback
        if step is None:
            return (self.temperature,)
        count = math.floor((1.0 + 1e-6 - self.temperature) / step) + 1
        return tuple(self.temperature + number * step for number in range(count))

    def suppressed_tokens(self) -> list[int]:
        """The token ids of ``suppress_tokens``; -1 stands for Whisper's own set."""
        return [int(token) for token in self.suppress_tokens.split(",") if token.strip()]

    def clips(self, duration: int) -> tuple[tuple[int, int], ...]:
        """The stretches to hear, (start, end) in ms within ``duration``; empty ones are left out."""
        seconds = [float(part) for part in self.clip_timestamps.split(",") if part.strip()] or [0.0]
        points = [min(round(part * 1000), duration) for part in seconds]
        if len(points) % 2:
            points.append(duration)
        pairs = zip(points[::2], points[1::2], strict=True)
        return tuple((start, end) for start, end in pairs if start < end)


def _checked(spec: OptionSpec, value: Any) -> Any:
    """``value`` as the option's type; raises the BadOption that says what is wrong with it."""
    if value is None or (value == "" and spec.kind != "text"):
        return _nothing(spec)
    if spec.kind == "bool":
        if not isinstance(value, bool):
            raise OptionNotSwitch(name=spec.name, value=str(value))
        return value
    if spec.kind in ("int", "float"):
        return _checked_number(spec, value)
    if not isinstance(value, str):
        raise OptionNotText(name=spec.name, value=str(value))
    if spec.name == "language":
        return _checked_language(value)
    if spec.kind == "choice" and value not in spec.choices:
        raise OptionNotChoice(name=spec.name, value=value, choices=", ".join(spec.choices))
    return _checked_text(spec, value)


def _nothing(spec: OptionSpec) -> Any:
    """What an empty field stands for: no value where the option can do without, else its default."""
    return None if spec.nullable else spec.default


def _checked_number(spec: OptionSpec, value: Any) -> int | float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise OptionNotNumber(name=spec.name, value=str(value))
    if spec.kind == "int" and value != int(value):
        raise OptionNotWhole(name=spec.name, value=value)
    least = -math.inf if spec.min is None else spec.min
    most = math.inf if spec.max is None else spec.max
    if not least <= value <= most:
        raise OptionOutOfRange(name=spec.name, value=value, min=least, max=most)
    return int(value) if spec.kind == "int" else float(value)


def _checked_language(value: str) -> str | None:
    if value.strip().lower() in ("", "auto"):
        return None
    code = language_code(value)
    if code is None:
        raise UnknownLanguage(value=value)
    return code


def _checked_text(spec: OptionSpec, value: str) -> str | None:
    if spec.max is not None and len(value) > spec.max:
        raise OptionTooLong(name=spec.name, max=int(spec.max))
    if spec.name == "suppress_tokens" and not all(_is_whole(part) for part in value.split(",") if part.strip()):
        raise BadTokens(value=value)
    if spec.name == "clip_timestamps":
        _check_clips(value)
    return None if spec.nullable and not value.strip() else value


def _is_whole(text: str) -> bool:
    return text.strip().removeprefix("-").isdecimal()


def _check_clips(value: str) -> None:
    """Clips are rising seconds: Whisper itself runs forever on some that are not."""
    try:
        points = [float(part) for part in value.split(",") if part.strip()]
    except ValueError:
        raise BadClips(value=value) from None
    rising = all(earlier < later for earlier, later in pairwise(points))
    if not rising or not all(math.isfinite(point) and point >= 0 for point in points):
        raise BadClips(value=value)


def _check_together(options: DecodingOptions) -> None:
    """What no option can know alone: patience multiplies a beam, and at least one candidate has to finish."""
    if options.patience is None:
        return
    if options.beam_size is None:
        raise PatienceNeedsBeam(name="patience")
    if round(options.beam_size * options.patience) < 1:
        least, most = round(1 / options.beam_size, 2), SPECS["patience"].max or 0
        raise OptionOutOfRange(name="patience", value=options.patience, min=least, max=most)
