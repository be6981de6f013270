"""The Compare tab with 3,000 lines in the real page: time until it can be used, decision to "saved".

``python -m tests.bench.bench_compare [--lines N]``. Needs Chromium. Durations are of one run on this machine.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.app_process import AppProcess
from tests.browser import ARGUMENTS, chromium
from tests.waiting import wait_until

DECISIONS = 40
SEED = 7
WORDS = 400
WRONG = 0.15
"""Share of the words that were heard otherwise."""

WATCH = """() => {
  window.pressed = 0;
  window.latencies = [];
  document.addEventListener("keydown", (event) => {
    if (event.code === "Digit3") window.pressed = performance.now();
  }, true);
  const saved = document.querySelector(".saved");
  new MutationObserver(() => {
    if (!window.pressed || /saving|retrying/.test(saved.className)) return;
    window.latencies.push(performance.now() - window.pressed);
    window.pressed = 0;
  }).observe(saved, { attributes: true, attributeFilter: ["class"] });
}"""


def song(lines: int) -> tuple[dict[str, object], str]:
    """Whisper's JSON of ``lines`` segments, and the lyrics they should have been."""
    chance = random.Random(SEED)
    syllables = "가나다라마바사아자차카타파하고노도로모보소오조초"
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(WORDS)]
    lyrics = [chance.choices(words, k=chance.randint(4, 8)) for _ in range(lines)]
    heard = [[chance.choice(words) if chance.random() < WRONG else word for word in line] for line in lyrics]
    segments = [{"start": 3.0 * n, "end": 3.0 * n + 2.8, "text": " " + " ".join(line)} for n, line in enumerate(heard)]
    return {"segments": segments, "language": "ko"}, "\n".join(" ".join(line) for line in lyrics)


def decisions(page: Page) -> list[float]:
    """ms from the key to the word "saved", for ``DECISIONS`` differences settled one after another."""
    page.evaluate(WATCH)
    for n in range(DECISIONS):
        page.keyboard.press("3")
        page.wait_for_function("(count) => window.latencies.length >= count", arg=n + 1)
        page.wait_for_timeout(250)  # a fast reader
    return [float(value) for value in page.evaluate("window.latencies")]


def measure(app: AppProcess, page: Page, folder: Path, lines: int) -> None:
    transcript, lyrics = song(lines)
    file = folder / "song.json"
    file.write_text(json.dumps(transcript))
    token = app.call("create", visitor="bench", transcript={"path": app.upload(file), "name": file.name})["token"]
    app.call("add_reference", token=token, text=lyrics)
    wait_until(lambda: app.call("hello")["hardware"], 60.0, 0.5, "the worker, which loads its libraries meanwhile")
    page.goto(f"http://127.0.0.1:{app.port}/?project={token}")
    page.locator(".lines .row").first.wait_for()
    begun = time.perf_counter()
    page.locator('[role=tab][data-tab="compare"]').click()
    page.wait_for_selector(".row.cmp.sel .bar")
    page.wait_for_selector(".fig")
    print(f"{lines} lines: from the tab's button to a difference selected: {time.perf_counter() - begun:.2f} s")
    taken = decisions(page)
    median, slowest = statistics.median(taken), max(taken)
    print(f"decision to saved: median {median:.0f} ms, slowest of {len(taken)}: {slowest:.0f} ms")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=3_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder, AppProcess(Path(folder) / "data") as app, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        measure(app, page, Path(folder), lines)
        browser.close()


if __name__ == "__main__":
    main()
