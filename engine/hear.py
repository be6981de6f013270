"""Hear a recording chunk by chunk: what one chunk passes to the next, and lines on the recording's own clock."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.chunks import FIRST_MAX_MS, FRAME_MS, LATER_MAX_MS, SILENCE_RMS, Chunk, frame_levels, plan_chunks
from engine.errors import Cancelled
from engine.lines import columns, split_segment
from engine.media.pcm import SAMPLES_PER_MS, to_float
from engine.transcript import Segment, Transcript, Word

if TYPE_CHECKING:
    from engine.backends.base import Recogniser
    from engine.options import DecodingOptions

PROMPT_CHARACTERS = 1_000  # Whisper looks at 223 tokens of what came before; the recogniser takes the last that fit
PROMPT_RESET_TEMPERATURE = 0.5  # text heard at a higher one is too unsure to lead what follows (whisper/transcribe.py)
WINDOW_MS = 30_000  # what Whisper looks at in one go
AUDIBLE_SHARE = 300  # a sound 50 dB below the loudest is none
TAIL_MS = 1_000  # what is left of a chunk for its last window may be so short that Whisper only makes things up
MAX_COLUMNS_PER_SECOND = 25  # nobody speaks faster: 12 Korean syllables, 25 Latin letters
MIN_LINE_MS = 100  # a line without length could not be played


@dataclass(frozen=True, slots=True)
class Carry:
    """What a chunk passes to the next: the language once it is known, and the text before it as a prompt."""

    language: str | None = None
    prompt: str = ""

    def as_dict(self) -> dict[str, str | None]:
        """For JSON."""
        return {"language": self.language, "prompt": self.prompt}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Carry:
        """The inverse of ``as_dict``."""
        return cls(data.get("language"), data.get("prompt") or "")


def plan(
    pcm: NDArray[np.int16],
    options: DecodingOptions,
    first_max: int = FIRST_MAX_MS,
    later_max: int = LATER_MAX_MS,
) -> tuple[Chunk, ...]:
    """The chunks to hear one after the other: all of ``pcm``, or only the clips that ``options`` ask for.

    The first of all lasts at most ``first_max`` ms, later ones at most ``later_max`` ms (see ``plan_chunks``).
    """
    duration = len(pcm) // SAMPLES_PER_MS
    chunks: list[Chunk] = []
    for start, end in options.clips(duration):
        clip = pcm[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS]
        for chunk in plan_chunks(clip, later_max if chunks else first_max, later_max):
            chunks.append(Chunk(len(chunks), start + chunk.start, start + chunk.end))
    return tuple(chunks)


def hear_chunk(
    recogniser: Recogniser,
    pcm: NDArray[np.int16],
    chunk: Chunk,
    options: DecodingOptions,
    carry: Carry,
    on_window: Callable[[int, tuple[Segment, ...]], None],
    stop: Callable[[], bool],
) -> Carry:
    """Hear one ``chunk`` of the recording ``pcm`` (16 kHz mono, all of it) and return what the next one needs.

    ``on_window`` gets the number of each window in this chunk, from 0, and its lines (never none: a window without
    text is counted but not told) as soon as it is heard: split, on the recording's clock, inside the chunk, in order.
    ``carry`` is what the chunk before returned, ``Carry()`` for the first. ``clip_timestamps`` has done its part in
    ``plan``: it means nothing to the recogniser. A chunk with sound that gave no text after the text before it is heard
    once more without that: Whisper falls silent where the text before does not fit, as where the language changes.
    Raises Cancelled when ``stop()`` is true; windows that were told by then stand.
    """
    if stop():
        raise Cancelled
    stretch = pcm[chunk.start * SAMPLES_PER_MS : chunk.end * SAMPLES_PER_MS]
    samples = to_float(stretch)
    levels = frame_levels(stretch)  # and the pages of a memmap are given back
    stitch = _Stitch(chunk, levels, _Prompt(options, carry, first=chunk.index == 0), on_window)

    def listen() -> str:
        return recogniser.transcribe(
            samples,
            options,
            language=options.language or carry.language,
            prompt=stitch.prompt.text,
            on_window=stitch.take,
            stop=stop,
        )

    heard = listen()
    if not stitch.told and stitch.prompt.text and chunk.index > 0 and stitch.audible:
        before, stitch.prompt.text = stitch.prompt.text, ""
        heard = listen()
        stitch.prompt.text = stitch.prompt.text if stitch.told else before
    return Carry(carry.language or (heard if stitch.told else None), stitch.prompt.text)


def hear_all(
    recogniser: Recogniser,
    pcm: NDArray[np.int16],
    options: DecodingOptions,
    on_window: Callable[[tuple[Segment, ...]], None],
    progress: Callable[[int, int], None],
    stop: Callable[[], bool],
) -> Transcript:
    """Hear the whole of ``pcm`` (16 kHz mono) and return its transcript.

    ``on_window`` gets each window's lines, ``progress`` the ms heard so far and in all. Raises Cancelled.
    """
    total = len(pcm) // SAMPLES_PER_MS
    segments: list[Segment] = []
    carry = Carry()

    def take(_window: int, lines: tuple[Segment, ...]) -> None:
        segments.extend(lines)
        on_window(lines)
        progress(lines[-1].end, total)

    for chunk in plan(pcm, options):
        carry = hear_chunk(recogniser, pcm, chunk, options, carry, take, stop)
        progress(chunk.end, total)
    return Transcript(tuple(segments), carry.language or options.language, relisten_meta(recogniser, options))


def relisten_meta(recogniser: Recogniser, options: DecodingOptions) -> dict[str, Any]:
    """The JSON's ``relisten`` entry: what is needed to hear the recording in the same way again."""
    return {
        "model": recogniser.model,
        "engine": recogniser.engine,
        "device": recogniser.device,
        "precision": recogniser.precision,
        "options": options.as_dict(),
        "seed": options.seed,
        "versions": dict(recogniser.versions),
    }


