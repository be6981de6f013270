"""openai-whisper behind the protocol, with a real model (tiny.en: the smallest there is) on recordings of ours."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import whisper
from numpy.typing import NDArray
from whisper.decoding import DecodingOptions as Theirs
from whisper.tokenizer import get_tokenizer

from engine.backends import load, unload
from engine.backends.base import NoMemoryAtAll
from engine.backends.openai_whisper import OpenAIWhisper, _Listener
from engine.backends.windows import Teller, Watch
from engine.errors import Cancelled
from engine.options import DecodingOptions
from engine.transcript import Segment

pytestmark = pytest.mark.model
Pcm = NDArray[np.float32]
GREEDY = DecodingOptions(beam_size=None, temperature_increment_on_fallback=None, threads=1)
BEAM = replace(GREEDY, beam_size=5)
FULL = RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")


@pytest.fixture(scope="module")
def tiny(model_cache: Path) -> Iterator[OpenAIWhisper]:
    found = load("openai-whisper", "tiny.en", "cpu", model_cache)
    assert isinstance(found, OpenAIWhisper)
    yield found
    unload()


@pytest.fixture(autouse=True)
def full_width(request: pytest.FixtureRequest) -> Iterator[None]:
    """What one test narrows is wide again for the next."""
    yield
    if "tiny" in request.fixturenames:
        request.getfixturevalue("tiny")._width = 32


@pytest.fixture(scope="module")
def short(english: Pcm) -> Pcm:
    """One sentence of 6 s."""
    return english[: 16_000 * 6]


@pytest.fixture(scope="module")
def long(english: Pcm) -> Pcm:
    """40 s: two windows at least."""
    return np.concatenate([english, english, english])


@pytest.fixture(scope="module")
def heard(tiny: OpenAIWhisper, long: Pcm) -> list[tuple[Segment, ...]]:
    return hear(tiny, long, GREEDY)


def hear(
    recogniser: OpenAIWhisper,
    pcm: Pcm,
    options: DecodingOptions,
    prompt: str | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> list[tuple[Segment, ...]]:
    told: list[tuple[Segment, ...]] = []
    recogniser.transcribe(pcm, options, language=None, prompt=prompt, on_window=told.append, stop=stop)
    return told


def plain(recogniser: OpenAIWhisper, pcm: Pcm, **settings: Any) -> list[dict[str, Any]]:
    """The segments with text of whisper's own ``transcribe``, with nobody listening."""
    torch.manual_seed(0)
    result = recogniser._whisper.transcribe(pcm, word_timestamps=True, fp16=False, **settings)
    return [segment for segment in result["segments"] if segment["text"]]


def figures(segment: dict[str, Any]) -> tuple[Any, ...]:
    words = [(word["word"], round(word["start"] * 1000), word["probability"]) for word in segment["words"]]
    times = (round(segment["start"] * 1000), round(segment["end"] * 1000), segment["seek"] * 10)
    return (segment["text"], *times, segment["avg_logprob"], segment["no_speech_prob"], words)


def our_figures(segment: Segment) -> tuple[Any, ...]:
    words = [(word.text, word.start, word.probability) for word in segment.words]
    times = (segment.start, segment.end, segment.window)
    return (segment.text, *times, segment.avg_logprob, segment.no_speech_prob, words)


def test_it_hears_what_whisper_hears(tiny: OpenAIWhisper, long: Pcm, heard: list[tuple[Segment, ...]]) -> None:
    theirs = plain(tiny, long, temperature=0.0)
    assert [our_figures(segment) for window in heard for segment in window] == [figures(found) for found in theirs]


def test_it_hears_what_whisper_hears_with_a_beam(tiny: OpenAIWhisper, short: Pcm) -> None:
    (window,) = hear(tiny, short, BEAM)
    theirs = plain(tiny, short, temperature=0.0, beam_size=5)
    assert [our_figures(segment) for segment in window] == [figures(found) for found in theirs]


def test_it_draws_what_whisper_draws_from_the_same_seed(tiny: OpenAIWhisper, short: Pcm) -> None:
    options = replace(GREEDY, temperature=0.8, best_of=1)
    ours = [segment for window in hear(tiny, short, options) for segment in window]
    theirs = plain(tiny, short, temperature=0.8)
    assert [segment.text for segment in ours] == [found["text"] for found in theirs]
    assert [segment.temperature for segment in ours] == [0.8] * len(theirs)


def test_windows_are_told_in_order(heard: list[tuple[Segment, ...]]) -> None:
    starts = [window[0].window or 0 for window in heard]
    assert starts[0] == 0
    assert starts == sorted(set(starts))
    assert len(starts) >= 2


