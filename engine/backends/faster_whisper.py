"""faster-whisper behind the protocol: its own ``transcribe`` hears, through a model that tells what it does."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from numpy.typing import NDArray

from engine.backends.base import OnWindow, Stop, TokenScores
from engine.backends.faster_listen import listen
from engine.backends.faster_scores import SHORTEST_SAMPLES, mended, score
from engine.backends.windows import (
    HeardWord,
    Teller,
    Watch,
    hear_on,
    is_out_of_memory,
    log_of,
    make_segment,
    memory_told,
    narrower,
    word_tokens,
)
from engine.media.pcm import SAMPLES_PER_MS
from engine.models.hardware import thread_count
from engine.options import DecodingOptions
from engine.transcript import Segment

POLL_S = 0.01


class FasterWhisper:
    """faster-whisper. 8-bit integers on a CPU; float16 on CUDA, float32 there where ``fp16`` is off."""

    engine = "faster-whisper"

    def __init__(self, model: str, device: str, weights: Path) -> None:
        """Load the model in the folder ``weights``. Raises OutOfMemory."""
        self.model = model
        self.device = device
        self.versions = {"faster-whisper": version("faster-whisper"), "ctranslate2": version("ctranslate2")}
        self._weights = weights
        self._lock = threading.Lock()
        self._width: int | None = None
        self._loaded = self._load(DecodingOptions())
        self.precision = self._loaded.precision

    def transcribe(
        self,
        pcm: NDArray[np.float32],
        options: DecodingOptions,
        *,
        language: str | None,
        prompt: str | None,
        on_window: OnWindow,
        stop: Stop,
    ) -> str:
        """As engine.backends.base.Recogniser says. Within a window ``stop()`` is asked too; the decoding that was given
        up ends in the background, at the latest with its window.
        """
        teller = Teller(on_window, Watch(stop))
        before = options.initial_prompt if prompt is None else prompt
        with self._lock:
            model = self._fitting(options)
            ctranslate2.set_random_seed(options.seed)

            def run(offset: int, known: str | None) -> str:
                return self._hear(model, pcm[offset * SAMPLES_PER_MS :], options, known, before or "", teller)

            return hear_on(run, teller, language, len(pcm) // SAMPLES_PER_MS)

    def score_tokens(
        self, pcm: NDArray[np.float32], texts: Sequence[str], *, language: str | None, stop: Stop
    ) -> tuple[TokenScores, ...]:
        """As engine.backends.base.Recogniser says: log-probabilities alone."""
        with self._lock, memory_told(self.model, self.device):
            return score(self._loaded, pcm, texts, language, Watch(stop).check)

    def listen(self, sounds: Sequence[NDArray[np.float32]], *, language: str | None, stop: Stop) -> tuple[str, ...]:
        """As engine.backends.base.Recogniser says."""
        with self._lock, memory_told(self.model, self.device):
            return listen(self._loaded, sounds, language, Watch(stop).check)

    def _hear(
        self,
        model: ListeningModel,
        pcm: NDArray[np.float32],
        options: DecodingOptions,
        language: str | None,
        before: str,
        teller: Teller,
    ) -> str:
        """Run faster-whisper's ``transcribe`` over ``pcm`` and return the language."""
        if len(pcm) < SHORTEST_SAMPLES:
            return language or "en"
        if not model.model.is_multilingual:
            language = "en"
        carried = (options.initial_prompt or "").strip() if options.carry_initial_prompt else ""
        window = _Window(teller, carried, self._width)
        model.listen(window)
        try:
            with memory_told(self.model, self.device):
                heard, info = model.transcribe(pcm, language=language, **_arguments(options, before))
                for segment in heard:
                    window.heard.append(segment)
        finally:
            model.listen(None)
            self._width = window.width
        window.over()
        return str(info.language)

    def _fitting(self, options: DecodingOptions) -> ListeningModel:
        """The loaded model, or the same loaded anew where the options ask for other threads or precision."""
        if self._loaded.setting != _setting(self.device, options):
            del self._loaded  # both at once may not fit
            self._loaded = self._load(options)
            self.precision = self._loaded.precision
        return self._loaded

    def _load(self, options: DecodingOptions) -> ListeningModel:
        setting = _setting(self.device, options)
        with memory_told(self.model, self.device):
            return ListeningModel(self._weights, self.device, setting)


