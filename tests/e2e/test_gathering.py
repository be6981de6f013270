"""The quiet line of what is found out about the lines, and the choice of how, on the real page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, bring_talk
from tests.e2e.person import Person, word

EVIDENCE: dict[str, Any] = {
    "kind": "evidence",
    "mode": "thorough",
    "model": None,
    "lines": None,
    "seconds": None,
    "state": "gathering",
    "fraction": 0.4,
    "download": None,
    "error": None,
    "cancelling": False,
}
FULL = {"code": "storage_full", "params": {}, "message": ""}


class Told:
    """What the server would tell of a run beside the jobs, and what it was asked about it."""

    def __init__(self, person: Person, gathering: dict[str, Any] | None) -> None:
        self.gathering = gathering
        self.asked: list[str] = []
        person.page.route("**/component_server**", self._answer)

    def _answer(self, route: Route) -> None:
        name = (route.request.post_data_json or {}).get("fn_name", "")
        if name in ("cancel_gathering", "resume_gathering"):
            self.asked.append(name)
            route.fulfill(body=json.dumps({"ok": True}), content_type="application/json")
            return
        response = route.fetch()
        told = response.json()
        if name in ("open", "pull"):
            told = {**told, "gathering": self.gathering}
        route.fulfill(response=response, body=json.dumps(told))


def sentence(key: str, lang: str, **figures: str) -> re.Pattern[str]:
    """The page's sentence with these figures; what is between a number and its % is the language's own."""
    text = re.escape(word(key, lang))
    for name, value in figures.items():
        text = text.replace(re.escape(f"{{{name}}}"), value + (r"\s*%" if name == "percent" else ""))
    return re.compile(f"^{text}$")


@pytest.mark.parametrize(("locale", "lang"), [("en-US", "en"), ("ko-KR", "ko")])
def test_one_quiet_line_says_how_far_it_is(
    new_person: NewPerson, app: AppProcess, tmp_path: Path, locale: str, lang: str
) -> None:
    person = new_person(locale=locale)
    told = Told(person, EVIDENCE)
    person.open(bring_talk(app, tmp_path))
    line = person.page.locator(".gathering .text")
    expect(line).to_have_text(sentence("gathering.evidence", lang, percent="40"), timeout=SLOW_MS)
    told.gathering = {**EVIDENCE, "kind": "rehear", "model": "small", "lines": 12, "fraction": 0.5}
    expect(line).to_have_text(sentence("gathering.rehear", lang, n="12", model="small", percent="50"), timeout=SLOW_MS)
    person.page.locator(".gathering button").click()
    expect(line).to_have_text(word("gathering.stopping", lang))
    told.gathering = None
    expect(line).to_have_count(0, timeout=SLOW_MS)
    assert told.asked == ["cancel_gathering"]
    person.page.unroute_all(behavior="ignoreErrors")


def test_why_it_failed_and_again(new_person: NewPerson, app: AppProcess, tmp_path: Path) -> None:
    person = new_person(locale="en-US")
    told = Told(person, {**EVIDENCE, "state": "failed", "error": FULL})
    person.open(bring_talk(app, tmp_path))
    line = person.page.locator(".gathering .text")
    reason = word("error.storage_full")
    expect(line).to_have_text(word("gathering.failed").replace("{reason}", reason), timeout=SLOW_MS)
    person.page.get_by_role("button", name=word("job.again")).click()
    expect(line).to_be_visible()
    assert told.asked == ["resume_gathering"]
    person.page.locator(".gathering").get_by_role("button", name=word("close")).click()
    expect(line).to_have_count(0)
    person.page.unroute_all(behavior="ignoreErrors")


def test_how_lines_are_examined_is_chosen_and_remembered(new_person: NewPerson) -> None:
    person = new_person(locale="en-US")
    person.go_home()
    choose = person.page.locator(".field-evidence select")
    expect(choose).to_have_value("off")  # what the app of the tests is told
    choose.select_option("fast")
    person.page.reload()
    expect(choose).to_have_value("fast")
