"""Listening in the real page: exactly the line, word by word, as fast and as often as wanted."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from tests.app_process import AppProcess
from tests.e2e.conftest import NewPerson
from tests.e2e.desk_page import SLOW_MS, saved
from tests.e2e.person import Person


@pytest.fixture
def sample(new_person: NewPerson, app: AppProcess, request: pytest.FixtureRequest) -> Person:
    """Somebody at a sample project of their own: 12 lines and some gaps, with their recording."""
    somebody = new_person(width=1440, height=900)
    somebody.open(app.call("sample", visitor=f"listener-{request.node.name}"[:64])["token"])
    expect(somebody.page.locator(".player .play")).to_be_enabled(timeout=SLOW_MS)
    return somebody


GREETING, PLAYED, LAST = "Welcome to the desk.", "Press play to hear this line again.", "감싸 합니다"
"""Lines of the sample."""


def line(sample: Person, text: str) -> Locator:
    return sample.page.locator(".lines .row", has=sample.page.locator(".text", has_text=text))


def choose(sample: Person, text: str) -> None:
    line(sample, text).locator(".t").click()
    expect(line(sample, text)).to_have_class(re.compile(r"\bsel\b"))


NOW = "() => document.querySelector('audio').currentTime"
PAUSED = "() => document.querySelector('audio').paused"
WATCH = """() => document.querySelector("audio").addEventListener("play", ({ target }) => {
  window.begun = target.currentTime;
}, { once: true })"""
"""Where the sound begins, however late the test asks."""


def test_a_click_plays_the_line_and_stops_at_its_end(sample: Person) -> None:
    sample.page.evaluate(WATCH)
    line(sample, PLAYED).locator(".t").click()
    sample.page.wait_for_function("() => window.begun !== undefined", timeout=SLOW_MS)
    begun = float(sample.page.evaluate("window.begun"))
    sample.page.wait_for_function(f"(begun) => ({NOW})() > begun + 0.3", arg=begun, timeout=SLOW_MS)
    sample.page.wait_for_function(PAUSED, timeout=SLOW_MS)
    times = line(sample, PLAYED).locator(".t").get_attribute("title") or ""
    start, end = (float(at.strip().split(":")[1]) for at in times.split("–"))
    assert start - 0.25 <= begun <= start + 0.5
    assert end + 0.15 <= float(sample.page.evaluate(NOW)) <= end + 0.3  # 0.2 s of padding


def test_speed_and_loop(sample: Person) -> None:
    sample.page.keyboard.press("]")
    sample.page.keyboard.press("l")
    sample.page.keyboard.press("Space")
    sample.page.wait_for_function("() => document.querySelector('audio').playbackRate === 1.25", timeout=SLOW_MS)
    expect(sample.page.locator(".player .loop")).to_have_attribute("aria-pressed", "true")


def test_words_light_up_as_they_are_heard(sample: Person) -> None:
    line(sample, PLAYED).locator(".t").click()
    expect(sample.page.locator(".row.sel .w.now")).to_have_count(1, timeout=SLOW_MS)


def test_the_waveform_is_drawn(sample: Person) -> None:
    inked = """() => {
      const canvas = document.querySelector('.wave canvas');
      const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
      let painted = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]) painted += 1;
      return painted > 2000;
    }"""
    sample.page.wait_for_function(inked, timeout=SLOW_MS)


def end_of(sample: Person, text: str) -> str:
    """The line's end as its tooltip writes it."""
    times = line(sample, text).locator(".t").get_attribute("title") or ""
    return times.split("–")[1].strip()


def test_a_dragged_edge_changes_the_times(sample: Person) -> None:
    choose(sample, PLAYED)
    before = end_of(sample, PLAYED)
    box = sample.page.locator(".edge.end").bounding_box()
    assert box is not None
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    sample.page.mouse.move(across, down)
    sample.page.mouse.down()
    sample.page.mouse.move(across + 40, down, steps=3)
    sample.page.mouse.up()
    saved(sample.page)
    sample.page.reload()
    sample.rows.first.wait_for()
    assert end_of(sample, PLAYED) > before


def test_an_edge_moves_by_keys(sample: Person) -> None:
    choose(sample, GREETING)
    before = end_of(sample, GREETING)
    sample.page.locator(".edge.end").focus()
    for _ in range(3):
        sample.page.keyboard.press("ArrowRight")
    saved(sample.page)
    assert end_of(sample, GREETING) > before


def test_the_sound_of_a_line_downloads_as_wav(sample: Person) -> None:
    choose(sample, LAST)
    with sample.page.expect_download() as given:
        sample.page.locator(".row.sel [data-act=snippet]").click()
    assert Path(given.value.path()).read_bytes()[:4] == b"RIFF"