@dataclass(frozen=True, slots=True)
class Setting:
    """What CTranslate2 fixes when it loads a model."""

    precision: str
    threads: int


def _setting(device: str, options: DecodingOptions) -> Setting:
    name = device.partition(":")[0]
    wanted = "int8" if name == "cpu" else "float16" if options.fp16 else "float32"
    supported = ctranslate2.get_supported_compute_types(name)
    return Setting(wanted if wanted in supported else "float32", thread_count(options.threads))


def _arguments(options: DecodingOptions, before: str) -> dict[str, Any]:
    """What faster-whisper's ``transcribe`` is called with; where whisper says None it wants a number."""
    return {
        "task": options.task,
        "beam_size": options.beam_size or 1,
        "best_of": options.best_of or 1,
        "patience": options.patience or 1.0,
        "length_penalty": 1.0 if options.length_penalty is None else options.length_penalty,
        "temperature": list(options.temperatures()),
        "compression_ratio_threshold": options.compression_ratio_threshold,
        "log_prob_threshold": options.logprob_threshold,
        "no_speech_threshold": options.no_speech_threshold,
        "condition_on_previous_text": options.condition_on_previous_text,
        "initial_prompt": before.strip() or None,
        "suppress_tokens": options.suppressed_tokens(),
        "word_timestamps": True,
        "prepend_punctuations": options.prepend_punctuations,
        "append_punctuations": options.append_punctuations,
        "hallucination_silence_threshold": options.hallucination_silence_threshold,
        "vad_filter": False,  # it loses sung words
    }


TokenPair = tuple[tuple[int, ...], tuple[float, ...]]
"""A word's tokens and their log-probabilities."""


@dataclass
class _Window:
    """The window in work: what the model tells of it, and what ``transcribe`` then yields."""

    teller: Teller
    carried: str
    width: int | None
    eot: int = 0
    heard: list[Any] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    alignment: list[dict[str, Any]] = field(default_factory=list)
    evidence: list[tuple[list[int], list[float], list[TokenPair]]] = field(default_factory=list)

    def begins(self, tokenizer: Any) -> None:
        """The next window is about to be decoded: the one before it has been yielded whole."""
        self.over()
        self.eot = tokenizer.eot
        self.teller.begins(tokenizer.language_code)

    def over(self) -> None:
        """Tell what was yielded."""
        self.teller.ends([self._segment(segment) for segment in self.heard])
        self.heard, self.evidence, self.alignment, self.logprobs = [], [], [], []

    def aligned(self, segments: Sequence[dict[str, Any]], eot: int) -> None:
        """Share the words' tokens out to the window's ``segments``, before any of those is dropped."""
        pairs = iter(word_tokens(((entry["word"], entry["tokens"]) for entry in self.alignment), self.logprobs))
        at = 0
        for segment in segments:
            count = sum(token < eot for token in segment["tokens"])
            words = [next(pairs, ((), ())) for _ in segment["words"]]
            self.evidence.append((segment["tokens"], self.logprobs[at : at + count], words))
            at += count

    def _segment(self, heard: Any) -> Segment:
        """What was yielded, with the evidence of the same list of tokens."""
        found = next((kept for kept in self.evidence if kept[0] is heard.tokens), None)
        logprobs, pairs = (found[1], found[2]) if found else ([], [])
        words = [
            HeardWord(word.word, word.start, word.end, word.probability, *pair)
            for word, pair in zip(heard.words or [], [*pairs, *[((), ())] * len(heard.words or [])], strict=False)
        ]
        told = {
            name: getattr(heard, name)
            for name in ("start", "end", "text", "avg_logprob", "no_speech_prob", "compression_ratio", "temperature")
        }
        tokens = [token for token in heard.tokens if token < self.eot]
        return make_segment({**told, "seek": heard.seek / 100}, tokens, logprobs, words, self.teller.offset)


