"""The queue's items: of lines and gaps, in time order, with what is known, little or much."""

from __future__ import annotations

import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence import Gap, LineEvidence, PartEvidence, WordEvidence
from engine.transcript import Segment
from review.line import Line, from_segment
from review.queue import Choice, Evidence, Item, Told, rank
from review.queue.rank import FLAGGED, OUTRIGHT
from tests.review.queue_kit import (
    AGAIN,
    ALIKE,
    SURE_TOKENS,
    TOKENS,
    codes,
    evidence,
    larger,
    line,
    ranked,
    second,
    told,
)

TALK = [
    line("우리는 용기가 났어요", 0, probability=[0.97, 0.2, 0.95]),
    line("그래서 다시 갔습니다", 1, probability=0.99),
    line("모두가 함께 웃었고요", 2, probability=0.95),
]


def told_by_reference(text: str, wrong: int, *, at: int = 1) -> Item:
    reference = {TALK[at].id: Told(text, wrong)}
    return rank(TALK, Evidence(), reference=reference)[at]


# ---- items ------------------------------------------------------------------------------------------------------


def test_each_line_has_an_item_of_its_own() -> None:
    assert [(item.id, item.line, item.start, item.end) for item in ranked(TALK)] == [
        ("0.0.0", "0.0.0", 0, 1_500),
        ("0.0.1", "0.0.1", 10_000, 11_500),
        ("0.0.2", "0.0.2", 20_000, 21_500),
    ]


def test_lines_come_in_time_order_whatever_order_they_are_given_in() -> None:
    assert [item.id for item in ranked([TALK[2], TALK[0], TALK[1]])] == ["0.0.0", "0.0.1", "0.0.2"]


def test_the_line_with_the_unlikely_word_is_the_most_suspicious() -> None:
    found = ranked(TALK)
    assert found[0].suspicion > max(found[1].suspicion, found[2].suspicion)


def test_what_is_suspicious_enough_is_flagged() -> None:
    assert [item.flagged for item in ranked(TALK)] == [item.suspicion >= FLAGGED for item in ranked(TALK)]


def test_doubted_words_are_places_in_the_line_without_its_first_space() -> None:
    (first, *_) = ranked(TALK)
    assert [TALK[0].text.strip()[word.begin : word.end] for word in first.words] == ["용기가"]


def test_a_gap_stands_before_the_line_that_begins_with_it() -> None:
    gaps = (Gap(10_000, 12_000), Gap(15_000, 17_000))
    assert [item.id for item in ranked(TALK, Evidence({}, gaps))] == [
        "0.0.0",
        "gap.10000.12000",
        "0.0.1",
        "gap.15000.17000",
        "0.0.2",
    ]


def test_gaps_are_found_in_a_transcript_without_lines() -> None:
    (item,) = ranked([], Evidence({}, (Gap(0, 4_000),)))
    assert (item.line, item.start, item.end, codes(item)) == (None, 0, 4_000, ["gap"])


@pytest.mark.parametrize(
    ("gap", "seconds", "suspicion"),
    [
        (Gap(0, 3_000, {"speech_s": 1.5}), 1.5, 0.5),
        (Gap(0, 1_500), 1.5, 0.5),
        (Gap(0, 9_000, {"speech_s": 3.7}), 3.7, 0.9002),
        (Gap(0, 9_000, {"speech_s": 0.0}), 0.0, 0.1824),
    ],
)
def test_a_gap_is_as_suspicious_as_there_is_speech_in_it(gap: Gap, seconds: float, suspicion: float) -> None:
    (item,) = ranked([], Evidence({}, (gap,)))
    assert item.suspicion == pytest.approx(suspicion, abs=1e-4)
    assert item.reasons[0].params == {"s": seconds}
    assert item.flagged == (suspicion >= 0.3)


# ---- choices ----------------------------------------------------------------------------------------------------


def test_a_word_s_choice_keeps_the_marks_around_the_word() -> None:
    one = line('그는 "용기가," 났다', probability=[0.99, 0.05, 0.99])
    (item,) = ranked([one], evidence(told(one, second={1: "용이가"})))
    (word,) = (each for each in item.words if each.begin == 3)
    assert word.choices == (Choice("second", '"용이가,"'),)


