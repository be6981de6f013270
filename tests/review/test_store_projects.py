"""Projects: tokens, lists, samples, deleting and expiring."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import pytest

from engine.transcript import Segment
from review.store import FINAL, Media, Project, ProjectNotFound, Store
from review.store.records import now


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


def media(store: Store, folder: str = "f1") -> Media:
    return store.add_media("talk.mp3", folder, 1000)


def names(store: Store, owner: str | None = None) -> list[str]:
    return [summary.project.name for summary in store.list_projects(owner)]


def age(store: Store, project: Project, moment: int) -> None:
    """Set when the project was last changed and opened."""
    with store._database.write() as connection:
        connection.exec_driver_sql(
            "UPDATE projects SET updated_at=?, opened_at=? WHERE id=?", (moment, moment, project.id)
        )


def rows(store: Store, table: str) -> int:
    with store._database.read() as connection:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())


def test_a_project_is_found_by_its_token(store: Store) -> None:
    made = store.create_project("talk", owner="kim", visitor="v1", settings={"a": 1})
    found = store.project_by_token(made.token)
    assert found == made == store.project(made.id)
    assert (found.owner, found.visitor, found.revision, found.settings) == ("kim", "v1", 0, {"a": 1})


def test_tokens_cannot_be_guessed(store: Store) -> None:
    tokens = {store.create_project("a").token for _ in range(50)}
    assert len(tokens) == 50
    assert all(len(token) == 32 for token in tokens)  # 24 random bytes


@pytest.mark.parametrize("token", ["", "nothing", "' OR 1=1 --", "%", "\0"])
def test_no_other_token_finds_anything(store: Store, token: str) -> None:
    store.create_project("a")
    with pytest.raises(ProjectNotFound):
        store.project_by_token(token)


def test_projects_are_listed_by_the_tokens_a_browser_has(store: Store) -> None:
    mine, theirs = store.create_project("mine"), store.create_project("theirs")
    found = store.projects_by_tokens([mine.token, "gone", mine.token])
    assert [summary.project for summary in found] == [mine]
    assert theirs.token not in {summary.project.token for summary in found}


def test_thousands_of_tokens_can_be_asked_for(store: Store) -> None:
    made = store.create_project("a")
    tokens = [*(f"gone{number}" for number in range(3000)), made.token]
    assert [summary.project for summary in store.projects_by_tokens(tokens)] == [made]


def test_a_login_sees_its_own(store: Store) -> None:
    store.create_project("kim's", owner="kim")
    store.create_project("lee's", owner="lee")
    assert names(store, "kim") == ["kim's"]
    assert sorted(names(store)) == ["kim's", "lee's"]


def test_the_last_changed_project_comes_first(store: Store) -> None:
    old, new = store.create_project("old"), store.create_project("new")
    age(store, old, 1000)
    age(store, new, 2000)
    assert names(store) == ["new", "old"]
    store.rename_project(old.id, "older")
    assert names(store) == ["older", "new"]


def test_a_summary_has_the_newest_job_the_recording_and_the_lines(store: Store) -> None:
    taken = media(store)
    project = store.create_project("a", media_id=taken.id)
    shown = store.add_run(project.id, kind="import", state="done")
    store.import_segments(shown.id, [Segment(0, 1, "a"), Segment(1, 2, "b")])
    job = store.add_run(project.id, kind="prepare", media_id=taken.id, current=False)
    summary = store.summary(project.id)
    assert summary.run == job
    assert summary.media == taken
    assert summary.lines == 2


def test_a_summary_of_a_bare_project_has_nothing_else(store: Store) -> None:
    project = store.create_project("a")
    summary = store.summary(project.id)
    assert (summary.run, summary.media, summary.lines) == (None, None, 0)


def test_a_visitor_has_one_sample(store: Store) -> None:
    first = store.create_project("sample", visitor="v1", sample=True)
    second = store.create_project("sample", visitor="v1", sample=True)
    other = store.create_project("sample", visitor="v2", sample=True)
    assert first == second == store.sample_of("v1")
    assert other.id != first.id
    assert store.sample_of("v3") is None


def test_two_tabs_that_ask_for_the_sample_at_once_get_one(store: Store) -> None:
    made: list[str] = []
    ask = [Thread(target=lambda: made.append(store.create_project("s", visitor="v", sample=True).id)) for _ in range(8)]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1


def test_a_name_is_text_of_one_line(store: Store) -> None:
    project = store.create_project("<script>\nx\udcff")
    assert project.name == "<script> x\ufffd"
    store.rename_project(project.id, "'; DROP TABLE projects; --")
    assert store.project(project.id).name == "'; DROP TABLE projects; --"


def test_settings_of_a_project_are_kept(store: Store) -> None:
    project = store.create_project("a")
    store.set_project_setting(project.id, "comparison", {"normalisation": "raw"})
    store.set_project_setting(project.id, "other", 1)
    store.set_project_setting(project.id, "comparison", {"normalisation": "standard"})
    assert store.project(project.id).settings == {"comparison": {"normalisation": "standard"}, "other": 1}


def test_what_is_gone_cannot_be_changed(store: Store) -> None:
    project = store.create_project("a")
    store.delete_project(project.id)
    with pytest.raises(ProjectNotFound):
        store.rename_project(project.id, "b")
    with pytest.raises(ProjectNotFound):
        store.set_project_setting(project.id, "a", 1)
    with pytest.raises(ProjectNotFound):
        store.opened(project.id)
    with pytest.raises(ProjectNotFound):
        store.add_run(project.id, kind="transcribe")
    with pytest.raises(ProjectNotFound):
        store.changes_since(project.id, 0)


def test_a_run_of_another_project_cannot_be_shown(store: Store) -> None:
    mine, theirs = store.create_project("a"), store.create_project("b")
    run = store.add_run(theirs.id, kind="import")
    with pytest.raises(ProjectNotFound):
        store.choose_run(mine.id, run.id)


def test_deleting_takes_everything_of_the_project_with_it(store: Store) -> None:
    project = store.create_project("a", media_id=media(store).id)
    run = store.add_run(project.id, kind="transcribe", media_id=project.media_id, visitor="v")
    store.put_plan(run.id, [(0, 1000)])
    store.put_window(run.id, 0, 0, [Segment(0, 1000, " a")])
    at = store.project(project.id).revision
    entry = store.log_edit(project.id, at, {"op": "x"}, {"op": "y"})
    store.log_edit(project.id, entry.revision, {"op": "y"}, None, kind="undo", target=entry.revision)
    assert store.delete_project(project.id) == ("f1",)
    for table in ("projects", "runs", "chunks", "windows", "edits", "media"):
        assert rows(store, table) == 0, table


def test_deleting_leaves_other_projects_alone(store: Store) -> None:
    project, other = store.create_project("a"), store.create_project("b")
    run = store.add_run(other.id, kind="import")
    store.import_segments(run.id, [Segment(0, 1, "a")])
    store.delete_project(project.id)
    assert len(store.changes_since(other.id, 0).events) == 1


def test_a_recording_that_another_project_plays_stays(store: Store) -> None:
    taken = media(store)
    one, two = store.create_project("a", media_id=taken.id), store.create_project("b", media_id=taken.id)
    assert store.delete_project(one.id) == ()
    assert store.media(taken.id) is not None
    assert store.delete_project(two.id) == ("f1",)
    assert store.media(taken.id) is None


def test_a_recording_that_another_project_s_run_heard_stays(store: Store) -> None:
    taken = media(store)
    one, two = store.create_project("a", media_id=taken.id), store.create_project("b")
    store.add_run(two.id, kind="transcribe", media_id=taken.id)
    assert store.delete_project(one.id) == ()
    assert store.delete_project(two.id) == ("f1",)


def test_a_former_recording_of_the_project_goes_too(store: Store) -> None:
    project = store.create_project("a", media_id=media(store, "old").id)
    store.add_run(project.id, kind="transcribe", media_id=project.media_id)
    store.set_media(project.id, media(store, "new").id)
    assert sorted(store.delete_project(project.id)) == ["new", "old"]


def test_deleting_twice_is_no_error(store: Store) -> None:
    project = store.create_project("a")
    store.delete_project(project.id)
    assert store.delete_project(project.id) == ()


def test_what_nobody_touched_expires(store: Store) -> None:
    old = store.create_project("old", media_id=media(store).id)
    store.create_project("new")
    age(store, old, 1000)
    assert store.expire(2000) == ("f1",)
    assert names(store) == ["new"]


def test_a_project_that_was_opened_lately_does_not_expire(store: Store) -> None:
    project = store.create_project("a")
    age(store, project, 1000)
    store.opened(project.id)
    store.expire(2000)
    assert names(store) == ["a"]


def test_a_project_that_a_job_works_on_does_not_expire(store: Store) -> None:
    project = store.create_project("a")
    run = store.add_run(project.id, kind="transcribe")
    age(store, project, 1000)
    store.expire(2000)
    assert names(store) == ["a"]
    store.update_run(run.id, state="done")
    store.expire(2000)
    assert names(store) == []


def test_a_recording_without_a_project_expires(store: Store) -> None:
    media(store)
    assert store.expire(1000) == ()
    assert store.expire(now() + 1000) == ("f1",)


def test_every_reference_is_sound_after_all_that(store: Store, tmp_path: Path) -> None:
    for number in range(5):
        project = store.create_project("a", media_id=media(store, str(number)).id)
        run = store.add_run(project.id, kind="transcribe", media_id=project.media_id, state=FINAL[0])
        store.put_window(run.id, 0, 0, [Segment(0, 1000, " a")])
        if number % 2:
            store.delete_project(project.id)
    with sqlite3.connect(tmp_path / "relisten.sqlite") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
