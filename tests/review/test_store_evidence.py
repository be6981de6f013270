"""Evidence in the store: each step once, nothing of a run that was given up, newest last, there after an update."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from subprocess import PIPE, Popen
from sys import executable

import pytest

from review.store import Project, Run, Store, schema

VERSION_1 = Path(__file__).parents[1] / "fixtures" / "store_version_1.sql"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


@pytest.fixture
def project(store: Store) -> Project:
    return store.create_project("talk")


@pytest.fixture
def heard(store: Store, project: Project) -> Run:
    """The run whose lines are examined."""
    return store.add_run(project.id, kind="transcribe", state="done")


def examiner(store: Store, heard: Run, kind: str = "evidence") -> Run:
    return store.add_run(heard.project_id, kind=kind, options={"of": heard.id}, current=False)


def test_a_step_is_stored_once(store: Store, heard: Run) -> None:
    run = examiner(store, heard)
    assert not store.has_evidence(run.id, "sound", 0)
    assert store.put_evidence(run.id, heard.id, "sound", 0, {"part": "sound", "lines": [1]})
    assert not store.put_evidence(run.id, heard.id, "sound", 0, {"part": "sound", "lines": [2]})
    assert store.has_evidence(run.id, "sound", 0)
    assert store.evidence_of(heard.id)[1] == [{"part": "sound", "lines": [1]}]


def test_parts_and_chunks_are_told_apart(store: Store, heard: Run) -> None:
    run = examiner(store, heard)
    for part, chunk in (("sound", 0), ("sound", 1), ("tokens", 0)):
        assert store.put_evidence(run.id, heard.id, part, chunk, {"at": [part, chunk]})
    assert [payload["at"] for payload in store.evidence_of(heard.id)[1]] == [["sound", 0], ["sound", 1], ["tokens", 0]]


def test_only_what_is_new_is_told_to_who_knows_the_rest(store: Store, heard: Run) -> None:
    run = examiner(store, heard)
    assert store.evidence_of(heard.id) == (0, [])
    store.put_evidence(run.id, heard.id, "sound", 0, {"n": 0})
    first, _ = store.evidence_of(heard.id)
    assert store.evidence_of(heard.id, first) == (first, [])
    store.put_evidence(run.id, heard.id, "sound", 1, {"n": 1})
    second, news = store.evidence_of(heard.id, first)
    assert second > first
    assert news == [{"n": 1}]


def test_the_newest_run_comes_last(store: Store, heard: Run) -> None:
    older, newer = examiner(store, heard), examiner(store, heard, "rehear")
    with sqlite3.connect(store._database.path) as connection:
        connection.execute("UPDATE runs SET created_at = created_at + 1000 WHERE id = ?", (newer.id,))
    store.put_evidence(newer.id, heard.id, "rehear", 0, {"by": "newer"})
    store.put_evidence(older.id, heard.id, "sound", 0, {"by": "older"})
    assert [payload["by"] for payload in store.evidence_of(heard.id)[1]] == ["older", "newer"]


def test_nothing_is_stored_of_a_run_that_was_given_up(store: Store, project: Project, heard: Run) -> None:
    cancelled, failed = examiner(store, heard), examiner(store, heard)
    store.request_cancel(cancelled.id)
    store.update_run(failed.id, state="failed")
    assert not store.put_evidence(cancelled.id, heard.id, "sound", 0, {})
    assert not store.put_evidence(failed.id, heard.id, "sound", 0, {})
    run = examiner(store, heard)
    assert not store.put_evidence(run.id, "gone", "sound", 0, {})
    store.delete_project(project.id)
    assert not store.put_evidence(run.id, heard.id, "sound", 0, {})
    assert store.evidence_of(heard.id) == (0, [])


def test_a_project_takes_its_evidence_along(store: Store, project: Project, heard: Run) -> None:
    run = examiner(store, heard)
    store.put_evidence(run.id, heard.id, "sound", 0, {})
    before, _ = store.evidence_of(heard.id)
    store.delete_project(project.id)
    assert store.evidence_of(heard.id) == (0, [])
    other = store.add_run(store.create_project("b").id, kind="import", state="done")
    store.put_evidence(examiner(store, other).id, other.id, "sound", 0, {})
    assert store.evidence_of(other.id)[0] > before  # no stamp comes twice


PUT = """
import os, sys
from pathlib import Path
from review.store import Store
store, run, of = Store(Path(sys.argv[1])), sys.argv[2], sys.argv[3]
for chunk in range(1_000_000):
    assert store.put_evidence(run, of, "sound", chunk, {"chunk": chunk})
    print(chunk, flush=True)
