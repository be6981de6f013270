"""Gaps: where somebody speaks and no line is."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.evidence import Gap
from engine.evidence import sound as sound_module
from engine.evidence.sound import GAP_SPEECH_MS, sound_evidence
from engine.evidence.task import stretches_without
from tests.engine.evidence_kit import heard, task

LENGTH = 40_000
FRAMES = LENGTH // 32
PCM = np.resize(np.array([2_000, -2_000], dtype=np.int16), LENGTH * 16)

times = st.tuples(st.integers(-1_000, LENGTH), st.integers(0, 9_000)).map(lambda drawn: (drawn[0], sum(drawn)))
spoken = st.lists(st.tuples(st.integers(0, FRAMES), st.integers(1, 200)), max_size=6)


def find(
    lines: list[tuple[int, int]],
    speech: list[tuple[int, int]],
    span: tuple[int, int] = (0, LENGTH),
    others: list[tuple[int, int]] | None = None,
) -> tuple[Gap, ...]:
    """The gaps where ``speech`` has (first frame of the recording, frames)."""
    frames = np.full(FRAMES + 1, 0.1, dtype=np.float32)
    for first, count in speech:
        frames[first : first + count] = 0.9
    begin = max(0, min([span[0], *(start for start, _ in lines)]))

    def probabilities(pcm: NDArray[np.int16], _stop: object) -> NDArray[np.float32]:
        """Of frames that begin with the stretch."""
        at = (begin + 16 + np.arange(-(-len(pcm) // 512)) * 32) // 32
        picked: NDArray[np.float32] = frames[at.clip(0, FRAMES)]
        return picked

    with patch.object(sound_module, "speech_probabilities", probabilities):
        made = [heard(" a", start, end, name=str(at)) for at, (start, end) in enumerate(lines)]
        return sound_evidence(task(made, PCM, span, others or ())).gaps


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(times, max_size=6), speech=spoken, others=st.lists(times, max_size=2))
def test_no_gap_has_a_line_and_all_are_in_order(
    lines: list[tuple[int, int]], speech: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    gaps = find(lines, speech, others=others)
    for gap in gaps:
        assert 0 <= gap.start < gap.end <= LENGTH
        assert all(end <= gap.start or start >= gap.end for start, end in [*lines, *others] if end > start)
        assert gap.signals["speech_s"] * 1_000 >= GAP_SPEECH_MS
    edges = [edge for gap in gaps for edge in (gap.start, gap.end)]
    assert edges == sorted(edges)


@settings(max_examples=100, deadline=None)
@given(speech=spoken, cut=st.integers(1, LENGTH // 32 - 1))
def test_spans_find_apart_what_lies_in_them(speech: list[tuple[int, int]], cut: int) -> None:
    line = (cut * 32 - 1_000, cut * 32)
    together = find([line], speech)
    apart = [*find([line], speech, (0, line[1])), *find([], speech, (line[1], LENGTH))]
    assert [(gap.start, gap.end) for gap in together] == [(gap.start, gap.end) for gap in apart]


@settings(max_examples=100, deadline=None)
@given(covered=st.lists(times, max_size=6))
def test_what_is_covered_and_what_is_not_make_the_whole(covered: list[tuple[int, int]]) -> None:
    free = stretches_without(covered, 0, 1_000)
    for ms in range(0, 1_000, 37):
        inside = any(start <= ms < end for start, end in covered)
        assert inside != any(start <= ms < end for start, end in free)


def test_a_gap_is_trimmed_to_the_speech() -> None:
    (gap,) = find([(0, 3_200), (16_000, 40_000)], [(150, 50)])
    assert (gap.start, gap.end) == (4_800, 6_400)
    assert gap.signals == {
        "speech_s": 1.6,
        "speech_mean": pytest.approx(0.9),
        "level_db": pytest.approx(0, abs=0.1),
    }


def test_little_speech_is_no_gap() -> None:
    assert find([], [(150, GAP_SPEECH_MS // 32 - 1)]) == ()
    assert len(find([], [(150, GAP_SPEECH_MS // 32)])) == 1


def test_speech_far_apart_is_two_gaps() -> None:
    assert [(gap.start, gap.end) for gap in find([], [(100, 50), (160, 50), (400, 50)])] == [
        (3_200, 6_720),
        (12_800, 14_400),
    ]


def test_the_end_of_a_line_that_stopped_early_is_no_gap() -> None:
    assert find([(0, 3_200)], [(80, 40)]) == ()
