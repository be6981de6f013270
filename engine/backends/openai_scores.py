"""A text scored by openai-whisper: one look at the sound, one reading of the text with it and one without."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from whisper.audio import N_SAMPLES, log_mel_spectrogram, pad_or_trim
from whisper.model import Whisper
from whisper.tokenizer import Tokenizer, get_tokenizer

from engine.backends.base import TokenScores
from engine.backends.scores import Encoded, readings, shared_out, token_spans

ROWS = 128
"""Tokens whose distributions over the vocabulary are worked on at once: 26 MB each copy in float32."""


@dataclass
class _Figures:
    """One value a token, of all texts one after the other."""

    logprobs: list[float] = field(default_factory=list)
    entropies: list[float] = field(default_factory=list)
    margins: list[float] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    unheard: list[float] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether all are numbers: half precision can give NaN."""
        return all(map(math.isfinite, [*self.logprobs, *self.entropies, *self.margins, *self.unheard]))


class TokenScorer:
    """Scores texts with ``model``. Its silence is looked at once."""

    def __init__(self, model: Whisper) -> None:
        self._model = model
        self._silence: dict[torch.dtype, torch.Tensor] = {}

    def score(
        self,
        pcm: NDArray[np.float32],
        texts: Sequence[str],
        language: str | None,
        half: bool,
        check: Callable[[], None],
    ) -> tuple[TokenScores, ...]:
        """As engine.backends.base.Recogniser says; ``check`` may raise to give up."""
        encoded = [_encode(text, self._tokenizer(None)) for text in texts]
        tokens = [token for text in encoded for token in text.tokens]
        if not tokens:
            return shared_out(encoded)
        with torch.inference_mode(), checked(self._model, check):
            figures = self._figures(pcm, tokens, language, torch.float16 if half else torch.float32)
            if half and not figures.sound:
                figures = self._figures(pcm, tokens, language, torch.float32)
        return shared_out(encoded, **vars(figures)) if figures.sound else shared_out(encoded)

    def _figures(
        self, pcm: NDArray[np.float32], tokens: Sequence[int], language: str | None, kind: torch.dtype
    ) -> _Figures:
        heard = self._encoded(pcm, kind)
        silence = self._silent(kind)
        tokenizer = self._tokenizer(language or self._guessed(heard))
        start = list(tokenizer.sot_sequence_including_notimestamps)
        figures = _Figures()
        for reading in readings(len(tokens), self._model.dims.n_text_ctx - len(start)):
            read = [*start, *tokens[reading.context : reading.end]]
            scored = reading.end - reading.begin
            _add_heard(figures, self._logits(read, heard, scored, tokenizer.eot), tokens[reading.begin : reading.end])
            alone = self._logits(read, silence, scored, tokenizer.eot)
            figures.unheard += _logprobs(alone, tokens[reading.begin : reading.end])
        return figures

    def _logits(self, read: Sequence[int], heard: torch.Tensor, scored: int, eot: int) -> torch.Tensor:
        """What the decoder foretold of the last ``scored`` of the tokens it ``read``, shape (scored, text tokens).

        The last token itself is not read: it foretells what nobody asks.
        """
        given = torch.tensor([read[:-1]], device=heard.device)
        logits: torch.Tensor = self._model.decoder(given, heard)
        return logits[0, -scored:, :eot]

    def _encoded(self, pcm: NDArray[np.float32], kind: torch.dtype) -> torch.Tensor:
        """The sound as the decoder hears it, shape (1, audio context, width)."""
        samples = torch.from_numpy(np.array(pad_or_trim(pcm, N_SAMPLES), dtype=np.float32))
        mel = log_mel_spectrogram(samples, self._model.dims.n_mels, device=self._model.device)
        heard: torch.Tensor = self._model.encoder(mel[None].to(kind))
        return heard

    def _silent(self, kind: torch.dtype) -> torch.Tensor:
        if kind not in self._silence:
            self._silence[kind] = self._encoded(np.zeros(0, dtype=np.float32), kind)
        return self._silence[kind]

    def _guessed(self, heard: torch.Tensor) -> str:
        """The language of the sound."""
        if not self._model.is_multilingual:
            return "en"
        _, ((probabilities),) = self._model.detect_language(heard)
        return str(max(probabilities, key=probabilities.__getitem__))

    def _tokenizer(self, language: str | None) -> Tokenizer:
        known = self._model.num_languages
        return get_tokenizer(self._model.is_multilingual, num_languages=known, language=language, task="transcribe")


def _encode(text: str, tokenizer: Tokenizer) -> Encoded:
    """``text`` as it stands: what looks like a special token is text too."""
    tokens = tokenizer.encoding.encode_ordinary(text)
    lengths = [len(tokenizer.encoding.decode_single_token_bytes(token)) for token in tokens]
    return Encoded(tuple(tokens), token_spans(text, lengths))


def _add_heard(figures: _Figures, logits: torch.Tensor, tokens: Sequence[int]) -> None:
    """Add what ``logits``, shape (tokens, text tokens), say of the tokens."""
    for first in range(0, len(tokens), ROWS):
        rows = logits[first : first + ROWS].log_softmax(dim=-1)
        chosen = torch.tensor(tokens[first : first + ROWS], device=rows.device)[:, None]
        own = rows.gather(1, chosen)
        figures.logprobs += own[:, 0].tolist()
        figures.entropies += torch.special.entr(rows.exp()).sum(dim=-1).tolist()
        figures.ranks += (rows > own).sum(dim=-1).tolist()
        best_other = rows.scatter(1, chosen, -math.inf).amax(dim=-1)
        figures.margins += (own[:, 0] - best_other).tolist()


def _logprobs(logits: torch.Tensor, tokens: Sequence[int]) -> list[float]:
    """The tokens' own log-probabilities by ``logits``, shape (tokens, text tokens)."""
    chosen = torch.tensor(tokens, device=logits.device)
    own = logits.gather(1, chosen[:, None])[:, 0] - logits.logsumexp(dim=-1)
    return [float(value) for value in own.tolist()]


@contextmanager
def checked(model: Whisper, check: Callable[[], None]) -> Iterator[None]:
    """``check`` runs before every layer of the encoder and the decoder."""

    def ask(_module: object, _inputs: object) -> None:
        check()

    hooks = [layer.register_forward_pre_hook(ask) for part in (model.encoder, model.decoder) for layer in part.blocks]
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()
