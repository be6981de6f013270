"""Lines heard again, each by itself, by a larger model than the one that heard them: its words are a proposal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import Recogniser
from engine.errors import Cancelled
from engine.evidence import LARGER, LARGER_SILENT, Alternative, LineEvidence, PartEvidence
from engine.evidence.scripts import language_of
from engine.languages import language_code
from engine.media.pcm import SAMPLES_PER_MS, to_float
from engine.options import DecodingOptions
from engine.transcript import Segment
from review.jobs import hearing
from review.jobs.context import Rarely, Work
from review.line import Line, clean
from review.modes import REHEAR_MARGIN_MS, decoding_options
from review.store import Run
from review.store.records import now

PART = "rehear"


def hear_again(
    work: Work,
    run: Run,
    of: Run,
    lines: Sequence[Line],
    pcm: NDArray[np.int16],
    tell: Callable[[float], None],
) -> dict[str, Any]:
    """What the run's model hears in each of ``lines``, each in its own language, as JSON of a PartEvidence that names
    the model besides.

    ``pcm`` is the whole recording, ``tell`` learns which part of the lines is heard. Raises Cancelled and what loading
    a model does.
    """
    recogniser = hearing.loaded(work, run)
    work.hearing_since.setdefault(run.id, now())
    options = options_of(of)
    own = language_code(of.language) if of.language else None
    due = Rarely()
    found = []
    for number, line in enumerate(lines):
        text = _heard(recogniser, options, language_of(line.text, own), _around(pcm, line), work.stop(run))
        if text:
            found.append(LineEvidence(line.id, alternatives=(Alternative(LARGER, text),)))
        else:
            found.append(LineEvidence(line.id, {LARGER_SILENT: 1.0}))
        if due():
            tell((number + 1) / len(lines))
    evidence = PartEvidence(PART, tuple(found)).as_dict()
    return {**evidence, "model": recogniser.model, "engine": recogniser.engine}


def options_of(of: Run) -> DecodingOptions:
    """As the lines were heard, but each for itself: no text leads it."""
    options = decoding_options(of.options) if of.kind == "transcribe" else DecodingOptions()
    return replace(
        options,
        initial_prompt=None,
        carry_initial_prompt=False,
        condition_on_previous_text=False,
        clip_timestamps="0",
    )


def _around(pcm: NDArray[np.int16], line: Line) -> NDArray[np.float32]:
    start = max(0, line.start - REHEAR_MARGIN_MS) * SAMPLES_PER_MS
    return to_float(pcm[start : (line.end + REHEAR_MARGIN_MS) * SAMPLES_PER_MS])


def _heard(
    recogniser: Recogniser,
    options: DecodingOptions,
    language: str | None,
    sound: NDArray[np.float32],
    stop: Callable[[], bool],
) -> str:
    """The text of a piece of sound, "" for none."""
    if stop():
        raise Cancelled
    if not len(sound):
        return ""
    texts: list[str] = []

    def take(segments: tuple[Segment, ...]) -> None:
        texts.extend(segment.text for segment in segments)

    recogniser.transcribe(sound, options, language=language, prompt="", on_window=take, stop=stop)
    return clean("".join(texts)).strip()
