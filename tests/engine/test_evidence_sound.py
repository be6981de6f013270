"""What the sound says of lines: with a voice detector that says what it is told, and with the real one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backends import speech
from engine.backends.speech import BLOCK_FRAMES, FRAME_SAMPLES, speech_probabilities
from engine.errors import Cancelled
from engine.evidence import LineEvidence
from engine.evidence import sound as sound_module
from engine.evidence.sound import repeats, sound_evidence, usual_level
from tests.engine.evidence_kit import heard, pcm16, task

Pcm = NDArray[np.int16]
Speak = Callable[[list[tuple[int, int]]], None]
NOISE = np.resize(np.array([3_000, -3_000], dtype=np.int16), 16 * 32 * 400)  # 12.8 s
NEAR_MS = 64
WITHOUT_DETECTOR = {"level_db", "silence_share", "letters_per_s", "ends_past", "repeats_in_line"}


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> Speak:
    """Say between which ms of the recording (multiples of 32) somebody speaks; tasks begin at 0."""

    def told(times: list[tuple[int, int]]) -> None:
        def probabilities(pcm: Pcm, _stop: object) -> NDArray[np.float32]:
            found = np.full(-(-len(pcm) // FRAME_SAMPLES), 0.1, dtype=np.float32)
            for start, end in times:
                found[start // 32 : end // 32] = 0.9
            return found

        monkeypatch.setattr(sound_module, "speech_probabilities", probabilities)

    return told


def only(found: tuple[LineEvidence, ...]) -> dict[str, float]:
    (line,) = found
    return dict(line.signals)


def test_speech_in_the_line(speak: Speak) -> None:
    speak([(1_600, 3_200)])
    signals = only(sound_evidence(task([heard(" one", 0, 3_200)], NOISE)).lines)
    assert signals["speech_share"] == pytest.approx(0.5)
    assert signals["speech_mean"] == pytest.approx(0.5)


def test_speech_around_the_line_ends_at_its_neighbours(speak: Speak) -> None:
    speak([(0, 12_800)])
    lines = [heard(" a", 640, 1_280, name="a"), heard(" b", 3_200, 4_800, name="b"), heard(" c", 6_400, 9_600)]
    found = sound_evidence(task(lines, NOISE)).lines
    around = [(line.signals["sound_before_s"], line.signals["sound_after_s"]) for line in found]
    assert around == [(0.64, 1.92), (1.92, 1.6), (1.6, 3.2)]


def test_a_neighbour_of_another_step_counts(speak: Speak) -> None:
    speak([(0, 12_800)])
    span = (640, 3_200)
    lines = [heard(" a", 1_280, 3_200)]
    alone = only(sound_evidence(task(lines, NOISE, span)).lines)
    assert alone["sound_before_s"] == pytest.approx(0.64)
    assert "sound_after_s" not in alone
    beside = only(sound_evidence(task(lines, NOISE, span, [(0, 960), (3_840, 5_000)])).lines)
    assert (beside["sound_before_s"], beside["sound_after_s"]) == (0.32, 0.64)


def test_lines_that_overlap_have_nothing_between(speak: Speak) -> None:
    speak([(0, 12_800)])
    found = sound_evidence(task([heard(" a", 0, 3_200), heard(" b", 1_600, 6_400)], NOISE)).lines
    assert found[0].signals["sound_after_s"] == found[1].signals["sound_before_s"] == 0.0


def test_a_pause_with_speech_in_it(speak: Speak) -> None:
    speak([(1_280, 1_920)])
    line = heard(" a b c", 0, 6_400, (" a", 0, 960), (" b", 2_240, 3_200), (" c", 6_080, 6_400))
    signals = only(sound_evidence(task([line], NOISE)).lines)
    assert signals["pause_inside_s"] == pytest.approx(1.28)
    assert signals["shortest_word_s"] == pytest.approx(0.32)
    assert signals["longest_word_s"] == pytest.approx(0.96)


def test_words_have_their_length(speak: Speak) -> None:
    speak([])
    (line,) = sound_evidence(task([heard(" hi you", 0, 900, (" hi", 100, 350), (" you", 400, 900))], NOISE)).lines
    assert [(word.begin, word.end, word.signals) for word in line.words] == [
        (0, 2, {"duration_s": 0.25}),
        (3, 6, {"duration_s": 0.5}),
    ]


def test_levels_are_against_the_recordings_own(speak: Speak) -> None:
    speak([])
    pcm = np.concatenate([NOISE, NOISE // 10, NOISE // 300, np.zeros(16_000, dtype=np.int16)])
    times = [(0, 12_800), (12_800, 25_600), (25_600, 38_400), (38_400, 39_400), (50_000, 51_000)]
    lines = [heard(" a", start, end, name=str(start)) for start, end in times]
    found = [line.signals for line in sound_evidence(task(lines, pcm)).lines]
    assert [round(signals["level_db"]) for signals in found] == [0, -20, -50, -100, -100]
    assert [signals["silence_share"] for signals in found] == [0, 0, 1, 1, 1]


def test_the_level_of_a_long_recording_is_sampled() -> None:
    long = np.concatenate([np.resize(NOISE // 10, 16_000 * 900), np.resize(NOISE, 16_000 * 300)])
    assert usual_level(long) == pytest.approx(3_000, rel=0.01)


def test_silence_and_no_sound_at_all(speak: Speak) -> None:
    speak([])
    for pcm in (np.zeros(16_000, dtype=np.int16), np.zeros(0, dtype=np.int16)):
        signals = only(sound_evidence(task([heard(" thank you", 0, 1_000)], pcm)).lines)
        assert (signals["level_db"], signals["silence_share"], signals["speech_share"]) == (-100, 1, 0)


def test_speed_and_what_ends_past_the_recording(speak: Speak) -> None:
    speak([])
    signals = only(sound_evidence(task([heard(" 열 글자, 아홉!", 12_000, 14_000)], NOISE)).lines)
    assert signals["letters_per_s"] == pytest.approx(2.5)
    assert signals["ends_past"] == 1_200


@pytest.mark.parametrize(
    ("text", "times"),
    [("", 1), ("a", 1), ("hello", 1), ("No, no, no!", 3), ("아 아 아 아", 2), ("네네네네네네", 3), ("abcabcabcab", 3)],
)
def test_repeats(text: str, times: int) -> None:
    assert repeats(text) == times


def test_without_a_detector_its_signals_are_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "_detector", lambda: None)
    found = sound_evidence(task([heard(" one", 0, 1_000)], NOISE))
    assert set(only(found.lines)) == WITHOUT_DETECTOR
    assert found.gaps == ()


# with the real detector


def test_speech_is_told_from_noise_and_silence(english: NDArray[np.float32]) -> None:
    spoken = speech_probabilities(pcm16(english))
    hum = speech_probabilities(NOISE)
    nothing = speech_probabilities(np.zeros(160_000, dtype=np.int16))
    assert spoken is not None and hum is not None and nothing is not None
    assert len(spoken) == -(-len(english) // FRAME_SAMPLES)
    assert (spoken > 0.5).mean() > 0.6
    assert max(hum.max(), nothing.max()) < 0.5


def test_a_minute_and_more_is_heard_as_if_in_one_go(english: NDArray[np.float32]) -> None:
    pcm = np.tile(pcm16(english), 6)
    found = speech_probabilities(pcm)
    assert found is not None and len(found) > BLOCK_FRAMES
    start = BLOCK_FRAMES - 100
    near = speech_probabilities(pcm[start * FRAME_SAMPLES : (start + 200) * FRAME_SAMPLES])
    assert near is not None
    assert float(np.abs(found[start + 70 : start + 190] - near[70:190]).mean()) < 0.05


def test_nothing_is_nothing() -> None:
    found = speech_probabilities(np.zeros(0, dtype=np.int16))
    assert found is not None and len(found) == 0


def test_the_detector_stops() -> None:
    with pytest.raises(Cancelled):
        speech_probabilities(NOISE, lambda: True)
    with pytest.raises(Cancelled):
        sound_evidence(task([], NOISE, stop=lambda: True))


def test_real_lines_have_speech_and_a_dropped_one_is_a_gap(english: NDArray[np.float32]) -> None:
    pcm = np.concatenate([pcm16(english), np.zeros(16_000 * 4, dtype=np.int16), pcm16(english)])
    again = len(english) // 16 + 4_000
    length = len(english) // 16
    whole = sound_evidence(task([heard(" all", 0, length), heard(" again", again, again + length)], pcm))
    assert [line.signals["speech_share"] > 0.6 for line in whole.lines] == [True, True]
    assert whole.gaps == ()
    (first, *_) = found = sound_evidence(task([heard(" all", 0, length)], pcm)).gaps
    assert first.start >= again - NEAR_MS and found[-1].end <= again + length
    assert sum(gap.signals["speech_s"] for gap in found) > 7
    assert all(gap.signals["speech_mean"] > 0.5 and gap.signals["level_db"] > -20 for gap in found)
