"""Scoring a text that is given: both recognisers with real models, and what they share."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tokenizers
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from whisper.audio import log_mel_spectrogram, pad_or_trim
from whisper.timing import find_alignment
from whisper.tokenizer import get_tokenizer

from engine.backends import load, unload
from engine.backends.base import NoMemoryAtAll, OutOfMemory, Recogniser, TokenScores
from engine.backends.faster_scores import mended
from engine.backends.faster_whisper import FasterWhisper
from engine.backends.openai_scores import TokenScorer, _encode
from engine.backends.openai_whisper import OpenAIWhisper
from engine.backends.scores import readings, token_spans
from engine.errors import Cancelled

Pcm = NDArray[np.float32]
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
FULL = RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")
NEAR = 1e-3


def said(name: str) -> list[str]:
    return [f" {line}" for line in (FIXTURES / f"{name}.txt").read_text(encoding="utf-8").splitlines()]


def score(recogniser: Recogniser, pcm: Pcm, texts: list[str], language: str | None) -> tuple[TokenScores, ...]:
    return recogniser.score_tokens(pcm, texts, language=language, stop=lambda: False)


def joined(scores: tuple[TokenScores, ...], name: str) -> list[Any]:
    return [value for text in scores for value in getattr(text, name)]


# what both share


@settings(max_examples=200, deadline=None)
@given(count=st.integers(0, 3_000), room=st.integers(2, 500))
def test_every_token_is_scored_once_and_fits(count: int, room: int) -> None:
    found = readings(count, room)
    assert [token for part in found for token in range(part.begin, part.end)] == list(range(count))
    for part in found:
        assert 0 <= part.context <= part.begin < part.end
        assert part.end - part.context <= room
        assert part.begin - part.context == min(part.begin, room // 2)


def test_a_token_inside_a_character_has_all_of_it() -> None:
    assert token_spans(" 뷁a", [1, 1, 2, 1]) == ((0, 1), (1, 2), (1, 2), (2, 3))


def test_a_token_across_characters_has_both() -> None:
    assert token_spans("가나", [4, 2]) == ((0, 2), (1, 2))


def test_tokens_that_do_not_spell_the_text_have_no_place() -> None:
    assert token_spans("ab", [1]) == ()


@settings(max_examples=150, deadline=None)
@given(text=st.text(st.characters() | st.sampled_from("가나뷁쀍 <|endoftext|>🙂"), max_size=40))
def test_spans_cover_any_text_in_order(text: str) -> None:
    found = _encode(text, get_tokenizer(True, num_languages=99))
    assert len(found.spans) == len(found.tokens)
    covered = {place for begin, end in found.spans for place in range(begin, end)}
    assert covered == set(range(len(text)))
    assert list(found.spans) == sorted(found.spans)


# openai-whisper


@pytest.fixture(scope="module")
def theirs(model_cache: Path) -> Iterator[OpenAIWhisper]:
    found = load("openai-whisper", "base", "cpu", model_cache)
    assert isinstance(found, OpenAIWhisper)
    yield found
    unload()


@pytest.fixture(scope="module")
def korean_scores(theirs: OpenAIWhisper, korean: Pcm) -> tuple[TokenScores, ...]:
    return score(theirs, korean, said("korean"), "ko")


@pytest.mark.model
def test_probabilities_are_whispers_own(
    theirs: OpenAIWhisper, korean: Pcm, korean_scores: tuple[TokenScores, ...]
) -> None:
    model = theirs._whisper
    tokenizer = get_tokenizer(True, num_languages=model.num_languages, language="ko", task="transcribe")
    mel = log_mel_spectrogram(pad_or_trim(torch.from_numpy(korean)), model.dims.n_mels)
    words = find_alignment(model, tokenizer, joined(korean_scores, "tokens"), mel, len(korean) // 160)
    logprobs = iter(joined(korean_scores, "logprobs"))
    assert len(words) > 15
    for word in words:
        mean = np.mean([math.exp(next(logprobs)) for _ in word.tokens])
        assert mean == pytest.approx(word.probability, abs=NEAR)


@pytest.mark.model
def test_each_text_has_one_value_a_token(korean_scores: tuple[TokenScores, ...]) -> None:
    assert len(korean_scores) == len(said("korean"))
    for text, scores in zip(said("korean"), korean_scores, strict=True):
        sizes = {len(getattr(scores, name)) for name in TokenScores.__dataclass_fields__}
        assert sizes == {len(scores.tokens)}
        assert scores.spans[0][0] == 0 and scores.spans[-1][1] == len(text)


@pytest.mark.model
def test_figures_agree_among_themselves(korean_scores: tuple[TokenScores, ...]) -> None:
    for rank, margin in zip(joined(korean_scores, "ranks"), joined(korean_scores, "margins"), strict=True):
        assert (rank == 0) == (margin >= 0)
    assert all(0 <= value <= math.log(51_865) for value in joined(korean_scores, "entropies"))
    assert max(joined(korean_scores, "logprobs")) <= 0


@pytest.mark.model
def test_what_was_said_is_believed_more_than_without_the_sound(korean_scores: tuple[TokenScores, ...]) -> None:
    heard, unheard = joined(korean_scores, "logprobs"), joined(korean_scores, "unheard")
    assert sum(heard) > sum(unheard) + len(heard)


@pytest.mark.model
def test_a_wrong_word_stands_out(theirs: OpenAIWhisper, english: Pcm) -> None:
    right = said("english")
    wrong = [right[0].replace("harbor", "turnip"), right[1]]
    place = right[0].index("harbor")
    before = score(theirs, english, right, "en")[0]
    after = score(theirs, english, wrong, "en")[0]
    lowest = min(range(len(after.tokens)), key=lambda index: after.logprobs[index])
    begin, end = after.spans[lowest]
    assert begin < place + 6 and end > place
    assert after.logprobs[lowest] < min(before.logprobs) - 2


@pytest.mark.model
def test_the_language_is_guessed(theirs: OpenAIWhisper, korean: Pcm, korean_scores: tuple[TokenScores, ...]) -> None:
    assert joined(score(theirs, korean, said("korean"), None), "logprobs") == pytest.approx(
        joined(korean_scores, "logprobs")
    )


@pytest.mark.model
def test_text_beyond_the_decoder_is_read_in_turns(theirs: OpenAIWhisper, english: Pcm) -> None:
    texts = said("english") * 20
    scores = score(theirs, english, texts, "en")
    assert [len(text.logprobs) for text in scores] == [len(text.tokens) for text in scores]
    assert sum(len(text.tokens) for text in scores) > 448
    first = score(theirs, english, texts[:2], "en")
    assert joined(scores[:2], "logprobs") == pytest.approx(joined(first, "logprobs"), abs=NEAR)


@pytest.mark.model
def test_no_text_no_figures(theirs: OpenAIWhisper, english: Pcm) -> None:
    assert score(theirs, english, [], "en") == ()
    assert score(theirs, english, [""], "en") == (TokenScores(),)


@pytest.mark.model
def test_it_stops(theirs: OpenAIWhisper, english: Pcm) -> None:
    hooks = [len(block._forward_pre_hooks) for block in theirs._whisper.decoder.blocks]
    with pytest.raises(Cancelled):
        theirs.score_tokens(english, said("english"), language="en", stop=lambda: True)
    assert [len(block._forward_pre_hooks) for block in theirs._whisper.decoder.blocks] == hooks
    assert not theirs._lock.locked()


@pytest.mark.model
def test_full_memory_is_said(theirs: OpenAIWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise FULL

    monkeypatch.setattr(TokenScorer, "_encoded", fail)
    with pytest.raises(OutOfMemory):
        score(theirs, english, said("english"), "en")


# faster-whisper


@pytest.fixture(scope="module")
def ours(model_cache: Path) -> Iterator[FasterWhisper]:
    found = load("faster-whisper", "base", "cpu", model_cache)
    assert isinstance(found, FasterWhisper)
    yield found
    unload()


@pytest.fixture(scope="module")
def fast_scores(korean_scores: tuple[TokenScores, ...], ours: FasterWhisper, korean: Pcm) -> tuple[TokenScores, ...]:
    assert korean_scores  # made first: one model is held at a time
    return score(ours, korean, said("korean"), "ko")


@pytest.mark.model
def test_both_recognisers_read_the_same_tokens(
    fast_scores: tuple[TokenScores, ...], korean_scores: tuple[TokenScores, ...]
) -> None:
    assert joined(fast_scores, "tokens") == joined(korean_scores, "tokens")
    assert joined(fast_scores, "spans") == joined(korean_scores, "spans")


@pytest.mark.model
def test_eight_bits_tell_nearly_the_same(
    fast_scores: tuple[TokenScores, ...], korean_scores: tuple[TokenScores, ...]
) -> None:
    fast, slow = (np.exp(joined(scores, "logprobs")) for scores in (fast_scores, korean_scores))
    assert float(np.abs(fast - slow).mean()) < 0.05


@pytest.mark.model
def test_what_it_cannot_tell_is_absent(fast_scores: tuple[TokenScores, ...]) -> None:
    for name in ("entropies", "margins", "ranks", "unheard"):
        assert joined(fast_scores, name) == []


@pytest.mark.model
def test_words_keep_their_space(ours: FasterWhisper, english: Pcm) -> None:
    text = said("english")[0]
    (scores,) = score(ours, english, [text], None)
    spelled = [text[begin:end] for begin, end in scores.spans]
    assert spelled[:6] == [" Good", " morning", ".", " Today", " we", " are"]
    assert " the" in spelled and " talking" in spelled


@pytest.mark.model
def test_a_whole_tokenizer_is_left_alone(ours: FasterWhisper) -> None:
    whole = ours._loaded.hf_tokenizer
    assert mended(whole) is whole


@pytest.mark.model
def test_a_tokenizer_without_its_first_merge_is_mended(ours: FasterWhisper) -> None:
    data = json.loads(ours._loaded.hf_tokenizer.to_str())
    data["model"]["merges"] = [merge for merge in data["model"]["merges"] if "".join(merge) != "Ġt"]
    torn = tokenizers.Tokenizer.from_str(json.dumps(data))
    assert torn.encode(" the", add_special_tokens=False).ids == [220, 3322]
    assert mended(torn).encode(" the", add_special_tokens=False).ids == [264]


@pytest.mark.model
def test_fast_reads_long_and_odd_texts(ours: FasterWhisper, english: Pcm) -> None:
    long = score(ours, english, said("english") * 20, "en")
    assert [len(text.logprobs) for text in long] == [len(text.tokens) for text in long]
    odd = score(ours, english[:100], ["", " <|endoftext|>", " yes"], "en")
    assert [bool(text.logprobs) for text in odd][::2] == [False, True]


@pytest.mark.model
def test_fast_stops_and_says_full_memory(ours: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Cancelled):
        ours.score_tokens(english, said("english"), language="en", stop=lambda: True)

    def fail(*_: object) -> None:
        raise FULL

    monkeypatch.setattr(ours._loaded, "encode", fail)
    with pytest.raises((OutOfMemory, NoMemoryAtAll)):
        score(ours, english, said("english"), "en")