class _Prompt:
    """The text that leads the next window, by Whisper's rule, kept across chunks.

    The user's prompt counts as text before the first word, unless ``carry_initial_prompt`` has the recogniser itself
    put it in front of every window.
    """

    def __init__(self, options: DecodingOptions, carry: Carry, first: bool) -> None:
        self._conditioned = options.condition_on_previous_text
        given = "" if options.carry_initial_prompt else options.initial_prompt or ""
        self.text = given if first else carry.prompt

    def follow(self, segments: Sequence[Segment]) -> None:
        """Count a window's text; one heard at a high temperature leaves nothing behind."""
        if not segments:
            return
        heard = "".join(segment.text for segment in segments)
        unsure = any((segment.temperature or 0.0) > PROMPT_RESET_TEMPERATURE for segment in segments)
        self.text = _tail(self.text + heard) if self._conditioned and not unsure else ""


class _Stitch:
    """Turns the windows of one chunk, told in its own clock, into lines in the recording's."""

    def __init__(
        self,
        chunk: Chunk,
        levels: NDArray[np.float32],
        prompt: _Prompt,
        on_window: Callable[[int, tuple[Segment, ...]], None],
    ) -> None:
        self.prompt = prompt
        self._levels = levels
        self.told = False
        self._chunk = chunk
        self._on_window = on_window
        self._window = 0
        self._floor = chunk.start

    @property
    def audible(self) -> bool:
        """Whether there is any sound in the chunk."""
        return bool(len(self._levels)) and float(self._levels.max()) > SILENCE_RMS

    def take(self, segments: tuple[Segment, ...]) -> None:
        """Number the window, place its lines and pass them on."""
        spoken = [segment for segment in segments if segment.text.strip()]
        if _is_made_up(spoken, self._levels):
            spoken = []
        self.prompt.follow(spoken)
        lines = tuple(
            self._fitted(line) for segment in spoken for line in split_segment(_shifted(segment, self._chunk))
        )
        if lines:
            self._on_window(self._window, lines)
            self.told = True
        self._window += 1

    def _fitted(self, line: Segment) -> Segment:
        """``line`` after the one before it, with a length, its words inside it."""
        start = max(line.start, self._floor)
        end = max(line.end, start)
        if end - start < MIN_LINE_MS:
            end = min(start + MIN_LINE_MS, self._chunk.end)
            start = max(self._chunk.start, end - MIN_LINE_MS)
        self._floor = end
        words = []
        at = start
        for word in line.words:
            begin = min(max(word.start, at), end)
            at = min(max(word.end, begin), end)
            words.append(replace(word, start=begin, end=at))
        return replace(line, start=start, end=end, words=tuple(words))


def _is_made_up(segments: Sequence[Segment], levels: NDArray[np.float32]) -> bool:
    """Whether a window's text cannot come from its sound: there is none, or too little for so much text.

    ``levels`` are the chunk's (``frame_levels``). Nothing that might have been said is judged: a window must be silent
    through and through beside the chunk's loudest place, or be the last moment of the chunk, where Whisper likes to
    repeat a sentence or to thank for watching. What else looks made up is a matter for the person who listens.
    """
    start = segments[0].window if segments else None
    if start is None or not len(levels):
        return False
    sound = levels[min(start // FRAME_MS, len(levels) - 1) :][: WINDOW_MS // FRAME_MS]
    if float(sound.max()) <= min(SILENCE_RMS, float(levels.max()) / AUDIBLE_SHARE):
        return True
    left = len(levels) * FRAME_MS - start
    letters = sum(columns("".join(segment.text.split())) for segment in segments)
    return left < TAIL_MS and letters > MAX_COLUMNS_PER_SECOND * left / 1000


def _shifted(segment: Segment, chunk: Chunk) -> Segment:
    """``segment`` of a chunk's clock in the recording's, inside the chunk, with NaN and infinities as unknown."""

    def at(ms: int) -> int:
        return min(max(chunk.start + ms, chunk.start), chunk.end)

    def moved(word: Word) -> Word:
        return replace(
            word,
            start=at(word.start),
            end=at(max(word.start, word.end)),
            probability=_finite(word.probability),
            token_logprobs=_all_finite(word.token_logprobs),
        )

    return replace(
        segment,
        start=at(segment.start),
        end=at(max(segment.start, segment.end)),
        window=None if segment.window is None else at(segment.window),
        words=tuple(moved(word) for word in segment.words),
        token_logprobs=_all_finite(segment.token_logprobs),
        own_logprob=_finite(segment.own_logprob),
        avg_logprob=_finite(segment.avg_logprob),
        no_speech_prob=_finite(segment.no_speech_prob),
        compression_ratio=_finite(segment.compression_ratio),
        temperature=_finite(segment.temperature),
    )


def _finite(value: float | None) -> float | None:
    """``value``, or None where it is NaN or infinite: JSON has neither, and neither says anything."""
    return value if value is not None and math.isfinite(value) else None


def _all_finite(values: tuple[float, ...]) -> tuple[float, ...]:
    """``values``, or none of them where one is NaN or infinite: one a token, or nothing."""
    return values if all(math.isfinite(value) for value in values) else ()


def _tail(text: str) -> str:
    """The end of ``text``, at most PROMPT_CHARACTERS long, from a word's beginning where there is one."""
    if len(text) <= PROMPT_CHARACTERS:
        return text
    kept = text[-PROMPT_CHARACTERS:]
    space = kept.find(" ")
    return kept if space < 0 else kept[space:]
