"""Opening, following and changing a project."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from review.document import Conflict, NothingToRedo, NothingToUndo
from review.edits import BadEdit
from review.heartbeat import beat
from review.projects import Caller, Desk, conflict
from review.projects.documents import Documents
from review.store import ProjectNotFound
from review.store.records import now
from tests.review.projects.made import ANYBODY, heard, segment, set_text


def versions(answer: dict[str, Any]) -> dict[str, int]:
    return {row["id"]: row["version"] for row in answer["rows"]}


def texts(answer: dict[str, Any]) -> list[str]:
    return [row["text"] for row in answer["rows"]]


def edit(desk: Desk, token: str, line: str, text: str, client: str = "") -> dict[str, Any]:
    """Retype a line as somebody does who sees its present version."""
    base = {line: versions(desk.open(ANYBODY, token))[line]}
    return desk.edit(ANYBODY, token, set_text(line, text), base, client)


def test_opening_gives_every_line_with_its_evidence(desk: Desk, token: str) -> None:
    answer = desk.open(ANYBODY, token)
    assert answer["rows"][1] == {
        "id": "0.1.0",
        "start": 3_000,
        "end": 5_000,
        "text": " line 1",
        "words": [[" line 1", 3_000, 5_000, 0.5]],
        "own": -0.7,
        "avg": -0.4,
        "nsp": 0.1,
        "window": 0,
        "cr": 1.2,
        "temp": 0.0,
        "state": "",
        "original": " line 1",
        "version": 3,
        "order": 2.0,
    }
    assert answer["project"] == {"token": token, "name": "봄날.mp3", "sample": False, "expires_at": None}
    assert (answer["undo"], answer["redo"], answer["saved_at"], answer["no_speech_informative"]) == (
        False,
        False,
        None,
        True,
    )


def test_an_unknown_token_opens_nothing(desk: Desk) -> None:
    with pytest.raises(ProjectNotFound):
        desk.open(ANYBODY, "guess")


def test_a_login_s_token_is_worth_nothing_to_others(desk: Desk) -> None:
    token = heard(desk, 1, owner="ann")
    assert len(desk.open(Caller(user="ann"), token)["rows"]) == 1
    for other in (Caller(), Caller(user="bob")):
        with pytest.raises(ProjectNotFound):
            desk.pull(other, token, 0)


def test_pulling_gives_only_what_is_new(desk: Desk, token: str) -> None:
    since = desk.open(ANYBODY, token)["revision"]
    project = desk.store.project_by_token(token)
    assert project.run_id is not None
    desk.store.put_window(project.run_id, 1, 0, [segment(9, " new")])
    answer = desk.pull(ANYBODY, token, since)
    assert (texts(answer), answer["removed"], answer["reset"]) == ([" new"], [], False)
    assert desk.pull(ANYBODY, token, answer["revision"])["rows"] == []


def test_pulling_from_a_revision_never_reached_gives_everything_anew(desk: Desk, token: str) -> None:
    answer = desk.pull(ANYBODY, token, 10_000)
    assert (len(answer["rows"]), answer["reset"]) == (3, True)


def test_hearing_again_replaces_the_lines(desk: Desk, token: str) -> None:
    since = desk.open(ANYBODY, token)["revision"]
    desk.transcribe(ANYBODY, token, {"model": "tiny", "language": "ko"})
    answer = desk.pull(ANYBODY, token, since)
    assert (answer["rows"], answer["reset"], answer["run"]["state"], answer["run"]["model"]) == (
        [],
        True,
        "queued",
        "tiny",
    )


def test_an_edit_is_answered_with_the_lines_it_changed(desk: Desk, token: str) -> None:
    answer = edit(desk, token, "0.1.0", "fixed")
    assert [(row["id"], row["text"], row["state"], row["original"]) for row in answer["rows"]] == [
        ("0.1.0", " fixed", "fixed", " line 1")
    ]
    assert (answer["undo"], answer["redo"]) == (True, False)
    assert answer["saved_at"] > 1_700_000_000_000


def test_an_edit_is_there_after_a_restart(desk: Desk, token: str) -> None:
    edit(desk, token, "0.1.0", "fixed")
    again = Desk(desk.store, desk.settings).open(ANYBODY, token)
    assert (texts(again), again["undo"]) == ([" line 0", " fixed", " line 2"], True)


def test_an_edit_on_an_older_version_is_a_conflict_with_the_line_as_it_is(desk: Desk, token: str) -> None:
    base = versions(desk.open(ANYBODY, token))
    desk.edit(ANYBODY, token, set_text("0.1.0", "first tab"), base, "")
    with pytest.raises(Conflict) as refused:
        desk.edit(ANYBODY, token, set_text("0.1.0", "second tab"), base, "")
    assert [row["text"] for row in conflict(refused.value)["rows"]] == [" first tab"]
    assert texts(desk.open(ANYBODY, token))[1] == " first tab"


def test_an_edit_of_a_line_that_went_is_a_conflict_naming_it(desk: Desk, token: str) -> None:
    base = versions(desk.open(ANYBODY, token))
    desk.edit(ANYBODY, token, {"op": "delete", "line": "0.1.0"}, base, "")
    with pytest.raises(Conflict) as refused:
        desk.edit(ANYBODY, token, set_text("0.1.0", "too late"), base, "")
    assert conflict(refused.value) == {"rows": [], "removed": ["0.1.0"]}


def test_edits_of_other_lines_are_no_conflict(desk: Desk, token: str) -> None:
    base = versions(desk.open(ANYBODY, token))
    desk.edit(ANYBODY, token, set_text("0.0.0", "one"), base, "")
    desk.edit(ANYBODY, token, set_text("0.2.0", "two"), base, "")
    assert texts(desk.open(ANYBODY, token)) == [" one", " line 1", " two"]


def test_an_edit_sent_again_is_made_once(desk: Desk, token: str) -> None:
    base = versions(desk.open(ANYBODY, token))
    change = {"op": "split", "line": "0.0.0", "at": 5, "new_id": "eab-1", "time": None}
    first = desk.edit(ANYBODY, token, change, base, "tab.1")
    second = desk.edit(ANYBODY, token, change, base, "tab.1")
    assert first["rows"] == second["rows"]
    assert len(desk.open(ANYBODY, token)["rows"]) == 4


def test_an_edit_that_changes_nothing_is_answered_and_not_logged(desk: Desk, token: str) -> None:
    answer = edit(desk, token, "0.1.0", "line 1")
    assert (texts(answer), answer["undo"]) == ([" line 1"], False)


@pytest.mark.parametrize(
    "nonsense", [None, {}, {"op": "drop"}, set_text("0.0.0", "x") | {"more": 1}, {"op": "restore", "put": []}]
)
def test_nonsense_is_no_edit(desk: Desk, token: str, nonsense: object) -> None:
    with pytest.raises(BadEdit):
        desk.edit(ANYBODY, token, nonsense, {}, "")


def test_undo_and_redo_answer_with_the_line(desk: Desk, token: str) -> None:
    edit(desk, token, "0.1.0", "fixed")
    undone = desk.undo(ANYBODY, token, "tab.2")
    assert (texts(undone), undone["undo"], undone["redo"]) == ([" line 1"], False, True)
    redone = desk.redo(ANYBODY, token, "tab.3")
    assert (texts(redone), redone["undo"], redone["redo"]) == ([" fixed"], True, False)


def test_an_undo_sent_again_takes_back_one_edit(desk: Desk, token: str) -> None:
    edit(desk, token, "0.0.0", "one")
    edit(desk, token, "0.1.0", "two")
    desk.undo(ANYBODY, token, "tab.4")
    desk.undo(ANYBODY, token, "tab.4")
    assert texts(desk.open(ANYBODY, token)) == [" one", " line 1", " line 2"]


def test_undo_survives_a_restart(desk: Desk, token: str) -> None:
    edit(desk, token, "0.1.0", "fixed")
    assert texts(Desk(desk.store, desk.settings).undo(ANYBODY, token, "")) == [" line 1"]


def test_there_may_be_nothing_to_undo_or_redo(desk: Desk, token: str) -> None:
    with pytest.raises(NothingToUndo):
        desk.undo(ANYBODY, token, "")
    with pytest.raises(NothingToRedo):
        desk.redo(ANYBODY, token, "")


def test_two_processes_never_write_over_each_other(desk: Desk, token: str) -> None:
    base = versions(desk.open(ANYBODY, token))
    other = Desk(desk.store, desk.settings)
    other.open(ANYBODY, token)
    desk.edit(ANYBODY, token, set_text("0.1.0", "mine"), base, "")
    with pytest.raises(Conflict):
        other.edit(ANYBODY, token, set_text("0.1.0", "theirs"), base, "")


def test_edits_from_many_threads_all_stand(desk: Desk, token: str) -> None:
    others = [Desk(desk.store, desk.settings) for _ in range(4)]
    start = Barrier(4)

    def insert(number: int) -> None:
        start.wait()
        for serial in range(5):
            line = {"op": "insert", "id": f"e{number}-{serial}", "start": 100, "end": 200, "text": "x", "after": None}
            others[number].edit(ANYBODY, token, line, {}, f"tab{number}.{serial}")

    threads = [Thread(target=insert, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(desk.open(ANYBODY, token)["rows"]) == 3 + 20


def test_lines_heard_between_plan_and_log_do_not_stop_an_edit(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = versions(desk.open(ANYBODY, token))
    project = desk.store.project_by_token(token)
    run_id = project.run_id
    assert run_id is not None
    log_edit, heard_meanwhile = desk.store.log_edit, iter([1, 2])

    def slow(*args: Any, **kwargs: Any) -> Any:
        if (window := next(heard_meanwhile, None)) is not None:
            desk.store.put_window(run_id, 1, window, [segment(10 + window)])
        return log_edit(*args, **kwargs)

    monkeypatch.setattr(desk.store, "log_edit", slow)
    assert texts(desk.edit(ANYBODY, token, set_text("0.1.0", "fixed"), base, "")) == [" fixed"]
    assert len(desk.open(ANYBODY, token)["rows"]) == 5


def test_only_so_many_lines_are_kept_in_memory(desk: Desk) -> None:
    tokens = [heard(desk, lines) for lines in (3, 4, 5)]
    documents = Documents(desk.store, most_lines=9)
    for token in tokens:
        with documents.at(desk.store.project_by_token(token).id):
            pass
    assert [kept.lines for kept in documents._kept.values()] == [4, 5]


def test_the_document_in_use_is_kept_however_long_it_is(desk: Desk, token: str) -> None:
    documents = Documents(desk.store, most_lines=1)
    with documents.at(desk.store.project_by_token(token).id) as document:
        assert len(document) == 3
    assert len(documents._kept) == 1


def test_a_project_of_a_limited_server_says_when_it_expires(desk: Desk, token: str) -> None:
    limited = Desk(desk.store, type(desk.settings)(data_dir=desk.settings.data_dir, expiry_days=3))
    opened = desk.store.project_by_token(token).opened_at
    expires = limited.open(ANYBODY, token)["project"]["expires_at"]
    assert 3 * 86_400_000 <= expires - opened < 3 * 86_400_000 + 60_000


def waiting(desk: Desk, token: str) -> None:
    project = desk.store.project_by_token(token)
    desk.store.add_run(project.id, kind="transcribe", media_id=project.media_id, current=False)


def test_a_job_that_waits_for_a_worker_that_is_gone_says_so(desk: Desk, token: str) -> None:
    waiting(desk, token)
    desk.since -= 31_000
    assert desk.pull(ANYBODY, token, 0)["worker_lost"] is True
    beat(desk.store, now(), 0)
    assert desk.pull(ANYBODY, token, 0)["worker_lost"] is False


def test_a_worker_gets_half_a_minute_after_the_start_for_its_first_sign_of_life(desk: Desk, token: str) -> None:
    waiting(desk, token)
    assert desk.open(ANYBODY, token)["worker_lost"] is False


def test_without_a_job_under_way_nobody_misses_a_worker(desk: Desk, token: str) -> None:
    desk.since -= 31_000
    assert desk.open(ANYBODY, token)["worker_lost"] is False
