"""Who sees which project, and what is left of a deleted one."""

from __future__ import annotations

import pytest

from review.projects import Caller, Desk
from review.store import ProjectNotFound
from tests.review.projects.made import ANYBODY, heard

TRUSTED = Caller(trusted=True)


def names(desk: Desk, who: Caller, *tokens: str) -> set[str]:
    return {row["token"] for row in desk.listed(who, tokens)}


def test_a_browser_lists_what_it_has_the_tokens_of(desk: Desk) -> None:
    mine, other = heard(desk, 1), heard(desk, 2)
    assert names(desk, ANYBODY, mine, "guess") == {mine}
    assert names(desk, ANYBODY) == set()
    assert names(desk, ANYBODY, other) == {other}


def test_a_login_lists_its_own_and_no_other_login_s(desk: Desk) -> None:
    free, ann, bob = heard(desk, 1), heard(desk, 2, owner="ann"), heard(desk, 3, owner="bob")
    assert names(desk, Caller(user="ann"), free, bob) == {free, ann}


def test_this_computer_s_user_lists_all_but_samples_of_others(desk: Desk) -> None:
    free, ann = heard(desk, 1), heard(desk, 2, owner="ann")
    mine, other = desk.sample(TRUSTED, "me"), desk.sample(TRUSTED, "somebody else")
    assert names(desk, TRUSTED, mine) == {free, ann, mine}
    assert other not in names(desk, TRUSTED, mine)


def test_a_row_of_the_list_tells_what_is_going_on(desk: Desk, token: str) -> None:
    row = desk.listed(ANYBODY, [token])[0]
    updated = row.pop("updated_at")
    assert row == {
        "token": token,
        "name": "봄날.mp3",
        "duration_ms": 4_000,
        "lines": 3,
        "state": "ready",
        "fraction": 1.0,
        "examined": False,
        "sample": False,
    }
    assert updated > 1_700_000_000_000


def test_the_last_changed_is_first(desk: Desk) -> None:
    first, second = heard(desk, 1), heard(desk, 2)
    desk.store.update_run(desk.store.project_by_token(first).run_id or "", state="done")
    desk.rename(ANYBODY, first, "again")
    rows = desk.listed(ANYBODY, [first, second])
    assert rows[0]["updated_at"] >= rows[1]["updated_at"]


def test_a_name_is_kept_as_one_line(desk: Desk, token: str) -> None:
    assert desk.rename(ANYBODY, token, " <b>AC/DC</b>\n live ") == "<b>AC/DC</b> live"
    assert desk.open(ANYBODY, token)["project"]["name"] == "<b>AC/DC</b> live"


def test_a_deleted_project_leaves_no_file_and_no_row(desk: Desk, token: str) -> None:
    folder = desk.recording(ANYBODY, token)
    desk.open(ANYBODY, token)
    desk.remove(ANYBODY, token)
    assert not folder.path.exists()
    assert names(desk, ANYBODY, token) == set()
    with pytest.raises(ProjectNotFound):
        desk.pull(ANYBODY, token, 0)
