"""What the tests of the desk share: a talk whose evidence is known, and hands on the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.app_process import AppProcess

SAVED = re.compile(r"^saved \d\d:\d\d:\d\d$")
SLOW_MS = 20_000
"""For what waits for the server on a machine that does other things as well."""

# text, own log-probability, avg_logprob and no_speech_prob of its window: lines 2, 4 and 5 are flagged at first.
LINES = (
    ("Good morning to all of you.", -0.1, -0.3, 0.01),
    ("The wether is fine.", -0.8, -0.3, 0.01),
    ("Nothing is wrong here.", -0.2, -0.3, 0.01),
    ("Static on the radio.", -0.3, -0.3, 0.7),
    ("Somebody mumbles.", -0.9, -0.7, 0.01),
    ("Goodbye.", -0.4, -0.3, 0.01),
)


def segment(number: int, text: str, own: float, avg: float, no_speech: float) -> dict[str, Any]:
    start = 2.0 * number
    spoken = text.split(" ")
    step = 1.5 / len(spoken)
    words = [
        {"word": f" {one}", "start": start + n * step, "end": start + (n + 1) * step, "probability": 0.2 if n else 0.95}
        for n, one in enumerate(spoken)
    ]
    evidence = {"own_logprob": own, "avg_logprob": avg, "no_speech_prob": no_speech, "compression_ratio": 1.2}
    span = {"id": number, "seek": 0, "start": start, "end": start + 1.5, "text": f" {text}", "temperature": 0.0}
    return {**span, **evidence, "tokens": [1, 2], "words": words}


def bring_talk(app: AppProcess, folder: Path) -> str:
    """The token of a new project with ``LINES`` and no recording."""
    file = folder / "talk.json"
    segments = [segment(number, *line) for number, line in enumerate(LINES)]
    file.write_text(json.dumps({"text": "", "segments": segments, "language": "en"}), "utf-8")
    made = app.call("create", visitor="desk-tests", transcript={"path": app.upload(file), "name": file.name})
    token: str = made["token"]
    return token


def row(page: Page, number: int) -> Locator:
    """The line on screen that is ``number``th, 1 the first."""
    return page.locator(".lines .row").nth(number - 1)


def selected(page: Page) -> Locator:
    return page.locator(".row.sel .text")


def choose(page: Page, number: int) -> None:
    row(page, number).locator(".t").click()
    expect(row(page, number)).to_have_class(re.compile(r"\bsel\b"))


def type_behind(page: Page, text: str, leave: str = "Enter") -> None:
    """Open the selected line, write ``text`` behind what is there, leave."""
    page.keyboard.press("Enter")
    page.locator("textarea.typing").wait_for()
    page.keyboard.type(text)
    page.keyboard.press(leave)


def saved(page: Page) -> None:
    expect(page.locator(".saved")).to_have_text(SAVED, timeout=SLOW_MS)


def by_thresholds(page: Page) -> None:
    """Show only the lines that the sliders flag: those are walked then, whatever the queue thinks of them."""
    page.locator("select[name=filter]").select_option("flagged")


def slide(page: Page, name: str, value: float) -> None:
    page.locator(f"input[name={name}]").fill(str(value))
