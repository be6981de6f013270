"""What the tests of the queue share: projects whose evidence is known, and hands on the page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from engine.evidence import Alternative, Gap, LineEvidence, PartEvidence, WordEvidence
from review.store import Store
from tests.app_process import AppProcess
from tests.e2e.desk_page import SLOW_MS
from tests.e2e.person import Person

FIXTURES = Path(__file__).parents[1] / "fixtures"
FIRST_MS, STEP_MS, LONG_MS = 200, 1_000, 900


@dataclass(frozen=True, slots=True)
class Said:
    """A line and what is known of it: ``heard`` by source, ``words`` as (word, source, instead)."""

    text: str
    p: float = 0.02
    heard: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[tuple[str, str, str]] = ()


SONG = (
    Said("Good morning to all of you"),
    Said("The wether is fine", 0.9, {"second": "The weather is fine"}),
    Said("Sing it again my friend"),
    Said("He red the blue brook", 0.8, {}, [("red", "second", "read"), ("brook", "second", "book")]),
    Said("Turn the radio on", 0.7, {"second": "Turn the radio up", "larger": "Turn that radio on"}),
    Said("The wether will be bad", 0.3),
    Said("Oh what a wether", 0.2),
    Said("Goodbye to you", 0.6),
)
"""Beside it a gap between the third and the fourth line (``GAP_AFTER``)."""

GAP_AFTER, GAP_MS = 2, 2_100


def start_of(number: int) -> int:
    """When the line of that place begins, ms."""
    return FIRST_MS + number * STEP_MS + (GAP_MS if number > GAP_AFTER else 0)


def gap_span() -> tuple[int, int]:
    begin = start_of(GAP_AFTER) + LONG_MS
    return begin, begin + GAP_MS


def bring(
    app: AppProcess,
    folder: Path,
    lines: Sequence[Said] = SONG,
    *,
    language: str = "en",
    gap: float | None = 0.75,
    sound: bool = False,
) -> str:
    """The token of a new project with these lines and the evidence on them; ``sound``: with a recording."""
    file = folder / "song.json"
    segments = [_segment(number, said.text) for number, said in enumerate(lines)]
    file.write_text(json.dumps({"segments": segments, "language": language}), "utf-8")
    media = {"path": app.upload(FIXTURES / "korean.flac"), "name": "korean.flac"} if sound else None
    made = app.call(
        "create", visitor="queue-tests", transcript={"path": app.upload(file), "name": file.name}, media=media
    )
    token: str = made["token"]
    give_evidence(app, token, lines, gap)
    return token


def _segment(number: int, text: str) -> dict[str, object]:
    start, spoken = start_of(number) / 1000, text.split(" ")
    step = LONG_MS / 1000 / len(spoken)
    words = [
        {"word": f" {one}", "start": start + n * step, "end": start + (n + 1) * step, "probability": 0.95}
        for n, one in enumerate(spoken)
    ]
    return {"start": start, "end": start + LONG_MS / 1000, "text": f" {text}", "words": words}


def give_evidence(app: AppProcess, token: str, lines: Sequence[Said], gap: float | None = None) -> None:
    """Store evidence as a job would have; the page hears of it when it asks next."""
    store = Store(app.data_dir / "relisten.sqlite")
    project = store.project_by_token(token)
    assert project.run_id is not None
    ids = [row["id"] for row in app.call("open", token=token)["rows"]]
    known = tuple(_evidence(name, said) for name, said in zip(ids, lines, strict=False) if said.p > Said("").p)
    gaps = () if gap is None else (Gap(*gap_span(), {"p": gap}),)
    run = store.add_run(project.id, kind="evidence", options={"of": project.run_id}, state="hearing", current=False)
    assert store.put_evidence(run.id, project.run_id, "listen", 0, PartEvidence("listen", known, gaps).as_dict())
    store.update_run(run.id, state="done")
    store.close()


def _evidence(name: str, said: Said) -> LineEvidence:
    words = []
    for word, source, instead in said.words:
        begin = said.text.index(word)
        words.append(WordEvidence(begin, begin + len(word), {}, (Alternative(source, instead),)))
    heard = tuple(Alternative(source, text) for source, text in said.heard.items())
    return LineEvidence(name, {"p": said.p}, tuple(words), heard)


def open_queue(person: Person, token: str) -> Page:
    """The page once the lines are ranked."""
    person.open(token)
    expect(person.page.locator(".row.ranked").first).to_be_attached(timeout=SLOW_MS)
    return person.page


def to_check(page: Page) -> Locator:
    """How many lines are to check, in the head."""
    return page.locator(".fact-open em")


def line(page: Page, text: str) -> Locator:
    """The row that says ``text``."""
    return page.locator(".lines .row", has_text=text)


def said(page: Page) -> Locator:
    """The text of the row that is worked on."""
    return page.locator(".row.sel .text")


def now(app: AppProcess, token: str) -> list[str]:
    """The lines as the server has them."""
    return [row["text"].strip() for row in app.call("open", token=token)["rows"]]
