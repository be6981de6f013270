"""Segments as the text of one row: everything the recogniser gave, so that the machine's transcript stays whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from engine.transcript import Segment, Word


def segments_to_json(segments: Sequence[Segment]) -> str:
    """JSON text, an array a segment; NaN becomes null, since no figure is better than one that is none."""
    return orjson.dumps([_as_list(segment) for segment in segments], option=orjson.OPT_SERIALIZE_NUMPY).decode()


def segments_from_json(text: str) -> tuple[Segment, ...]:
    """The segments ``segments_to_json`` wrote."""
    return tuple(_from_list(data) for data in orjson.loads(text))


def _as_list(segment: Segment) -> list[Any]:
    return [
        segment.start,
        segment.end,
        segment.text,
        segment.window,
        segment.tokens,
        segment.token_logprobs,
        segment.own_logprob,
        segment.avg_logprob,
        segment.no_speech_prob,
        segment.compression_ratio,
        segment.temperature,
        *_columns(segment.words),
    ]


def _columns(words: Sequence[Word]) -> list[list[Any]]:
    """The words by columns: an array a word would be 300,000 arrays in a long transcript, and seconds to open it."""
    return [
        [word.start for word in words],
        [word.end for word in words],
        [word.text for word in words],
        [word.probability for word in words],
        [len(word.tokens) for word in words],
        [token for word in words for token in word.tokens],
        [len(word.token_logprobs) for word in words],
        [logprob for word in words for logprob in word.token_logprobs],
    ]


def _from_list(data: list[Any]) -> Segment:
    start, end, text, window, tokens, logprobs, own, average, no_speech, compression, temperature, *columns = data
    return Segment(
        start,
        end,
        text,
        window,
        tuple(tokens),
        tuple(logprobs),
        own,
        average,
        no_speech,
        compression,
        temperature,
        _words(*columns),
    )


def _words(
    starts: list[int],
    ends: list[int],
    texts: list[str],
    probabilities: list[float | None],
    token_counts: list[int],
    tokens: list[int],
    logprob_counts: list[int],
    logprobs: list[float],
) -> tuple[Word, ...]:
    words = []
    token = logprob = 0
    rows = zip(starts, ends, texts, probabilities, token_counts, logprob_counts, strict=True)
    for start, end, text, probability, token_count, logprob_count in rows:
        mine = tuple(tokens[token : token + token_count])
        doubts = tuple(logprobs[logprob : logprob + logprob_count])
        words.append(Word(start, end, text, probability, mine, doubts))
        token, logprob = token + token_count, logprob + logprob_count
    return tuple(words)
