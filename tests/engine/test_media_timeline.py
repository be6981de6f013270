"""How much silence goes where, from time stamps alone."""

from __future__ import annotations

import pytest

from engine.media.child.timeline import Clock, Timeline

ABSOLUTE = Clock(start=0.0, end=None, absolute=True)
RELATIVE = Clock(start=0.0, end=None, absolute=False)


def gaps(clock: Clock, frames: list[tuple[float | None, float]]) -> list[float]:
    """The silence before each (time stamp, length) in seconds, rounded to ms."""
    timeline, found = Timeline(clock), []
    for time, length in frames:
        gap = timeline.gap_before(time)
        timeline.advance(gap + length)
        found.append(round(gap, 3))
    return found


def test_frames_in_a_row_have_no_gap() -> None:
    assert gaps(ABSOLUTE, [(0.0, 1.0), (1.0, 1.0), (2.0, 1.0)]) == [0, 0, 0]


def test_late_start_is_silence() -> None:
    assert gaps(ABSOLUTE, [(2.5, 1.0), (3.5, 1.0)]) == [2.5, 0]


def test_pause_is_silence() -> None:
    assert gaps(ABSOLUTE, [(0.0, 1.0), (1.75, 1.0), (2.75, 1.0)]) == [0, 0.75, 0]


def test_frame_without_a_time_follows_the_last() -> None:
    assert gaps(ABSOLUTE, [(None, 1.0), (None, 1.0), (3.0, 1.0)]) == [0, 0, 1.0]


def test_jitter_is_no_pause() -> None:
    assert gaps(ABSOLUTE, [(0.09, 1.0), (1.08, 1.0), (1.95, 1.0)]) == [0, 0, 0]


def test_drift_is_made_up_for_once_it_shows() -> None:
    assert gaps(ABSOLUTE, [(0.0, 1.0), (1.06, 1.0), (2.12, 1.0), (3.12, 1.0)]) == [0, 0, 0.12, 0]


def test_overlap_drops_nothing_and_a_later_pause_makes_up_for_it() -> None:
    assert gaps(ABSOLUTE, [(0.0, 1.0), (0.5, 1.0), (2.5, 1.0)]) == [0, 0, 0.5]


def test_clock_set_back_goes_on_from_there() -> None:
    assert gaps(ABSOLUTE, [(500.0 - 470, 60.0), (1.0, 1.0), (2.5, 1.0)]) == [30.0, 0, 0.5]


@pytest.mark.parametrize(("start", "first"), [(2.0, 2.0), (60.0, 60.0), (61.0, 0.0), (1.7e9, 0.0)])
def test_a_start_far_from_zero_is_a_stream_cut_out_of_a_longer_one(start: float, first: float) -> None:
    assert gaps(Clock(start=start, end=None, absolute=True), [(start, 1.0)]) == [first]


def test_sound_before_zero_is_kept() -> None:
    assert gaps(Clock(start=-0.5, end=None, absolute=True), [(-0.5, 1.0), (0.5, 1.0)]) == [0, 0]


def test_broadcast_begins_where_its_first_stream_does() -> None:
    assert gaps(Clock(start=7000.0, end=None, absolute=False), [(7001.5, 1.0)]) == [1.5]


def test_without_a_start_the_first_frame_is_it() -> None:
    assert gaps(Clock(start=None, end=None, absolute=False), [(0.064, 1.0), (1.564, 1.0)]) == [0, 0.5]


def test_long_pause_within_the_promised_length_is_believed() -> None:
    assert gaps(Clock(start=0.0, end=3602.0, absolute=True), [(0.0, 1.0), (3601.0, 1.0)]) == [0, 3600.0]


def test_long_pause_beyond_the_promised_length_is_a_damaged_stamp() -> None:
    assert gaps(Clock(start=0.0, end=100.0, absolute=True), [(0.0, 1.0), (3601.0, 1.0), (3602.0, 1.0)]) == [0, 0, 0]


def test_long_jump_of_a_broadcast_is_a_splice() -> None:
    assert gaps(RELATIVE, [(0.0, 1.0), (3601.0, 1.0), (3602.0, 1.0)]) == [0, 0, 0]


def test_long_pause_of_a_broadcast_is_one_if_its_pictures_went_on() -> None:
    timeline = Timeline(RELATIVE)
    timeline.advance(1.0)
    for second in range(40):
        timeline.note_other(float(second))

    assert timeline.gap_before(40.0) == 39.0


def test_pictures_that_jump_too_do_not_vouch_for_a_pause() -> None:
    timeline = Timeline(RELATIVE)
    timeline.advance(1.0)
    for second in (0.0, 1.0, 40.0, 41.0):
        timeline.note_other(second)

    assert timeline.gap_before(41.0) == 0.0
