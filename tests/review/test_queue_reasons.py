"""Why a line is suspicious: each code once it applies, the strongest first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review.line import Line
from review.queue import Choice, Reason, WordDoubt
from review.queue.habits import Habits
from review.queue.reasons import ODD_WORD, reasons
from tests.review.queue_kit import lasting, line, told

LINE = line("우리는 용기가 났어요")
PLAIN = Habits()


def why(
    one: Line = LINE,
    *,
    habit: Habits = PLAIN,
    doubts: tuple[WordDoubt, ...] = (),
    outright: bool = False,
    words: tuple[dict[str, float], ...] = (),
    signals: dict[str, float] | None = None,
) -> list[tuple[str, dict[str, str | float | int]]]:
    found = reasons(one, told(one, *words, signals=signals), habit, doubts, outright)
    return [(reason.code, dict(reason.params)) for reason in found]


def doubt(begin: int, end: int, suspicion: float, *second: str) -> WordDoubt:
    return WordDoubt(begin, end, suspicion, tuple(Choice("second", text) for text in second))


def test_of_a_line_that_nothing_speaks_against_nothing_is_said() -> None:
    assert why() == []


def test_a_line_without_evidence_has_reasons_of_its_own() -> None:
    assert reasons(LINE, None, Habits(stock=True), (), False) == (Reason("stock_phrase", {}, 2.5),)


def test_one_unsure_word_is_named() -> None:
    assert why(doubts=(doubt(4, 7, 0.6),)) == [("unsure_word", {"text": "용기가"})]


def test_several_unsure_words_are_counted() -> None:
    assert why(doubts=(doubt(0, 3, 0.4), doubt(4, 7, 0.6))) == [("unsure_words", {"n": 2})]


def test_what_a_second_listen_heard_stands_before_the_unsure_words() -> None:
    assert why(doubts=(doubt(0, 3, 0.9), doubt(4, 7, 0.6, "용이가"), doubt(8, 11, 0.8, "갔어요"))) == [
        ("second_listen", {"text": "갔어요"}),
        ("unsure_words", {"n": 3}),
    ]


def test_of_what_it_heard_the_first_is_told() -> None:
    assert why(doubts=(doubt(4, 7, 0.6, "용이가", "요기가"),))[0] == ("second_listen", {"text": "용이가"})


def test_a_larger_model_s_version_is_no_second_listen() -> None:
    words = (WordDoubt(4, 7, 0.6, (Choice("larger", "용이가"),)),)
    assert [code for code, _ in why(doubts=words)] == ["unsure_word"]


@pytest.mark.parametrize(
    ("habit", "signals", "expected"),
    [
        (PLAIN, {"sound_before_s": 2.14}, ("sound_without_text", {"s": 2.1})),
        (PLAIN, {"ends_past": 300.0}, ("past_end", {})),
        (PLAIN, {"repeats_in_line": 5.0}, ("repeats", {"n": 5})),
        (Habits(repeated=3), {}, ("repeats", {"n": 3})),
        (Habits(repeated=4), {"repeats_in_line": 3.0}, ("repeats", {"n": 4})),
        (Habits(stock=True), {}, ("stock_phrase", {})),
        (Habits(script="Latin"), {}, ("script", {"text": "Latin"})),
        (Habits(pace=0.4), {}, ("slow", {})),
        (Habits(pace=1.8), {}, ("fast", {"n": 6.0})),
    ],
)
def test_a_sign_is_told_with_its_figure(
    habit: Habits, signals: dict[str, float], expected: tuple[str, dict[str, float]]
) -> None:
    assert why(habit=habit, signals=signals) == [expected]


@pytest.mark.parametrize(
    ("habit", "signals"),
    [
        (PLAIN, {"sound_before_s": 0.79}),
        (PLAIN, {"ends_past": 0.0}),
        (PLAIN, {"repeats_in_line": 2.0}),
        (Habits(repeated=2), {}),
        (Habits(pace=0.41), {}),
        (Habits(pace=1.79), {}),
        (Habits(pace=None), {}),
    ],
)
def test_what_many_right_lines_have_is_not_told(habit: Habits, signals: dict[str, float]) -> None:
    assert why(habit=habit, signals=signals) == []


def test_letters_a_second_are_the_line_s_own_where_there_is_no_evidence() -> None:
    one = lasting(line("가나다라마바사아자차"), 500)
    assert reasons(one, None, Habits(pace=2.0), (), False) == (Reason("fast", {"n": 20.0}, 1.0),)


@pytest.mark.parametrize(
    ("temperature", "expected"),
    [
        (None, []),
        (0.0, []),
        (0.2, []),
        (0.4, [("temperature", {"value": 0.4})]),
        (1.0, [("temperature", {"value": 1.0})]),
    ],
)
def test_a_high_temperature_is_told(temperature: float | None, expected: list[tuple[str, dict[str, float]]]) -> None:
    assert why(replace(LINE, temperature=temperature)) == expected


def test_a_word_that_no_reader_knows_is_told() -> None:
    assert why(words=({"text_max": ODD_WORD},)) == [("text_unlike_language", {})]
    assert why(words=({"text_max": ODD_WORD - 0.1},)) == []


def test_a_line_that_looks_made_up_may_have_no_speech() -> None:
    assert why(outright=True) == [("no_speech", {})]


def test_the_strongest_comes_first_and_each_once() -> None:
    found = why(
        replace(LINE, temperature=1.0),
        habit=Habits(repeated=3, pace=2.0, script="Hangul", stock=True),
        doubts=(doubt(4, 7, 0.6, "용이가"),),
        outright=True,
        words=({"text_max": 20.0}, {"text_max": 20.0}),
        signals={"sound_before_s": 2.0, "ends_past": 10.0, "repeats_in_line": 4.0},
    )
    assert [code for code, _ in found] == [
        "no_speech",
        "repeats",
        "stock_phrase",
        "past_end",
        "second_listen",
        "unsure_word",
        "sound_without_text",
        "script",
        "fast",
        "text_unlike_language",
        "temperature",
    ]