def test_a_window_is_told_before_the_next_is_decoded(
    tiny: OpenAIWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    decode = tiny._whisper.decode

    def spied(*given: Any) -> Any:
        result = decode(*given)
        events.append("decoded")
        return result

    monkeypatch.setattr(tiny._whisper, "decode", spied)
    tiny.transcribe(
        long, GREEDY, language=None, prompt="", on_window=lambda _: events.append("told"), stop=lambda: False
    )
    assert events == ["decoded", "told"] * (len(events) // 2)
    assert len(events) >= 4


def test_every_token_has_a_logprob(heard: list[tuple[Segment, ...]]) -> None:
    for segment in (segment for window in heard for segment in window):
        assert len(segment.token_logprobs) == len(segment.tokens) > 0
        assert segment.own_logprob == pytest.approx(np.mean(segment.token_logprobs))


def test_words_have_the_segments_tokens(heard: list[tuple[Segment, ...]]) -> None:
    for segment in (segment for window in heard for segment in window):
        assert tuple(token for word in segment.words for token in word.tokens) == segment.tokens
        assert tuple(value for word in segment.words for value in word.token_logprobs) == segment.token_logprobs


def test_a_words_probability_is_the_mean_over_its_tokens(heard: list[tuple[Segment, ...]]) -> None:
    """Where no mark was merged into it: those are left out of whisper's mean."""
    unmarked = [word for window in heard for seg in window for word in seg.words if word.text.strip().isalpha()]
    assert len(unmarked) > 20
    for word in unmarked:
        assert np.exp(word.token_logprobs).mean() == pytest.approx(word.probability, abs=1e-5)


def test_silence_has_no_lines(tiny: OpenAIWhisper) -> None:
    told = hear(tiny, np.zeros(16_000 * 3, dtype=np.float32), replace(GREEDY, no_speech_threshold=0.0))
    assert told == [()]


def test_what_is_made_up_in_silence_is_dropped(tiny: OpenAIWhisper, english: Pcm) -> None:
    """Whisper leaves such a window without finishing it: it is told as one without lines."""
    noise = np.random.default_rng(0).standard_normal(16_000 * 15).astype(np.float32) * np.float32(0.003)
    pcm = np.concatenate([np.zeros(16_000 * 12, dtype=np.float32), english, noise])
    with_it = hear(tiny, pcm, GREEDY)
    without = hear(tiny, pcm, replace(GREEDY, hallucination_silence_threshold=2.0))
    assert [len(window) for window in with_it] == [4, 1, 0]
    assert [len(window) for window in without] == [4, 0, 0]


@pytest.mark.parametrize("count", [0, 1, 400])
def test_next_to_no_sound_is_no_error(tiny: OpenAIWhisper, count: int) -> None:
    assert hear(tiny, np.zeros(count, dtype=np.float32), GREEDY) in ([], [()])


def test_stop_is_asked_before_the_first_window(tiny: OpenAIWhisper, short: Pcm) -> None:
    with pytest.raises(Cancelled):
        hear(tiny, short, GREEDY, stop=lambda: True)


def test_stop_acts_within_a_window(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decoding ends at the next token once it is asked to, many before it is done."""
    tokens: list[int] = []
    decoder = tiny._whisper.decoder
    forward = decoder.forward

    def spied(text: torch.Tensor, *given: Any, **named: Any) -> Any:
        tokens.append(text.shape[-1])
        return forward(text, *given, **named)

    monkeypatch.setattr(decoder, "forward", spied)
    monkeypatch.setattr("engine.backends.windows.STOP_EVERY_S", 0.0)
    with pytest.raises(Cancelled):
        hear(tiny, short, GREEDY, stop=lambda: len(tokens) >= 3)
    assert len(tokens) == 3


def test_after_a_stop_it_hears_as_before(tiny: OpenAIWhisper, short: Pcm) -> None:
    with pytest.raises(Cancelled):
        hear(tiny, short, GREEDY, stop=lambda: True)
    (window,) = hear(tiny, short, GREEDY)
    assert window[0].text.startswith(" Good morning.")


def test_nothing_of_the_library_stays_changed(tiny: OpenAIWhisper, heard: list[tuple[Segment, ...]]) -> None:
    assert heard
    transcribe = sys.modules["whisper.transcribe"]
    assert transcribe.tqdm.__name__ == "tqdm"
    assert transcribe.add_word_timestamps.__module__ == "whisper.timing"
    parts = [
        tiny._whisper.encoder,
        tiny._whisper.decoder,
        *(block.cross_attn for block in tiny._whisper.decoder.blocks),
    ]
    assert [len(part._forward_hooks) + len(part._forward_pre_hooks) for part in parts] == [0] * len(parts)


# Faults


def failing(tiny: OpenAIWhisper, monkeypatch: pytest.MonkeyPatch, beams: set[int]) -> list[int]:
    """Decoding with these beams finds the memory full; the list gets every beam that is tried."""
    tried: list[int] = []
    decode = tiny._whisper.decode

    def full(mel: Any, options: Any) -> Any:
        tried.append(options.beam_size)
        if options.beam_size in beams:
            raise FULL
        return decode(mel, options)

    monkeypatch.setattr(tiny._whisper, "decode", full)
    return tried


def test_full_memory_narrows_the_beam(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = failing(tiny, monkeypatch, {5})
    (window,) = hear(tiny, short, BEAM)
    assert tried == [5, 2]
    assert window[0].text.startswith(" Good morning.")


def test_a_narrowed_beam_stays(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = failing(tiny, monkeypatch, {5, 2})
    hear(tiny, short, replace(BEAM, patience=0.3))
    hear(tiny, short, BEAM)
    assert tried == [5, 2, 1, 1]


def test_full_memory_with_any_beam_is_told(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = failing(tiny, monkeypatch, {5, 2, 1})
    with pytest.raises(NoMemoryAtAll, match=r"The memory of cpu is too small even for the model tiny\.en"):
        hear(tiny, short, BEAM)
    assert tried == [5, 2, 1]


def test_full_memory_in_the_alignment_is_told_and_leaves_no_hooks(
    tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: Any) -> None:
        raise FULL

    monkeypatch.setattr(tiny._whisper, "forward", full)
    with pytest.raises(NoMemoryAtAll):
        hear(tiny, short, GREEDY)
    assert [len(block.cross_attn._forward_hooks) for block in tiny._whisper.decoder.blocks] == [0] * 4


def test_nan_in_half_precision_is_decoded_again_in_single(
    tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = tiny._whisper.decode
    tried: list[tuple[bool, Any]] = []

    def overflowing(mel: Any, options: Any) -> Any:
        tried.append((options.fp16, mel.dtype))
        if options.fp16:
            return replace(decode(mel.float(), replace(options, fp16=False)), avg_logprob=math.nan)
        return decode(mel, options)

    monkeypatch.setattr(tiny._whisper, "decode", overflowing)
    listener = _Listener(
        tiny._whisper, "tiny.en", "cpu", Teller(lambda _: None, Watch(lambda: False)), GREEDY, None, 32
    )
    mel = whisper.pad_or_trim(whisper.log_mel_spectrogram(short), whisper.audio.N_FRAMES)
    result = listener.decode(mel.half(), Theirs(language="en", fp16=True))
    assert tried == [(True, torch.float16), (False, torch.float32)]
    assert math.isfinite(result.avg_logprob)


def test_nan_everywhere_is_unknown_and_no_loop(
    tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    decode = tiny._whisper.decode

    def broken(mel: Any, options: Any) -> Any:
        return replace(decode(mel, options), avg_logprob=math.nan, no_speech_prob=math.nan)

    monkeypatch.setattr(tiny._whisper, "decode", broken)
    (window,) = hear(tiny, short, GREEDY)
    assert (window[0].avg_logprob, window[0].no_speech_prob) == (None, None)


# Prompts


def spy_on_prompts(tiny: OpenAIWhisper, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text that leads each window, as the model is given it."""
    tokenizer = get_tokenizer(False)
    found: list[str] = []
    decode = tiny._whisper.decode

    def spied(mel: Any, options: Any) -> Any:
        found.append(tokenizer.decode([token for token in options.prompt if token < tokenizer.eot]))
        return decode(mel, options)

    monkeypatch.setattr(tiny._whisper, "decode", spied)
    return found


def test_the_prompt_is_the_text_before(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(tiny, monkeypatch)
    hear(tiny, short, GREEDY, prompt=" They met at the harbor. ")
    assert prompts == [" They met at the harbor."]


def test_no_prompt_stands_for_the_users(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(tiny, monkeypatch)
    hear(tiny, short, replace(GREEDY, initial_prompt="harbor boats"))
    assert prompts == [" harbor boats"]


def test_an_empty_prompt_is_none(tiny: OpenAIWhisper, short: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(tiny, monkeypatch)
    hear(tiny, short, replace(GREEDY, initial_prompt="harbor boats"), prompt="")
    assert prompts == [""]


def test_a_carried_prompt_leads_every_window(tiny: OpenAIWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(tiny, monkeypatch)
    hear(tiny, long, replace(GREEDY, initial_prompt="harbor", carry_initial_prompt=True), prompt="Before.")
    assert prompts[0] == " harbor Before."
    assert len(prompts) >= 2
    assert all(prompt.startswith(" harbor Before. ") and "boats" in prompt for prompt in prompts[1:])


def test_without_previous_text_only_the_first_window_is_led(
    tiny: OpenAIWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = spy_on_prompts(tiny, monkeypatch)
    hear(tiny, long, replace(GREEDY, condition_on_previous_text=False), prompt="Before.")
    assert prompts[0] == " Before."
    assert set(prompts[1:]) == {""}


def test_every_option_has_its_place(tiny: OpenAIWhisper) -> None:
    """A made-up value of each option changes what whisper is called with."""
    elsewhere = {"language", "carry_initial_prompt", "clip_timestamps", "fp16", "threads", "seed"}
    other: dict[str, Any] = {"task": "translate", "suppress_tokens": "5", "condition_on_previous_text": False}
    other |= {"prepend_punctuations": "x", "append_punctuations": "x", "initial_prompt": "x"}

    def arguments(options: DecodingOptions) -> dict[str, Any]:
        teller = Teller(lambda _: None, Watch(lambda: False))
        return _Listener(tiny._whisper, "tiny.en", "cpu", teller, options, options.initial_prompt, 32).arguments("en")

    for name in set(DecodingOptions().as_dict()) - elsewhere:
        changed = replace(DecodingOptions(), **{name: other.get(name, 0.3)})
        assert arguments(changed) != arguments(DecodingOptions()), name
