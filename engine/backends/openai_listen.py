"""Sounds heard on their own by openai-whisper: many at once, greedily, without text before and without times."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from whisper.audio import N_SAMPLES, log_mel_spectrogram, pad_or_trim
from whisper.decoding import DecodingOptions, decode
from whisper.model import Whisper

from engine.backends.openai_scores import checked
from engine.transcript import nfc

AT_ONCE = 4
"""Sounds in one go: more are hardly faster on a CPU and cost memory."""


def listen(
    model: Whisper,
    sounds: Sequence[NDArray[np.float32]],
    language: str | None,
    half: bool,
    check: Callable[[], None],
) -> tuple[str, ...]:
    """As engine.backends.base.Recogniser says; ``check`` may raise to give up."""
    texts: list[str] = []
    known = language if model.is_multilingual else "en"
    with checked(model, check):
        for first in range(0, len(sounds), AT_ONCE):
            batch = torch.stack([_mel(model, sound) for sound in sounds[first : first + AT_ONCE]])
            options = DecodingOptions(language=known, without_timestamps=True, fp16=half)
            results = decode(model, batch, options)
            assert isinstance(results, list)
            known = known or results[0].language
            texts += [nfc(result.text) for result in results]
    return tuple(texts)


def _mel(model: Whisper, sound: NDArray[np.float32]) -> torch.Tensor:
    samples = torch.from_numpy(np.array(pad_or_trim(sound, N_SAMPLES), dtype=np.float32))
    mel: torch.Tensor = log_mel_spectrogram(samples, model.dims.n_mels, device=model.device)
    return mel
