"""What the model believes of lines and words: with a recogniser that says what it is told, and with the real one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.backends import BadWeights, unload
from engine.backends.base import NoMemoryAtAll, OutOfMemory, TokenScores
from engine.errors import Cancelled
from engine.evidence import LineEvidence
from engine.evidence import tokens as tokens_module
from engine.evidence.task import HeardLine
from engine.evidence.tokens import LOOK_MS, PAD_MS, WINDOW_MS, tokens_evidence, windows
from tests.engine.evidence_kit import heard, pcm16, task

SOUND = np.zeros(16 * 120_000, dtype=np.int16)
LINE_SIGNALS = {
    *("lp_mean", "lp_min", "lp_p10", "ent_mean", "ent_max", "ent_p90", "margin_min", "margin_p10"),
    *("rank_mean", "pmi_mean", "pmi_min", "unheard_mean"),
}
WORD_SIGNALS = {"lp_mean", "lp_min", "ent_mean", "ent_max", "margin_min", "rank_max", "pmi_mean", "pmi_min"}


@dataclass
class Believer:
    """Believes less of each letter than of the one before; one letter is one token. Notes what it was given."""

    engine: str = "openai-whisper"
    whole: bool = True
    fails: Exception | None = None
    texts: list[list[str]] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)

    def score_tokens(
        self,
        pcm: NDArray[np.float32],
        texts: Sequence[str],
        *,
        language: str | None,
        stop: Callable[[], bool],
    ) -> tuple[TokenScores, ...]:
        assert not stop()
        if self.fails:
            raise self.fails
        self.texts.append(list(texts))
        self.lengths.append(len(pcm) // 16)
        self.languages.append(language)
        return tuple(self._scores(text) for text in texts)

    def _scores(self, text: str) -> TokenScores:
        count = len(text)
        spans = tuple((at, at + 1) for at in range(count))
        logprobs = tuple(-float(at) for at in range(count))
        if not self.whole:
            return TokenScores((1,) * count, spans, logprobs)
        up = tuple(float(at) for at in range(count))
        ranks = tuple(range(count))
        return TokenScores((1,) * count, spans, logprobs, up, logprobs, ranks, (-10.0,) * count)


@pytest.fixture
def believers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What ``load`` gives by the engine's name: a recogniser, or an error to raise."""
    monkeypatch.setattr(tokens_module, "_refused", {})
    found: dict[str, Any] = {
        "openai-whisper": Believer(),
        "faster-whisper": Believer("faster-whisper", whole=False),
        "asked": [],
    }

    def load(engine: str, *_: object) -> Any:
        found["asked"].append(engine)
        if isinstance(found[engine], Exception):
            raise found[engine]
        return found[engine]

    monkeypatch.setattr(tokens_module, "load", load)
    return found


def examined(*lines: HeardLine, **settings: Any) -> tuple[LineEvidence, ...]:
    return tokens_evidence(task(lines, SOUND, **settings)).lines


def test_figures_of_a_line(believers: dict[str, Any]) -> None:
    (line,) = examined(heard(" ab", 0, 1_000, name="0.0.7"))
    assert believers["openai-whisper"].texts == [[" ab"]]
    assert line.id == "0.0.7"
    assert line.signals == {
        "lp_mean": -1.0,
        "lp_min": -2.0,
        "lp_p10": pytest.approx(-1.8),
        "ent_mean": 1.0,
        "ent_max": 2.0,
        "ent_p90": pytest.approx(1.8),
        "margin_min": -2.0,
        "margin_p10": pytest.approx(-1.8),
        "rank_mean": pytest.approx((math.log(2) + math.log(3)) / 3),
        "pmi_mean": 9.0,
        "pmi_min": 8.0,
        "unheard_mean": -10.0,
    }


def test_figures_of_words_are_of_their_letters(believers: dict[str, Any]) -> None:
    assert believers
    (line,) = examined(heard(" ab, cd"))
    assert [(word.begin, word.end, word.signals["lp_min"]) for word in line.words] == [(0, 3, -2.0), (4, 6, -6.0)]
    assert line.words[0].signals == {
        "lp_mean": -1.5,
        "lp_min": -2.0,
        "ent_mean": 1.5,
        "ent_max": 2.0,
        "margin_min": -2.0,
        "rank_max": math.log(3),
        "pmi_mean": 8.5,
        "pmi_min": 8.0,
    }


@pytest.mark.parametrize(
    ("text", "scored"), [("ab ", " ab"), ("  ab", " ab"), ("今日", "今日"), (" 今日", " 今日"), ("네", " 네")]
)
def test_a_text_begins_as_whisper_would_begin_it(believers: dict[str, Any], text: str, scored: str) -> None:
    (line,) = examined(heard(text))
    assert believers["openai-whisper"].texts == [[scored]]
    assert [(word.begin, word.end) for word in line.words] == [(0, len(text.strip()))]


def test_lines_are_scored_together_with_a_little_sound_around(believers: dict[str, Any]) -> None:
    lines = [heard(" a", 1_000, 9_000), heard(" b", 9_000, 20_000), heard(" c", 20_000, 31_000)]
    examined(*lines)
    assert believers["openai-whisper"].texts == [[" a", " b"], [" c"]]
    assert believers["openai-whisper"].lengths == [19_000 + 2 * PAD_MS, 11_000 + 2 * PAD_MS]


