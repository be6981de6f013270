"""10,000 lines in the real page: time to a usable list, edit to "saved", frames a second while scrolling.

``python -m tests.bench.bench_list [--lines N]``. Needs Chromium. Durations are of one run on this machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.app_process import AppProcess
from tests.browser import ARGUMENTS, chromium

EDITS = 20
TEXT = "이 줄은 시험을 위해 만든 문장입니다 and it has some English too"

WATCH_SAVED = """() => {
  const saved = document.querySelector(".saved");
  window.committed = 0;
  window.latencies = [];
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.code === "Enter") window.committed = performance.now();
  }, true);
  new MutationObserver(() => {
    if (!window.committed || !/^saved \\d/.test(saved.textContent)) return;
    window.latencies.push(performance.now() - window.committed);
    window.committed = 0;
  }).observe(saved, { childList: true, characterData: true, subtree: true });
}"""

SCROLL = """(step) => new Promise((done) => {
  const lines = document.querySelector('.lines[data-t-label="desk.lines"]');
  const begun = performance.now();
  let frames = 0;
  function frame(now) {
    frames += 1;
    lines.scrollTop += step;
    if (now - begun < 4000) requestAnimationFrame(frame);
    else done(frames / (now - begun) * 1000);
  }
  requestAnimationFrame(frame);
})"""


def transcript(lines: int) -> dict[str, object]:
    """Whisper's JSON of ``lines`` segments of 3 s with a word and a probability each second or so."""
    segments = []
    for n in range(lines):
        words = TEXT.split(" ")
        step = 3.0 / len(words)
        timed = [
            {
                "word": f" {word}",
                "start": 3 * n + i * step,
                "end": 3 * n + (i + 1) * step,
                "probability": (n * 7 + i * 13) % 100 / 100,
            }
            for i, word in enumerate(words)
        ]
        segments.append(
            {
                "id": n,
                "seek": n // 10 * 3000,
                "start": 3.0 * n,
                "end": 3.0 * n + 3,
                "text": f" {TEXT}",
                "tokens": [],
                "temperature": 0.0,
                "avg_logprob": -0.2 - n % 9 / 10,
                "compression_ratio": 1.2,
                "no_speech_prob": n % 17 / 20,
                "words": timed,
            }
        )
    return {"text": f" {TEXT}" * lines, "segments": segments, "language": "ko"}


def edits_to_saved(page: Page) -> list[float]:
    """ms from Ctrl+Enter to the word "saved", for ``EDITS`` lines edited by hand one after another."""
    page.evaluate(WATCH_SAVED)
    for n in range(EDITS):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.type(f" {n}")
        page.keyboard.press("Control+Enter")
        page.wait_for_function("(count) => window.latencies.length >= count", arg=n + 1)
        page.wait_for_timeout(1100)  # the saved clock shows seconds: let it change, so that each save is seen
    return [float(value) for value in page.evaluate("window.latencies")]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    lines = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder, AppProcess(Path(folder) / "data") as app, sync_playwright() as driver:
        file = Path(folder) / "long.json"
        file.write_text(json.dumps(transcript(lines)))
        token = app.call("create", visitor="bench", transcript={"path": app.upload(file), "name": file.name})["token"]
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        begun = time.perf_counter()
        page.goto(f"http://127.0.0.1:{app.port}/?project={token}")
        page.wait_for_function(
            "(n) => document.querySelectorAll('.row .text').length > 5 "
            "&& document.querySelector('.fact-lines').textContent.includes(n)",
            arg=f"{lines:,}",
        )
        page.locator(".row").first.click()
        page.wait_for_selector(".row.sel")
        print(f"{lines} lines: from the address to a line selected: {time.perf_counter() - begun:.2f} s")
        for step in (40, 400, 4000):
            print(f"scrolling {step} px a frame: {page.evaluate(SCROLL, step):.0f} frames a second")
        page.locator('.lines[data-t-label="desk.lines"]').evaluate("lines => { lines.scrollTop = 0; }")
        page.locator(".row").first.click()
        saved = edits_to_saved(page)
        print(f"edit to saved: median {statistics.median(saved):.0f} ms, slowest of {len(saved)}: {max(saved):.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
