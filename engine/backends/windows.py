"""What both recognisers share: tokens to words, a window's segments in our own types, stopping, and not crawling."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from engine.backends.base import NoMemoryAtAll, OnWindow, OutOfMemory, Stop
from engine.errors import Cancelled, UserError
from engine.models.names import smaller_model
from engine.transcript import Segment, Word, nfc

STOP_EVERY_S = 0.2
"""``stop()`` may read a database: it is asked no more often than this."""
CRAWL_MS = 200
CRAWL_WINDOWS = 5
"""After this many windows in a row that each advanced less than CRAWL_MS the recogniser is stuck."""
CRAWL_SKIP_MS = 1_000
FLOOR_LOGPROB = -70.0
"""Below the logarithm of the smallest float32: stands for a probability of 0."""


class Stuck(Exception):
    """The recogniser hardly moves on (reported of Whisper) and would take hours. ``at``: the window's start, ms."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at


class Watch:
    """Asks ``stop()`` now and then. Raises Cancelled once it is true."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._asked = -math.inf

    def check(self) -> None:
        """Cheap enough for every token."""
        now = time.monotonic()
        if now - self._asked >= STOP_EVERY_S:
            self._asked = now
            if self._stop():
                raise Cancelled


@dataclass
class Teller:
    """Tells each window once, in order, on the clock of the whole ``pcm``; ``offset`` ms were cut off in front.

    ``language`` is the one in which the windows are decoded.
    """

    on_window: OnWindow
    watch: Watch
    offset: int = 0
    language: str | None = None
    _open: bool = False
    _steps: list[int] = field(default_factory=list)

    def begins(self, language: str | None) -> None:
        """A window's decoding begins: the one before it is over, and if nothing was told of it, it had no text."""
        self.language = language
        self.ends(())
        self._open = True
        self.watch.check()

    def ends(self, segments: Iterable[Segment]) -> None:
        """The window is finished; does nothing when none is open."""
        if self._open:
            self._open = False
            self.on_window(tuple(segment for segment in segments if segment.text.strip()))

    def at(self, seek: int) -> None:
        """The window with text that begins at ``seek`` ms (of the cut pcm). Raises Stuck."""
        self._steps = [*self._steps[-CRAWL_WINDOWS:], seek]
        steps = [later - earlier for earlier, later in pairwise(self._steps)]
        if len(steps) == CRAWL_WINDOWS and max(steps) < CRAWL_MS:
            raise Stuck(self.offset + seek)

    def resume(self, offset: int) -> None:
        """Hearing begins anew at ``offset`` ms."""
        self.ends(())
        self.offset = offset
        self._steps = []


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as a recogniser gives it, seconds, with the tokens it is made of and their log-probabilities."""

    text: str
    start: float
    end: float
    probability: float
    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]


def word_tokens(
    alignment: Iterable[tuple[str, Sequence[int]]], logprobs: Sequence[float]
) -> list[tuple[tuple[int, ...], tuple[float, ...]]]:
    """Tokens and log-probabilities of every word of ``alignment`` that has text, in order.

    ``alignment`` is what Whisper's ``find_alignment`` made and ``merge_punctuations`` changed: (word, tokens) whose
    tokens joined are the window's text tokens; ``logprobs`` has one for each of those, or none at all.
    """
    found = []
    at = 0
    for word, tokens in alignment:
        if word:
            found.append((tuple(tokens), tuple(logprobs[at : at + len(tokens)])))
        at += len(tokens)
    return found


def make_segment(
    told: dict[str, Any], tokens: Sequence[int], logprobs: Sequence[float], words: Sequence[HeardWord], offset: int
) -> Segment:
    """A segment in our own types.

    ``told`` has Whisper's keys (seconds; ``seek`` is the window's start in seconds here); ``tokens`` are its text
    tokens and ``logprobs`` theirs; ``offset`` ms are added to all times.
    """
    finite = tuple(logprobs) if len(logprobs) == len(tokens) and all(map(math.isfinite, logprobs)) else ()
    return Segment(
        start=_ms(told["start"], offset),
        end=_ms(told["end"], offset),
        text=nfc(told["text"]),
        window=_ms(told["seek"], offset),
        tokens=tuple(tokens),
        token_logprobs=finite,
        own_logprob=math.fsum(finite) / len(finite) if finite else None,
        avg_logprob=finite_or_none(told["avg_logprob"]),
        no_speech_prob=finite_or_none(told["no_speech_prob"]),
        compression_ratio=finite_or_none(told["compression_ratio"]),
        temperature=finite_or_none(told["temperature"]),
        words=tuple(_word(word, offset) for word in words),
    )


def _word(word: HeardWord, offset: int) -> Word:
    return Word(
        start=_ms(word.start, offset),
        end=_ms(word.end, offset),
        text=nfc(word.text),
        probability=finite_or_none(word.probability),
        tokens=word.tokens,
        token_logprobs=word.logprobs if all(map(math.isfinite, word.logprobs)) else (),
    )


def _ms(seconds: float, offset: int) -> int:
    """Milliseconds from seconds as a float of any library; what is no number counts as the beginning."""
    return offset + (round(float(seconds) * 1000) if math.isfinite(seconds) else 0)


def finite_or_none(value: float | None) -> float | None:
    """``value`` as a plain float; None for NaN and infinities, which say nothing and which JSON does not have."""
    return float(value) if value is not None and math.isfinite(value) else None


def log_of(probability: float) -> float:
    """Natural logarithm, with a floor for 0; NaN stays NaN."""
    return math.log(probability) if probability > 0 else (FLOOR_LOGPROB if probability == 0 else math.nan)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether torch or CTranslate2 says that the card's (or the machine's) memory is full."""
    text = str(error).lower()
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError)
        and ("out of memory" in text or "cublas_status_alloc_failed" in text or "can't allocate memory" in text)
    )


def out_of_memory(model: str, device: str) -> UserError:
    """The error to show, with the next smaller model's name where there is one."""
    smaller = smaller_model(model)
    if smaller is None:
        return NoMemoryAtAll(model=model, device=device)
    return OutOfMemory(model=model, device=device, smaller=smaller)


@contextmanager
def memory_told(model: str, device: str) -> Iterator[None]:
    """Memory that is full is told in our own words. Raises OutOfMemory."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if is_out_of_memory(error):
            raise out_of_memory(model, device) from error
        raise


def narrower(width: int) -> int | None:
    """The next smaller beam (or number of samples) to try when memory is full: 5, 2, 1."""
    return None if width <= 1 else 2 if width > 2 else 1


def hear_on(run: Callable[[int, str | None], str], teller: Teller, language: str | None, duration: int) -> str:
    """``run(offset, language)`` until it does not get stuck; after each Stuck hearing goes on a second later.

    ``duration`` in ms. Returns the language.
    """
    offset = 0
    while True:
        try:
            heard = run(offset, language)
            teller.ends(())
            return heard
        except Stuck as stuck:
            language = teller.language or language
            offset = max(offset, stuck.at) + CRAWL_SKIP_MS
            teller.resume(offset)
            if offset >= duration and language:
                return language
