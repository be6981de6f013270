"""faster-whisper behind the protocol, with the real base model on recordings of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from faster_whisper import WhisperModel
from numpy.typing import NDArray
from whisper.tokenizer import get_tokenizer

from engine.backends import load, unload
from engine.backends.base import NoMemoryAtAll, OutOfMemory
from engine.backends.faster_whisper import FasterWhisper, ListeningModel, _arguments
from engine.errors import Cancelled
from engine.options import DecodingOptions
from engine.transcript import Segment

pytestmark = pytest.mark.model
Pcm = NDArray[np.float32]
GREEDY = DecodingOptions(beam_size=None, temperature_increment_on_fallback=None, language="en")
FULL = RuntimeError("CUDA failed with error out of memory")


@pytest.fixture(scope="module")
def base(model_cache: Path) -> Iterator[FasterWhisper]:
    found = load("faster-whisper", "base", "cpu", model_cache)
    assert isinstance(found, FasterWhisper)
    yield found
    unload()


@pytest.fixture(scope="module")
def long(english: Pcm) -> Pcm:
    """40 s: two windows at least."""
    return np.concatenate([english, english, english])


def hear(
    recogniser: FasterWhisper, pcm: Pcm, options: DecodingOptions = GREEDY, prompt: str | None = None
) -> list[tuple[Segment, ...]]:
    told: list[tuple[Segment, ...]] = []
    recogniser.transcribe(
        pcm, options, language=options.language, prompt=prompt, on_window=told.append, stop=lambda: False
    )
    return told


@pytest.fixture(scope="module")
def heard(base: FasterWhisper, long: Pcm) -> list[tuple[Segment, ...]]:
    return hear(base, long)


def test_english_is_heard(base: FasterWhisper, english: Pcm) -> None:
    (window,) = hear(base, english, DecodingOptions(language="en"))
    assert "".join(segment.text for segment in window) == (
        " Good morning. Today we are talking about the old harbor and the people who work there."
        " Thank you. My family has repaired boats on this street for almost 40 years."
    )


def test_the_language_is_guessed(base: FasterWhisper, korean: Pcm) -> None:
    language = base.transcribe(
        korean, replace(GREEDY, language=None), language=None, prompt="", on_window=lambda _: None, stop=lambda: False
    )
    assert language == "ko"


@pytest.mark.parametrize("carried", [False, True])
def test_a_prompt_is_spelled_in_whispers_own_tokens(
    base: FasterWhisper, english: Pcm, carried: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts: list[list[int]] = []
    generate = ListeningModel.generate_with_fallback

    def note(model: ListeningModel, heard: Any, prompt: list[int], *rest: Any) -> Any:
        prompts.append(prompt)
        return generate(model, heard, prompt, *rest)

    monkeypatch.setattr(ListeningModel, "generate_with_fallback", note)
    text = "The boats at the harbor, 그 배들의 항구."
    whispers = get_tokenizer(True, num_languages=99, language="en", task="transcribe")
    hear(base, english, replace(GREEDY, initial_prompt=text, carry_initial_prompt=carried), "" if carried else None)
    assert prompts[0] == [whispers.sot_prev, *whispers.encode(f" {text}"), *whispers.sot_sequence]


def test_windows_are_told_in_order(heard: list[tuple[Segment, ...]]) -> None:
    starts = [window[0].window for window in heard]
    assert starts[0] == 0
    assert starts == sorted(set(starts), key=lambda start: start or 0)
    assert len(starts) >= 2


def test_a_windows_segments_share_its_figures(heard: list[tuple[Segment, ...]]) -> None:
    figures = [{(seg.window, seg.avg_logprob, seg.no_speech_prob, seg.temperature) for seg in told} for told in heard]
    assert [len(found) for found in figures] == [1] * len(heard)


def test_every_token_has_a_logprob(heard: list[tuple[Segment, ...]]) -> None:
    for segment in (segment for window in heard for segment in window):
        assert len(segment.token_logprobs) == len(segment.tokens) > 0
        assert segment.own_logprob == pytest.approx(np.mean(segment.token_logprobs))


def test_words_have_the_segments_tokens(heard: list[tuple[Segment, ...]]) -> None:
    for segment in (segment for window in heard for segment in window):
        assert tuple(token for word in segment.words for token in word.tokens) == segment.tokens
        assert tuple(value for word in segment.words for value in word.token_logprobs) == segment.token_logprobs
        assert "".join(word.text for word in segment.words) == segment.text


def test_a_words_probability_is_the_mean_over_its_tokens(heard: list[tuple[Segment, ...]]) -> None:
    """Where no mark was merged into it: those are left out of whisper's mean."""
    plain = [word for window in heard for seg in window for word in seg.words if word.text.strip().isalpha()]
    assert len(plain) > 20
    for word in plain:
        assert np.exp(word.token_logprobs).mean() == pytest.approx(word.probability, abs=1e-4)


