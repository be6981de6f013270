"""What the Compare tab gives to take home."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app_process import AppProcess
from tests.e2e.compare_page import HEARD, LYRICS, SCRIPT, bring_song, compare_with, row
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS
from tests.e2e.person import Person

HEARD_MARKUP = (*HEARD, "Last words")
LYRICS_MARKUP = f"{LYRICS}Last {SCRIPT}\n"


@pytest.fixture
def page(person: Person, app: AppProcess, tmp_path: Path) -> Page:
    return compare_with(person, bring_song(app, tmp_path, HEARD_MARKUP), LYRICS_MARKUP)


def take(page: Page, name: str) -> tuple[str, str]:
    """Download a file of the menu; its name and text."""
    page.locator(".tools-row .take-home").click()
    with page.expect_download() as given:
        page.locator(f'.menu [data-file="{name}"]').click()
    return given.value.suggested_filename, Path(given.value.path()).read_text("utf-8")


def test_the_report_opens_offline_and_shows_markup_as_text(page: Page, new_person: NewPerson) -> None:
    expect(row(page, "hacked")).to_contain_text(SCRIPT, timeout=SLOW_MS)
    name, text = take(page, "report.html")
    assert re.fullmatch(r".*\.html", name)
    assert SCRIPT not in text
    reader = new_person().page
    reader.set_content(text)
    expect(reader.locator("body")).to_contain_text(SCRIPT)
    expect(reader.locator("body")).to_contain_text("Nothing can stop us now")
    assert "hacked" not in reader.title()


def test_the_lyrics_get_times(page: Page) -> None:
    _, text = take(page, "timed.lrc")
    assert "[00:01.00]The weather is fine" in text
    assert "Nothing can stop us now" in text


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("annotated.txt", "The wether is fine // The weather is fine"),
        ("report.csv", "The wether is fine"),
        ("report.json", '"wer"'),
        ("timed.srt", "00:00:01,000 --> "),
        ("timed.vtt", "WEBVTT"),
    ],
)
def test_every_other_file_is_there(page: Page, name: str, part: str) -> None:
    file_name, text = take(page, name)
    assert file_name.endswith(name[name.index(".") :])
    assert part in text