def test_the_larger_model_s_versions_come_before_the_second_listen_s() -> None:
    one = line("우리는 용기가 났어요", probability=[0.99, 0.05, 0.99])
    heard = [second("우리는 요기가 났어요"), larger("우리는 용이가 났어요")]
    (item,) = ranked([one], evidence(told(one, second={1: "요기가"}, alternatives=heard)))
    assert [choice.source for choice in item.choices] == ["larger", "second"]
    (word,) = (each for each in item.words if each.begin == 4)
    assert word.choices == (Choice("larger", "용이가"), Choice("second", "요기가"))


def test_a_version_that_reads_the_same_or_has_nothing_is_no_choice() -> None:
    heard = [second(" 우리는 용기가 났어요 "), larger("  ")]
    assert ranked([TALK[0]], evidence(told(TALK[0], alternatives=heard)))[0].choices == ()


def test_reasons_of_a_larger_model_stand_by_their_strength_among_the_others() -> None:
    lines = [line("안녕 여러분", number, probability=0.99) for number in range(3)]
    (item, *_) = ranked(lines, evidence(told(lines[0], alternatives=[larger("아니 여러분")])))
    assert codes(item) == ["repeats", "larger"]
    assert list(item.reasons) == sorted(item.reasons, key=lambda reason: -reason.weight)


def test_a_word_that_only_the_larger_model_doubts_is_none_the_model_was_unsure_of() -> None:
    (_, item, _) = ranked(TALK, evidence(told(TALK[1], alternatives=[larger("그래서 당신 갔습니다")])))
    assert [(word.begin, word.end) for word in item.words] == [(4, 6)]
    assert codes(item) == ["larger"]


# ---- a reference ------------------------------------------------------------------------------------------------


def test_a_reference_that_contradicts_raises_and_is_the_first_reason() -> None:
    found = told_by_reference("그래서 당신 갔습니다", 2)
    assert (found.suspicion, found.flagged, codes(found)[0]) == (0.95, True, "reference")
    assert found.choices == (Choice("reference", "그래서 당신 갔습니다"),)


def test_a_reference_that_confirms_leaves_a_fifth_of_the_suspicion_and_no_flag() -> None:
    before = ranked(TALK)[0]
    found = told_by_reference("우리는 용기가 났어요", 0, at=0)
    assert found.suspicion == pytest.approx(before.suspicion / 5)
    assert (found.flagged, found.outright) == (False, False)


def test_one_letter_apart_is_right() -> None:
    assert told_by_reference("그래서 다시 갔습니까", 1).flagged is False


def test_a_reference_that_has_nothing_there_offers_nothing() -> None:
    found = told_by_reference("", 8)
    assert (found.suspicion, found.choices) == (0.95, ())


def test_the_reference_s_choice_is_the_last() -> None:
    known = evidence(told(TALK[1], alternatives=[second("그래서 다시 왔습니다")]))
    reference = {TALK[1].id: Told("그래서 당신 갔습니다", 2)}
    found = rank(TALK, known, reference=reference)[1]
    assert [choice.source for choice in found.choices] == ["second", "reference"]


# ---- made up ----------------------------------------------------------------------------------------------------


def outright(one: Line, *others: Line, **signals: float) -> Item:
    return ranked([one, *others], evidence(told(one, signals=signals)))[0]


def test_a_stock_phrase_on_silence_is_flagged_outright() -> None:
    found = outright(line("시청해 주셔서 감사합니다.", probability=0.99), speech_mean=0.3, pmi_mean=5.0, lp_mean=-0.1)
    assert (found.outright, found.flagged, codes(found)) == (True, True, ["no_speech", "stock_phrase"])
    assert found.suspicion >= OUTRIGHT == 0.95


def test_a_stock_phrase_that_somebody_says_is_not() -> None:
    found = outright(line("시청해 주셔서 감사합니다.", probability=0.99), speech_mean=0.9)
    assert (found.outright, codes(found)) == (False, ["stock_phrase"])


def test_a_loop_on_silence_is_flagged_outright() -> None:
    lines = [line("아 그래", number, probability=0.99) for number in range(3)]
    assert outright(lines[0], *lines[1:], speech_mean=0.2, pmi_mean=5.0, lp_mean=-0.1).outright


