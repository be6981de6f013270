"""Opening the file: durable, shared, of the right layout, and every failure a sentence."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread

import pytest
from sqlalchemy import create_engine

from engine.errors import UserError
from review.store import (
    DatabaseTooNew,
    ProjectNotFound,
    StorageBusy,
    StorageDamaged,
    StorageFailed,
    StorageFull,
    Store,
    migrations,
    schema,
    teach_unixepoch,
)


def pragma(store: Store, name: str) -> object:
    with store._database.read() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "relisten.sqlite"


def test_a_commit_is_on_the_disk_before_it_returns(file: Path) -> None:
    store = Store(file)
    assert pragma(store, "synchronous") == 2  # FULL
    assert pragma(store, "journal_mode") == "wal"


def test_a_network_disk_gets_no_write_ahead_log(file: Path) -> None:
    store = Store(file, network_disk=True)
    assert pragma(store, "journal_mode") == "delete"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "locking_mode") == "normal"


def test_a_folder_that_moves_to_a_network_disk_changes_its_journal(file: Path) -> None:
    local = Store(file)
    project = local.create_project("kept")
    local.close()
    assert Store(file, network_disk=True).project(project.id).name == "kept"


def test_references_are_enforced(file: Path) -> None:
    assert pragma(Store(file), "foreign_keys") == 1


def test_a_path_may_have_any_letters(tmp_path: Path) -> None:
    file = tmp_path / "100 % öß?x=1#한" / "relisten.sqlite"
    Store(file).create_project("a")
    assert file.is_file()


def test_a_new_database_has_the_newest_layout(file: Path) -> None:
    assert pragma(Store(file), "user_version") == schema.VERSION


def test_a_database_of_a_newer_version_is_refused_untouched(file: Path) -> None:
    Store(file).close()
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version=999")
    with pytest.raises(DatabaseTooNew) as caught:
        Store(file)
    assert "newer version of Relisten" in str(caught.value)
    assert caught.value.params == {"found": 999, "known": schema.VERSION}


def test_an_older_database_goes_up_step_by_step(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = Store(file).create_project("kept").token
    taken: list[int] = []
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 2)
    first = schema.VERSION - 2
    monkeypatch.setattr(
        migrations, "STEPS", {step: lambda _, step=step: taken.append(step) for step in (first, first + 1)}
    )
    store = Store(file)
    assert taken == [first, first + 1]
    assert pragma(store, "user_version") == schema.VERSION
    assert store.project_by_token(token).name == "kept"


def test_a_step_that_fails_leaves_the_database_as_it_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Store(file)

    def fail(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE half_done (x)")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    monkeypatch.setattr(migrations, "STEPS", {schema.VERSION - 1: fail})
    with pytest.raises(RuntimeError):
        Store(file)
    assert pragma(before, "user_version") == schema.VERSION - 1
    with before._database.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name='half_done'").all()
    assert tables == []


def test_a_full_disk_is_a_sentence_and_nothing_is_half_stored(file: Path) -> None:
    store = Store(file)
    project = store.create_project("a")
    run = store.add_run(project.id, kind="import")
    limited = Store(file)
    with limited._database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    before = store.project(project.id).revision
    with pytest.raises(StorageFull) as caught:
        limited.log_edit(project.id, before, {"op": "x", "text": "a" * 100_000}, None)
    assert str(caught.value) == "The disk is full: this was not saved. Free some space, then try again."
    assert store.project(project.id).revision == before
    assert store.log_entries(project.id) == []
    assert store.run(run.id) is not None


def test_what_was_saved_before_the_disk_was_full_stays(file: Path) -> None:
    store = Store(file)
    project = store.create_project("a")
    saved = store.log_edit(project.id, 0, {"op": "x"}, None)
    with store._database.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StorageFull):
        store.log_edit(project.id, 1, {"op": "x", "text": "a" * 100_000}, None)
    assert store.log_entries(project.id) == [saved]


def test_a_database_that_is_held_for_too_long_is_a_sentence(file: Path) -> None:
    store = Store(file, busy_seconds=0.05)
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageBusy):
            store.create_project("a")
        holder.execute("ROLLBACK")
    assert store.create_project("b").name == "b"


def test_reading_goes_on_while_another_process_writes(file: Path) -> None:
    store = Store(file, busy_seconds=0.05)
    token = store.create_project("a").token
    with sqlite3.connect(file, isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert store.project_by_token(token).name == "a"
        holder.execute("ROLLBACK")


def test_a_file_that_is_no_database_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "relisten.sqlite"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageDamaged) as caught:
        Store(file)
    assert "relisten.sqlite" in str(caught.value)


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFailed):
        Store(tmp_path / "file" / "relisten.sqlite")


def test_a_missing_project_is_a_sentence(file: Path) -> None:
    with pytest.raises(ProjectNotFound) as caught:
        Store(file).project_by_token("nothing")
    assert isinstance(caught.value, UserError)


OPEN = """
import sys
from pathlib import Path
from review.store import Store
sys.stdin.readline()
print(Store(Path(sys.argv[1])).create_project("a").id, flush=True)
"""


def test_several_processes_make_the_same_database_at_once(file: Path) -> None:
    file.parent.mkdir()
    command = [sys.executable, "-c", OPEN, str(file)]
    workers = [Popen(command, stdin=PIPE, stdout=PIPE, text=True) for _ in range(4)]
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    ids = {worker.communicate(timeout=60)[0].strip() for worker in workers}
    assert len(ids - {""}) == 4
    assert len(Store(file).list_projects()) == 4


def test_many_threads_share_one_store(file: Path) -> None:
    store = Store(file)
    project = store.create_project("a")
    run = store.add_run(project.id, kind="transcribe", current=False)
    threads = [Thread(target=lambda: [store.update_run(run.id, state="hearing") for _ in range(10)]) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = store.run(run.id)
    assert found is not None and found.state == "hearing"


def test_settings_are_shared_between_the_processes(file: Path) -> None:
    worker, web = Store(file), Store(file)
    assert web.get_setting("hardware") is None
    worker.set_setting("hardware", {"device": "cpu", "memory_gb": 7.8})
    worker.set_setting("hardware", {"device": "cuda", "memory_gb": 16})
    assert web.get_setting("hardware") == {"device": "cuda", "memory_gb": 16}


def test_a_setting_that_was_never_set_has_the_callers_default(file: Path) -> None:
    assert Store(file).get_setting("nothing", 5) == 5


def test_the_job_library_s_clock_is_known_to_an_old_sqlite(tmp_path: Path) -> None:
    teach_unixepoch()
    engine = create_engine(f"sqlite:///{tmp_path / 'any.sqlite'}")
    with engine.connect() as connection:
        seconds = connection.exec_driver_sql("SELECT unixepoch('subsec')").scalar_one()
    engine.dispose()
    assert 1_600_000_000 < seconds < 10_000_000_000