def test_a_line_too_long_for_a_look_and_one_without_text_have_no_figures(believers: dict[str, Any]) -> None:
    lines = [heard(" long", 0, LOOK_MS + 1), heard("  ", 40_000, 41_000), heard(" just", 50_000, 80_000, name="just")]
    assert [line.id for line in examined(*lines)] == ["just"]
    assert believers["openai-whisper"].lengths == [LOOK_MS]


def test_no_lines_ask_for_no_model(believers: dict[str, Any]) -> None:
    assert examined() == ()
    assert believers["asked"] == []


@pytest.mark.parametrize(("language", "passed"), [("ko", "ko"), ("Korean", "ko"), (None, None), ("klingon", None)])
def test_the_language_is_passed_on_where_whisper_knows_it(
    believers: dict[str, Any], language: str | None, passed: str | None
) -> None:
    examined(heard(" a"), language=language)
    assert believers["openai-whisper"].languages == [passed]


@given(st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 40_000), st.sampled_from([" a", " "])), max_size=30))
def test_every_line_that_fits_is_in_one_window(drawn: list[tuple[int, int, str]]) -> None:
    lines = [heard(text, start, start + length, name=str(at)) for at, (start, length, text) in enumerate(drawn)]
    found = list(windows(lines))
    fitting = {line.id for line in lines if line.text.strip() and line.end - line.start <= LOOK_MS}
    names = [line.id for window in found for line in window]
    assert sorted(names) == sorted(fitting)
    for window in found:
        assert len(window) == 1 or max(line.end for line in window) - window[0].start <= WINDOW_MS
    assert all(before[-1].start <= after[0].start for before, after in pairwise(found))


# where openai-whisper cannot be had


@pytest.mark.parametrize("error", [ImportError("torch"), BadWeights(model="base", path="x")])
def test_else_the_engine_that_heard_tells_what_it_can(believers: dict[str, Any], error: Exception) -> None:
    believers["openai-whisper"] = error
    (line,) = examined(heard(" ab"))
    assert set(line.signals) == {"lp_mean", "lp_min", "lp_p10"}
    assert set(line.words[0].signals) == {"lp_mean", "lp_min"}


def test_what_could_not_be_loaded_is_left_alone_for_a_while(
    believers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    believers["openai-whisper"] = ImportError("torch")
    examined(heard(" a"))
    examined(heard(" a"))
    assert believers["asked"] == ["openai-whisper", "faster-whisper", "faster-whisper"]
    monkeypatch.setattr(tokens_module, "RETRY_S", -1)
    examined(heard(" a"))
    assert believers["asked"][3:] == ["openai-whisper", "faster-whisper"]


def test_full_memory_leads_to_the_smaller_recogniser(believers: dict[str, Any]) -> None:
    believers["openai-whisper"].fails = OutOfMemory(model="base", device="cpu", smaller="tiny")
    (line,) = examined(heard(" a"))
    assert "ent_mean" not in line.signals and "lp_mean" in line.signals


@pytest.mark.parametrize("error", [ImportError("torch"), BadWeights(model="base", path="x")])
def test_the_engine_that_heard_must_be_there(believers: dict[str, Any], error: Exception) -> None:
    believers["openai-whisper"] = error
    with pytest.raises(type(error)):
        examined(heard(" a"), engine="openai-whisper")


def test_full_memory_of_the_engine_that_heard_is_said(believers: dict[str, Any]) -> None:
    believers["openai-whisper"].fails = NoMemoryAtAll(model="base", device="cpu")
    with pytest.raises(NoMemoryAtAll):
        examined(heard(" a"), engine="openai-whisper")


def test_it_stops(believers: dict[str, Any]) -> None:
    with pytest.raises(Cancelled):
        examined(heard(" a"), stop=lambda: True)
    assert believers["asked"] == []


# with a real model


@pytest.fixture
def cache(model_cache: Path) -> Iterator[Path]:
    yield model_cache
    unload()


@pytest.mark.model
def test_the_wrong_word_of_a_real_line_is_believed_least(cache: Path, english: NDArray[np.float32]) -> None:
    said = (Path(__file__).resolve().parents[1] / "fixtures" / "english.txt").read_text(encoding="utf-8").splitlines()
    wrong = said[0].replace("harbor", "turnip")
    lines = [heard(f" {wrong}", 0, 6_000, name="wrong"), heard(f" {said[1]}", 6_000, 13_300, name="right")]
    first, second = tokens_evidence(task(lines, pcm16(english), cache_dir=cache)).lines
    assert set(first.signals) == LINE_SIGNALS and {frozenset(word.signals) for word in first.words} == {
        frozenset(WORD_SIGNALS)
    }
    least = min(first.words, key=lambda word: word.signals["lp_min"])
    assert wrong[least.begin : least.end] == "turnip"
    assert first.signals["lp_min"] < second.signals["lp_min"]
    assert len(second.words) == len(said[1].split())
