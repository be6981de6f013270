"""How a text reads to somebody who heard nothing: Korean by Kiwi, other languages by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from engine.errors import Cancelled
from engine.evidence import LineEvidence
from engine.evidence import text as text_module
from engine.evidence.gather import gather
from engine.evidence.task import HeardLine
from engine.evidence.text import MOST_SURPRISE, forget, surprises, text_evidence
from tests.engine.evidence_kit import heard, task

NOTHING = np.zeros(0, dtype=np.int16)


@pytest.fixture(scope="module", autouse=True)
def reader() -> Iterator[None]:
    pytest.importorskip("kiwipiepy")
    yield
    forget()


def read(*lines: HeardLine, language: str | None = "ko") -> tuple[LineEvidence, ...]:
    return text_evidence(task(lines, NOTHING, language=language)).lines


def test_what_is_no_word_surprises() -> None:
    (line,) = read(heard(" 해복이 되었습니다"))
    (good,) = read(heard(" 회복이 되었습니다"))
    odd, sound = line.words[0].signals, good.words[0].signals
    assert (line.words[0].begin, line.words[0].end) == (0, 3)
    assert odd["text_sum"] > sound["text_sum"] + 5
    assert line.signals["text_top"] > good.signals["text_top"]
    assert line.signals["text_mean"] > good.signals["text_mean"]


def test_figures_are_those_of_the_morphemes(monkeypatch: pytest.MonkeyPatch) -> None:
    said = [(0, 2, 1.0), (2, 3, 3.0), (4, 6, 8.0), (6, 8, 2.0)]
    monkeypatch.setattr(text_module, "surprises", lambda _text, _language: said)
    (line,) = read(heard(" 회복이 됩니다만", name="0.1.2"))
    assert line.id == "0.1.2"
    assert line.signals == {"text_top": pytest.approx(13 / 3), "text_mean": pytest.approx(3.5)}
    assert [(word.begin, word.end, dict(word.signals)) for word in line.words] == [
        (0, 3, {"text_max": 3.0, "text_sum": 4.0}),
        (4, 8, {"text_max": 8.0, "text_sum": 10.0}),
    ]


def test_places_count_characters_and_marks_are_no_morphemes() -> None:
    found = surprises("🙂🙂 회복이, ♪", "ko")
    assert found is not None
    assert [(begin, end) for begin, end, _ in found] == [(3, 5), (5, 6)]
    assert all(0 <= surprise <= MOST_SURPRISE for _, _, surprise in found)


@pytest.mark.parametrize("text", ["", "   ", "♪ ♪", "...", "\ud800"])
def test_a_line_without_a_word_has_no_figures(text: str) -> None:
    assert read(heard(text)) == ()


def test_english_inside_korean_is_read_too() -> None:
    (line,) = read(heard(" Whisper가 듣습니다"))
    assert [(word.begin, word.end) for word in line.words] == [(0, 8), (9, 13)]


@pytest.mark.parametrize("language", ["ko", "Korean", "KOREAN", " ko "])
def test_the_language_by_name_or_code(language: str) -> None:
    assert len(read(heard(" 회복이 됩니다"), language=language)) == 1


@pytest.mark.parametrize("language", ["en", "ja", "Klingon", "", None])
def test_a_korean_line_is_read_whatever_the_recording_s_language_is(language: str | None) -> None:
    (line,) = read(heard(" 회복이 됩니다"), heard(" good morning", name="b"), language=language)
    assert line.id == "0.0.0"


@pytest.mark.parametrize("text", [" 你好世界吗", " good morning", " ありがとう"])
def test_nobody_reads_other_languages(text: str) -> None:
    assert read(heard(text), language="ko") == ()


def test_without_the_package_there_are_no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> ModuleType:
        raise ImportError(name)

    forget()
    monkeypatch.setattr(text_module, "import_module", missing)
    assert read(heard(" 회복이 됩니다")) == ()


def test_stops_when_told_to() -> None:
    with pytest.raises(Cancelled):
        text_evidence(task([heard(" 회복이")], NOTHING, language="ko", stop=lambda: True))


def test_no_sound_and_no_model_are_needed() -> None:
    found = gather("text", [heard(" 회복이 됩니다")], NOTHING, (0, 1_000), language="ko", model="", engine="")
    assert found.part == "text"
    assert len(found.lines) == 1 and found.gaps == ()


def test_the_readers_memory_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []

    class Reader:
        def __init__(self, num_workers: int) -> None:
            assert num_workers == 1
            made.append(self)

        def analyze(self, _text: str, top_n: int) -> list[Any]:
            assert top_n == 1
            return [([], 0.0)]

    module = ModuleType("kiwipiepy")
    module.Kiwi = Reader  # type: ignore[attr-defined]
    monkeypatch.setattr(text_module, "import_module", lambda _name: module)
    forget()
    for _ in range(2):
        read(heard(" 가"), heard(" 나"))
    assert len(made) == 1
    forget()
    read(heard(" 가"))
    assert len(made) == 2
    forget()