def test_a_loop_that_is_sung_is_not() -> None:
    lines = [line("아 그래", number, probability=0.99) for number in range(3)]
    assert not outright(lines[0], *lines[1:], speech_mean=0.6).outright


def test_text_that_gained_nothing_from_the_sound_is_flagged_outright() -> None:
    assert outright(TALK[1], speech_mean=0.02, pmi_mean=0.5, lp_mean=-0.1).outright


def test_text_on_silence_that_its_own_model_does_not_believe_is_flagged_outright() -> None:
    assert outright(TALK[1], speech_mean=0.02, pmi_mean=1.5, lp_mean=-1.0).outright


def test_text_that_comes_from_the_sound_is_sung_where_nobody_speaks() -> None:
    assert not outright(TALK[1], speech_mean=0.02, pmi_mean=2.5, lp_mean=-1.0).outright


def test_of_a_short_line_the_sound_says_little() -> None:
    assert outright(line("네!"), speech_mean=0.02, pmi_mean=4.0, lp_mean=-1.0).outright
    assert not outright(line("네!"), speech_mean=0.02, pmi_mean=4.0, lp_mean=-0.4).outright


def test_singing_that_the_detector_does_not_hear_but_the_sound_supports_is_not() -> None:
    assert not outright(TALK[1], speech_mean=0.02, pmi_mean=3.0, lp_mean=-0.4).outright


def test_without_token_figures_the_line_s_own_log_probability_tells() -> None:
    sung, made_up = replace(TALK[1], own_logprob=-0.4), replace(TALK[1], own_logprob=-1.4)
    assert (outright(sung, speech_mean=0.02).outright, outright(made_up, speech_mean=0.02).outright) == (False, True)


def test_where_nobody_listened_for_speech_nothing_is_made_up() -> None:
    assert not outright(line("시청해 주셔서 감사합니다.")).outright


# ---- little known -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "texts",
    [
        ["우리는 용기가 났어요", "그래서 갔습니다"],
        ["ฉันรักเธอมากที่สุดในโลก", "ไม่มีใครรู้"],
        ["أنا أحبك كثيرا", "لا أحد يعرف"],
        ["これは日本語です", "誰も知らない"],
        ["Θα έρθω αύριο", "नमस्ते दुनिया"],
    ],
)
def test_imported_lines_of_any_language_are_ranked_by_their_text_alone(texts: list[str]) -> None:
    found = ranked([line(text, number) for number, text in enumerate(texts)])
    assert [item.id for item in found] == ["0.0.0", "0.0.1"]
    assert all(0 < item.suspicion < 1 for item in found)


def test_words_of_a_script_without_spaces_are_the_recogniser_s() -> None:
    heard = [("ฉันรัก", 0.95), ("เธอ", 0.02), ("มาก", 0.95)]
    one = line("x", probability=0.5)
    words = tuple(replace(one.words[0], text=text, probability=given) for text, given in heard)
    (item,) = ranked([replace(one, text="ฉันรักเธอมาก", words=words)])
    assert (6, 9) in [(word.begin, word.end) for word in item.words]


def test_one_line_is_ranked() -> None:
    (item,) = ranked([line("네, 알겠습니다", probability=0.9)])
    assert 0 < item.suspicion < 1


def test_no_lines_are_no_items() -> None:
    assert ranked([]) == ()


@pytest.mark.parametrize("text", ["", "   ", "...", "♪"])
def test_a_line_without_words_is_as_suspicious_as_any(text: str) -> None:
    (item,) = ranked([line(text)])
    assert (item.suspicion, item.words, item.choices, item.reasons) == (0.25, (), (), ())


def test_ten_thousand_lines_with_all_evidence_are_ranked() -> None:
    lines = [line("우리는 용기가 났어요", number, probability=0.9) for number in range(10_000)]
    doubtful = {**TOKENS, **AGAIN}
    sure = {**SURE_TOKENS, **ALIKE}
    known = evidence(
        *(told(each, sure, doubtful if number == 7_777 else sure, sure) for number, each in enumerate(lines))
    )
    found = ranked(lines, known)
    assert len(found) == 10_000
    assert max(found, key=lambda item: item.suspicion).id == "0.0.7777"


