"""The server functions of the Compare tab, as the page calls them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.review.projects.made import heard
from tests.review.ui.conftest import Server

KEPT_OUT = {"headings": False, "repeats": True, "speakers": True, "directions": True, "backing": True}


@pytest.fixture
def token(server: Server) -> str:
    return heard(server.desk, 2)


def add(server: Server, browser: TestClient, token: str, text: str = "line zero\nline 1\nnothing at all") -> str:
    made = server.call(browser, "add_reference", {"token": token, "text": text})
    assert made["ok"], made
    name: str = made["id"]
    return name


def test_a_pasted_text_is_compared(server: Server, browser: TestClient, token: str) -> None:
    made = add(server, browser, token)
    answer = server.call(browser, "compare", {"token": token, "known": None})
    assert (answer["ok"], answer["reset"], answer["reference"]) == (
        True,
        True,
        {"id": made, "name": "line zero line 1 nothing at"},
    )
    assert answer["order"] == [row["id"] for row in answer["rows"]] == ["0.0.0", "0.1.0", "m2.0.0"]
    assert answer["figures"]["after"]["reference_words"] == 7
    known = server.call(browser, "compare", {"token": token, "known": answer["version"]})
    assert (known["reset"], known["rows"], known["version"]) == (False, [], answer["version"])


def test_a_file_is_read_and_deleted(server: Server, browser: TestClient, token: str) -> None:
    path = server.upload(browser, "a.lrc", b"[00:01.00]line 0\n")
    upload = {"path": path, "name": "공식 <script>.lrc"}
    assert server.call(browser, "add_reference", {"token": token, "name": "공식.lrc", "upload": upload})["ok"] is True
    (found,) = server.call(browser, "references", {"token": token})["references"]
    assert (found["name"], found["format"], found["active"]) == ("공식.lrc", "lrc", True)
    assert not Path(path).exists()


@pytest.mark.parametrize("path", ["/etc/passwd", "relisten.sqlite", "../relisten.sqlite"])
def test_only_an_upload_is_read(server: Server, browser: TestClient, token: str, path: str) -> None:
    answer = server.call(browser, "add_reference", {"token": token, "upload": {"path": path, "name": "a.txt"}})
    assert answer["error"]["code"] == "upload_missing"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "nothing_to_compare_with"),
        ({"text": " \n "}, "reference_empty"),
        ({"text": "a\n" * 200_001}, "reference_too_many_lines"),
        ({"text": "가" * 3_000_001}, "reference_too_long"),
    ],
)
def test_what_is_no_reference_is_a_sentence(
    server: Server, browser: TestClient, token: str, fields: dict[str, object], code: str
) -> None:
    answer = server.call(browser, "add_reference", {"token": token, **fields})
    assert (answer["ok"], answer["error"]["code"]) == (False, code)


def test_references_are_renamed_chosen_shown_and_removed(server: Server, browser: TestClient, token: str) -> None:
    first, second = add(server, browser, token, "one"), add(server, browser, token, "two\n\nthree")
    renamed = {"token": token, "reference": first, "name": "<b>official</b>"}
    assert server.call(browser, "rename_reference", renamed) == {"ok": True, "name": "<b>official</b>"}
    assert server.call(browser, "activate_reference", {"token": token, "reference": first}) == {"ok": True}
    text = server.call(browser, "reference_text", {"token": token, "reference": second})
    assert text == {"ok": True, "text": "two\n\nthree"}
    listed = server.call(browser, "references", {"token": token})["references"]
    assert [(each["name"], each["active"]) for each in listed] == [("<b>official</b>", True), ("two three", False)]
    assert server.call(browser, "remove_reference", {"token": token, "reference": first}) == {"ok": True}
    again = server.call(browser, "remove_reference", {"token": token, "reference": first})
    assert again["error"]["code"] == "reference_not_found"


def test_settings_are_kept(server: Server, browser: TestClient, token: str) -> None:
    chosen = {"normalisation": "english", "kept_out": KEPT_OUT}
    assert server.call(browser, "set_comparison", {"token": token, **chosen}) == {"ok": True, "settings": chosen}
    assert server.call(browser, "references", {"token": token})["settings"] == chosen


def test_a_row_is_dismissed_for_good(server: Server, browser: TestClient, token: str) -> None:
    made = add(server, browser, token)
    row = {"token": token, "reference": made, "row": "m2.0.0"}
    assert server.call(browser, "dismiss", {**row, "on": True}) == {"ok": True}
    rows = server.call(browser, "compare", {"token": token, "known": ""})["rows"]
    assert [row["id"] for row in rows if row["dismissed"]] == ["m2.0.0"]
    assert server.call(browser, "dismiss", {**row, "on": False}) == {"ok": True}
    rows = server.call(browser, "compare", {"token": token})["rows"]
    assert not any(row["dismissed"] for row in rows)


NONSENSE: list[tuple[str, dict[str, Any]]] = [
    ("references", {"token": 7}),
    ("add_reference", {"text": ["a"]}),
    ("add_reference", {"text": "a\0b"}),
    ("add_reference", {"text": "a", "name": "x" * 1_001}),
    ("add_reference", {"upload": "path"}),
    ("add_reference", {"upload": {"path": 7}}),
    ("rename_reference", {"reference": "r"}),
    ("rename_reference", {"reference": None, "name": "a"}),
    ("rename_reference", {"reference": "r" * 129, "name": "a"}),
    ("remove_reference", {}),
    ("activate_reference", {"reference": ["r"]}),
    ("reference_text", {"reference": {}}),
    ("set_comparison", {"normalisation": "raw"}),
    ("set_comparison", {"normalisation": "RAW", "kept_out": KEPT_OUT}),
    ("set_comparison", {"normalisation": ["raw"], "kept_out": KEPT_OUT}),
    ("set_comparison", {"normalisation": "raw", "kept_out": {**KEPT_OUT, "backing": 1}}),
    ("set_comparison", {"normalisation": "raw", "kept_out": {"headings": True}}),
    ("set_comparison", {"normalisation": "raw", "kept_out": []}),
    ("dismiss", {"reference": "r", "row": "m0.0.0"}),
    ("dismiss", {"reference": "r", "row": "m0.0.0", "on": "yes"}),
    ("dismiss", {"reference": "r", "row": "x" * 129, "on": True}),
    ("compare", {"known": 7}),
    ("compare", {"known": "x" * 129}),
]


@pytest.mark.parametrize(("name", "fields"), NONSENSE)
def test_nonsense_is_a_bad_request(
    server: Server, browser: TestClient, token: str, name: str, fields: dict[str, Any]
) -> None:
    answer = server.call(browser, name, {"token": token, **fields})
    assert (answer["ok"], answer["error"]["code"]) == (False, "bad_request")


def test_markup_in_lyrics_stays_what_it_is(server: Server, browser: TestClient, token: str) -> None:
    chosen = {"normalisation": "standard", "kept_out": {**KEPT_OUT, "directions": False, "backing": False}}
    server.call(browser, "set_comparison", {"token": token, **chosen})
    add(server, browser, token, "line 0\nline <script>alert(1)</script>")
    rows = server.call(browser, "compare", {"token": token})["rows"]
    assert rows[1]["theirs"] == "line <script>alert(1)</script>"


def test_a_kept_out_switch_the_server_does_not_know_is_passed_over(
    server: Server, browser: TestClient, token: str
) -> None:
    chosen = {"normalisation": "raw", "kept_out": {**KEPT_OUT, "adlibs": True}}
    answer = server.call(browser, "set_comparison", {"token": token, **chosen})
    assert answer["settings"]["kept_out"] == KEPT_OUT