class ListeningModel(WhisperModel):  # type: ignore[misc]  # the library has no types
    """faster-whisper's model; while a window listens, its methods tell that what they do."""

    def __init__(self, folder: Path, device: str, setting: Setting) -> None:
        name, _, index = device.partition(":")
        super().__init__(
            str(folder),
            device=name,
            device_index=int(index or 0),
            compute_type=setting.precision,
            cpu_threads=setting.threads,
            local_files_only=True,
        )
        self.setting = setting
        self.precision = setting.precision
        self.hf_tokenizer: Any = mended(self.hf_tokenizer)
        self.model: Any = _Interruptible(self.model)
        self._window: _Window | None = None

    def listen(self, window: _Window | None) -> None:
        """From now on tell ``window``."""
        self._window = window
        self.model.window = window

    def encode(self, features: Any) -> Any:
        """A window begins, or the language is about to be guessed."""
        if self._window:
            self._window.over()
            self._window.teller.watch.check()
        return super().encode(features)

    def get_prompt(self, tokenizer: Any, previous_tokens: Any, **settings: Any) -> Any:
        """With the carried prompt in front, and as much of the previous text as there is room."""
        if self._window and self._window.carried:
            carried = tokenizer.encode(" " + self._window.carried)
            room = max(0, self.max_length // 2 - 1 - len(carried))
            previous_tokens = [*carried, *(previous_tokens[-room:] if room else [])]
        return super().get_prompt(tokenizer, previous_tokens, **settings)

    def generate_with_fallback(self, encoder_output: Any, prompt: Any, tokenizer: Any, options: Any) -> Any:
        """Decode a window, with a smaller beam when memory runs out."""
        window = self._window
        if window is None:
            return super().generate_with_fallback(encoder_output, prompt, tokenizer, options)
        window.begins(tokenizer)
        while True:
            fitting = _narrowed(options, window.width)
            try:
                return super().generate_with_fallback(encoder_output, prompt, tokenizer, fitting)
            except (RuntimeError, MemoryError) as error:
                width = narrower(max(fitting.beam_size, fitting.best_of)) if is_out_of_memory(error) else None
                if width is None:
                    raise
                window.width = width

    def find_alignment(self, *given: Any, **named: Any) -> Any:
        """Keep the list of words: punctuation is merged into it afterwards."""
        alignments = super().find_alignment(*given, **named)
        if self._window:
            self._window.alignment = alignments[0] if alignments else []
        return alignments

    def add_word_timestamps(self, segments: Any, tokenizer: Any, *given: Any, **named: Any) -> Any:
        """The window's segments get their words, and the window gets the words' tokens."""
        if self._window:
            self._window.teller.at(round(segments[0][0]["seek"] * 1000 / self.frames_per_second))
        last = super().add_word_timestamps(segments, tokenizer, *given, **named)
        if self._window:
            self._window.aligned(segments[0], tokenizer.eot)
        return last


def _narrowed(options: Any, width: int | None) -> Any:
    if width is None:
        return options
    beam = min(options.beam_size, width)
    return replace(
        options, beam_size=beam, best_of=min(options.best_of, width), patience=options.patience if beam > 1 else 1.0
    )


class _Interruptible:
    """CTranslate2's model: decoding can be given up, and an alignment leaves its probabilities behind."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.window: _Window | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, features: Any, prompts: Any, **settings: Any) -> list[Any]:
        """As the model's own, asking ``stop()`` while it works."""
        if self.window is None:
            return list(self._model.generate(features, prompts, **settings))
        pending = self._model.generate(features, prompts, asynchronous=True, **settings)
        while not all(result.done() for result in pending):
            self.window.teller.watch.check()
            time.sleep(POLL_S)
        return [result.result() for result in pending]

    def align(self, *given: Any, **settings: Any) -> Any:
        """As the model's own; the probabilities of the text's tokens are kept."""
        results = self._model.align(*given, **settings)
        if self.window is not None:
            self.window.logprobs = [log_of(probability) for probability in results[0].text_token_probs]
        return results
