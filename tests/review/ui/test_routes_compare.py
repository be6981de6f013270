"""Comparisons by address: whole files, never shown in the page."""

from __future__ import annotations

import json
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from tests.review.projects.made import ANYBODY, heard
from tests.review.ui.conftest import Server

FILES = {
    "report.html": ("봄날 report.html", "text/html; charset=utf-8"),
    "report.csv": ("봄날 report.csv", "text/csv; charset=utf-8"),
    "report.json": ("봄날 report.json", "application/json"),
    "annotated.txt": ("봄날 annotated.txt", "text/plain; charset=utf-8"),
    "timed.lrc": ("봄날.lrc", "text/plain; charset=utf-8"),
    "timed.srt": ("봄날.srt", "application/x-subrip"),
    "timed.vtt": ("봄날.vtt", "text/vtt; charset=utf-8"),
}


@pytest.fixture
def token(server: Server) -> str:
    made = heard(server.desk, 2)
    server.desk.add_reference(ANYBODY, made, "line zero\nline 1")
    return made


def address(token: str, name: str) -> str:
    return f"/gradio_api/relisten/{token}/compare/{name}"


def file_name(disposition: str) -> str:
    """The name an attachment is saved under (RFC 5987)."""
    kind, _, name = disposition.partition("filename*=UTF-8''")
    assert kind.startswith("attachment;")
    return unquote(name)


@pytest.mark.parametrize("name", FILES)
def test_each_file_is_saved_under_the_recording_s_name(browser: TestClient, token: str, name: str) -> None:
    answer = browser.get(address(token, name))
    assert answer.status_code == 200
    assert (file_name(answer.headers["content-disposition"]), answer.headers["content-type"]) == FILES[name]
    assert "line" in answer.text


@pytest.mark.parametrize("name", FILES)
def test_nothing_is_cached_sniffed_or_run(browser: TestClient, token: str, name: str) -> None:
    headers = browser.get(address(token, name)).headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_the_report_is_in_the_page_s_language(browser: TestClient, token: str) -> None:
    assert '<html lang="en"' in browser.get(address(token, "report.html")).text
    assert '<html lang="ko"' in browser.get(address(token, "report.html?lang=ko")).text
    assert browser.get(address(token, "report.html?lang=<script>")).status_code == 422


def test_a_file_is_of_the_newest_text(server: Server, browser: TestClient, token: str) -> None:
    rows = server.call(browser, "open", {"token": token})["rows"]
    edit = {"op": "set_text", "line": "0.0.0", "text": "line zero"}
    base = {"0.0.0": rows[0]["version"]}
    assert server.call(browser, "edit", {"token": token, "edit": edit, "base": base, "client": "c"})["ok"] is True
    found = json.loads(browser.get(address(token, "report.json")).text)
    assert (found["wer"], found["before"]["wer"]) == (0.0, 0.25)
    assert browser.get(address(token, "annotated.txt")).text == "line zero\nline 1\n"


@pytest.mark.parametrize("name", FILES)
def test_a_name_like_markup_is_saved_safely(server: Server, browser: TestClient, token: str, name: str) -> None:
    server.desk.rename(ANYBODY, token, '"><script>alert(1)</script>.mp3')
    answer = browser.get(address(token, name))
    saved = file_name(answer.headers["content-disposition"])
    assert not set('<>:"/\\|?*') & set(saved)
    assert "<script" not in answer.headers["content-disposition"]
    if name == "report.html":
        assert "<script" not in answer.text


@pytest.mark.parametrize("name", FILES)
def test_without_a_reference_the_answer_is_a_sentence(server: Server, browser: TestClient, name: str) -> None:
    answer = browser.get(address(heard(server.desk, 1), name))
    assert (answer.status_code, answer.text) == (
        422,
        "This project has no lyrics or script to compare with; add them first.",
    )


@pytest.mark.parametrize("name", ["report", "report.exe", "report.html.exe", "..%2fpeaks", "timed.txt", ""])
def test_what_is_not_there_is_404(browser: TestClient, token: str, name: str) -> None:
    assert browser.get(address(token, name)).status_code == 404
