"""Ten minutes of real Korean talks: sent, heard and examined by the real worker, their queue walked with five keys."""

from __future__ import annotations

import csv
import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from tests.app_process import AppProcess
from tests.conftest import samples
from tests.e2e.conftest import NewPerson, require_chromium
from tests.e2e.desk_page import SLOW_MS, saved
from tests.e2e.person import Person
from tests.e2e.queue_page import to_check
from tests.waiting import wait_until

TALKS = Path(__file__).resolve().parents[3] / "shared" / "data" / "korean-talks"
TABLE = TALKS / "refs.tsv"
pytestmark = [
    pytest.mark.data,
    pytest.mark.model,
    pytest.mark.skipif(not TABLE.exists(), reason="the recordings beside the project are absent"),
]

SPEAKERS = ("67CV7J6E7Iic-ZBNO2Drz36c", "7Jyk7ZWc6rKw-W-vbPHzNDKA")
MINUTES = 10
BETWEEN_S = 0.25  # of silence between the fragments of a talk
MODE = "fast"
"""A second listen to ten minutes would take longer than all the rest of this test."""
HEARD_S, EXAMINED_S = 1800.0, 1800.0  # on a machine that does other things as well
MOST_KEYS = 1_500
KEYS = {"keep": "1", "takeSecond": "2", "takeReference": "3"}

