"""The server functions for evidence and lines heard again, as the page calls them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.review.projects.made import heard
from tests.review.ui.conftest import MakeServer, Server


@pytest.fixture
def token(server: Server) -> str:
    return heard(server.desk, 2)


def gathering(server: Server, browser: TestClient, token: str) -> Any:
    return server.call(browser, "pull", {"token": token, "since": 0})["gathering"]


def test_evidence_is_gathered_stopped_and_gone_on_with(server: Server, browser: TestClient, token: str) -> None:
    assert gathering(server, browser, token) is None
    assert server.call(browser, "gather", {"token": token, "mode": "fast"}) == {"ok": True}
    assert gathering(server, browser, token) == {
        "kind": "evidence",
        "mode": "fast",
        "model": None,
        "lines": None,
        "seconds": None,
        "state": "queued",
        "fraction": 0.0,
        "download": None,
        "error": None,
        "cancelling": False,
    }
    answer = server.call(browser, "gather", {"token": token, "mode": "fast"})
    assert answer["error"]["code"] == "gathering_under_way"
    assert server.call(browser, "cancel_gathering", {"token": token}) == {"ok": True}
    assert gathering(server, browser, token) is None
    assert server.call(browser, "resume_gathering", {"token": token}) == {"ok": True}
    assert gathering(server, browser, token)["state"] == "queued"


def test_lines_are_heard_again(server: Server, browser: TestClient, token: str) -> None:
    cost = server.call(browser, "rehear_cost", {"token": token, "model": "small", "lines": ["0.0.0"]})
    assert (cost["ok"], cost["lines"], cost["seconds_of_sound"], cost["minutes"]) == (True, 1, 3, None)
    assert cost["models"][0] == {"name": "small", "size_mb": 484, "minutes": None}
    assert server.call(browser, "rehear", {"token": token, "model": "small", "lines": ["0.0.0"]}) == {"ok": True}
    shown = gathering(server, browser, token)
    assert (shown["kind"], shown["model"], shown["lines"]) == ("rehear", "small", 1)


def test_without_named_lines_the_flagged_ones_are_meant(server: Server, browser: TestClient, token: str) -> None:
    flagged = [row["id"] for row in server.call(browser, "queue", {"token": token})["rows"] if row.get("flagged")]
    cost = server.call(browser, "rehear_cost", {"token": token, "lines": None})
    assert cost["lines"] == len(flagged)


def test_the_queue_tells_of_the_evidence(server: Server, browser: TestClient, token: str) -> None:
    server.call(browser, "gather", {"token": token, "mode": "thorough"})
    summary = server.call(browser, "queue", {"token": token})["summary"]
    assert (summary["evidence"]["mode"], summary["evidence"]["state"], summary["rehear"]) == (
        "thorough",
        "queued",
        None,
    )


def test_the_page_learns_the_default(make_server: MakeServer) -> None:
    server = make_server(evidence="fast")
    assert server.call(server.browser(), "hello", {})["evidence"] == "fast"


@pytest.mark.parametrize(
    ("name", "payload", "code"),
    [
        ("gather", {}, "bad_request"),
        ("gather", {"mode": 7}, "bad_request"),
        ("gather", {"mode": "off"}, "option_not_choice"),
        ("rehear", {"lines": ["0.0.0"]}, "bad_request"),
        ("rehear", {"model": "small", "lines": "0.0.0"}, "bad_request"),
        ("rehear", {"model": "tiny", "lines": ["0.0.0"]}, "model_not_larger"),
        ("rehear", {"model": "huge", "lines": ["0.0.0"]}, "unknown_model"),
        ("rehear_cost", {"model": "huge", "lines": ["0.0.0"]}, "unknown_model"),
        ("resume_gathering", {}, "nothing_to_resume"),
    ],
)
def test_nonsense_is_a_sentence(
    server: Server, browser: TestClient, token: str, name: str, payload: dict[str, Any], code: str
) -> None:
    answer = server.call(browser, name, {"token": token, **payload})
    assert (answer["ok"], answer["error"]["code"]) == (False, code)
