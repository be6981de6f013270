"""Time from the click on Transcribe to the first line on screen, for a recording of 30 minutes.

``python -m tests.bench.bench_first_line [--minutes N] [--wav]``. The recording is our own ones joined again and again,
as AAC in an .m4a unless ``--wav``; heard with the model base. As a person finds it: the app has started, the page is
open, the upload has ended, no model is loaded yet. Needs Chromium; one run on this machine.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from engine.media import SAMPLE_RATE, decode, make_playback, wav_header
from engine.models.weights import ensure
from review.settings import ROOT
from tests.app_process import AppProcess
from tests.browser import ARGUMENTS, chromium

RECORDINGS = ("english.flac", "korean.flac", "mixed.flac")
BYTES_A_MINUTE = 60 * SAMPLE_RATE * 2
UPLOAD_MS = 120_000
PATIENCE_MS = 600_000

WATCH = """() => {
  window.clicked = null;
  window.firstLine = null;
  document.querySelector(".landing .go").addEventListener("click", () => { window.clicked = performance.now(); });
  new MutationObserver(() => {
    const text = document.querySelector(".lines .row .text");
    if (window.firstLine !== null || !text || !text.textContent.trim()) return;
    requestAnimationFrame(() => { window.firstLine = window.firstLine ?? performance.now(); });
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
"""Taken in the page itself: the click, and the frame that shows the first line with a text."""


def recording(folder: Path, minutes: int, wav: bool) -> Path:
    """A file of that length, made of our own recordings."""
    parts = []
    for name in RECORDINGS:
        decode(ROOT / "tests" / "fixtures" / name, folder / "part.pcm")
        parts.append((folder / "part.pcm").read_bytes())
    turn = b"".join(parts)
    length = minutes * BYTES_A_MINUTE
    sound = (turn * (length // len(turn) + 1))[:length]
    plain = folder / "talk.wav"
    plain.write_bytes(wav_header(length) + sound)
    if wav:
        return plain
    make_playback(plain, folder / "talk.m4a")
    return folder / "talk.m4a"


def click_to_first_line(page: Page, file: Path) -> float:
    """Seconds between the two, on a landing page that nothing has been done on yet."""
    page.locator(".landing .go").wait_for(timeout=UPLOAD_MS)
    page.wait_for_function("() => document.querySelector('.hardware').textContent.includes('base')", timeout=UPLOAD_MS)
    page.locator(".landing input[type=file]").set_input_files(file)
    page.locator(".tray .item.ready").wait_for(timeout=UPLOAD_MS)
    page.locator(".field-model select").select_option("base")
    page.evaluate(WATCH)
    page.locator(".landing .go").click()
    page.wait_for_function("() => window.firstLine !== null", timeout=PATIENCE_MS)
    return float(page.evaluate("window.firstLine - window.clicked")) / 1000


def main() -> None:
    """Print the figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--wav", action="store_true", help="16-bit PCM instead of AAC")
    given = parser.parse_args()
    ensure("base", "faster-whisper")
    with tempfile.TemporaryDirectory() as name:
        file = recording(Path(name), given.minutes, given.wav)
        with AppProcess(Path(name) / "data") as app, sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
            page = browser.new_page(locale="en-US")
            page.goto(f"http://127.0.0.1:{app.port}")
            seconds = click_to_first_line(page, file)
            browser.close()
    print(f"{given.minutes} minutes ({file.suffix}): from the click on Transcribe to the first line: {seconds:.1f} s")


if __name__ == "__main__":
    main()
