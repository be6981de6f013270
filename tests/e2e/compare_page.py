"""What the tests of the Compare tab share: a song whose differences are known, and hands on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.app_process import AppProcess
from tests.e2e.desk_page import SLOW_MS
from tests.e2e.person import Person

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCRIPT = "<script>document.title='hacked'</script>"

HEARD = (
    "Good morning to all of you",
    "The wether is fine",
    "Sing it again my friend",
    "Turn the radio it on",
    "Sing it again my friend",
    "The knight is over",
    "Please like and subscribe",
)
LYRICS = """[Verse 1]
Good morning to all of you
The weather is fine
Sing it again my dear
Nothing can stop us now
Turn the radio on
Sing it again my dear
The night is long
"""
"""Beside ``HEARD``: a word, a chorus that recurs, a missing line, a word too many, two words, an extra line."""

MISSING = "Nothing can stop us now"


def bring_song(app: AppProcess, folder: Path, heard: tuple[str, ...] = HEARD, language: str = "en") -> str:
    """The token of a new project with a sound and the lines ``heard``, one a second."""
    file = folder / "song.json"
    segments = [{"start": n, "end": n + 0.9, "text": f" {text}"} for n, text in enumerate(heard)]
    file.write_text(json.dumps({"segments": segments, "language": language}), "utf-8")
    made = app.call(
        "create",
        visitor="compare-tests",
        transcript={"path": app.upload(file), "name": file.name},
        media={"path": app.upload(FIXTURES / "english.flac"), "name": "english.flac"},
    )
    token: str = made["token"]
    return token


def open_compare(person: Person, token: str) -> Page:
    """The Compare tab of a project."""
    person.open(token)
    person.page.locator('[role=tab][data-tab="compare"]').click()
    return person.page


def compare_with(person: Person, token: str, lyrics: str = LYRICS) -> Page:
    """The Compare tab after pasting ``lyrics``."""
    page = open_compare(person, token)
    page.locator("textarea.paste").fill(lyrics)
    page.locator("[data-act=compare-pasted]").click()
    page.locator(".row.cmp").first.wait_for(timeout=SLOW_MS)
    return page


def row(page: Page, text: str) -> Locator:
    """The row that says ``text`` on either side."""
    return page.locator(".row.cmp:not(.folded)", has_text=text)


def choose(page: Page, text: str) -> Locator:
    """Select the first row that says ``text``."""
    found = row(page, text).first
    found.locator(".t").click()
    expect(found).to_have_class(re.compile(r"\bsel\b"))
    return found


def sides(found: Locator) -> tuple[str, str]:
    """What a row says of ours and of theirs."""
    return found.locator(".ours").inner_text(), found.locator(".theirs").inner_text()


def selected(page: Page) -> Locator:
    return page.locator(".row.cmp.sel")


def figure(page: Page, name: str) -> Locator:
    return page.locator(f'[data-figure="{name}"] b')


def heard_now(app: AppProcess, token: str) -> list[str]:
    """The lines as the server has them."""
    return [line["text"].strip() for line in app.call("open", token=token)["rows"]]
