"""The edit log: appended in one order that all tabs, threads and processes agree on."""

from __future__ import annotations

from pathlib import Path
from threading import Barrier, Thread

import pytest

from review import edits
from review.document import Conflict, Document
from review.events import EditLogged, WindowHeard
from review.store import Project, ProjectNotFound, Run, StaleRevision, Store
from review.store.records import now
from tests.review.building import heard


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


@pytest.fixture
def project(store: Store) -> Project:
    made = store.create_project("a")
    run = store.add_run(made.id, kind="transcribe")
    store.put_window(run.id, 0, 0, [heard(" one two", 0), heard(" three", 1000)])
    return store.project(made.id)


def shown(store: Store, project: Project) -> Run:
    run = store.run(store.project(project.id).run_id or "")
    assert run is not None
    return run


def opened(store: Store, project: Project) -> Document:
    document = Document()
    document.update(store.changes_since(project.id, 0))
    return document


def log(store: Store, project: Project, document: Document, edit: edits.Edit, client: str = "") -> EditLogged:
    plan = document.plan(edit)
    entry = store.log_edit(
        project.id,
        document.revision,
        plan.edit.as_dict(),
        plan.inverse.as_dict(),
        client=client,
        line_delta=plan.line_delta,
    )
    document.absorb(entry)
    return entry


def undo(store: Store, project: Project, document: Document) -> None:
    target = document.undo_target
    assert target is not None
    plan = document.undo_plan(store.log_entry(project.id, target))
    document.absorb(
        store.log_edit(project.id, document.revision, plan.edit.as_dict(), None, kind="undo", target=target)
    )


def test_an_entry_has_the_next_revision_and_its_time(store: Store, project: Project) -> None:
    before = now()
    entry = store.log_edit(project.id, project.revision, {"op": "x"}, {"op": "y"}, client="tab-1")
    assert (entry.revision, entry.kind, entry.target, entry.client) == (project.revision + 1, "do", None, "tab-1")
    assert before <= entry.created_at <= now()
    assert store.log_entries(project.id) == [entry]
    assert store.log_entry(project.id, entry.revision) == entry


def test_an_edit_planned_on_an_older_revision_is_not_logged(store: Store, project: Project) -> None:
    store.log_edit(project.id, project.revision, {"op": "first"}, None)
    with pytest.raises(StaleRevision):
        store.log_edit(project.id, project.revision, {"op": "second"}, None)
    assert [entry.edit for entry in store.log_entries(project.id)] == [{"op": "first"}]


def test_a_window_heard_in_between_makes_the_plan_stale_too(store: Store, project: Project) -> None:
    store.put_window(shown(store, project).id, 0, 1, [heard(" five", 2000)])
    with pytest.raises(StaleRevision):
        store.log_edit(project.id, project.revision, {"op": "x"}, None)


def test_a_project_that_is_gone_has_no_log(store: Store, project: Project) -> None:
    store.delete_project(project.id)
    with pytest.raises(ProjectNotFound):
        store.log_edit(project.id, project.revision, {"op": "x"}, None)
    with pytest.raises(ProjectNotFound):
        store.log_entry(project.id, 1)


def test_an_edit_sent_again_is_the_entry_of_the_first_time(store: Store, project: Project) -> None:
    first = store.log_edit(project.id, project.revision, {"op": "x"}, None, client="tab-1")
    again = store.log_edit(project.id, project.revision, {"op": "x"}, None, client="tab-1")
    assert first == again == store.logged(project.id, "tab-1")
    assert len(store.log_entries(project.id)) == 1


def test_edits_that_give_no_client_are_each_their_own(store: Store, project: Project) -> None:
    store.log_edit(project.id, project.revision, {"op": "x"}, None)
    store.log_edit(project.id, project.revision + 1, {"op": "x"}, None)
    assert len(store.log_entries(project.id)) == 2
    assert store.logged(project.id, "") is None


def test_another_project_s_client_is_another(store: Store, project: Project) -> None:
    other = store.create_project("b")
    store.log_edit(project.id, project.revision, {"op": "x"}, None, client="tab-1")
    assert store.logged(other.id, "tab-1") is None
    assert store.log_edit(other.id, 0, {"op": "y"}, None, client="tab-1").edit == {"op": "y"}


def test_an_edit_updates_the_projects_time_and_its_lines(store: Store, project: Project) -> None:
    document = opened(store, project)
    log(store, project, document, edits.Split("0.0.0", 4, "e1"))
    summary = store.summary(project.id)
    assert summary.lines == 3
    assert summary.project.updated_at >= project.updated_at


def test_changes_come_in_the_order_of_their_revisions(store: Store, project: Project) -> None:
    document = opened(store, project)
    log(store, project, document, edits.SetText("0.0.0", "x"))
    store.put_window(shown(store, project).id, 0, 1, [heard(" five", 2000)])
    document.update(store.changes_since(project.id, document.revision))
    log(store, project, document, edits.Delete("0.1.0"))
    changes = store.changes_since(project.id, 0)
    assert [type(event) for event in changes.events] == [WindowHeard, EditLogged, WindowHeard, EditLogged]
    assert [event.revision for event in changes.events] == [2, 3, 4, 5]
    assert (changes.revision, changes.reset, changes.base) == (5, True, 1)


def test_only_what_is_new_is_answered(store: Store, project: Project) -> None:
    document = opened(store, project)
    entry = log(store, project, document, edits.SetText("0.0.0", "x"))
    changes = store.changes_since(project.id, project.revision)
    assert ([event.revision for event in changes.events], changes.reset) == ([entry.revision], False)
    assert store.changes_since(project.id, entry.revision).events == ()