ANY = st.one_of(st.floats(-10, 10), st.floats(allow_nan=False, allow_infinity=False))
NAMES = ("speech_mean", "pmi_mean", "lp_mean", "sound_before_s", "ends_past", "repeats_in_line", "letters_per_s")


@given(
    st.text(max_size=30),
    st.dictionaries(st.sampled_from(NAMES), ANY),
    st.dictionaries(st.sampled_from(sorted(TOKENS)), ANY),
    ANY,
    st.integers(0, 40),
)
def test_a_suspicion_is_a_probability_whatever_is_known(
    text: str, signals: dict[str, float], words: dict[str, float], speech: float, wrong: int
) -> None:
    one = line(text)
    count = len(told(one).words)
    known = Evidence({one.id: told(one, *[words] * count, signals=signals)}, (Gap(0, 900, {"speech_s": speech}),))
    found = rank([one], known, reference={one.id: Told(text, wrong)})
    assert all(math.isfinite(item.suspicion) and 0 <= item.suspicion <= 1 for item in found)


def judged(monkeypatch: pytest.MonkeyPatch, words: list[float], suspicion: float) -> Item:
    """A line whose words, and which itself, were judged so."""
    found = (np.array(words), np.array([suspicion]))
    monkeypatch.setattr(sys.modules["review.queue.rank"], "suspicions", lambda _rows, _count: found)
    (item,) = rank([line("나는 간다", probability=0.5)], Evidence())
    return item


def test_a_line_with_a_word_that_is_surely_wrong_is_to_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (judged(monkeypatch, [0.1, 0.8], 0.2).flagged, judged(monkeypatch, [0.1, 0.79], 0.2).flagged) == (
        True,
        False,
    )


# ---- evidence of several parts ----------------------------------------------------------------------------------


def merged(*parts: PartEvidence) -> Evidence:
    return Evidence.merged([part.as_dict() for part in parts])


def part(name: str, *words: WordEvidence, **signals: float) -> PartEvidence:
    return PartEvidence(name, (LineEvidence("a", signals, words),))


def test_what_several_parts_found_of_a_line_is_put_together() -> None:
    found = merged(
        part("sound", WordEvidence(0, 3, {"duration_s": 0.3}), speech_mean=0.9),
        part("tokens", WordEvidence(0, 3, {"lp_min": -1.0}), WordEvidence(4, 7, {"lp_min": -2.0}), lp_mean=-0.5),
    )
    assert found.lines["a"] == LineEvidence(
        "a",
        {"speech_mean": 0.9, "lp_mean": -0.5},
        (WordEvidence(0, 3, {"duration_s": 0.3, "lp_min": -1.0}), WordEvidence(4, 7, {"lp_min": -2.0})),
    )


def test_of_a_figure_gathered_twice_the_later_stands() -> None:
    found = merged(part("sound", speech_mean=0.9), part("sound", speech_mean=0.1))
    assert found.lines["a"].signals == {"speech_mean": 0.1}


def test_a_new_version_takes_the_place_of_its_own_source_s() -> None:
    parts = [
        PartEvidence("listen", (LineEvidence("a", alternatives=(second("하나"),)),)),
        PartEvidence("rehear", (LineEvidence("a", alternatives=(larger("둘"),)),)),
        PartEvidence("rehear", (LineEvidence("a", alternatives=(larger("셋"),)),)),
    ]
    assert merged(*parts).lines["a"].alternatives == (second("하나"), larger("셋"))


def test_gaps_come_in_time_order_and_once() -> None:
    parts = [
        PartEvidence("sound", (), (Gap(9, 12), Gap(1, 3))),
        PartEvidence("sound", (), (Gap(9, 12, {"speech_s": 1}),)),
    ]
    assert merged(*parts).gaps == (Gap(1, 3), Gap(9, 12, {"speech_s": 1}))


def test_of_a_line_of_which_nothing_but_the_text_is_known_nothing_is_said() -> None:
    (item,) = rank(
        (from_segment("0.0.0", Segment(0, 900, " 어제는 비가 많이 왔습니다")),),
        Evidence(),
    )
    assert (item.flagged, item.words, item.reasons) == (False, (), ())
