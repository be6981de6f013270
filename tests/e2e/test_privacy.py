"""Browser B lists and reads nothing of A's: not by page, not by server function, not by media route."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson, require_chromium
from tests.e2e.person import Person, payload, word

SECRET = "A line that only Ann may read"
ROUTES = (
    "audio.wav",
    "playback.m4a",
    "peaks?start=0&end=1000",
    "snippet/0.0.0.wav",
    "dataset.zip",
    "export/srt",
    "export/json",
)
CALL = """async ([name, payload]) => {
  const found = document.querySelector("#relisten").closest("gradio-app") && window.gradio_config.components
    .find((one) => one.props.elem_id === "relisten");
  const body = JSON.stringify({ data: payload, component_id: found.id, fn_name: name, session_hash: "b" });
  const headers = { "Content-Type": "application/json" };
  return await (await fetch("/gradio_api/component_server/", { method: "POST", body, headers })).json();
}"""
STATUS = "async (path) => (await fetch(path)).status"


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppProcess]:
    """An app that others can reach: it lists to each browser what that browser has opened."""
    require_chromium()
    with AppProcess(tmp_path_factory.mktemp("public") / "data", "--host", "0.0.0.0") as started:
        yield started


@pytest.fixture
def ann(new_person: NewPerson, public: AppProcess) -> Person:
    """Ann, with a project open."""
    somebody = new_person(f"http://127.0.0.1:{public.port}")
    somebody.go_home()
    somebody.bring(payload("ann.srt", f"1\n00:00:01,000 --> 00:00:02,000\n{SECRET}\n"))
    somebody.rows.first.wait_for()
    assert somebody.texts() == [SECRET]
    return somebody


@pytest.fixture
def bob(new_person: NewPerson, public: AppProcess) -> Person:
    """Bob, at the landing page of the same server."""
    somebody = new_person(f"http://127.0.0.1:{public.port}")
    somebody.go_home()
    return somebody


def test_another_browser_s_list_is_empty(ann: Person, bob: Person) -> None:
    expect(bob.page.locator(".projects")).to_have_text(word("projects.none"))
    ann.go_home()
    expect(ann.page.locator(".projects .project")).to_have_count(1)


def test_a_wrong_address_leads_home_with_one_sentence(ann: Person, bob: Person) -> None:
    bob.page.goto(f"{bob.url}/?project={ann.token()[:-1]}")
    expect(bob.page.locator(".toast")).to_contain_text(word("error.project_not_found"))
    assert SECRET not in bob.page.inner_text("body")


@pytest.mark.parametrize("name", ["open", "pull", "undo", "rename", "remove", "transcribe", "cancel"])
def test_no_server_function_answers_without_the_token(ann: Person, bob: Person, name: str) -> None:
    payload = {"token": ann.token()[::-1], "since": 0, "name": "mine", "options": {}, "client": "b"}
    answer = bob.page.evaluate(CALL, [name, payload])
    assert (answer["ok"], answer["error"]["code"]) == (False, "project_not_found")


@pytest.mark.parametrize("route", ROUTES)
def test_no_media_route_answers_without_the_token(ann: Person, bob: Person, route: str) -> None:
    assert bob.page.evaluate(STATUS, f"/gradio_api/relisten/{ann.token()[::-1]}/{route}") == 404


def test_an_upload_is_nobody_s_to_fetch(bob: Person, public: AppProcess, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<script>alert(1)</script>")
    assert bob.page.evaluate(STATUS, f"/gradio_api/file={public.upload(page)}") == 404


def test_the_address_given_to_somebody_opens_for_them(ann: Person, bob: Person) -> None:
    bob.open(ann.token())
    assert bob.texts() == [SECRET]


def test_every_visitor_has_a_sample_of_their_own(ann: Person, bob: Person) -> None:
    tokens = []
    for somebody in (ann, bob):
        somebody.go_home()
        somebody.press("home.sample")
        somebody.rows.first.wait_for()
        tokens.append(somebody.token())
    assert tokens[0] != tokens[1]


def test_with_logins_nobody_comes_in_without_one(new_person: NewPerson, tmp_path: Path) -> None:
    with AppProcess(tmp_path / "data", "--auth", "ann:secret") as guarded:
        somebody = new_person(f"http://127.0.0.1:{guarded.port}")
        somebody.page.goto(somebody.url)
        somebody.page.locator("input[type=password]").wait_for()
        assert somebody.page.locator("#relisten").count() == 0
        assert somebody.page.evaluate(STATUS, "/gradio_api/relisten/x/export/srt") == 401
        somebody.page.locator("input").first.fill("ann")
        somebody.page.locator("input[type=password]").fill("secret")
        somebody.page.get_by_role("button", name="Login").click()
        somebody.page.locator(".landing .go").wait_for()