def test_a_document_kept_up_is_the_document_opened_anew(store: Store, project: Project) -> None:
    document = opened(store, project)
    log(store, project, document, edits.Merge("0.0.0", "0.0.1"))
    store.put_window(shown(store, project).id, 0, 1, [heard(" five", 2000)])
    document.update(store.changes_since(project.id, document.revision))
    log(store, project, document, edits.SetText("0.1.0", "5"))
    undo(store, project, document)
    fresh = opened(store, project)
    assert list(fresh) == list(document)
    assert (fresh.undo_target, fresh.redo_target, fresh.saved_at) == (
        document.undo_target,
        document.redo_target,
        document.saved_at,
    )


def test_undo_and_redo_survive_a_reload(store: Store, project: Project) -> None:
    document = opened(store, project)
    log(store, project, document, edits.SetText("0.0.0", "x"))
    undo(store, project, opened(store, project))
    reopened = opened(store, project)
    assert reopened.get("0.0.0").text == " one two"
    target = reopened.redo_target
    assert target is not None
    plan = reopened.redo_plan(store.log_entry(project.id, target))
    store.log_edit(
        project.id, reopened.revision, plan.edit.as_dict(), plan.inverse.as_dict(), kind="redo", target=target
    )
    assert opened(store, project).get("0.0.0").text == " x"


def test_another_run_begins_anew_and_the_former_work_comes_back_with_its_run(store: Store, project: Project) -> None:
    document = opened(store, project)
    former = shown(store, project)
    log(store, project, document, edits.SetText("0.0.0", "typed"))
    fresh = store.add_run(project.id, kind="transcribe")
    store.put_window(fresh.id, 0, 0, [heard(" anew", 0)])
    document.update(store.changes_since(project.id, document.revision))
    assert [line.text for line in document] == [" anew"]
    assert document.undo_target is None
    store.choose_run(project.id, former.id)
    document.update(store.changes_since(project.id, document.revision))
    assert [line.text for line in document] == [" typed", " three"]
    assert document.undo_target is not None


def test_edits_on_one_run_are_not_shown_on_another(store: Store, project: Project) -> None:
    log(store, project, opened(store, project), edits.SetText("0.0.0", "typed"))
    fresh = store.add_run(project.id, kind="transcribe")
    store.put_window(fresh.id, 0, 0, [heard(" anew", 0)])
    assert [line.text for line in opened(store, project)] == [" anew"]
    assert len(store.log_entries(project.id)) == 1


def test_a_window_of_a_run_that_is_not_shown_is_not_answered(store: Store, project: Project) -> None:
    beside = store.add_run(project.id, kind="transcribe", current=False)
    store.put_window(beside.id, 0, 0, [heard(" beside", 0)])
    changes = store.changes_since(project.id, project.revision)
    assert (changes.events, changes.revision) == ((), project.revision + 1)


def test_a_page_ahead_of_a_database_that_was_put_back_begins_anew(store: Store, project: Project) -> None:
    changes = store.changes_since(project.id, project.revision + 100)
    assert changes.reset
    assert len(changes.events) == 1


def test_a_project_without_a_run_can_be_edited(store: Store) -> None:
    project = store.create_project("a")
    document = opened(store, project)
    log(store, project, document, edits.Insert("e1", 0, 5, "typed"))
    assert [line.text for line in opened(store, project)] == ["typed"]


def edit_until_logged(store: Store, project: Project, client: str, results: list[object]) -> None:
    """One tab: types its own text over the first version of the first line, as a page does."""
    while True:
        document = opened(store, project)
        try:
            plan = document.plan(edits.SetText("0.0.0", client), {"0.0.0": 2})
            entry = store.log_edit(
                project.id, document.revision, plan.edit.as_dict(), plan.inverse.as_dict(), client=client
            )
        except StaleRevision:
            continue
        except Conflict as conflict:
            results.append(conflict)
            return
        results.append(entry)
        return


def test_of_many_tabs_that_edit_one_line_at_once_one_wins_and_the_others_are_told(
    store: Store, project: Project
) -> None:
    results: list[object] = []
    start = Barrier(8)

    def tab(number: int) -> None:
        start.wait()
        edit_until_logged(store, project, f"tab{number}", results)

    tabs = [Thread(target=tab, args=(number,)) for number in range(8)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join()
    logged = [result for result in results if isinstance(result, EditLogged)]
    assert len(results) == 8
    assert len(logged) == 1
    assert opened(store, project).get("0.0.0").text == f" {logged[0].client}"


def test_the_worker_and_many_tabs_lose_nothing(store: Store, project: Project) -> None:
    run = shown(store, project)
    second = Store(store._database.path)  # as the other process has it

    def worker() -> None:
        for window in range(1, 30):
            assert second.put_window(run.id, 0, window, [heard(f" w{window}", window * 30_000)]) is not None

    def tab(number: int) -> None:
        for count in range(10):
            while True:
                document = opened(store, project)
                try:
                    log(store, project, document, edits.Insert(f"e{number}-{count}", 0, 5, "x"), f"{number}-{count}")
                except StaleRevision:
                    continue
                break

    everyone = [Thread(target=worker), *(Thread(target=tab, args=(number,)) for number in range(3))]
    for each in everyone:
        each.start()
    for each in everyone:
        each.join()
    document = opened(store, project)
    assert len(document) == 2 + 29 + 30
    revisions = [event.revision for event in store.changes_since(project.id, 0).events]
    assert revisions == list(range(2, 2 + 1 + 29 + 30))
    assert store.summary(project.id).lines == len(document)