"""


def test_what_was_acknowledged_outlives_a_kill(store: Store, heard: Run) -> None:
    run = examiner(store, heard)
    command = [executable, "-c", PUT, str(store._database.path), run.id, heard.id]
    with Popen(command, stdout=PIPE, text=True) as writer:
        assert writer.stdout is not None
        acknowledged = [int(writer.stdout.readline()) for _ in range(20)][-1]
        writer.kill()
    stored = [payload["chunk"] for payload in store.evidence_of(heard.id)[1]]
    assert stored[: acknowledged + 1] == list(range(acknowledged + 1))


# Runs of the side kinds among the others


def test_a_side_run_is_neither_the_newest_job_nor_before_anybody(store: Store, project: Project, heard: Run) -> None:
    run = examiner(store, heard)
    assert store.latest_run(project.id) == heard
    assert store.side_runs(project.id) == [run]
    assert store.project(project.id).run_id == heard.id
    waiting = store.add_run(project.id, kind="transcribe")
    assert store.queue_position(waiting.id) == 0


def test_the_list_shows_the_job_and_that_the_lines_are_examined(store: Store, project: Project, heard: Run) -> None:
    assert not store.summary(project.id).examined
    run = examiner(store, heard)
    summary = store.summary(project.id)
    assert summary.run == heard
    assert summary.examined
    store.update_run(run.id, state="done")
    assert not store.summary(project.id).examined


def test_evidence_is_no_job_of_a_visitor(store: Store, heard: Run) -> None:
    store.add_run(heard.project_id, kind="evidence", visitor="v", options={"of": heard.id}, current=False)
    assert (store.jobs_by("v", 0), store.unfinished_by("v")) == (0, 0)


def test_the_machine_s_transcript_is_read_by_run(store: Store, project: Project, heard: Run) -> None:
    other = store.add_run(project.id, kind="transcribe")
    store.put_window(other.id, 1, 0, [])
    store.put_window(other.id, 0, 0, [])
    assert [(event.chunk, event.window) for event in store.heard(other.id)] == [(0, 0), (1, 0)]
    assert store.heard(heard.id) == ()


# The layout


def layout(file: Path) -> set[tuple[str, ...]]:
    """Every column, foreign key and index of the table of evidence."""
    with sqlite3.connect(file) as connection:
        found = [
            *connection.execute("SELECT 'column', * FROM pragma_table_info('evidence')"),
            *connection.execute("SELECT 'key', * FROM pragma_foreign_key_list('evidence')"),
            *connection.execute(
                "SELECT name, replace(sql, '\n', '') FROM sqlite_master WHERE tbl_name='evidence' AND type='index'"
            ),
            *connection.execute("SELECT name FROM sqlite_master WHERE name='sqlite_sequence'"),
        ]
    return {tuple(map(str, row)) for row in found}


def test_an_older_database_gets_the_table_of_evidence(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    with sqlite3.connect(old) as connection:
        connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    Store(new).close()
    store = Store(old)
    assert store.project_by_token("t1").name == "kept"
    store.close()
    assert layout(old) == layout(new)
    with sqlite3.connect(old) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
