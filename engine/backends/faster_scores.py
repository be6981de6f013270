"""A text scored by faster-whisper: CTranslate2's alignment tells the chosen tokens' probabilities and no more."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import tokenizers
from faster_whisper.audio import pad_or_trim
from faster_whisper.tokenizer import Tokenizer
from numpy.typing import NDArray

from engine.backends.base import TokenScores
from engine.backends.scores import Encoded, readings, shared_out, token_spans
from engine.backends.windows import log_of

HOP_SAMPLES = 160
MOST_FRAMES = 3_000
SHORTEST_SAMPLES = 400
"""One spectrum's width: the feature extractor fails on less."""


def score(
    model: Any,
    pcm: NDArray[np.float32],
    texts: Sequence[str],
    language: str | None,
    check: Callable[[], None],
) -> tuple[TokenScores, ...]:
    """As engine.backends.base.Recogniser says; ``check`` may raise to give up."""
    encoded = [_encode(text, model.hf_tokenizer) for text in texts]
    tokens = [token for text in encoded for token in text.tokens]
    if not tokens:
        return shared_out(encoded)
    check()
    heard = model.encode(features(model, pcm))
    known = language or guessed(model, heard)
    start = Tokenizer(model.hf_tokenizer, model.model.is_multilingual, "transcribe", known).sot_sequence
    frames = min(max(len(pcm) // HOP_SAMPLES, 1), MOST_FRAMES)
    logprobs: list[float] = []
    for reading in readings(len(tokens), model.max_length - len(start) - 2):  # two more signs frame the text
        check()
        result = model.model.align(heard, start, [tokens[reading.context : reading.end]], frames)[0]
        scored = result.text_token_probs[reading.begin - reading.context :]
        logprobs += [log_of(probability) for probability in scored]
    usable = len(logprobs) == len(tokens) and all(map(math.isfinite, logprobs))
    return shared_out(encoded, logprobs=logprobs if usable else ())


def mended(tokenizer: tokenizers.Tokenizer) -> tokenizers.Tokenizer:
    """``tokenizer`` with the merges that its vocabulary implies.

    Files of the multilingual models lack the first one, " t": they encode " the" as " " and "the", which Whisper never
    writes and finds most unlikely. Numbers of tokens are the order of merges.
    """
    data = json.loads(tokenizer.to_str())
    vocabulary, merges = data["model"]["vocab"], data["model"]["merges"]
    pairs = [merge.split(" ") if isinstance(merge, str) else merge for merge in merges]
    made = {first + second for first, second in pairs}
    special = {entry["content"] for entry in data["added_tokens"]}
    missing = [list(token) for token in vocabulary if len(token) == 2 and token not in made and token not in special]
    if not missing:
        return tokenizer
    data["model"]["merges"] = sorted(
        [*pairs, *missing], key=lambda pair: vocabulary.get(pair[0] + pair[1], len(vocabulary))
    )
    return tokenizers.Tokenizer.from_str(json.dumps(data))


def features(model: Any, pcm: NDArray[np.float32]) -> Any:
    """The spectrum of 30 s, silence after ``pcm``."""
    short = max(0, SHORTEST_SAMPLES - len(pcm))
    return pad_or_trim(model.feature_extractor(np.pad(pcm, (0, short)))[:, :MOST_FRAMES])


def _encode(text: str, tokenizer: tokenizers.Tokenizer) -> Encoded:
    """``text`` as tokens; none where it has something that this tokenizer takes for a special token."""
    found = tokenizer.encode(text, add_special_tokens=False).ids
    lengths = [len(tokenizer.id_to_token(token) or "") for token in found]  # one character a byte
    spans = token_spans(text, lengths)
    return Encoded(tuple(found), spans) if spans else Encoded((), ())


def guessed(model: Any, heard: Any) -> str:
    """The language of the sound."""
    if not model.model.is_multilingual:
        return "en"
    token, _ = model.model.detect_language(heard)[0][0]
    return str(token[2:-2])  # <|ko|>