def test_times_are_ms_and_rise(heard: list[tuple[Segment, ...]], long: Pcm) -> None:
    segments = [segment for window in heard for segment in window]
    assert all(isinstance(segment.start, int) and segment.start < segment.end for segment in segments)
    assert all(before.start <= after.start for before, after in pairwise(segments))
    assert segments[-1].end <= len(long) // 16 + 500


def test_the_text_is_faster_whispers_own(long: Pcm, heard: list[tuple[Segment, ...]], model_cache: Path) -> None:
    plain = WhisperModel(str(model_cache / "faster-whisper" / "base"), device="cpu", compute_type="int8")
    segments, _ = plain.transcribe(long, language="en", beam_size=1, temperature=0.0, word_timestamps=True)
    ours = [segment for window in heard for segment in window]
    assert [(seg.text, round(seg.start * 1000), round(seg.end * 1000)) for seg in segments] == [
        (seg.text, seg.start, seg.end) for seg in ours
    ]


def test_a_window_is_told_before_the_next_is_decoded(
    base: FasterWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    decode = ListeningModel.generate_with_fallback

    def spied(model: ListeningModel, *given: Any) -> Any:
        result = decode(model, *given)
        events.append("decoded")
        return result

    monkeypatch.setattr(ListeningModel, "generate_with_fallback", spied)
    base.transcribe(
        long, GREEDY, language="en", prompt="", on_window=lambda _: events.append("told"), stop=lambda: False
    )
    assert events == ["decoded", "told"] * (len(events) // 2)
    assert len(events) >= 4


def test_silence_has_no_lines(base: FasterWhisper) -> None:
    told = hear(base, np.zeros(16_000 * 3, dtype=np.float32))
    assert [segment for window in told for segment in window] == []


@pytest.mark.parametrize("count", [0, 1, 300, 400, 1_600])
def test_next_to_no_sound_is_no_error(base: FasterWhisper, count: int) -> None:
    assert hear(base, np.zeros(count, dtype=np.float32)) in ([], [()])


def test_stop_is_asked_before_the_first_window(base: FasterWhisper, english: Pcm) -> None:
    told: list[tuple[Segment, ...]] = []
    with pytest.raises(Cancelled):
        base.transcribe(english, GREEDY, language="en", prompt="", on_window=told.append, stop=lambda: True)
    assert told == []


def test_stop_acts_within_a_window(base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    """A beam of 32 has far to go when it is given up."""
    begun: list[Any] = []
    interruptible = base._loaded.model
    model = interruptible._model

    class Spied:
        def __getattr__(self, name: str) -> Any:
            return getattr(model, name)

        def generate(self, *given: Any, **settings: Any) -> Any:
            begun.extend(model.generate(*given, **settings))
            return begun

    monkeypatch.setattr(interruptible, "_model", Spied())
    wide = DecodingOptions(beam_size=32, patience=4)
    with pytest.raises(Cancelled):
        base.transcribe(english, wide, language="en", prompt="", on_window=lambda _: None, stop=lambda: bool(begun))
    assert not begun[0].done()


def test_after_a_stop_it_hears_as_before(base: FasterWhisper, english: Pcm) -> None:
    with pytest.raises(Cancelled):
        base.transcribe(english, GREEDY, language="en", prompt="", on_window=lambda _: None, stop=lambda: True)
    (window,) = hear(base, english)
    assert window[0].text.startswith(" Good morning.")


def test_the_prompt_is_the_text_before(base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(monkeypatch)
    hear(base, english, prompt=" They met at the harbor. ")
    assert prompts[0] == " They met at the harbor."


def test_no_prompt_stands_for_the_users(base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(monkeypatch)
    hear(base, english, replace(GREEDY, initial_prompt="harbor boats"))
    assert prompts == [" harbor boats"]


def test_an_empty_prompt_is_none(base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(monkeypatch)
    hear(base, english, replace(GREEDY, initial_prompt="harbor boats"), prompt="")
    assert prompts == [""]


def test_a_carried_prompt_leads_every_window(base: FasterWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    prompts = spy_on_prompts(monkeypatch)
    hear(base, long, replace(GREEDY, initial_prompt="harbor", carry_initial_prompt=True), prompt="Before.")
    assert prompts[0] == " harbor Before."
    assert len(prompts) >= 2
    assert all(prompt.startswith(" harbor Before. Good morning.") for prompt in prompts[1:])


def test_without_previous_text_only_the_first_window_is_led(
    base: FasterWhisper, long: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    prompts = spy_on_prompts(monkeypatch)
    hear(base, long, replace(GREEDY, condition_on_previous_text=False), prompt="Before.")
    assert prompts[0] == " Before."
    assert set(prompts[1:]) == {""}


def spy_on_prompts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The text that leads each window, as the model is given it."""
    found: list[str] = []
    decode = ListeningModel.generate_with_fallback

    def spied(model: ListeningModel, features: Any, prompt: list[int], tokenizer: Any, options: Any) -> Any:
        found.append(tokenizer.decode([token for token in prompt if token < tokenizer.eot]))
        return decode(model, features, prompt, tokenizer, options)

    monkeypatch.setattr(ListeningModel, "generate_with_fallback", spied)
    return found


def fail_at(base: FasterWhisper, monkeypatch: pytest.MonkeyPatch, beams: set[int]) -> list[int]:
    """CTranslate2 runs out of memory with these beams; the list gets every beam that is tried."""
    tried: list[int] = []
    inner = base._loaded.model
    generate = inner.generate

    def full(features: Any, prompts: Any, **settings: Any) -> Any:
        tried.append(settings["beam_size"])
        if settings["beam_size"] in beams:
            raise FULL
        return generate(features, prompts, **settings)

    monkeypatch.setattr(inner, "generate", full, raising=False)
    monkeypatch.setattr(base, "_width", None)
    return tried


def test_full_memory_narrows_the_beam(base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = fail_at(base, monkeypatch, {5})
    options = DecodingOptions(language="en", temperature_increment_on_fallback=None)
    (window,) = hear(base, english, options)
    assert tried == [5, 2]
    assert window[0].text.startswith(" Good morning.")


def test_full_memory_with_any_beam_names_a_smaller_model(
    base: FasterWhisper, english: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = fail_at(base, monkeypatch, {5, 2, 1})
    options = DecodingOptions(language="en", temperature_increment_on_fallback=None)
    with pytest.raises(OutOfMemory, match="choose tiny"):
        hear(base, english, options)
    assert tried == [5, 2, 1]


def test_full_memory_while_loading(model_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any) -> None:
        raise FULL

    monkeypatch.setattr(ListeningModel, "__init__", full)
    with pytest.raises(NoMemoryAtAll):
        FasterWhisper("tiny.en", "cpu", model_cache / "faster-whisper" / "base")


def test_other_threads_load_it_anew(base: FasterWhisper, english: Pcm) -> None:
    before = base._loaded
    hear(base, english[: 16_000 * 2], replace(GREEDY, threads=1))
    assert base._loaded is not before
    assert base._loaded.setting.threads == 1


def test_every_option_has_its_place() -> None:
    """A made-up value of each option changes what the library is called with."""
    elsewhere = {"language", "initial_prompt", "carry_initial_prompt", "clip_timestamps", "fp16", "threads", "seed"}
    other: dict[str, Any] = {"task": "translate", "suppress_tokens": "5", "condition_on_previous_text": False}
    other |= {"prepend_punctuations": "x", "append_punctuations": "x"}
    default = _arguments(DecodingOptions(), "")
    for name in set(DecodingOptions().as_dict()) - elsewhere:
        changed = replace(DecodingOptions(), **{name: other.get(name, 0.3)})
        assert _arguments(changed, "") != default, name
