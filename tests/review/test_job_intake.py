"""The first step of a job: an upload becomes PCM, a waveform and a plan; and the copy a browser plays."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from engine.errors import Cancelled
from engine.media import MediaLimits
from engine.media.errors import NotMedia, TooLong
from review.jobs import intake, playback
from review.jobs.errors import RecordingGone
from review.store import Media, Run
from tests.review.job_kit import Place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def prepared(place: Place, run: Run) -> None:
    with place.work.stops.running(run.id):
        intake.prepare(place.work, place.run(run))


def test_a_recording_is_decoded(place: Place) -> None:
    media = place.add_recording(3.0)
    prepared(place, place.add_run(media))
    found = place.media(media)
    assert (found.state, found.duration_ms, found.peaks, found.error) == ("ready", 3_000, True, None)
    assert place.folders.of(media.folder).pcm.stat().st_size == 96_000
    assert place.folders.of(media.folder).peaks.stat().st_size == 300


def test_a_recording_is_planned_in_chunks(place: Place) -> None:
    run = place.add_run(place.add_recording(25.0))
    prepared(place, run)
    chunks = place.store.chunks(run.id)
    assert (chunks[0].start, chunks[-1].end) == (0, 25_000)
    assert all(before.end == after.start for before, after in pairwise(chunks))
    assert len(chunks) == 3
    assert (place.run(run).state, place.run(run).total_ms) == ("preparing", 25_000)


def test_the_first_plan_stands(place: Place) -> None:
    run = place.add_run(place.add_decoded(25.0))
    place.store.put_plan(run.id, [(0, 12_500), (12_500, 25_000)])
    prepared(place, run)
    assert [(chunk.start, chunk.end) for chunk in place.store.chunks(run.id)] == [(0, 12_500), (12_500, 25_000)]


def test_only_the_clips_that_were_asked_for_are_planned(place: Place) -> None:
    run = place.add_run(place.add_decoded(25.0), clip_timestamps="2,5,20")
    prepared(place, run)
    assert [(chunk.start, chunk.end) for chunk in place.store.chunks(run.id)] == [(2_000, 5_000), (20_000, 25_000)]


def test_a_recording_that_was_decoded_is_not_decoded_again(place: Place) -> None:
    media = place.add_decoded(3.0)
    place.folders.of(media.folder).source.unlink()
    prepared(place, place.add_run(media))
    assert place.media(media).state == "ready"


def test_a_file_that_is_no_media_is_refused_with_its_sentence(place: Place) -> None:
    media = place.add_recording(content=b"not a sound in it" * 100)
    with pytest.raises(NotMedia):
        prepared(place, place.add_run(media))
    assert place.media(media).state == "failed"
    assert (place.media(media).error or {})["code"] == "not_media"


def test_a_recording_longer_than_the_limit_is_refused(place: Place) -> None:
    place.work.limits = MediaLimits(duration_ms=60_000)
    with pytest.raises(TooLong, match="longer than the 1 minutes"):
        prepared(place, place.add_run(place.add_recording(61.0)))


def test_an_upload_that_is_gone_is_said_to_be_gone(place: Place) -> None:
    media = place.add_recording(3.0)
    place.folders.of(media.folder).source.unlink()
    with pytest.raises(RecordingGone):
        prepared(place, place.add_run(media))
    assert place.media(media).state == "failed"


def test_cancelling_ends_the_decoding(place: Place) -> None:
    media = place.add_recording(3.0)
    run = place.add_run(media)
    with place.work.stops.running(run.id):
        place.work.stops.ask(run.id)
        with pytest.raises(Cancelled):
            intake.prepare(place.work, run)
    assert place.media(media).state == "new"
    assert sorted(file.name for file in place.folders.of(media.folder).path.iterdir()) == ["source.bin"]


def test_an_import_is_prepared_without_a_plan(place: Place) -> None:
    run = place.add_run(place.add_decoded(3.0), kind="prepare")
    prepared(place, run)
    assert place.store.chunks(run.id) == ()


def copied(place: Place, media: Media) -> Media:
    playback.make_copy(place.work, media.id)
    return place.media(media)


def test_a_playback_copy_is_made(place: Place) -> None:
    media = place.add_recording(3.0)
    assert copied(place, media).playback
    assert place.folders.of(media.folder).playback.stat().st_size > 1_000


def test_a_playback_copy_that_fails_is_no_failure_of_the_job(place: Place) -> None:
    media = place.add_recording(content=b"not a sound in it" * 100)
    found = copied(place, media)
    assert (found.playback, found.state) == (False, "new")
    assert found.playback_error == "This is not an audio or video file that can be opened here."


def test_no_playback_copy_is_made_of_a_deleted_recording(place: Place) -> None:
    media = place.add_recording(3.0)
    run = place.add_run(media)
    place.store.delete_project(run.project_id)
    playback.make_copy(place.work, media.id)
    assert not place.folders.of(media.folder).playback.exists()
