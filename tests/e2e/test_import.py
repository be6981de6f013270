"""Transcripts made elsewhere open for review like our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, expect

from tests.e2e.desk_page import SLOW_MS, by_thresholds
from tests.e2e.person import HEARD_MS, Person, payload, word

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCRIPT = "<script>document.title='hacked'</script><img src=x onerror=document.title='hacked'>${1+1}{{value}}"


def whisper(*texts: str) -> dict[str, Any]:
    """What ``whisper --output_format json`` writes, shortened."""
    segments = [
        {
            "id": number,
            "seek": 0,
            "start": 2.0 * number,
            "end": 2.0 * number + 1.5,
            "text": f" {text}",
            "tokens": [1, 2],
            "temperature": 0.0,
            "avg_logprob": -0.75,
            "compression_ratio": 1.1,
            "no_speech_prob": 0.01,
            "words": [{"word": f" {text}", "start": 2.0 * number, "end": 2.0 * number + 1.0, "probability": 0.4}],
        }
        for number, text in enumerate(texts)
    ]
    return {"text": " ".join(texts), "segments": segments, "language": "en"}


def file(name: str, content: str | dict[str, Any]) -> FilePayload:
    return payload(name, content if isinstance(content, str) else json.dumps(content))


def test_a_whisper_json_opens_with_its_evidence(person: Person) -> None:
    person.bring(file("talk.json", whisper("One line.", "Another line.")))
    person.rows.first.wait_for()
    assert person.texts() == ["One line.", "Another line."]
    figures = person.rows.first.locator(".lp")
    assert figures.locator(".own").inner_text() == "–"  # Whisper's own file does not have it
    assert figures.locator(".win").inner_text() == "−0.75 · 0.01"
    by_thresholds(person.page)
    expect(person.page.locator(".row.open")).to_have_count(2, timeout=SLOW_MS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.srt", "1\n00:00:01,000 --> 00:00:02,000\nOne line.\n"),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\nOne line.\n"),
        ("a.tsv", "start\tend\ttext\n1000\t2000\tOne line.\n"),
        ("a.txt", "One line.\n"),
    ],
)
def test_what_a_file_does_not_say_is_shown_as_absent(person: Person, name: str, content: str) -> None:
    person.bring(file(name, content))
    person.rows.first.wait_for()
    assert person.texts() == ["One line."]
    assert person.rows.first.locator(".lp .own").inner_text() == "–"
    assert person.rows.first.locator(".lp .win").inner_text() == "– · –"


def test_a_transcript_comes_with_its_recording(person: Person) -> None:
    person.bring(FIXTURES / "english.flac", file("english.json", whisper("Good morning.", "Thank you.")))
    person.rows.first.wait_for()
    assert person.texts() == ["Good morning.", "Thank you."]
    expect(person.page.locator("footer .play")).to_be_enabled(timeout=HEARD_MS)


def test_a_recording_is_added_later(person: Person) -> None:
    person.bring(file("english.json", whisper("Good morning.")))
    person.rows.first.wait_for()
    with person.page.expect_file_chooser() as chooser:
        person.press("job.attach")
    chooser.value.set_files(FIXTURES / "english.flac")
    expect(person.page.locator("footer .play")).to_be_enabled(timeout=HEARD_MS)
    assert person.texts() == ["Good morning."]


def test_markup_in_a_line_is_text(person: Person) -> None:
    person.bring(file("talk.json", whisper(SCRIPT)))
    person.rows.first.wait_for()
    assert person.texts() == [SCRIPT]
    person.rows.first.click()
    person.retype(0, f"typed {SCRIPT}")
    assert person.rows.first.locator(".text").inner_text() == f"typed {SCRIPT}"
    person.page.reload()
    person.rows.first.wait_for()
    assert person.texts() == [f"typed {SCRIPT}"]
    assert person.page.locator(".lines script, .lines img").count() == 0
    assert "hacked" not in person.page.title()


def test_a_broken_transcript_ends_in_one_sentence(person: Person) -> None:
    person.bring(file("broken.json", '{"segments": ['))
    expect(person.page.locator(".tray .status")).to_have_text(word("error.transcript_not_json"))
