"""The panel above the lines: what it says and offers when a job waits, and when a recording is to be heard again."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import word

QUEUED = {"state": "queued", "kind": "transcribe", "model": "base", "queue_position": 1, "heard_ms": 0, "error": None}


@pytest.mark.parametrize(("locale", "lang"), [("en-US", "en"), ("ko-KR", "ko")])
def test_a_job_that_waits_for_a_worker_that_is_gone_says_so(
    new_person: NewPerson, heard_token: str, locale: str, lang: str
) -> None:
    lost = [True]

    def answer(route: Route) -> None:
        """The server's own answer, its job put back into the queue."""
        response = route.fetch()
        told = response.json()
        asked = route.request.post_data_json or {}
        if asked.get("fn_name") in ("open", "pull"):
            told = {**told, "run": QUEUED, "worker_lost": lost[0]}
        route.fulfill(response=response, body=json.dumps(told))

    person = new_person(locale=locale)
    person.page.route("**/component_server**", answer)
    person.open(heard_token)
    panel = person.page.locator(".job .text")
    expect(panel).to_have_text(word("job.worker_lost", lang))
    lost[0] = False
    expect(panel).to_have_text(word("job.queued", lang).replace("{n}", "1"))
    person.page.unroute_all(behavior="ignoreErrors")
