"""What the model believes of the text it heard, token by token, in one reading of all of it."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends import load
from engine.backends.base import NoMemoryAtAll, OutOfMemory, Recogniser, TokenScores
from engine.errors import UserError
from engine.evidence.model import LineEvidence, PartEvidence, WordEvidence
from engine.evidence.task import HeardLine, Task
from engine.evidence.words import letters, places
from engine.languages import language_code
from engine.lines import UNSPACED
from engine.media.pcm import to_float

WINDOW_MS = 28_000
"""Lines that are scored together last at most this long; with the padding they fill one look of the model."""
LOOK_MS = 30_000
PAD_MS = 300
"""Of sound before and after: line times cut words short."""
RETRY_S = 600
"""After openai-whisper could not be loaded it is left alone for so long: every step would wait for its download."""
FULL = "openai-whisper"

_refused: dict[tuple[str, str, Path | None], float] = {}


def tokens_evidence(task: Task) -> PartEvidence:
    """The part "tokens": figures of each line and its words. Lines longer than LOOK_MS have none."""
    found: list[LineEvidence] = []
    for window in windows(task.lines):
        task.check()
        found += _examined(window, task)
    return PartEvidence("tokens", tuple(found))


def windows(lines: Sequence[HeardLine]) -> Iterator[list[HeardLine]]:
    """Neighbouring lines that fit into one look, those with text and no longer than that; by their start."""
    window: list[HeardLine] = []
    for line in sorted(lines, key=lambda line: (line.start, line.end)):
        if not line.text.strip() or line.end - line.start > LOOK_MS:
            continue
        if window and max(line.end, *(other.end for other in window)) - window[0].start > WINDOW_MS:
            yield window
            window = []
        window.append(line)
    if window:
        yield window


def _examined(window: Sequence[HeardLine], task: Task) -> list[LineEvidence]:
    """The lines of one window with what a recogniser believes of them."""
    start, end = window[0].start, max(line.end for line in window)
    pad = max(0, min(PAD_MS, (LOOK_MS - (end - start)) // 2))
    pcm = to_float(task.cut(start - pad, end + pad))
    texts = [_spaced(line.text) for line in window]
    scores = _scores(pcm, texts, task)
    return [_line(line, text, found) for line, text, found in zip(window, texts, scores, strict=True)]


def _spaced(text: str) -> str:
    """``text`` as Whisper would begin it: with a space, in scripts that have any. Subtitles lack it."""
    bare = text.strip()
    return bare if UNSPACED.match(bare) and not text.startswith(" ") else f" {bare}"


def _scores(pcm: NDArray[np.float32], texts: Sequence[str], task: Task) -> tuple[TokenScores, ...]:
    language = language_code(task.language) if task.language else None
    recogniser = _recogniser(task)
    try:
        return recogniser.score_tokens(pcm, texts, language=language, stop=task.stop)
    except (OutOfMemory, NoMemoryAtAll):
        if recogniser.engine == task.engine:
            raise
        _refused[_key(task)] = time.monotonic()
    return _recogniser(task).score_tokens(pcm, texts, language=language, stop=task.stop)


def _recogniser(task: Task) -> Recogniser:
    """openai-whisper, which tells all; where it cannot be had, the one that heard the lines."""
    refused = _refused.get(_key(task), -math.inf)
    if task.engine == FULL or time.monotonic() - refused > RETRY_S:
        try:
            return load(FULL, task.model, task.device, task.cache_dir, task.progress)
        except (ImportError, UserError):
            if task.engine == FULL:
                raise
            _refused[_key(task)] = time.monotonic()
    return load(task.engine, task.model, task.device, task.cache_dir, task.progress)


def _key(task: Task) -> tuple[str, str, Path | None]:
    return task.model, task.device, task.cache_dir


# figures


@dataclass(frozen=True, slots=True)
class _Figures:
    """The tokens of a text, shape (tokens,) each; one that the recogniser does not tell is empty."""

    logprobs: NDArray[np.float64]
    entropies: NDArray[np.float64]
    margins: NDArray[np.float64]
    ranks: NDArray[np.float64]
    unheard: NDArray[np.float64]

    def of(self, chosen: Sequence[int]) -> _Figures:
        """Those of some tokens."""
        values = (getattr(self, name) for name in _Figures.__slots__)
        return _Figures(*(value[list(chosen)] if len(value) else value for value in values))

    @property
    def gains(self) -> NDArray[np.float64]:
        """How much more the token is believed with the sound than without: its pointwise mutual information."""
        return self.logprobs - self.unheard if len(self.unheard) == len(self.logprobs) else self.unheard


def _figures(scores: TokenScores) -> _Figures:
    ranks = np.log1p(np.array(scores.ranks, dtype=np.float64))
    return _Figures(
        np.array(scores.logprobs), np.array(scores.entropies), np.array(scores.margins), ranks, np.array(scores.unheard)
    )


def _line(line: HeardLine, text: str, scores: TokenScores) -> LineEvidence:
    """All tokens count for the line, those of punctuation too: where the model doubts a comma it misses a word."""
    figures = _figures(scores)
    words = []
    spelled = _spelled(text, scores)
    for place in places(line):
        there = [index for index, (begin, end) in enumerate(spelled) if max(begin, place.begin) < min(end, place.end)]
        if there:
            words.append(WordEvidence(place.begin, place.end, _word_signals(figures.of(there))))
    return LineEvidence(line.id, _line_signals(figures), tuple(words))


def _spelled(text: str, scores: TokenScores) -> list[tuple[int, int]]:
    """Which letters of the line without the spaces around it each token spells; an empty place for one without any."""
    indent = len(text) - len(text.lstrip())
    lettered = ((begin, end if letters(text[begin:end]) else begin) for begin, end in scores.spans)
    return [(begin - indent, end - indent) for begin, end in lettered]


def _line_signals(figures: _Figures) -> dict[str, float]:
    return _told(
        lp_mean=(np.mean, figures.logprobs),
        lp_min=(np.min, figures.logprobs),
        lp_p10=(_tenth, figures.logprobs),
        ent_mean=(np.mean, figures.entropies),
        ent_max=(np.max, figures.entropies),
        ent_p90=(_ninetieth, figures.entropies),
        margin_min=(np.min, figures.margins),
        margin_p10=(_tenth, figures.margins),
        rank_mean=(np.mean, figures.ranks),
        pmi_mean=(np.mean, figures.gains),
        pmi_min=(np.min, figures.gains),
        unheard_mean=(np.mean, figures.unheard),
    )


def _word_signals(figures: _Figures) -> dict[str, float]:
    return _told(
        lp_mean=(np.mean, figures.logprobs),
        lp_min=(np.min, figures.logprobs),
        ent_mean=(np.mean, figures.entropies),
        ent_max=(np.max, figures.entropies),
        margin_min=(np.min, figures.margins),
        rank_max=(np.max, figures.ranks),
        pmi_mean=(np.mean, figures.gains),
        pmi_min=(np.min, figures.gains),
    )


def _told(**asked: tuple[Callable[[NDArray[np.float64]], Any], NDArray[np.float64]]) -> dict[str, float]:
    """Each figure of values that there are."""
    return {name: float(figure(values)) for name, (figure, values) in asked.items() if len(values)}


def _tenth(values: NDArray[np.float64]) -> Any:
    return np.percentile(values, 10)


def _ninetieth(values: NDArray[np.float64]) -> Any:
    return np.percentile(values, 90)
