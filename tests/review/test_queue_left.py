"""Errors left: the suspicion of what is undecided, corrected by decisions, and a range that holds."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.queue.left import EXACT, MOST_SHIFT, SHIFT_SD, Judged, Left, errors_left, shift

CHANCES = st.floats(0.0, 1.0)
JUDGED = st.lists(st.builds(Judged, CHANCES, st.booleans()), max_size=60)


def decided(suspicion: float, wrong: int, right: int) -> list[Judged]:
    return [Judged(suspicion, True)] * wrong + [Judged(suspicion, False)] * right


def test_nothing_left_is_nothing_wrong() -> None:
    assert errors_left([], []) == Left(0.0, 0, 0)


def test_before_any_decision_it_is_about_the_sum_of_the_suspicions() -> None:
    found = errors_left([0.5] * 40, [0.05] * 100)
    assert found.estimate == pytest.approx(25, abs=1)
    assert found.low < 20 < 30 < found.high


def test_one_line_is_right_or_wrong() -> None:
    found = errors_left([0.5], [])
    assert (found.low, found.high) == (0, 1)
    assert found.estimate == pytest.approx(0.5)
    assert (errors_left([0.999], []).low, errors_left([], [0.001]).high) == (1, 0)


def test_thirty_decisions_weigh_as_much_as_the_prior() -> None:
    mean, _ = shift(decided(0.16, 7, 23))  # half as many again as suspected
    whole = np.log(7 / 23) - np.log(0.16 / 0.84)
    assert mean == pytest.approx(whole / 2, rel=0.15)


def test_without_decisions_the_shift_is_as_wide_as_recordings_differ() -> None:
    mean, sd = shift([])
    assert (mean, sd >= SHIFT_SD) == (0.0, True)


def test_lines_that_were_right_bring_the_estimate_down_and_wrong_ones_up() -> None:
    lines = [0.4] * 100
    right, none, wrong = (
        errors_left(lines, [], judged).estimate for judged in (decided(0.4, 0, 30), [], decided(0.4, 30, 0))
    )
    assert right < 0.8 * none
    assert wrong > 1.4 * none


def test_decisions_tighten_the_range() -> None:
    lines = [0.4] * 200
    wide, tight = errors_left(lines, []), errors_left(lines, [], decided(0.4, 80, 120))
    assert tight.estimate == pytest.approx(wide.estimate, rel=0.03)
    assert tight.high - tight.low < 0.75 * (wide.high - wide.low)


def test_a_sample_tightens_what_was_not_flagged() -> None:
    others = [0.1] * 400
    wide, tight = errors_left([], others), errors_left([], others, (), decided(0.1, 15, 135))
    assert tight.estimate == pytest.approx(wide.estimate, rel=0.08)
    assert tight.high - tight.low < 0.8 * (wide.high - wide.low)


def test_a_sample_without_errors_says_that_few_are_left() -> None:
    others = [0.1] * 400
    assert errors_left([], others, (), decided(0.1, 0, 100)).estimate < 0.6 * errors_left([], others).estimate


def test_a_sample_says_nothing_of_flagged_lines() -> None:
    flagged = [0.6] * 50
    assert errors_left(flagged, [], (), decided(0.1, 0, 100)) == errors_left(flagged, [])


def test_the_exact_range_and_the_normal_one_meet() -> None:
    small, large = (errors_left([0.3] * count, [], decided(0.3, 60, 140)) for count in (EXACT, EXACT + 1))
    assert small.estimate == pytest.approx(large.estimate, rel=0.01)
    assert abs(small.low - large.low) <= 2
    assert abs(small.high - large.high) <= 2


@given(st.lists(CHANCES, max_size=40), st.lists(CHANCES, max_size=40), JUDGED, JUDGED)
@settings(deadline=None)
def test_the_range_is_within_what_is_there_and_holds_the_estimate(
    flagged: list[float], others: list[float], judged: list[Judged], sampled: list[Judged]
) -> None:
    found = errors_left(flagged, others, judged, sampled)
    count = len(flagged) + len(others)
    assert 0 <= found.low <= found.high <= count
    assert 0 <= found.estimate <= count
    assert found.low - 1 <= found.estimate <= found.high + 1


@given(JUDGED)
@settings(deadline=None)
def test_the_shift_is_bounded(judged: list[Judged]) -> None:
    mean, sd = shift(judged)
    assert abs(mean) <= MOST_SHIFT
    assert 0 < sd < 1


@given(JUDGED, CHANCES)
@settings(deadline=None)
def test_one_more_wrong_line_never_makes_it_less(judged: list[Judged], suspicion: float) -> None:
    without, more = (shift([*judged, Judged(suspicion, wrong)])[0] for wrong in (False, True))
    assert without <= more + 1e-6


def test_the_range_holds_nine_times_in_ten() -> None:
    """Recordings whose log odds are off by as much as is assumed, half of the flagged lines decided, a sample drawn."""
    draw = random.Random(7)
    held, runs = 0, 300
    for _ in range(runs):
        off = draw.gauss(0, SHIFT_SD)
        suspicions = [min(0.97, max(0.005, draw.betavariate(0.6, 2.5))) for _ in range(240)]
        odds = [np.exp(np.log(each / (1 - each)) + off) for each in suspicions]
        lines = [Judged(each, draw.random() < odd / (1 + odd)) for each, odd in zip(suspicions, odds, strict=True)]
        flagged = [line for line in lines if line.suspicion >= 0.3]
        others = [line for line in lines if line.suspicion < 0.3]
        half, drawn = len(flagged) // 2, 20
        found = errors_left(
            [line.suspicion for line in flagged[half:]],
            [line.suspicion for line in others[drawn:]],
            flagged[:half],
            others[:drawn],
        )
        held += found.low <= sum(line.wrong for line in [*flagged[half:], *others[drawn:]]) <= found.high
    assert held / runs >= 0.9
