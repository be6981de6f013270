"""What the page is told of jobs and recordings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from review.projects import views
from review.store import Media, Run

MEDIA = Media("m", "talk.mp3", "secret-folder", 7, "decoding", 60_000, 0.25, None, None, False, False, None, 0)
RUN = Run(
    "r", "p", "m", "transcribe", "faster-whisper", "base", {}, "hearing", False, 30_000, 60_000, None, None, 11_000,
    0, 1_000, None, None, "ko", {}, "v", 4
)  # fmt: skip


def told(now: int = 21_000, position: int | None = None, **changes: Any) -> dict[str, Any]:
    answer = views.run(replace(RUN, **changes), MEDIA, position, now)
    assert answer is not None
    return answer


def test_nothing_of_the_store_s_own_names_is_told() -> None:
    assert set(views.media(MEDIA) or {}) == {
        "name", "state", "duration_ms", "fraction", "note", "error", "peaks", "playback",
    }  # fmt: skip
    assert {"id", "project_id", "visitor", "options"}.isdisjoint(told())


def test_hearing_has_a_speed_and_a_time_that_remains() -> None:
    answer = told(now=21_000)
    assert (answer["fraction"], answer["speed"], answer["remaining_ms"], answer["elapsed_ms"]) == (
        0.5,
        3.0,
        10_000,
        20_000,
    )


def test_in_the_first_second_there_is_no_speed() -> None:
    answer = told(now=11_999)
    assert (answer["speed"], answer["remaining_ms"]) == (None, None)


@pytest.mark.parametrize(
    ("changes", "fraction"),
    [
        ({"state": "queued", "heard_ms": 0}, 0.0),
        ({"state": "preparing", "heard_ms": 0}, 0.25),
        ({"state": "downloading", "download_done": 30, "download_total": 120}, 0.25),
        ({"state": "downloading", "download_done": 30, "download_total": None}, 0.0),
        ({"state": "loading", "heard_ms": 0}, 0.0),
        ({"state": "cancelled"}, 0.5),
        ({"state": "done"}, 1.0),
        ({"state": "hearing", "total_ms": None}, 0.0),
    ],
)
def test_the_fraction_is_that_of_the_stage(changes: dict[str, Any], fraction: float) -> None:
    assert told(**changes)["fraction"] == fraction


def test_a_download_is_told_while_it_lasts() -> None:
    answer = told(state="downloading", download_done=30, download_total=120)
    assert answer["download"] == {"done": 30, "total": 120}
    assert told(state="hearing", download_done=120, download_total=120)["download"] is None


def test_only_a_queued_job_has_a_place_in_the_queue() -> None:
    assert told(state="queued", position=2)["queue_position"] == 2
    assert told(state="hearing", position=2)["queue_position"] is None


def test_a_finished_job_s_speed_is_that_of_the_whole() -> None:
    answer = told(now=999_000, state="done", heard_ms=60_000, finished_at=31_000)
    assert (answer["speed"], answer["elapsed_ms"], answer["remaining_ms"]) == (3.0, 30_000, None)


def test_cancelling_is_told_until_it_is_done() -> None:
    assert told(cancel=True)["cancelling"] is True
    assert told(cancel=True, state="cancelled")["cancelling"] is False


@pytest.mark.parametrize(
    ("model", "meta", "says"),
    [
        ("base", {}, True),
        ("turbo", {}, False),
        ("large-v3-turbo", {}, False),
        (None, {"model": "turbo"}, False),
        (None, {}, True),
    ],
)
def test_turbo_s_no_speech_prob_says_nothing(model: str | None, meta: dict[str, Any], says: bool) -> None:
    assert views.no_speech_informative(replace(RUN, model=model, meta=meta)) is says
