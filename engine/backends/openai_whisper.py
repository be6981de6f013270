"""openai-whisper behind the protocol: its own ``transcribe`` hears, and is listened to from inside.

Nothing of the library is patched for others: its two functions run as copies whose few global names lead here, and the
model it is given is a stand-in that passes everything on.
"""

from __future__ import annotations

import math
import sys
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import torch
import whisper
from numpy.typing import NDArray
from whisper.model import ModelDimensions, Whisper
from whisper.tokenizer import get_tokenizer

from engine.backends.base import OnWindow, Stop, TokenScores
from engine.backends.openai_listen import listen
from engine.backends.openai_scores import TokenScorer
from engine.backends.windows import (
    HeardWord,
    Teller,
    Watch,
    hear_on,
    is_out_of_memory,
    make_segment,
    memory_told,
    narrower,
    word_tokens,
)
from engine.media.pcm import SAMPLES_PER_MS
from engine.models.hardware import thread_count
from engine.models.names import model_spec
from engine.options import DecodingOptions
from engine.transcript import Segment

_transcribe_module = sys.modules["whisper.transcribe"]  # whisper.transcribe is the function of that name
_timing_module = sys.modules["whisper.timing"]
FRAMES_PER_SECOND = 100
PROMPT_RESET_TEMPERATURE = 0.5


class OpenAIWhisper:
    """openai-whisper. In float16 on CUDA unless ``fp16`` is off, in float32 on a CPU."""

    engine = "openai-whisper"

    def __init__(self, model: str, device: str, weights: Path) -> None:
        """Load the verified checkpoint ``weights``. Raises OutOfMemory."""
        self.model = model
        self.device = device
        self.precision = "float16" if device.startswith("cuda") else "float32"
        self.versions = {"openai-whisper": version("openai-whisper"), "torch": torch.__version__}
        self._lock = threading.Lock()
        self._width = sys.maxsize
        with memory_told(model, device):
            self._whisper = _load(weights, model_spec(model).stored, device)
        self._scorer = TokenScorer(self._whisper)

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
        """As engine.backends.base.Recogniser says."""
        teller = Teller(on_window, Watch(stop))
        before = options.initial_prompt if prompt is None else prompt
        if not self._whisper.is_multilingual:
            language = "en"
        with self._lock:
            torch.manual_seed(options.seed)
            self._use_threads(options.threads)

            def run(offset: int, known: str | None) -> str:
                return self._hear(pcm[offset * SAMPLES_PER_MS :], options, known, before, teller)

            return hear_on(run, teller, language, len(pcm) // SAMPLES_PER_MS)

    def score_tokens(
        self, pcm: NDArray[np.float32], texts: Sequence[str], *, language: str | None, stop: Stop
    ) -> tuple[TokenScores, ...]:
        """As engine.backends.base.Recogniser says. ``stop()`` is asked at every layer."""
        with self._lock, memory_told(self.model, self.device):
            self._use_threads()
            return self._scorer.score(pcm, texts, language, self.precision == "float16", Watch(stop).check)

    def listen(self, sounds: Sequence[NDArray[np.float32]], *, language: str | None, stop: Stop) -> tuple[str, ...]:
        """As engine.backends.base.Recogniser says. ``stop()`` is asked at every layer."""
        with self._lock, memory_told(self.model, self.device):
            self._use_threads()
            return listen(self._whisper, sounds, language, self.precision == "float16", Watch(stop).check)

    def _use_threads(self, wanted: int = 0) -> None:
        if self.device == "cpu":
            torch.set_num_threads(thread_count(wanted))

    def _hear(
        self,
        pcm: NDArray[np.float32],
        options: DecodingOptions,
        language: str | None,
        before: str | None,
        teller: Teller,
    ) -> str:
        """Run whisper's ``transcribe`` over ``pcm`` and return the language."""
        half = options.fp16 and self.device.startswith("cuda")
        self.precision = "float16" if half else "float32"
        listener = _Listener(self._whisper, self.model, self.device, teller, options, before, self._width)
        transcribe = _with_globals(
            _transcribe_module.transcribe,
            tqdm=types.SimpleNamespace(tqdm=listener.bar),
            add_word_timestamps=listener.add_word_timestamps,
            warnings=types.SimpleNamespace(warn=lambda *_: None),  # that translations have doubtful word times
        )
        with _checked_forward(self._whisper, listener), memory_told(self.model, self.device):
            try:
                heard = transcribe(listener, np.ascontiguousarray(pcm), fp16=half, **listener.arguments(language))
            finally:
                self._width = listener.width
        return str(heard["language"])


def _load(weights: Path, stored: str, device: str) -> Whisper:
    """The model as ``whisper.load_model`` makes it, from tensors alone: nothing in the file is ever run."""
    checkpoint = torch.load(weights, map_location=device, weights_only=True)
    model = Whisper(ModelDimensions(**checkpoint["dims"]))
    model.load_state_dict(checkpoint["model_state_dict"])
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS[stored])
    return model.to(device).eval()


