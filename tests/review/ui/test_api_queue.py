"""The server functions of the review queue, as the page calls them."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.review.projects.made import heard
from tests.review.ui.conftest import Server


@pytest.fixture
def token(server: Server) -> str:
    return heard(server.desk, 3)


def versions(server: Server, browser: TestClient, token: str) -> dict[str, int]:
    return {row["id"]: row["version"] for row in server.call(browser, "open", {"token": token})["rows"]}


def test_the_queue_is_told_by_differences(server: Server, browser: TestClient, token: str) -> None:
    answer = server.call(browser, "queue", {"token": token, "known": None})
    assert (answer["ok"], answer["reset"], answer["order"]) == (True, True, ["0.0.0", "0.1.0", "0.2.0"])
    assert [row["id"] for row in answer["rows"]] == answer["order"]
    assert set(answer["summary"]) == {
        "to_check",
        "checked",
        "errors_left",
        "yield",
        "work",
        "sample",
        "reference",
        "evidence",
        "rehear",
        "calibrated",
    }
    again = server.call(browser, "queue", {"token": token, "known": answer["version"]})
    assert (again["reset"], again["rows"], again["version"]) == (False, [], answer["version"])


def test_a_gap_is_passed_and_taken_back(server: Server, browser: TestClient, token: str) -> None:
    change = {"op": "pass_gap", "start": 2_000, "end": 3_000}
    answer = server.call(browser, "edit", {"token": token, "edit": change, "base": {}, "client": "a1"})
    assert (answer["ok"], answer["rows"], answer["undo"]) == (True, [], True)
    assert server.call(browser, "undo", {"token": token, "client": "a2"})["undo"] is False


def test_the_same_mistake_is_offered(server: Server, browser: TestClient, token: str) -> None:
    sent = {"token": token, "line": "0.0.0", "before": "line 0", "after": "lime 0"}
    answer = server.call(browser, "same", sent)
    assert answer["ok"] is True
    assert [(each["line"], each["version"], each["text"]) for each in answer["lines"]] == [
        (name, version, f"lime {number}")
        for number, (name, version) in enumerate(versions(server, browser, token).items())
        if number
    ]


def test_a_text_that_was_emptied_is_sent_as_it_is(server: Server, browser: TestClient, token: str) -> None:
    sent = {"token": token, "line": "0.0.0", "before": "line 0", "after": ""}
    assert server.call(browser, "same", sent) == {"ok": True, "lines": []}


def test_a_sample_is_drawn(server: Server, browser: TestClient, token: str) -> None:
    drawn = server.call(browser, "draw", {"token": token, "n": 200})
    summary = server.call(browser, "queue", {"token": token})["summary"]
    assert (drawn["ok"], summary["sample"]["open"]) == (True, drawn["lines"])


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("queue", {"token": 7}),
    ("queue", {"known": 7}),
    ("queue", {"known": "x" * 129}),
    ("same", {"line": "0.0.0", "before": "a"}),
    ("same", {"line": "0.0.0", "before": "a", "after": None}),
    ("same", {"line": 0, "before": "a", "after": "b"}),
    ("same", {"line": "", "before": "a", "after": "b"}),
    ("same", {"line": "0.0.0", "before": "a" * 10_001, "after": "b"}),
    ("same", {"line": "0.0.0", "before": "a\0", "after": "b"}),
    ("draw", {}),
    ("draw", {"n": 0}),
    ("draw", {"n": 201}),
    ("draw", {"n": True}),
    ("draw", {"n": "3"}),
]


@pytest.mark.parametrize(("name", "fields"), NONSENSE)
def test_nonsense_is_a_bad_request(
    server: Server, browser: TestClient, token: str, name: str, fields: dict[str, Any]
) -> None:
    answer = server.call(browser, name, {"token": token, **fields})
    assert (answer["ok"], answer["error"]["code"]) == (False, "bad_request")


@pytest.mark.parametrize("name", ["queue", "same", "draw"])
def test_a_token_that_leads_nowhere_is_a_sentence(server: Server, browser: TestClient, name: str) -> None:
    sent = {"token": "guess", "line": "0.0.0", "before": "a", "after": "b", "n": 3}
    answer = server.call(browser, name, sent)
    assert (answer["ok"], answer["error"]["code"]) == (False, "project_not_found")
