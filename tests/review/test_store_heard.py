"""What the worker hears is stored once, however often it is heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.transcript import Segment
from review.events import WindowHeard
from review.store import ChunkRow, Project, ProjectNotFound, Run, Store
from review.store.payload import segments_from_json, segments_to_json
from tests.review.building import heard, plain


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


@pytest.fixture
def project(store: Store) -> Project:
    return store.create_project("a")


@pytest.fixture
def run(store: Store, project: Project) -> Run:
    return store.add_run(project.id, kind="transcribe")


def restarted(store: Store) -> Store:
    """The store of the worker that comes after one that was killed."""
    return Store(store._database.path)


def texts(store: Store, project: Project) -> list[str]:
    events = store.changes_since(project.id, 0).events
    return [segment.text for event in events if isinstance(event, WindowHeard) for segment in event.segments]


# The plan


def test_the_plan_is_stored_once_and_stands(store: Store, run: Run) -> None:
    first = store.put_plan(run.id, [(0, 30_000), (30_000, 90_000)])
    second = store.put_plan(run.id, [(0, 25_000)])
    assert first == second == store.chunks(run.id)
    assert first[1] == ChunkRow(run.id, 1, 30_000, 90_000, False, None)


def test_a_run_that_is_gone_has_no_plan(store: Store) -> None:
    assert store.put_plan("gone", [(0, 1)]) == ()
    assert store.chunks("gone") == ()


def test_a_chunk_is_finished_once_with_what_it_hands_on(store: Store, run: Run) -> None:
    store.put_plan(run.id, [(0, 30_000)])
    assert store.finish_chunk(run.id, 0, {"prompt": "first"})
    assert not store.finish_chunk(run.id, 0, {"prompt": "second"})
    (chunk,) = store.chunks(run.id)
    assert (chunk.done, chunk.carry) == (True, {"prompt": "first"})


def test_a_chunk_of_a_run_that_is_gone_is_not_finished(store: Store) -> None:
    assert not store.finish_chunk("gone", 0, {})


# Windows


def test_a_window_counts_the_project_s_revision_up(store: Store, project: Project, run: Run) -> None:
    before = store.project(project.id).revision
    assert store.put_window(run.id, 0, 0, [heard(" a", 0)]) == before + 1
    assert store.put_window(run.id, 0, 1, [heard(" b", 30_000)]) == before + 2
    assert store.project(project.id).revision == before + 2


def test_a_window_comes_back_whole(store: Store, project: Project, run: Run) -> None:
    segment = heard(" hello there", 1000)
    store.put_window(run.id, 0, 0, [segment])
    (event,) = store.changes_since(project.id, 0).events
    assert event == WindowHeard(2, run.id, 0, 0, (segment,))


def test_the_first_write_of_a_window_stands(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [heard(" first", 0)])
    revision = store.project(project.id).revision
    assert store.put_window(run.id, 0, 0, [heard(" second", 0)]) is None
    assert texts(store, project) == [" first"]
    assert store.project(project.id).revision == revision


def test_an_empty_window_is_a_heard_window(store: Store, project: Project, run: Run) -> None:
    assert store.put_window(run.id, 0, 0, []) is not None
    assert store.put_window(run.id, 0, 0, []) is None
    assert texts(store, project) == []


def test_a_window_sets_the_progress_with_it(store: Store, run: Run) -> None:
    store.put_window(run.id, 0, 0, [heard(" a", 0)], heard_ms=28_000)
    store.put_window(run.id, 0, 1, [heard(" b", 30_000)], heard_ms=20_000)
    found = store.run(run.id)
    assert found is not None
    assert (found.heard_ms, found.lines) == (28_000, 2)


def test_a_cancelled_run_takes_no_window(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [heard(" a", 0)])
    store.request_cancel(run.id)
    assert store.put_window(run.id, 0, 1, [heard(" b", 30_000)]) is None
    assert texts(store, project) == [" a"]


def test_a_run_that_is_gone_takes_no_window(store: Store, project: Project, run: Run) -> None:
    store.delete_project(project.id)
    assert store.put_window(run.id, 0, 0, [heard(" a", 0)]) is None


def test_a_finished_chunk_takes_no_window(store: Store, project: Project, run: Run) -> None:
    store.put_plan(run.id, [(0, 30_000)])
    store.put_window(run.id, 0, 0, [heard(" a", 0)])
    store.finish_chunk(run.id, 0, {})
    assert restarted(store).put_window(run.id, 0, 1, [heard(" b", 20_000)]) is None
    assert texts(store, project) == [" a"]


def test_the_same_window_of_another_chunk_is_another(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [heard(" a", 0)])
    store.put_window(run.id, 1, 0, [heard(" b", 30_000)])
    assert texts(store, project) == [" a", " b"]


# A chunk heard again after a crash


def test_hearing_a_chunk_again_the_same_adds_what_was_missing(store: Store, project: Project, run: Run) -> None:
    windows = [[plain(" a", 0, 9_000)], [plain(" b", 9_000, 20_000)], [plain(" c", 20_000, 28_000)]]
    store.put_window(run.id, 0, 0, windows[0])
    store.put_window(run.id, 0, 1, windows[1])
    second = restarted(store)
    found = [second.put_window(run.id, 0, number, window) is not None for number, window in enumerate(windows)]
    assert found == [False, False, True]
    assert texts(store, project) == [" a", " b", " c"]


def test_what_overlaps_the_stored_lines_at_the_seam_is_dropped(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [plain(" a", 0, 10_000), plain(" b", 10_000, 20_000)])
    second = restarted(store)
    assert second.put_window(run.id, 0, 0, [plain(" a", 0, 10_000)]) is None
    assert second.put_window(run.id, 0, 1, [plain(" b", 10_000, 20_500), plain(" c", 20_500, 28_000)]) is not None
    assert texts(store, project) == [" a", " b", " c"]


def test_speech_that_the_first_hearing_did_not_reach_is_kept(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [plain(" a", 0, 10_000)])
    second = restarted(store)
    second.put_window(run.id, 0, 0, [plain(" a", 0, 10_000), plain(" b", 10_000, 28_000)])
    second.put_window(run.id, 0, 1, [plain(" c", 28_000, 40_000)])
    second.put_window(run.id, 0, 2, [plain(" d", 40_000, 50_000)])
    assert texts(store, project) == [" a", " b", " c", " d"]


def test_a_window_offered_twice_in_a_second_hearing_is_stored_once(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [plain(" a", 0, 10_000)])
    second = restarted(store)
    longer = [plain(" a", 0, 10_000), plain(" b", 10_000, 28_000)]
    assert second.put_window(run.id, 0, 0, longer) is not None
    assert second.put_window(run.id, 0, 0, longer) is None
    assert texts(store, project) == [" a", " b"]


def test_a_third_hearing_goes_on_behind_the_second(store: Store, project: Project, run: Run) -> None:
    windows = [[plain(f" {number}", number * 10_000, number * 10_000 + 10_000)] for number in range(4)]
    for count in (1, 2, 4):
        for number in range(count):
            store.put_window(run.id, 0, number, windows[number])
    assert texts(store, project) == [" 0", " 1", " 2", " 3"]


def test_in_a_first_hearing_lines_may_overlap(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [plain(" a", 0, 30_000)])
    store.put_window(run.id, 0, 1, [plain(" b", 25_000, 29_000)])
    assert texts(store, project) == [" a", " b"]


def test_an_end_beyond_the_window_hides_nothing(store: Store, project: Project, run: Run) -> None:
    store.put_window(run.id, 0, 0, [Segment(0, 119_000, " a", window=0)])
    second = restarted(store)
    second.put_window(run.id, 0, 0, [Segment(0, 29_000, " a", window=0)])
    second.put_window(run.id, 0, 1, [Segment(30_000, 45_000, " b", window=30_000)])
    assert texts(store, project) == [" a", " b"]


# Imported transcripts


def test_an_imported_transcript_is_stored_in_batches(store: Store, project: Project, run: Run) -> None:
    segments = [plain(str(number), number, number + 1) for number in range(450)]
    store.import_segments(run.id, segments)
    events = store.changes_since(project.id, 0).events
    assert [(event.window, len(event.segments)) for event in events if isinstance(event, WindowHeard)] == [
        (0, 200),
        (1, 200),
        (2, 50),
    ]
    assert store.summary(project.id).lines == 450


def test_an_empty_transcript_can_be_imported(store: Store, project: Project, run: Run) -> None:
    store.import_segments(run.id, [])
    assert texts(store, project) == []


def test_a_transcript_is_imported_whole_or_not_at_all(store: Store, project: Project, run: Run) -> None:
    good, bad = plain("a", 0, 1), plain("\ud800", 1, 2)
    with pytest.raises(TypeError):
        store.import_segments(run.id, [good, bad], batch=1)
    assert texts(store, project) == []


def test_a_run_that_is_gone_takes_no_transcript(store: Store) -> None:
    with pytest.raises(ProjectNotFound):
        store.import_segments("gone", [plain("a", 0, 1)])


# The text of a row


def test_segments_come_back_exactly() -> None:
    segments = (heard(" 안녕 <b>", 0, logprob=-0.12345678901234567), plain("", 5, 5), Segment(0, 1, "a", tokens=(1, 2)))
    assert segments_from_json(segments_to_json(segments)) == segments


def test_a_figure_that_is_no_number_is_absent() -> None:
    (segment,) = segments_from_json(segments_to_json([Segment(0, 1, "a", avg_logprob=float("nan"))]))
    assert segment.avg_logprob is None
