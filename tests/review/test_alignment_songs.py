"""The bench's definition on a small part of it: songs misheard, broken anew, with refrains and verses left out."""

from __future__ import annotations

import pytest

from tests.bench.bench_alignment import DATA, SCENARIOS, TARGET, measure
from tests.bench.sung import songs


@pytest.mark.data
@pytest.mark.skipif(not (DATA / "songs").is_dir(), reason="no songs beside the project")
@pytest.mark.parametrize("timed", [False, True])
def test_lines_of_songs_get_their_stretch(timed: bool) -> None:
    figures = [
        measure(songs(DATA / "songs"), scenario, f"3 {name}", rounds=1, timed=timed, show=False)
        for name, scenario in SCENARIOS.items()
    ]
    assert sum(right for right, _ in figures) >= TARGET * sum(total for _, total in figures)
