"""The second listen: with a recogniser that says what it is told, and with real ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backends import unload
from engine.errors import Cancelled
from engine.evidence import Alternative, LineEvidence
from engine.evidence import listen as listen_module
from engine.evidence.listen import PAD_MS, View, _halves, _shifted, listen_evidence, views
from engine.evidence.task import HeardLine
from engine.evidence.tokens import LOOK_MS
from engine.models.weights import WeightsUnavailable, default_cache, ensure
from tests.engine.evidence_kit import heard, pcm16, task

SOUND = np.zeros(16 * 120_000, dtype=np.int16)


@dataclass
class Listener:
    """Hears what it was told to, one list of texts a view, for every sound the last one. Notes what it was given."""

    says: list[list[str]] = field(default_factory=list)
    loaded: list[tuple[str, str]] = field(default_factory=list)
    lengths: list[list[int]] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)

    def load(self, engine: str, model: str, *_: object) -> Listener:
        self.loaded.append((engine, model))
        return self

    def listen(
        self, sounds: Sequence[NDArray[np.float32]], *, language: str | None, stop: Callable[[], bool]
    ) -> tuple[str, ...]:
        assert not stop()
        told = self.says[min(len(self.lengths), len(self.says) - 1)]
        self.lengths.append([len(sound) // 16 for sound in sounds])
        self.languages.append(language)
        return tuple(told[min(at, len(told) - 1)] for at in range(len(sounds)))


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Listener:
    found = Listener([[""]])
    monkeypatch.setattr(listen_module, "load", found.load)
    monkeypatch.setattr(listen_module, "ensure", lambda *_: Path())
    monkeypatch.setattr(listen_module, "_missing", {})
    monkeypatch.setattr(listen_module, "reading", lambda _text, _language: None)
    return found


@pytest.fixture
def three_views(monkeypatch: pytest.MonkeyPatch) -> None:
    """One view more than are in use: votes can be split."""
    monkeypatch.setattr(listen_module, "AGAIN", (View(middle=True), View(speed=0.9, middle=True), View(speed=1.1)))


def listened(*lines: HeardLine, language: str | None = "ko") -> tuple[LineEvidence, ...]:
    return listen_evidence(task(lines, SOUND, language=language)).lines


def row(*seconds: tuple[float, float]) -> list[HeardLine]:
    return [
        heard(f" 가{at}", round(start * 1_000), round(end * 1_000), name=str(at))
        for at, (start, end) in enumerate(seconds)
    ]


def names(groups: Sequence[Sequence[HeardLine]]) -> list[str]:
    return ["".join(line.id for line in group) for group in groups]


# ---- who listens


@pytest.mark.parametrize(
    ("language", "model", "expected"),
    [
        ("en", "base", (View(model="tiny.en"),)),
        ("en", "tiny.en", (View(middle=True), View(speed=1.1))),
        ("ko", "base", (View(middle=True), View(speed=1.1))),
        (None, "base", (View(middle=True), View(speed=1.1))),
        ("ko", "base.en", ()),
        ("en", "base.en", (View(model="tiny.en"),)),
    ],
)
def test_views(language: str | None, model: str, expected: tuple[View, ...]) -> None:
    assert views(language, model) == expected


@pytest.mark.parametrize("language", ["en", "English", "ENGLISH"])
def test_english_is_heard_by_another_model(listener: Listener, language: str) -> None:
    (line,) = listened(heard(" a b"), language=language)
    assert listener.loaded == [("faster-whisper", "tiny.en")]
    assert listener.languages == ["en"]
    assert set(line.signals) == {"other_letters", "other_more"}
    assert set(line.words[0].signals) == {"other_differ", "other_letters"}


@pytest.mark.parametrize(("language", "code"), [("ko", "ko"), ("Korean", "ko"), ("Klingon", None), (None, None)])
def test_other_languages_are_heard_by_the_same_model(
    listener: Listener, language: str | None, code: str | None
) -> None:
    (line,) = listened(heard(" 가 나"), language=language)
    assert listener.loaded == [("faster-whisper", "base")] * 2
    assert listener.languages == [code] * 2
    assert set(line.signals) == {"again_letters", "again_more"}
    assert set(line.words[0].signals) == {"again_differ", "again_letters"}


# ---- lines in several languages


def test_an_english_line_among_korean_ones_is_heard_in_english_by_another_model(listener: Listener) -> None:
    listener.says = [["만나요 모든 안녕"], ["만나요 모든 안녕"], ["welcome desk"]]
    first, english, last = listened(
        heard(" 만나요", 0, 1_000, name="a"),
        heard(" welcome desk", 1_000, 2_000, name="b"),
        heard(" 안녕", 2_000, 3_000),
    )
    assert listener.loaded == [("faster-whisper", "base")] * 2 + [("faster-whisper", "tiny.en")]
    assert listener.languages == ["ko", "ko", "en"]
    assert listener.lengths[2] == [1_000 + 2 * PAD_MS]
    assert set(first.signals) == set(last.signals) == {"again_letters", "again_more"}
    assert english.signals == {"other_letters": 0.0, "other_more": 0.0}
    assert english.alternatives == ()


def test_a_korean_line_among_english_ones_is_heard_in_korean_by_the_model_itself(listener: Listener) -> None:
    listener.says = [["hello there"], ["만나서 반가워"], ["만나서 반가워"]]
    english, korean = listened(
        heard(" hello there", 0, 1_000, name="a"), heard(" 만나서 반가워", 1_000, 2_000, name="b"), language="en"
    )
    assert listener.loaded == [("faster-whisper", "tiny.en")] + [("faster-whisper", "base")] * 2
    assert listener.languages == ["en", "ko", "ko"]
    assert set(english.signals) == {"other_letters", "other_more"}
    assert korean.signals == {"again_letters": 0.0, "again_more": 0.0}


def test_lines_of_another_language_are_heard_in_rows(listener: Listener) -> None:
    texts = [" one two", " three four", " 만나서 반가워", " five six"]
    listened(*[heard(text, 1_000 * at, 1_000 * at + 1_000, name=str(at)) for at, text in enumerate(texts)])
    assert listener.lengths[0] == [2_000 + 2 * PAD_MS - PAD_MS, 1_000 + 2 * PAD_MS]


def test_where_a_recording_has_no_line_in_its_own_language_nothing_is_heard_in_it(listener: Listener) -> None:
    listened(heard(" one two three"))
    assert listener.languages == ["en"]


def test_the_model_listens_itself_where_the_other_cannot_be_had(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def missing(model: str, *_: object) -> Path:
        asked.append(model)
        raise WeightsUnavailable(model=model, folder="cache", files="model.bin")

    monkeypatch.setattr(listen_module, "ensure", missing)
    for _ in range(2):
        (line,) = listened(heard(" hello there"), language="en")
        assert set(line.signals) == {"again_letters", "again_more"}
    assert listener.loaded == [("faster-whisper", "base")] * 4
    assert asked == ["tiny.en"], "the next step does not wait for it again"


def test_where_the_model_itself_cannot_be_had_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(_engine: str, model: str, *_: object) -> None:
        raise WeightsUnavailable(model=model, folder="cache", files="model.bin")

    monkeypatch.setattr(listen_module, "load", load)
    with pytest.raises(WeightsUnavailable):
        listened(heard(" 안녕하세요"))


# ---- what is listened to


def test_halves_are_cut_between_lines() -> None:
    a, b, c = row((0, 1), (1, 2), (2, 3))
    assert names(_halves([a, b, c])) == ["01", "2"]
    assert names(_halves([a, b])) == ["0", "1"]
    assert names(_halves([a])) == ["0", ""]


def test_second_halves_go_with_the_next_first_ones() -> None:
    a, b, c, d, e = row((0, 10), (10, 20), (20, 30), (30, 40), (40, 41))
    assert names([*_shifted([[a, b], [c, d], [e]], 29_400)]) == ["0", "12", "34"]
    assert names([*_shifted([[a, b], [c, d], [e]], 19_000)]) == ["0", "1", "2", "34"]
    assert names([*_shifted([[a], [b], [c]], 29_400)]) == ["0", "1", "2"]
    assert names([*_shifted([], 29_400)]) == []


def test_other_views_are_cut_elsewhere(listener: Listener) -> None:
    listened(*row((0, 7), (7, 14), (14, 21), (21, 28), (28, 35), (35, 42), (42, 49), (49, 56)))
    whole = 28_000 + PAD_MS
    assert listener.lengths[0] == [14_000 + PAD_MS, 28_000 + 2 * PAD_MS, 14_000 + 2 * PAD_MS]
    assert listener.lengths[1] == [int(length / 1.1) for length in (whole, whole + PAD_MS)]


def test_no_sound_is_longer_than_a_look_and_speed_changes_the_length(listener: Listener) -> None:
    listened(heard(" 가", 1_000, 10_000))
    (middle,), (fast,) = listener.lengths
    assert middle == 9_000 + 2 * PAD_MS
    assert fast == pytest.approx(middle / 1.1, abs=1)
    listener.lengths.clear()
    listened(*row((0, 10), (10, 20), (20, 29.5), (30, 59.9)))
    assert max(length for view in listener.lengths for length in view) <= LOOK_MS


def test_a_line_past_the_end_is_silence(listener: Listener) -> None:
    (line,) = listened(heard(" 감사합니다", 130_000, 131_000))
    assert listener.lengths == [[0], [0]]
    assert line.words[0].signals["again_differ"] == 1.0


def test_lines_without_text_or_too_long_are_left_out(listener: Listener) -> None:
    listener.says = [["가"]]
    found = listened(heard("  ", 0, 900, name="a"), heard(" 가", 1_000, 2_000, name="b"), heard(" 나", 2_000, 40_000))
    assert [line.id for line in found] == ["b"]


# ---- what it says


def test_what_is_heard_alike_is_not_doubted(listener: Listener) -> None:
    listener.says = [["회복이, 됩니다!"]]
    (line,) = listened(heard(" 회복이 됩니다.", name="0.0.3"))
    assert line == LineEvidence("0.0.3", {"again_letters": 0.0, "again_more": 0.0}, line.words)
    assert [(word.begin, word.end, dict(word.signals), word.alternatives) for word in line.words] == [
        (0, 3, {"again_differ": 0.0, "again_letters": 0.0}, ()),
        (4, 8, {"again_differ": 0.0, "again_letters": 0.0}, ()),
    ]


@pytest.mark.usefixtures("three_views")
def test_most_views_make_a_proposal(listener: Listener) -> None:
    listener.says = [["회복이 됩니다"], ["회복이 됩니까"], ["해복이 됩니다"]]
    (line,) = listened(heard(" (해복이) 됩니다."))
    assert line.alternatives == (Alternative("second", "(회복이) 됩니다."),)
    first, second = line.words
    assert first.signals == {"again_differ": pytest.approx(2 / 3), "again_letters": pytest.approx(2 / 3)}
    assert first.alternatives == (Alternative("second", "회복이"),)
    assert second.signals == {"again_differ": pytest.approx(1 / 3), "again_letters": pytest.approx(1 / 3)}
    assert second.alternatives == (Alternative("second", "됩니까"),)
    assert line.signals == {"again_letters": pytest.approx(1.0), "again_more": 0.0}


@pytest.mark.usefixtures("three_views")
def test_views_that_disagree_leave_the_first_ones_line(listener: Listener) -> None:
    listener.says = [["회복이 됩니다"], ["행복이 됩니다"], ["해복이 됩니다"]]
    (line,) = listened(heard(" 해복이 됩니다."))
    assert line.alternatives == (Alternative("second", "회복이 됩니다"),)
    assert line.words[0].alternatives == (Alternative("second", "회복이"), Alternative("second", "행복이"))


@pytest.mark.usefixtures("three_views")
def test_the_most_frequent_version_comes_first_and_there_are_few(listener: Listener) -> None:
    listener.says = [["하나"], ["두울"], ["두울!"]]
    (line,) = listened(heard(" 세엣"))
    assert line.words[0].alternatives == (Alternative("second", "두울"), Alternative("second", "하나"))
    assert line.alternatives == (Alternative("second", "두울"),)


@pytest.mark.usefixtures("listener")
def test_nothing_heard_is_no_proposal() -> None:
    (line,) = listened(heard(" 해복이 됩니다."))
    assert line.alternatives == ()
    assert [word.alternatives for word in line.words] == [(), ()]
    assert line.words[0].signals == {"again_differ": 1.0, "again_letters": 3.0}
    assert line.signals == {"again_letters": 6.0, "again_more": 0.0}


def test_what_reads_better_says_so(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    def reading(text: str, language: str | None) -> float | None:
        asked.append((text, language))
        return {"(해복이) 됩니다.": -20.0, "(회복이) 됩니다.": -12.0, "(행복이) 됩니다.": -10.5}.get(text)

    monkeypatch.setattr(listen_module, "reading", reading)
    listener.says = [["회복이 됩니다"], ["행복이 됩니까"]]
    (line,) = listened(heard(" (해복이) 됩니다."), language="Korean")
    first, second = line.words
    assert {"reads_better": 9.5, "reads_better_first": 8.0}.items() <= first.signals.items()
    assert {"reads_better": 0.0, "reads_better_first": 0.0}.items() <= second.signals.items()
    assert {language for _, language in asked} == {"ko"}
    assert ("(해복이) 됩니까.", "ko") in asked


def test_half_a_character_is_not_proposed(listener: Listener) -> None:
    listener.says = [["회복\ufffd이 됩\ufffd니다"]]
    (line,) = listened(heard(" 해복이 됩니다."))
    assert line.alternatives == (Alternative("second", "회복이 됩니다."),)
    assert line.words[0].alternatives == (Alternative("second", "회복이"),)


def test_a_line_without_letters_has_no_words(listener: Listener) -> None:
    listener.says = [["가"]]
    (line,) = listened(heard(" ♪"))
    assert (line.words, line.alternatives) == ((), ())


def test_what_is_heard_goes_to_its_own_line(listener: Listener) -> None:
    listener.says = [["하나 둘 셋"]]
    first, second = listened(heard(" 하나", 0, 1_000, name="a"), heard(" 둘 넷", 1_000, 2_000, name="b"))
    assert first.alternatives == ()
    assert second.alternatives == (Alternative("second", "둘 셋"),)


def test_it_goes_through_json(listener: Listener) -> None:
    listener.says = [["회복이 됩니다"]]
    found = listen_evidence(task([heard(" 해복이 됩니다")], SOUND, language="ko"))
    (told,) = json.loads(json.dumps(found.as_dict()))["lines"]
    assert told["alternatives"] == [["second", "회복이 됩니다"]]
    assert [(begin, end, versions) for begin, end, _, versions in told["words"]] == [
        (0, 3, [["second", "회복이"]]),
        (4, 7, []),
    ]
    assert found.part == "listen"


def test_stops_before_each_view(listener: Listener) -> None:
    asked = iter([False, False, True])
    with pytest.raises(Cancelled):
        listen_evidence(task([heard(" 가")], SOUND, language="ko", stop=lambda: next(asked)))
    assert len(listener.lengths) == 1


# ---- the real ones


@pytest.fixture(scope="module")
def cache(model_cache: Path) -> Iterator[Path]:
    ensure("tiny.en", "faster-whisper", default_cache())
    yield model_cache
    unload()


def real(samples: NDArray[np.float32], *lines: HeardLine, **settings: Any) -> tuple[LineEvidence, ...]:
    return listen_evidence(task(lines, pcm16(samples), **settings)).lines


@pytest.mark.model
def test_english_by_another_model(english: NDArray[np.float32], cache: Path) -> None:
    right = heard(" Good morning. Today we are talking about the old harbor and the people who work there.", 0, 6_400)
    wrong = heard(
        " Thank you. My family has repaired goats on this street for almost 40 years.", 6_400, 13_000, name="0.0.1"
    )
    one, two = real(english, right, wrong, cache_dir=cache)
    assert one.signals["other_letters"] == 0.0
    assert all(word.alternatives == () for word in one.words)
    text = wrong.text.strip()
    differing = {text[word.begin : word.end] for word in two.words if word.signals["other_differ"]}
    assert "goats" in differing and "family" not in differing
    (goats,) = [word for word in two.words if text[word.begin : word.end] == "goats"]
    assert goats.alternatives == (Alternative("second", "boats"),)
    assert goats.signals == {"other_differ": 1.0, "other_letters": 1.0}
    assert "boats" in two.alternatives[0].text


@pytest.mark.model
def test_korean_in_other_views(korean: NDArray[np.float32], cache: Path) -> None:
    said = " 안녕하세요. 만나서 반갑습니다. 무엇을 도와 드릴까요? 거피 한 잔 주세요. 잠깐만 기다려 주세요. 감사합니다."
    (line,) = real(korean, heard(said, 0, 20_900), language="Korean", cache_dir=cache)
    assert set(line.signals) == {"again_letters", "again_more"}
    text = said.strip()
    figures = {text[word.begin : word.end]: word for word in line.words}
    for word in ("무엇을", "한", "주세요."):
        assert figures[word].signals["again_differ"] == 0.0
        assert figures[word].alternatives == ()
    assert {"again_differ": 1.0, "again_letters": 1.0}.items() <= figures["거피"].signals.items()
    assert figures["거피"].alternatives == (Alternative("second", "커피"),)
    assert "무엇을" in line.alternatives[0].text and "커피 한" in line.alternatives[0].text


@pytest.mark.model
def test_a_real_listen_stops(korean: NDArray[np.float32], cache: Path) -> None:
    with pytest.raises(Cancelled):
        listen_evidence(task([heard(" 가")], pcm16(korean), language="ko", cache_dir=cache, stop=lambda: True))
