"""Cutting a long recording at its pauses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.chunks import FRAME_MS, MIN_CHUNK_MS, Chunk, frame_levels, plan_chunks, release_pages
from engine.media.pcm import SAMPLES_PER_MS


def tone(ms: int, level: int = 8_000) -> NDArray[np.int16]:
    """A loud square wave of 500 Hz: no pause anywhere."""
    period = np.repeat(np.array([level, -level], dtype=np.int16), 16)
    return np.resize(period, ms * SAMPLES_PER_MS)


def hush(ms: int, level: int = 0) -> NDArray[np.int16]:
    return tone(ms, level)


def bounds(chunks: tuple[Chunk, ...]) -> list[tuple[int, int]]:
    return [(chunk.start, chunk.end) for chunk in chunks]


def test_an_empty_recording_has_no_chunks() -> None:
    assert plan_chunks(np.zeros(0, dtype=np.int16)) == ()


def test_less_than_a_millisecond_has_no_chunks() -> None:
    assert plan_chunks(np.zeros(15, dtype=np.int16)) == ()


def test_a_short_recording_is_one_chunk() -> None:
    assert plan_chunks(tone(2_500)) == (Chunk(0, 0, 2_500),)


def test_thirty_seconds_are_one_chunk() -> None:
    assert plan_chunks(tone(30_000)) == (Chunk(0, 0, 30_000),)


def test_the_cut_is_the_middle_of_the_pause() -> None:
    pcm = np.concatenate([tone(24_000), hush(600), tone(20_000)])
    assert bounds(plan_chunks(pcm)) == [(0, 24_300), (24_300, 44_600)]


def test_the_longest_of_the_late_pauses_is_taken() -> None:
    pcm = np.concatenate([tone(22_000), hush(800), tone(3_000), hush(400), tone(20_000)])
    assert bounds(plan_chunks(pcm)) == [(0, 22_400), (22_400, 46_200)]


def test_of_two_long_pauses_the_later_is_taken() -> None:
    pcm = np.concatenate([tone(21_000), hush(2_000), tone(3_000), hush(1_200), tone(20_000)])
    assert bounds(plan_chunks(pcm)) == [(0, 26_600), (26_600, 47_200)]


def test_an_early_pause_serves_where_there_is_no_late_one() -> None:
    pcm = np.concatenate([tone(9_000), hush(400), tone(40_000)])
    assert plan_chunks(pcm)[0] == Chunk(0, 0, 9_200)


def test_a_pause_too_near_the_start_does_not_serve() -> None:
    pcm = np.concatenate([tone(3_000), hush(400), tone(60_000)])
    assert plan_chunks(pcm)[0] == Chunk(0, 0, 30_000)


def test_a_pause_in_a_noisy_room_is_found() -> None:
    pcm = np.concatenate([tone(24_000), hush(600, level=1_000), tone(20_000)])
    assert plan_chunks(pcm)[0].end == 24_300


def test_music_without_a_pause_is_cut_at_its_quietest_place() -> None:
    pcm = np.concatenate([tone(25_000), hush(100, level=6_000), tone(20_000)])
    assert 25_000 <= plan_chunks(pcm)[0].end <= 25_100


def test_a_level_tone_is_cut_as_late_as_allowed() -> None:
    assert bounds(plan_chunks(tone(200_000))) == [(0, 30_000), (30_000, 150_000), (150_000, 200_000)]


def test_silence_is_cut_within_the_limits() -> None:
    assert bounds(plan_chunks(hush(100_000))) == [(0, 25_000), (25_000, 100_000)]


def test_the_rest_is_never_left_shorter_than_a_chunk_may_be() -> None:
    assert bounds(plan_chunks(tone(31_000))) == [(0, 26_000), (26_000, 31_000)]


def test_limits_below_two_shortest_chunks_are_refused() -> None:
    with pytest.raises(ValueError, match="10000 ms"):
        plan_chunks(tone(1_000), first_max=9_999)


def test_levels_are_the_root_mean_square_of_each_frame() -> None:
    pcm = np.concatenate([tone(20, level=300), tone(20, level=500), tone(10, level=700)])
    assert frame_levels(pcm).tolist() == [300.0, 500.0, 700.0]


def test_a_memmap_gives_the_plan_of_its_samples(tmp_path: Path) -> None:
    pcm = np.concatenate([tone(24_000), hush(600), tone(100_000)])
    pcm.tofile(tmp_path / "audio.pcm")
    mapped = np.memmap(tmp_path / "audio.pcm", dtype=np.int16, mode="r")
    assert plan_chunks(mapped) == plan_chunks(pcm)


def resident_kib(path: Path) -> int:
    """How much of the mapped file ``path`` is counted in this process's memory, in KiB."""
    found, total = False, 0
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        if "-" in line.split(" ")[0]:
            found = line.endswith(str(path))
        elif found and line.startswith("Rss:"):
            total += int(line.split()[1])
    return total


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="needs Linux's account of mapped memory")
def test_planning_keeps_no_page_of_a_mapped_file(tmp_path: Path) -> None:
    tone(120_000).tofile(tmp_path / "audio.pcm")
    mapped = np.memmap(tmp_path / "audio.pcm", dtype=np.int16, mode="r")
    assert int(mapped[::2_048].max()) == 8_000 and resident_kib(tmp_path / "audio.pcm") > 3_000
    plan_chunks(mapped)
    assert resident_kib(tmp_path / "audio.pcm") == 0


def test_released_pages_read_the_same_again(tmp_path: Path) -> None:
    tone(1_000, level=77).tofile(tmp_path / "audio.pcm")
    mapped = np.memmap(tmp_path / "audio.pcm", dtype=np.int16, mode="r")
    release_pages(mapped[160:320])
    assert mapped[0] == 77


pieces = st.lists(
    st.tuples(st.integers(1, 40_000), st.sampled_from([0, 20, 400, 6_000, 30_000])), min_size=1, max_size=12
)


@settings(max_examples=40, deadline=None)
@given(pieces, st.integers(10_000, 30_000), st.integers(10_000, 120_000))
def test_chunks_cover_the_recording_within_their_limits(
    parts: list[tuple[int, int]], first_max: int, later_max: int
) -> None:
    pcm = np.concatenate([tone(ms, level) for ms, level in parts])
    duration = len(pcm) // SAMPLES_PER_MS
    chunks = plan_chunks(pcm, first_max, later_max)
    assert [chunk.index for chunk in chunks] == list(range(len(chunks)))
    assert [chunk.start for chunk in chunks] == [0, *(chunk.end for chunk in chunks[:-1])]
    assert chunks[-1].end == duration
    for chunk in chunks:
        assert chunk.end - chunk.start <= (first_max if chunk.index == 0 else later_max)
        assert chunk.end - chunk.start >= min(MIN_CHUNK_MS, duration)
        assert chunk.end == duration or chunk.end % FRAME_MS == 0


def test_the_same_recording_gives_the_same_plan() -> None:
    noise = np.random.default_rng(7).integers(-9_000, 9_000, 250_000 * SAMPLES_PER_MS).astype(np.int16)
    assert plan_chunks(noise) == plan_chunks(noise.copy())
