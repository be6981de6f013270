"""Where the examining of a recording is cut: at the ends of lines, never for longer than a step should last."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from review.jobs.stretches import CHUNK_MS, evidence_plan, lines_of, rehear_plan, step_of
from review.line import Line

MINUTE = 60_000


def lines(*times: tuple[int, int]) -> list[Line]:
    return [Line(f"0.0.{number}", start, end, "x") for number, (start, end) in enumerate(times)]


def test_a_short_recording_is_one_stretch() -> None:
    assert evidence_plan(lines((1_000, 2_000)), [(0, MINUTE)]) == [(0, MINUTE)]


def test_nothing_is_nothing() -> None:
    assert evidence_plan([], []) == []
    assert rehear_plan([]) == []


def test_a_stretch_ends_with_a_line_and_the_last_with_the_recording() -> None:
    heard = lines((0, MINUTE), (70_000, 110_000), (115_000, 140_000))
    assert evidence_plan(heard, [(0, 200_000)]) == [(0, 110_000), (110_000, 200_000)]


def test_a_long_silence_is_cut_by_the_clock_and_before_the_next_line() -> None:
    heard = lines((0, 10_000), (500_000, 510_000))
    assert evidence_plan(heard, [(0, 600_000)]) == [
        (0, 10_000),
        (10_000, 130_000),
        (130_000, 250_000),
        (250_000, 370_000),
        (370_000, 490_000),
        (490_000, 600_000),
    ]
    assert evidence_plan(lines((100_000, 300_000)), [(0, 310_000)]) == [
        (0, 100_000),
        (100_000, 300_000),
        (300_000, 310_000),
    ]


def test_without_lines_there_are_still_stretches() -> None:
    assert evidence_plan([], [(0, 250_000)]) == [(0, 120_000), (120_000, 240_000), (240_000, 250_000)]


def test_only_what_was_to_be_heard_is_examined() -> None:
    heard = lines((10_000, 20_000), (60_000, 61_000))
    assert evidence_plan(heard, [(10_000, 20_000), (60_000, 70_000)]) == [(10_000, 20_000), (60_000, 70_000)]


@given(st.lists(st.tuples(st.integers(0, 900_000), st.integers(0, 200_000)), max_size=60), st.integers(1, 900_000))
def test_every_line_is_in_one_stretch_and_all_is_covered(times: list[tuple[int, int]], duration: int) -> None:
    heard = sorted(
        lines(*((start, start + length) for start, length in times)), key=lambda line: (line.start, line.end)
    )
    plan = evidence_plan(heard, [(0, duration)])
    assert plan[0][0] == 0 and plan[-1][1] == duration
    assert all(before[1] == after[0] for before, after in pairwise(plan))
    assert all(start < end for start, end in plan)
    longest = max([line.end - line.start for line in heard], default=0)
    assert all(end - start <= max(CHUNK_MS, longest) for start, end in plan)
    taken = [line.id for index in range(len(plan)) for line in lines_of(heard, plan, index)]
    assert taken == [line.id for line in heard]


def test_ten_lines_are_heard_again_in_a_step() -> None:
    heard = lines(*((second * 1_000, second * 1_000 + 900) for second in range(12)))
    assert rehear_plan(heard) == [(0, 9_900), (10_000, 11_900)]
    assert [line.start for line in step_of(heard, 1)] == [10_000, 11_000]
