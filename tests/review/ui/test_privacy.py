"""Browser B reads nothing of A's: not by server function, not by route, not by list, with logins and without."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.review.projects.made import heard, set_text
from tests.review.ui.conftest import MakeServer, Server

ROUTES = (
    "audio.wav",
    "playback.m4a",
    "peaks?start=0&end=1000",
    "snippet/0.0.0.wav",
    "dataset.zip",
    "export/srt",
    "export/json",
    "compare/report.html",
    "compare/annotated.txt",
    "compare/timed.lrc",
)
KEPT_OUT = dict.fromkeys(("headings", "repeats", "speakers", "directions", "backing"), True)
CALLS: tuple[tuple[str, dict[str, object]], ...] = (
    ("open", {}),
    ("pull", {"since": 0}),
    ("edit", {"edit": set_text("0.0.0", "x"), "base": {}, "client": "c"}),
    ("undo", {"client": "c"}),
    ("redo", {"client": "c"}),
    ("rename", {"name": "mine"}),
    ("remove", {}),
    ("cancel", {}),
    ("resume", {}),
    ("transcribe", {"options": {}}),
    ("references", {}),
    ("add_reference", {"text": "x"}),
    ("rename_reference", {"reference": "r", "name": "mine"}),
    ("remove_reference", {"reference": "r"}),
    ("activate_reference", {"reference": "r"}),
    ("reference_text", {"reference": "r"}),
    ("set_comparison", {"normalisation": "raw", "kept_out": KEPT_OUT}),
    ("dismiss", {"reference": "r", "row": "m0.0.0", "on": True}),
    ("compare", {"known": None}),
)


def signed_in(server: Server, user: str) -> TestClient:
    browser = server.browser()
    answer = browser.post("/login", data={"username": user, "password": user[0]})
    assert answer.status_code == 200
    return browser


@pytest.mark.parametrize("route", ROUTES)
def test_a_guessed_token_is_answered_like_nothing(server: Server, browser: TestClient, route: str) -> None:
    heard(server.desk, 1)
    answer = browser.get(f"/gradio_api/relisten/guessed-token/{route}")
    assert (answer.status_code, answer.text) == (404, '{"detail":"Not found"}')


@pytest.mark.parametrize(("name", "fields"), CALLS)
def test_no_server_function_works_with_a_guessed_token(
    server: Server, browser: TestClient, name: str, fields: dict[str, object]
) -> None:
    heard(server.desk, 1)
    answer = server.call(browser, name, {"token": "guessed-token", **fields})
    assert (answer["ok"], answer["error"]["code"]) == (False, "project_not_found")


def test_another_browser_lists_nothing(server: Server, browser: TestClient) -> None:
    heard(server.desk, 1)
    assert server.call(browser, "projects", {"tokens": [], "visitor": "b"})["projects"] == []


def test_on_this_computer_everything_is_listed(make_server: MakeServer) -> None:
    server = make_server()
    token = heard(server.desk, 1)
    answer = server.call(server.browser(), "projects", {"tokens": [], "visitor": "b"})
    assert [row["token"] for row in answer["projects"]] == [token]
    assert server.call(server.browser(), "hello", {})["lists_all"] is True


@pytest.mark.parametrize(
    ("base_url", "headers"),
    [
        ("http://rebound.example:7860", {}),
        ("http://127.0.0.1:7860", {"X-Forwarded-For": "203.0.113.7"}),
    ],
)
def test_through_a_proxy_or_a_foreign_name_nothing_is_listed(
    make_server: MakeServer, base_url: str, headers: dict[str, str]
) -> None:
    server = make_server()
    heard(server.desk, 1)
    browser = server.browser(base_url)
    browser.headers.update(headers)
    assert server.call(browser, "projects", {"tokens": [], "visitor": "b"})["projects"] == []


def test_without_signing_in_nothing_is_answered(guarded: Server) -> None:
    token = heard(guarded.desk, 1, owner="ann")
    stranger = guarded.browser()
    assert guarded.raw(stranger, "open", {"token": token}).status_code == 401
    for route in ROUTES:
        assert stranger.get(f"/gradio_api/relisten/{token}/{route}").status_code == 401


@pytest.mark.parametrize("route", ROUTES)
def test_another_login_s_token_opens_no_route(guarded: Server, route: str) -> None:
    token = heard(guarded.desk, 1, owner="ann")
    assert signed_in(guarded, "bob").get(f"/gradio_api/relisten/{token}/{route}").status_code == 404


@pytest.mark.parametrize(("name", "fields"), CALLS)
def test_another_login_s_token_opens_no_server_function(guarded: Server, name: str, fields: dict[str, object]) -> None:
    token = heard(guarded.desk, 1, owner="ann")
    answer = guarded.call(signed_in(guarded, "bob"), name, {"token": token, **fields})
    assert answer["error"]["code"] == "project_not_found"


def test_a_login_lists_its_own_projects(guarded: Server) -> None:
    ann, bob = heard(guarded.desk, 1, owner="ann"), heard(guarded.desk, 2, owner="bob")
    answer = guarded.call(signed_in(guarded, "ann"), "projects", {"tokens": [bob], "visitor": "v"})
    listed = [row["token"] for row in answer["projects"]]
    assert ann in listed
    assert bob not in listed


def test_the_owner_s_routes_open(guarded: Server) -> None:
    token = heard(guarded.desk, 1, owner="ann")
    answer = signed_in(guarded, "ann").get(f"/gradio_api/relisten/{token}/export/txt")
    assert (answer.status_code, answer.text) == (200, "line 0\n")


def test_another_site_s_page_may_not_call_with_a_login_s_cookie(guarded: Server) -> None:
    browser = signed_in(guarded, "ann")
    browser.headers["Origin"] = "https://evil.example"
    assert guarded.raw(browser, "projects", {"tokens": [], "visitor": "v"}).status_code == 403
