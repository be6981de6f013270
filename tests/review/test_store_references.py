"""References in the store: one of them active, deleted with their project, there after an update of the layout."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from review.store import (
    Project,
    ProjectNotFound,
    ReferenceNotFound,
    ReferenceText,
    Store,
    TooManyReferences,
    references,
    schema,
)

VERSION_1 = Path(__file__).parents[1] / "fixtures" / "store_version_1.sql"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


@pytest.fixture
def project(store: Store) -> Project:
    return store.create_project("song")


def add(store: Store, project: Project, name: str = "official", most: int = 20) -> ReferenceText:
    content = {"format": "txt", "lines": [{"text": name}]}
    return store.add_reference(project.id, name, content, lines=1, words=2, most=most)


def active(store: Store, project: Project) -> list[str]:
    return [each.name for each in store.references_of(project.id) if each.active]


def test_what_was_added_is_listed_and_read(store: Store, project: Project) -> None:
    added = add(store, project)
    assert store.references_of(project.id) == [added]
    assert (added.name, added.format, added.lines, added.words, added.active, added.dismissed) == (
        "official",
        "txt",
        1,
        2,
        True,
        (),
    )
    assert store.reference_content(project.id, added.id) == {"format": "txt", "lines": [{"text": "official"}]}


def test_references_are_listed_in_the_order_they_came_in(store: Store, project: Project) -> None:
    for name in "cab":
        add(store, project, name)
    assert [each.name for each in store.references_of(project.id)] == ["c", "a", "b"]


def test_the_one_added_last_is_the_active_one(store: Store, project: Project) -> None:
    add(store, project, "official")
    add(store, project, "fan-made")
    assert active(store, project) == ["fan-made"]


def test_another_one_is_made_active(store: Store, project: Project) -> None:
    first = add(store, project, "official")
    add(store, project, "fan-made")
    store.activate_reference(project.id, first.id)
    assert active(store, project) == ["official"]


def test_activating_what_is_not_there_changes_nothing(store: Store, project: Project) -> None:
    add(store, project, "official")
    with pytest.raises(ReferenceNotFound):
        store.activate_reference(project.id, "none")
    assert active(store, project) == ["official"]


def test_when_the_active_one_goes_the_newest_that_is_left_becomes_it(store: Store, project: Project) -> None:
    added = [add(store, project, name) for name in "abc"]
    store.activate_reference(project.id, added[0].id)
    store.remove_reference(project.id, added[0].id)
    assert active(store, project) == ["c"]


def test_when_another_one_goes_the_active_one_stays(store: Store, project: Project) -> None:
    first = add(store, project, "a")
    add(store, project, "b")
    store.remove_reference(project.id, first.id)
    assert active(store, project) == ["b"]


def test_the_last_one_can_go(store: Store, project: Project) -> None:
    store.remove_reference(project.id, add(store, project).id)
    assert store.references_of(project.id) == []


def test_two_active_ones_cannot_be_stored(store: Store, project: Project) -> None:
    add(store, project, "a")
    add(store, project, "b")
    with pytest.raises(IntegrityError), store._database._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE reference_texts SET active=1")


def test_many_at_once_leave_one_active(store: Store, project: Project) -> None:
    threads = [Thread(target=add, args=(store, project, str(number))) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.references_of(project.id)) == 8
    assert len(active(store, project)) == 1


def test_a_project_holds_so_many(store: Store, project: Project) -> None:
    add(store, project, "a", most=2)
    add(store, project, "b", most=2)
    with pytest.raises(TooManyReferences, match="at most 2 texts"):
        add(store, project, "c", most=2)
    assert [each.name for each in store.references_of(project.id)] == ["a", "b"]
    assert active(store, project) == ["b"]


def test_a_name_is_text_of_one_line(store: Store, project: Project) -> None:
    added = add(store, project)
    store.rename_reference(project.id, added.id, "<script>\nx\udcff")
    assert store.references_of(project.id)[0].name == "<script> x\ufffd"


def test_decisions_against_a_reference_are_kept_and_taken_back(store: Store, project: Project) -> None:
    added = add(store, project)
    for row in ("m1.0.0", "0.0.0", "m1.0.0"):
        store.dismiss(project.id, added.id, row, True)
    assert store.references_of(project.id)[0].dismissed == ("0.0.0", "m1.0.0")
    store.dismiss(project.id, added.id, "0.0.0", False)
    store.dismiss(project.id, added.id, "never", False)
    assert store.references_of(project.id)[0].dismissed == ("m1.0.0",)


def test_so_many_decisions_are_kept(store: Store, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "MOST_DISMISSED", 2)
    added = add(store, project)
    for row in "abc":
        store.dismiss(project.id, added.id, row, True)
    assert store.references_of(project.id)[0].dismissed == ("b", "c")


def test_no_other_project_reaches_a_reference(store: Store, project: Project) -> None:
    added, other = add(store, project), store.create_project("other")
    for reach in (store.reference_content, store.activate_reference, store.remove_reference):
        with pytest.raises(ReferenceNotFound):
            reach(other.id, added.id)
    with pytest.raises(ReferenceNotFound):
        store.rename_reference(other.id, added.id, "mine")
    with pytest.raises(ReferenceNotFound):
        store.dismiss(other.id, added.id, "m0.0.0", True)
    assert store.references_of(project.id) == [added]
    assert store.references_of(other.id) == []


def test_references_go_with_their_project(store: Store, project: Project, tmp_path: Path) -> None:
    add(store, project, "a")
    add(store, project, "b")
    store.delete_project(project.id)
    with sqlite3.connect(tmp_path / "relisten.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM reference_texts").fetchone() == (0,)
    with pytest.raises(ProjectNotFound):
        add(store, project)


def test_references_expire_with_their_project(store: Store, project: Project, tmp_path: Path) -> None:
    add(store, project)
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE projects SET updated_at=1, opened_at=1")
    store.expire(2)
    with sqlite3.connect(tmp_path / "relisten.sqlite") as connection:
        assert connection.execute("SELECT count(*) FROM reference_texts").fetchone() == (0,)


def test_a_project_that_gets_a_reference_was_worked_on(store: Store, project: Project) -> None:
    with store._database.write() as connection:
        connection.exec_driver_sql("UPDATE projects SET updated_at=1, opened_at=1")
    add(store, project)
    store.expire(2)
    assert store.project(project.id).name == "song"


def version_1(file: Path) -> None:
    """A database as version 1 made it, with a project in it."""
    with sqlite3.connect(file) as connection:
        connection.executescript(VERSION_1.read_text("utf-8"))


def layout(file: Path) -> set[tuple[str, ...]]:
    """Every column, foreign key and index of the table of references."""
    with sqlite3.connect(file) as connection:
        found = [
            *connection.execute("SELECT 'column', * FROM pragma_table_info('reference_texts')"),
            *connection.execute("SELECT 'key', * FROM pragma_foreign_key_list('reference_texts')"),
            *connection.execute(
                "SELECT name, replace(sql, '\n', '') FROM sqlite_master WHERE tbl_name='reference_texts' "
                "AND type='index'"
            ),
        ]
    return {tuple(map(str, row)) for row in found}


def test_a_database_of_version_1_gets_references(tmp_path: Path) -> None:
    version_1(tmp_path / "old.sqlite")
    store = Store(tmp_path / "old.sqlite")
    project = store.list_projects()[0].project
    assert (project.name, project.settings) == ("kept", {"avg_logprob": -0.7})
    add(store, project)
    assert active(store, project) == ["official"]


def test_an_updated_database_has_the_layout_of_a_new_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    version_1(old)
    Store(old).close()
    Store(new).close()
    assert layout(old) == layout(new) != set()
    with sqlite3.connect(old) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