def _with_globals(function: Callable[..., Any], **changed: Any) -> Callable[..., Any]:
    """A copy of a module's function for which some global names mean something else."""
    assert isinstance(function, types.FunctionType)
    scope = {**function.__globals__, **changed}
    copy = types.FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


@contextmanager
def _checked_forward(model: Whisper, listener: _Listener) -> Iterator[None]:
    """``stop()`` is asked at every step of the encoder and the decoder."""

    def check(_module: object, _inputs: object) -> None:
        listener.check()

    hooks = [part.register_forward_pre_hook(check) for part in (model.encoder, model.decoder)]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


class _Listener:
    """Stands in for the model inside ``transcribe`` and hears what it does.

    It is called in this order: ``decode`` once a temperature of each window, ``add_word_timestamps`` with the window's
    segments unless it was silent, and the progress bar's ``update`` when the window's segments are final.
    """

    def __init__(
        self,
        model: Whisper,
        name: str,
        device: str,
        teller: Teller,
        options: DecodingOptions,
        before: str | None,
        width: int,
    ) -> None:
        self._model = model
        self._names = (name, device)
        self._teller = teller
        self._options = options
        self._before = before or ""
        self.width = width
        self._mel: torch.Tensor | None = None
        self._segments: list[dict[str, Any]] = []
        self._evidence: list[tuple[list[int], list[float], list[HeardWord]]] = []
        self._aligning = False
        self._logprobs: list[float] = []
        carried = options.carry_initial_prompt and bool(options.initial_prompt)
        self._carried = self._encode(options.initial_prompt or "") if carried else []
        self._previous = self._encode(self._before) if carried and self._before.strip() else []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def arguments(self, language: str | None) -> dict[str, Any]:
        """What ``whisper.transcribe`` is called with besides the audio and the precision."""
        options = self._options
        return {
            "verbose": None,
            "language": language,
            "task": options.task,
            "temperature": options.temperatures(),
            "beam_size": options.beam_size,
            "best_of": options.best_of,
            "patience": options.patience,
            "length_penalty": options.length_penalty,
            "suppress_tokens": ",".join(map(str, options.suppressed_tokens())),
            "initial_prompt": options.initial_prompt if self._carried else (self._before.strip() or None),
            "carry_initial_prompt": bool(self._carried),
            "condition_on_previous_text": options.condition_on_previous_text,
            "compression_ratio_threshold": options.compression_ratio_threshold,
            "logprob_threshold": options.logprob_threshold,
            "no_speech_threshold": options.no_speech_threshold,
            "hallucination_silence_threshold": options.hallucination_silence_threshold,
            "prepend_punctuations": options.prepend_punctuations,
            "append_punctuations": options.append_punctuations,
            "word_timestamps": True,
        }

    def check(self) -> None:
        """Raise Cancelled where nothing is left in disorder: the alignment removes its hooks only at its end."""
        if not self._aligning:
            self._teller.watch.check()

    # decoding

    def decode(self, mel: torch.Tensor, options: Any) -> Any:
        """One try at a window: in a smaller beam when memory runs out, in float32 when half precision overflows."""
        if mel is not self._mel:
            self._mel = mel
            self._teller.begins(options.language)
        if self._previous:
            options = replace(options, prompt=self._prompt(options.prompt))
        result = self._decode_in_memory(mel, options)
        if options.fp16 and _is_nan(result):
            result = self._decode_in_memory(mel.float(), replace(options, fp16=False))
        return result

    def _decode_in_memory(self, mel: torch.Tensor, options: Any) -> Any:
        """Decode with the widest beam that fits; a narrower one stays for the windows to come."""
        while True:
            try:
                return self._model.decode(mel, _narrowed(options, self.width))
            except ValueError:
                if not options.fp16:
                    raise
                return None  # torch refuses to draw from NaN
            except (RuntimeError, MemoryError) as error:
                used = min(options.beam_size or options.best_of or 1, self.width)
                width = narrower(used) if is_out_of_memory(error) else None
                if width is None:
                    raise
                self.width = width
                if torch.cuda.is_available():
                    torch.cuda.empty_cache()

    def _prompt(self, given: list[int]) -> list[int]:
        """The carried prompt, then the text before this chunk, then what was heard in it, as much as there is room."""
        room = max(0, self._model.dims.n_text_ctx // 2 - 1 - len(self._carried))
        heard = [*self._previous, *given[len(self._carried) :]]
        return [*self._carried, *(heard[-room:] if room else [])]

    def _encode(self, text: str) -> list[int]:
        tokenizer = get_tokenizer(self._model.is_multilingual, num_languages=self._model.num_languages)
        return list(tokenizer.encode(" " + text.strip()))

    # aligning

    def add_word_timestamps(self, *, segments: list[dict[str, Any]], **arguments: Any) -> None:
        """Whisper's own, with the tokens of each word and their log-probabilities kept beside."""
        self._teller.at(round(segments[0]["seek"] * 1000 / FRAMES_PER_SECOND))
        alignment: list[Any] = []

        def find_alignment(*given: Any, **named: Any) -> list[Any]:
            alignment.extend(_timing_module.find_alignment(*given, **named))
            return alignment

        tokenizer = arguments["tokenizer"]
        self._logprobs = []
        aligner = _Aligner(self._model, len(tokenizer.sot_sequence), tokenizer.eot)
        add = _with_globals(_timing_module.add_word_timestamps, find_alignment=find_alignment)
        self._aligning = True
        try:
            with _hooks_removed(self._model):
                add(segments=segments, **{**arguments, "model": aligner})
        finally:
            self._aligning = False
        self._segments = segments
        self._evidence = _shared_out(segments, alignment, aligner.logprobs, tokenizer.eot)

    # finishing

    def bar(self, **_settings: Any) -> _Bar:
        """In the place of whisper's progress bar, whose update marks the end of a window."""
        return _Bar(self._window_done)

    def _window_done(self) -> None:
        told = []
        for segment, (tokens, logprobs, words) in zip(self._segments, self._evidence, strict=False):
            if segment["tokens"]:  # whisper empties those without text or length
                seconds = {**segment, "seek": segment["seek"] / FRAMES_PER_SECOND}
                told.append(make_segment(seconds, tokens, logprobs, words, self._teller.offset))
        self._segments, self._evidence = [], []
        if not self._options.condition_on_previous_text or _is_unsure(told):
            self._previous = []
        self._teller.ends(told)


def _is_nan(result: Any) -> bool:
    return result is None or math.isnan(result.avg_logprob) or math.isnan(result.no_speech_prob)


def _is_unsure(segments: list[Segment]) -> bool:
    """Whether whisper lets nothing of this window lead the next."""
    return any((segment.temperature or 0.0) > PROMPT_RESET_TEMPERATURE for segment in segments)


def _narrowed(options: Any, width: int) -> Any:
    """``options`` with at most ``width`` beams or samples; a beam of one has no use for patience."""
    if options.beam_size is not None and options.beam_size > width:
        return replace(options, beam_size=width, patience=options.patience if width > 1 else None)
    if options.best_of is not None and options.best_of > width:
        return replace(options, best_of=width)
    return options


def _shared_out(
    segments: list[dict[str, Any]], alignment: list[Any], logprobs: list[float], eot: int
) -> list[tuple[list[int], list[float], list[HeardWord]]]:
    """For each segment its text tokens, their log-probabilities, and its words with theirs."""
    pairs = iter(word_tokens(((timing.word, timing.tokens) for timing in alignment), logprobs))
    shares = []
    at = 0
    for segment in segments:
        tokens = [token for token in segment["tokens"] if token < eot]
        words = [
            HeardWord(word["word"], word["start"], word["end"], word["probability"], *next(pairs, ((), ())))
            for word in segment["words"]
        ]
        shares.append((tokens, logprobs[at : at + len(tokens)], words))
        at += len(tokens)
    return shares


class _Aligner:
    """Stands in for the model inside ``find_alignment`` and keeps the text tokens' log-probabilities.

    ``find_alignment`` feeds the start sequence, <|notimestamps|>, the text and the end: the row before a token
    foretells it. The softmax is over text tokens alone, as in whisper's own word probabilities.
    """

    def __init__(self, model: Whisper, prefix: int, eot: int) -> None:
        self._model = model
        self._prefix = prefix
        self._eot = eot
        self.logprobs: list[float] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def __call__(self, mel: torch.Tensor, tokens: torch.Tensor) -> torch.Tensor:
        """Logits, shape (1, tokens, vocabulary); in float32 where half precision gave NaN."""
        logits = self._model(mel, tokens)
        if mel.dtype == torch.float16 and bool(torch.isnan(logits).any()):
            logits = self._model(mel.float(), tokens)
        text = tokens[0, self._prefix + 1 : -1]
        rows = logits[0, self._prefix : self._prefix + len(text), : self._eot].float().log_softmax(dim=-1)
        self.logprobs = rows.gather(1, text[:, None])[:, 0].tolist()
        return torch.as_tensor(logits)


@contextmanager
def _hooks_removed(model: Whisper) -> Iterator[None]:
    """``find_alignment`` leaves its hooks behind when the model fails in it: a later decode would grow with them."""
    attentions = [block.cross_attn for block in model.decoder.blocks]
    before = [set(attention._forward_hooks) for attention in attentions]
    try:
        yield
    finally:
        for attention, known in zip(attentions, before, strict=True):
            for hook in set(attention._forward_hooks) - known:
                del attention._forward_hooks[hook]


class _Bar:
    """Looks like whisper's progress bar."""

    def __init__(self, updated: Callable[[], None]) -> None:
        self._updated = updated

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_exception: object) -> None:
        return None

    def update(self, _frames: int) -> None:
        """Whisper has finished a window."""
        self._updated()
