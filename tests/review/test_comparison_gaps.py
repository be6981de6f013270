"""When a line that was not heard should be."""

from __future__ import annotations

from review.alignment import Part, Stretch
from review.comparison.gaps import find_times
from review.reference import ScoredLine

MISSING = Stretch(None, (Part(0, 0, 1),))


def line(start: int | None, end: int | None) -> ScoredLine:
    """A line of ours."""
    return ScoredLine("text", 0, start, end)


def test_the_gap_between_the_lines_around_it() -> None:
    ours = [line(0, 2_000), line(9_000, 11_000)]
    assert find_times([Stretch(0), MISSING, Stretch(1)], ours, 60_000) == [(0, 2_000), (2_000, 9_000), (9_000, 11_000)]


def test_lines_missing_together_share_the_gap() -> None:
    ours = [line(0, 2_000), line(9_000, 11_000)]
    assert find_times([Stretch(0), MISSING, MISSING, Stretch(1)], ours, None)[1:3] == [(2_000, 9_000)] * 2


def test_no_gap_is_a_second_on_both_sides_of_the_border() -> None:
    ours = [line(0, 4_000), line(4_000, 6_000)]
    assert find_times([Stretch(0), MISSING, Stretch(1)], ours, 60_000)[1] == (3_000, 5_000)


def test_lines_that_overlap_leave_the_middle_of_what_they_share() -> None:
    ours = [line(0, 5_000), line(4_000, 6_000)]
    assert find_times([Stretch(0), MISSING, Stretch(1)], ours, 60_000)[1] == (3_500, 5_500)


def test_before_the_first_line_and_after_the_last() -> None:
    assert find_times([MISSING, Stretch(0), MISSING], [line(5_000, 8_000)], 20_000) == [
        (0, 5_000),
        (5_000, 8_000),
        (8_000, 20_000),
    ]


def test_nothing_lies_outside_the_recording() -> None:
    assert find_times([MISSING, Stretch(0), MISSING], [line(0, 8_000)], 8_000) == [
        (0, 1_000),
        (0, 8_000),
        (7_000, 8_000),
    ]


def test_the_end_of_a_recording_whose_length_is_not_known() -> None:
    assert find_times([Stretch(0), MISSING], [line(0, 8_000)], None)[1] == (8_000, 18_000)


def test_all_is_zero_where_our_lines_have_no_times() -> None:
    assert find_times([Stretch(0), MISSING], [line(None, None)], 8_000) == [(0, 0), (0, 0)]
