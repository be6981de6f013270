"""A line's sound, and the data set of all of them."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tracemalloc
import wave
import zipfile
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from review.line import Line
from review.snippets import Cut, NoSnippets, NoSound, dataset_zip, snippet, stretch

row = partial(Line, "0")

SECONDS = 10


@pytest.fixture
def pcm(tmp_path: Path) -> Path:
    """Ten seconds in which the sample's value is its place in units of 10 ms."""
    path = tmp_path / "audio.pcm"
    np.repeat(np.arange(1, SECONDS * 100 + 1, dtype="<i2") * 10, 160).tofile(path)
    return path


def samples(data: bytes) -> list[int]:
    with wave.open(io.BytesIO(data)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, 16_000)
        return [int(value) for value in np.frombuffer(sound.readframes(sound.getnframes()), "<i2")]


def test_a_snippet_is_exactly_its_time(pcm: Path) -> None:
    found = samples(snippet(pcm, 2000, 3000))
    assert len(found) == 16_000
    assert (found[160], found[8000], found[-161]) == (2020, 2510, 2990)


def test_padding_widens_both_sides(pcm: Path) -> None:
    found = samples(snippet(pcm, 2000, 3000, pad=200))
    assert (len(found), found[11_200]) == (22_400, 2510)


def test_its_edges_fade(pcm: Path) -> None:
    found = samples(snippet(pcm, 2000, 3000))
    assert (found[0], abs(found[-1]) < 40) == (0, True)


@pytest.mark.parametrize(
    ("start", "end", "pad", "expected"),
    [
        (0, 1000, 300, Cut(0, 1300)),
        (9500, 12_000, 300, Cut(9200, 10_000)),
        (2000, 3000, -50, Cut(2000, 3000)),
        (6000, 6500, 99_000, Cut(1000, 10_000)),
        (20_000, 21_000, 0, Cut(10_000, 10_000)),
        (3000, 2000, 0, Cut(3000, 3000)),
    ],
)
def test_it_stays_inside_the_recording(pcm: Path, start: int, end: int, pad: int, expected: Cut) -> None:
    assert stretch(pcm, start, end, pad) == expected


def test_a_line_of_hours_is_cut_at_ten_minutes(tmp_path: Path) -> None:
    path = tmp_path / "long.pcm"
    with path.open("wb") as file:
        file.truncate(3_600 * 32_000)
    assert stretch(path, 1000, 3_600_000) == Cut(1000, 601_000)


def test_a_very_short_line_has_sound(pcm: Path) -> None:
    assert len(samples(snippet(pcm, 2000, 2003))) == 48


@pytest.mark.parametrize(("start", "end"), [(20_000, 21_000), (3000, 3000)])
def test_no_sound_is_a_sentence(pcm: Path, start: int, end: int) -> None:
    with pytest.raises(NoSound):
        snippet(pcm, start, end)


def test_data_set_layout(pcm: Path, tmp_path: Path) -> None:
    lines = [
        row(1000, 2500, " 창가에\n앉아", original=" 장가에", state="fixed", own_logprob=-0.25, avg_logprob=-0.5),
        row(3000, 3000, "no length"),
        row(4000, 5000, "- dash"),
        row(50_000, 51_000, "beyond the end"),
    ]
    target = tmp_path / "talk.zip"
    assert dataset_zip(pcm, lines, target, pad=100) == 2
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["audio/0001.wav", "audio/0002.wav", "metadata.csv"]
        assert list(csv.reader(io.StringIO(archive.read("metadata.csv").decode(), newline=""))) == [
            ["file_name", "transcription", "start", "end", "original", "state", "own_logprob", "avg_logprob"],
            ["audio/0001.wav", "창가에 앉아", "0.9", "2.6", "장가에", "fixed", "-0.25", "-0.5"],
            ["audio/0002.wav", "- dash", "3.9", "5.1", "", "", "", ""],
        ]
        assert len(samples(archive.read("audio/0002.wav"))) == 1200 * 16


def test_progress_counts_lines(pcm: Path, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    lines = [row(0, 1000, "a"), row(1000, 2000, "b")]
    dataset_zip(pcm, lines, tmp_path / "talk.zip", progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_nothing_to_put_in_leaves_no_file(pcm: Path, tmp_path: Path) -> None:
    with pytest.raises(NoSnippets):
        dataset_zip(pcm, [row(50_000, 51_000, "beyond")], tmp_path / "talk.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["audio.pcm"]


def test_a_failure_half_way_leaves_no_file(pcm: Path, tmp_path: Path) -> None:
    def fail(done: int, total: int) -> None:
        raise OSError(f"disk full at {done} of {total}")

    with pytest.raises(OSError, match="disk full"):
        dataset_zip(pcm, [row(0, 1000, "a")], tmp_path / "talk.zip", progress=fail)
    assert [path.name for path in tmp_path.iterdir()] == ["audio.pcm"]


def test_memory_does_not_grow_with_the_number_of_lines(pcm: Path, tmp_path: Path) -> None:
    lines = [row(0, 10_000, "a")] * 200
    tracemalloc.start()
    dataset_zip(pcm, lines, tmp_path / "talk.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (tmp_path / "talk.zip").stat().st_size > 60_000_000
    assert peak < 8_000_000


def test_importing_it_says_nothing_where_ffmpeg_is_missing() -> None:
    code = "import os; os.environ['PATH'] = ''; import review.snippets"
    done = subprocess.run(
        [sys.executable, "-W", "default::RuntimeWarning", "-c", code], capture_output=True, text=True, check=True
    )
    assert "ffmpeg" not in done.stderr
