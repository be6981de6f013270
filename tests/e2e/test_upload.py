"""From a file on the disk to lines on the screen, and stopping on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import NewPerson
from tests.e2e.person import HEARD_MS, Person, payload, word

FIXTURES = Path(__file__).parents[1] / "fixtures"
ENGLISH = FIXTURES / "english.flac"


def test_an_uploaded_recording_becomes_lines(person: Person) -> None:
    person.transcribe(ENGLISH)
    expect(person.page.locator(".job")).to_have_count(0, timeout=HEARD_MS)
    heard = " ".join(person.texts()).lower()
    assert "old harbor" in heard
    assert "boats on this street" in heard
    assert person.page.title() == "english.flac · Relisten"


def test_lines_have_their_evidence_beside_them(person: Person, heard_token: str) -> None:
    person.open(heard_token)
    own, window = person.rows.first.locator(".lp .own"), person.rows.first.locator(".lp .win")
    assert own.inner_text().startswith("−0.")
    assert window.inner_text().startswith("−0.")


def test_a_reload_finds_the_job_that_is_under_way(person: Person) -> None:
    person.bring(ENGLISH)
    person.page.locator(".job").wait_for()
    person.page.reload()
    person.rows.first.wait_for(timeout=HEARD_MS)
    assert "old harbor" in " ".join(person.texts()).lower()


def test_what_was_opened_is_listed_at_home(person: Person, heard_token: str) -> None:
    person.open(heard_token)
    person.go_home()
    listed = person.page.locator(f'.projects .project[data-token="{heard_token}"]')
    expect(listed).to_contain_text("english.flac")


def test_several_recordings_queue_up(person: Person) -> None:
    person.bring(ENGLISH, FIXTURES / "korean.flac")
    for name in ("english.flac", "korean.flac"):
        row = person.page.locator(".projects .project", has_text=name).first
        expect(row).to_be_visible()
        expect(row.locator(".run")).to_have_count(0, timeout=HEARD_MS)


def test_cancelling_keeps_what_was_heard_and_goes_on_later(person: Person, long_recording: Path) -> None:
    person.transcribe(long_recording)
    page = person.page
    page.locator(".job.hearing").wait_for()
    page.locator(".job").get_by_role("button", name=word("job.cancel"), exact=True).click()
    page.locator(".job.cancelled").wait_for(timeout=15_000)
    kept = person.rows.count()
    assert kept > 0
    page.locator(".job").get_by_role("button", name=word("job.resume"), exact=True).click()
    expect(page.locator(".job.cancelled")).to_have_count(0)
    page.locator(".job.hearing").wait_for(timeout=HEARD_MS)
    assert person.rows.count() >= kept
    page.locator(".job").get_by_role("button", name=word("job.cancel"), exact=True).click()
    page.locator(".job.cancelled").wait_for(timeout=15_000)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("song.mp3", b"this is no sound at all, only text" * 100),
        ("list.mp3", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/secret.ts\n"),
    ],
)
def test_what_is_no_recording_ends_in_one_sentence(person: Person, name: str, content: bytes) -> None:
    person.bring(payload(name, content))
    alert = person.page.locator(".job [role=alert]")
    alert.wait_for(timeout=HEARD_MS)
    assert alert.inner_text().endswith(".")
    assert "Traceback" not in person.page.inner_text("body")


def test_an_empty_file_is_refused_before_it_is_sent(person: Person) -> None:
    person.page.locator(".landing input[type=file]").set_input_files(payload("empty.wav", b""))
    expect(person.page.locator(".tray .status")).to_have_text(word("error.empty_file"))


def test_markup_in_a_file_s_name_is_text(person: Person) -> None:
    name = "<img src=x onerror=document.title='hacked'><script>document.title='hacked'<script>.flac"
    person.transcribe(payload(name, ENGLISH.read_bytes()))
    expect(person.page.locator("header .name")).to_have_text(name)
    person.go_home()
    expect(person.page.locator(".projects .project b").first).to_have_text(name)
    assert "hacked" not in person.page.title()
    assert person.page.locator(".projects img, .projects script").count() == 0


def test_the_sample_is_there_at_once(new_person: NewPerson) -> None:
    somebody = new_person()
    somebody.go_home()
    somebody.press("home.sample")
    somebody.rows.first.wait_for()
    assert any("Welcome to the desk." in text for text in somebody.texts())
    expect(somebody.page.locator(".row.open").first).to_be_visible()
