"""Reasons to listen again."""

from __future__ import annotations

from review.flags import (
    DEFAULT_AVG_LOGPROB,
    DEFAULT_NO_SPEECH_PROB,
    WHISPER_AVG_LOGPROB,
    WHISPER_NO_SPEECH_PROB,
    Flag,
    Thresholds,
    flags,
    to_check,
)
from review.line import Line, State


def line(own: float | None = -0.1, avg: float | None = -0.1, nsp: float | None = 0.1, state: State = "") -> Line:
    return Line("0.0.0", 0, 1000, "a", own_logprob=own, avg_logprob=avg, no_speech_prob=nsp, state=state)


def test_the_constants_are_whispers_and_ours() -> None:
    assert (WHISPER_AVG_LOGPROB, WHISPER_NO_SPEECH_PROB) == (-1.0, 0.6)
    assert (DEFAULT_AVG_LOGPROB, DEFAULT_NO_SPEECH_PROB) == (-0.6, 0.6)


def test_a_line_without_doubts_has_no_flag() -> None:
    assert flags(line(), Thresholds()) == ()


def test_the_lines_own_tokens_flag_it() -> None:
    assert flags(line(own=-0.7), Thresholds()) == (Flag("own_logprob", -0.7, -0.6),)


def test_its_windows_mean_flags_it() -> None:
    assert flags(line(avg=-0.9), Thresholds()) == (Flag("avg_logprob", -0.9, -0.6),)


def test_no_speech_flags_it() -> None:
    assert flags(line(nsp=0.7), Thresholds()) == (Flag("no_speech_prob", 0.7, 0.6),)


def test_the_lines_own_reason_comes_first() -> None:
    found = flags(line(-2.0, -1.5, 0.9), Thresholds())
    assert [flag.code for flag in found] == ["own_logprob", "avg_logprob", "no_speech_prob"]


def test_a_figure_at_the_threshold_is_no_doubt() -> None:
    assert flags(line(-0.6, -0.6, 0.6), Thresholds()) == ()


def test_the_thresholds_are_the_persons() -> None:
    assert flags(line(-0.2, -0.1, 0.1), Thresholds(-0.15, 0.6)) == (Flag("own_logprob", -0.2, -0.15),)


def test_a_model_whose_no_speech_says_nothing_gets_no_such_flag() -> None:
    assert flags(line(nsp=0.9), Thresholds(), no_speech_informative=False) == ()


def test_absent_evidence_is_no_reason() -> None:
    assert flags(line(None, None, None), Thresholds()) == ()


def test_a_decided_line_keeps_its_flags_but_needs_no_check() -> None:
    kept = line(own=-2.0, state="kept")
    assert len(flags(kept, Thresholds())) == 1
    assert not to_check(kept, Thresholds())


def test_a_flagged_line_is_to_check() -> None:
    assert to_check(line(own=-2.0), Thresholds())
    assert not to_check(line(), Thresholds())
