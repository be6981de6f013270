"""Sounds heard on their own by faster-whisper: many at once, greedily, without text before and without times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from engine.backends.faster_scores import features, guessed
from engine.transcript import nfc

AT_ONCE = 4
"""Sounds in one go: more are hardly faster on a CPU and cost memory."""
MOST_TOKENS = 224
"""Of one sound's text: what whisper allows (n_text_ctx // 2)."""


def listen(
    model: Any, sounds: Sequence[NDArray[np.float32]], language: str | None, check: Callable[[], None]
) -> tuple[str, ...]:
    """As engine.backends.base.Recogniser says; ``check`` may raise to give up."""
    texts: list[str] = []
    known = language
    for first in range(0, len(sounds), AT_ONCE):
        check()
        batch = np.stack([features(model, sound) for sound in sounds[first : first + AT_ONCE]])
        heard = model.model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(batch, dtype=np.float32)))
        known = known or guessed(model, heard)
        tokenizer = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", known)
        prompt = [*tokenizer.sot_sequence, tokenizer.no_timestamps]
        check()
        results = model.model.generate(
            heard,
            [prompt] * len(batch),
            beam_size=1,
            max_length=MOST_TOKENS + len(prompt),
            suppress_tokens=[-1],
        )
        texts += [_text(tokenizer, result.sequences_ids[0]) for result in results]
    return tuple(texts)


def _text(tokenizer: Tokenizer, tokens: Sequence[int]) -> str:
    return nfc(str(tokenizer.decode([token for token in tokens if token < tokenizer.eot])))
