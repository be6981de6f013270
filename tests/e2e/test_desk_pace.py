"""What an edit costs the page: the request leaves first, and only the lines that changed are drawn again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from review.ui.assets import HERE
from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, choose, saved, segment, selected, type_behind
from tests.e2e.person import Person
from tests.e2e.queue_page import Said, give_evidence

LINES = 300
EACH = 10


WATCH = """() => {
  window.filled = new Set();
  const there = new Set([...document.querySelectorAll(".lines .row")].map((line) => line.dataset.id));
  new MutationObserver((changes) => {
    const removed = changes.flatMap((change) => [...change.removedNodes]);
    for (const node of removed) there.delete(node.dataset?.id);
    for (const { target } of changes) {
      const line = (target.nodeType === 1 ? target : target.parentElement)?.closest(".row");
      if (line && there.has(line.dataset.id)) window.filled.add(line.dataset.id);
    }
  }).observe(document.querySelector(".sizer"), { childList: true, subtree: true, characterData: true });
  const send = window.fetch;
  window.fetch = (...asked) => {
    const isEdit = String(asked[1]?.body).includes('"fn_name":"edit"');
    if (isEdit) window.typing = document.querySelector("textarea.typing") !== null;
    return send(...asked);
  };
}"""

PIXELS = """() => {
  const strip = document.querySelector(".map canvas");
  const paper = strip.getContext("2d").getImageData(0, strip.height >> 1, strip.width, 1).data;
  const colours = new Map();
  for (let x = 0; x < strip.width; x += 1) {
    const colour = paper.slice(4 * x, 4 * x + 3).join();
    colours.set(colour, (colours.get(colour) || 0) + 1);
  }
  return [strip.width, Object.fromEntries(colours)];
}"""

SUMS = """([source, start, changes]) => {
  const sums = new Function("R", source + "; return R.sums;")({})(start.length, (index) => start[index]);
  const plain = [...start];
  const found = [];
  for (const [index, value] of [[0, start[0] ?? 0], ...changes]) {
    if (plain.length) { sums.set(index, value); plain[index] = value; }
    const before = plain.map((_, n) => plain.slice(0, n).reduce((a, b) => a + b, 0));
    found.push(sums.total() === plain.reduce((a, b) => a + b, 0));
    found.push(before.every((sum, n) => sums.before(n) === sum));
    for (let y = 0; y < sums.total(); y += 1) found.push(sums.find(y) === before.findLastIndex((sum) => sum <= y));
  }
  return found.every(Boolean);
}"""


@pytest.fixture
def desk(new_person: NewPerson, told_app: AppProcess, tmp_path: Path) -> Person:
    """Somebody in front of a project of 300 lines, every tenth of them to check."""
    lines = [Said(f"This is line number {n}", 0.9 if n % EACH == 0 else 0.02) for n in range(LINES)]
    segments = [segment(n, said.text, -0.1, -0.3, 0.01) for n, said in enumerate(lines)]
    file = tmp_path / "many.json"
    file.write_text(json.dumps({"text": "", "segments": segments, "language": "en"}), "utf-8")
    made = told_app.call("create", visitor="pace", transcript={"path": told_app.upload(file), "name": file.name})
    give_evidence(told_app, made["token"], lines)
    somebody = new_person(url=f"http://127.0.0.1:{told_app.port}", width=1440, height=900)
    somebody.open(made["token"])
    expect(somebody.page.locator(".fact-open em")).to_have_text(str(LINES // EACH), timeout=SLOW_MS)
    return somebody


def to_check(page: Page) -> str:
    return page.locator(".fact-open em").inner_text()


def test_an_edit_draws_its_line_and_the_next_one_alone(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.evaluate(WATCH)
    type_behind(desk.page, " indeed", leave="Control+Enter")
    saved(desk.page)
    expect(selected(desk.page)).to_have_text("This is line number 10")
    assert desk.page.evaluate("[...window.filled].sort()") == ["0.0.0", "0.0.10"]


def test_an_edit_leaves_for_the_server_before_the_lines_are_drawn(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.evaluate(WATCH)
    type_behind(desk.page, " indeed", leave="Control+Enter")
    saved(desk.page)
    assert desk.page.evaluate("window.typing") is True


def test_the_count_of_lines_to_check_follows_each_decision(desk: Person) -> None:
    assert to_check(desk.page) == "30"
    choose(desk.page, 1)
    desk.page.keyboard.press("Digit1")
    expect(desk.page.locator(".fact-open em")).to_have_text("29")
    expect(desk.page.locator(".row.sel .st small")).to_have_text("1 of 29")
    desk.page.keyboard.press("Control+KeyZ")
    expect(desk.page.locator(".fact-open em")).to_have_text("30")
    expect(desk.page.locator(".row.sel .st small")).to_have_text("1 of 30")


def test_the_previous_line_to_check_of_the_first_is_the_last(desk: Person) -> None:
    choose(desk.page, 1)
    desk.page.keyboard.press("KeyP")
    expect(selected(desk.page)).to_have_text("This is line number 290")
    desk.page.keyboard.press("KeyN")
    expect(selected(desk.page)).to_have_text("This is line number 0")


def test_the_strip_after_single_decisions_is_the_one_drawn_anew(desk: Person) -> None:
    choose(desk.page, 1)
    for _ in range(3):
        desk.page.keyboard.press("Digit1")
    expect(desk.page.locator(".fact-open em")).to_have_text("27")
    saved(desk.page)
    by_parts = settled_pixels(desk.page)
    desk.page.reload()
    desk.rows.first.wait_for()
    expect(desk.page.locator(".fact-open em")).to_have_text("27", timeout=SLOW_MS)
    assert settled_pixels(desk.page) == by_parts
    assert len(by_parts[1]) == 4  # to check, decided, text, nothing


def settled_pixels(page: Page) -> Any:
    """The strip's colours in its middle once two frames have passed."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.evaluate(PIXELS)


@pytest.mark.parametrize(
    ("start", "changes"),
    [
        ([], []),
        ([5], [[0, 2]]),
        ([1, 0, 0, 1, 1, 0, 1], [[0, 0], [6, 0], [2, 1]]),
        ([3] * 33, [[16, 9], [32, 1], [0, 7]]),
    ],
)
def test_sums_are_those_of_the_plain_numbers(browser: Browser, start: list[int], changes: list[list[int]]) -> None:
    page = browser.new_page()
    source = (HERE / "page" / "sums.js").read_text("utf-8")
    assert page.evaluate(SUMS, [source, start, changes]) is True
    page.close()