SELECTED = """() => {
  const row = document.querySelector(".row.sel");
  const choices = [...row.querySelectorAll(".choice[data-act]")];
  const offered = choices.map((each) => [each.dataset.act, each.querySelector(".as").textContent]);
  return { id: row.dataset.id, gap: row.classList.contains("gap"), offered };
}"""
WENT_ON = """(id) => {
  const row = document.querySelector(".row.sel");
  return (row && row.dataset.id !== id) || document.querySelector(".toast");
}"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The recording, and what was said in it, a line a fragment."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    rows = [row for speaker in SPEAKERS for row in rows if row["file"].startswith(speaker)]
    silence = np.zeros(int(16_000 * BETWEEN_S), np.float32)
    parts: list[NDArray[np.float32]] = []
    said: list[str] = []
    for row in rows:
        parts += [samples(TALKS / row["file"]), silence]
        said.append(row["reference"])
        if sum(map(len, parts)) >= MINUTES * 60 * 16_000:
            break
    path = tmp_path_factory.mktemp("talk") / "talk.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.concatenate(parts) * 32_767).astype("<i2").tobytes())
    return path, "\n".join(said)


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[AppProcess]:
    """An app whose worker has nothing else to do."""
    require_chromium()
    cache = request.getfixturevalue("model_cache")
    with AppProcess(tmp_path_factory.mktemp("talks") / "data", RELISTEN_CACHE=str(cache)) as started:
        yield started


def hear(app: AppProcess, person: Person, recording: Path) -> str:
    """Choose base, Korean and the way of examining, send the recording, wait until all is heard and examined."""
    page = person.page
    person.go_home()
    page.locator(".field-model select").select_option("base")
    page.locator(".field-language select").select_option("ko")
    page.locator(".field-evidence select").select_option(MODE)
    page.locator(".landing input[type=file]").set_input_files(recording)
    page.locator(".tray .item").first.wait_for()
    page.locator(".landing .go").click()
    person.rows.first.wait_for(timeout=1000 * HEARD_S)
    token = person.token()
    wait_until(lambda: app.call("pull", token=token, since=0)["run"]["state"] == "done", HEARD_S, 1.0, "the lines")
    wait_until(lambda: summary(app, token)["evidence"]["state"] == "done", EXAMINED_S, 1.0, "the evidence")
    expect(page.locator(".gathering")).to_have_count(0, timeout=SLOW_MS)
    return token


def summary(app: AppProcess, token: str) -> dict[str, Any]:
    found: dict[str, Any] = app.call("queue", token=token, known=None)["summary"]
    return found


def texts(app: AppProcess, token: str) -> dict[str, str]:
    """The lines as the server has them."""
    return {row["id"]: row["text"].strip() for row in app.call("open", token=token)["rows"]}


def test_the_queue_of_ten_minutes_of_talk_is_walked_with_five_keys(
    own_app: AppProcess, new_person: NewPerson, talk: tuple[Path, str]
) -> None:
    recording, said = talk
    person = new_person(url=f"http://127.0.0.1:{own_app.port}", width=1440, height=900)
    token = hear(own_app, person, recording)
    assert own_app.call("add_reference", token=token, text=said)["ok"]
    wait_until(lambda: summary(own_app, token)["reference"] == "used", 120.0, 0.5, "the reference")
    page = person.page
    page.reload()
    expect(page.locator(".row.ranked").first).to_be_attached(timeout=SLOW_MS)
    flagged = int(summary(own_app, token)["to_check"])
    assert flagged >= 20, "too little to walk: is the talk heard at all?"
    expect(to_check(page)).to_have_text(str(flagged), timeout=SLOW_MS)

    expected, filled, pressed = walk(page, texts(own_app, token))
    assert pressed == {"1", "3", "n", "Enter"} | ({"2"} if MODE == "thorough" else set())
    all_is_there(own_app, page, token, expected, filled)

    page.reload()  # nothing is lost
    expect(page.locator(".row.ranked").first).to_be_attached(timeout=SLOW_MS)
    all_is_there(own_app, page, token, expected, filled)
    expect(page.locator(".fact-left")).to_have_text(re.compile(r"\d+ \(\d+ .* \d+\)"))
    assert summary(own_app, token)["checked"] == flagged

    undone_and_done_again(own_app, page, token)


def walk(page: Page, heard: dict[str, str]) -> tuple[dict[str, str], list[str], set[str]]:
    """Decide all that is to check: the lines that must come of it, what was put where no line was, the keys used."""
    expected = dict(heard)
    filled: list[str] = []
    pressed: set[str] = set()
    page.keyboard.press("n")
    for turn in range(MOST_KEYS):
        if to_check(page).inner_text() == "0":
            return expected, filled, pressed
        row = page.evaluate(SELECTED)
        offered = {KEYS[act]: text for act, text in row["offered"] if act in KEYS}
        if turn % 15 == 7 and int(to_check(page).inner_text()) > 1:
            key = "n"  # for later
        elif turn % 10 == 4:
            key = "Enter"
        else:
            key = sorted({"1", *offered})[turn % len({"1", *offered})]
        pressed.add(key)
        page.keyboard.press(key)
        if key == "Enter":
            page.locator("textarea.typing").wait_for()
            page.keyboard.press("End")
            page.keyboard.type(" 네")
            page.keyboard.press("Enter")
        made = {"Enter": f"{'' if row['gap'] else heard.get(row['id'], '')} 네".strip(), **offered}
        if row["gap"] and key in ("2", "3", "Enter"):
            filled.append(made[key].strip())
        elif not row["gap"] and key in ("2", "3", "Enter"):
            expected[row["id"]] = made[key].strip()
        page.wait_for_function(WENT_ON, arg=row["id"], timeout=SLOW_MS)
    raise AssertionError("the queue has no end")


def all_is_there(app: AppProcess, page: Page, token: str, expected: dict[str, str], filled: list[str]) -> None:
    """Nothing is left to check, and each line says what it was kept, taken or typed as."""
    saved(page)
    expect(to_check(page)).to_have_text("0", timeout=SLOW_MS)
    now = texts(app, token)
    assert {name: text for name, text in now.items() if name in expected} == expected
    assert sorted(text for name, text in now.items() if name not in expected) == sorted(filled)
    assert summary(app, token)["to_check"] == 0


def undone_and_done_again(app: AppProcess, page: Page, token: str) -> None:
    """The last decision is taken back and made again."""

    def states() -> list[tuple[str, str, str]]:
        return [(row["id"], row["text"], row["state"]) for row in app.call("open", token=token)["rows"]]

    before = states()
    page.keyboard.press("Control+z")
    expect(to_check(page)).to_have_text("1", timeout=SLOW_MS)
    wait_until(lambda: summary(app, token)["to_check"] == 1, 20.0, 0.2, "the undo")
    page.keyboard.press("Control+Shift+z")
    expect(to_check(page)).to_have_text("0", timeout=SLOW_MS)
    wait_until(lambda: summary(app, token)["to_check"] == 0, 20.0, 0.2, "the redo")
    assert states() == before
