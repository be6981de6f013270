"""The pictures of both READMEs, taken of the real page: ``python -m tests.e2e.pictures [NAME...]``.

Starts the app on a data directory of its own, lets it hear two of the project's own recordings, works a little on the
sample and writes ``docs/*.png``. Needs Chromium; the fonts are this machine's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from review.settings import ROOT
from tests.app_process import AppProcess
from tests.browser import ARGUMENTS, chromium
from tests.waiting import wait_until

DOCS = ROOT / "docs"
FIXTURES = ROOT / "tests" / "fixtures"
RECORDINGS = {"english.flac": "Old harbour, interview.flac", "korean.flac": "카페에서.flac"}
HEARD_SECONDS = 300.0
LARGEST = 250_000
"""Bytes of a picture: whoever fetches the project fetches all of them."""

MISHEARD, CORRECTION = "커피", "커피 한 잔 주세요."
KEPT = "만나서 반갑습니다."
SHOWN, SHOWN_AT = "잠깐", 40.62
"""A line of the sample and a place in it, in seconds."""
SPOKEN = ("mixed.txt", "korean.txt")
"""What was said in the sample, in its order."""

STOP = """(seconds) => {
  const audio = document.querySelector("audio");
  audio.pause();
  audio.currentTime = seconds;
}"""

DRAWN = """() => {
  const canvas = document.querySelector(".wave canvas");
  if (!canvas || !canvas.width) return false;
  const rows = canvas.getContext("2d").getImageData(0, canvas.height / 4, canvas.width, 1).data;
  return rows.filter((byte, n) => n % 4 === 3 && byte === 255).length > 20;
}"""
"""Whether the waveform has bars of half its height: the peaks have come."""


@dataclass(frozen=True, slots=True)
class Picture:
    """``pose`` brings the page from the landing page to what is shown; sizes in CSS pixels."""

    name: str
    pose: Callable[[Page], None]
    locale: str = "en-US"
    width: int = 1440
    height: int = 900
    dark: bool = False


def home(page: Page) -> None:
    """The landing page with three projects, the sample among them."""
    open_sample(page)
    page.locator(".top .home").click()
    page.locator(".projects .project").nth(len(RECORDINGS)).wait_for()
    page.wait_for_function("() => document.querySelector('.hardware').textContent.includes('base')")


def review(page: Page) -> None:
    """The sample: a line fixed, a line kept, a doubtful one selected and heard half through."""
    open_sample(page)
    row(page, MISHEARD).click()
    page.keyboard.press("Enter")
    page.locator("textarea.typing").fill(CORRECTION)
    page.keyboard.press("Escape")
    row(page, KEPT).click()
    page.keyboard.press("1")
    page.wait_for_function("() => /\\d/.test(document.querySelector('.saved').textContent)")
    row(page, SHOWN).click()
    page.mouse.move(0, 0)
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.evaluate(STOP, SHOWN_AT)
    page.wait_for_function(DRAWN)


def compare(page: Page) -> None:
    """The sample beside what was spoken in it, a misheard line selected."""
    open_sample(page)
    page.locator('[role=tab][data-tab="compare"]').click()
    page.locator("textarea.paste").fill("".join((FIXTURES / name).read_text("utf-8") for name in SPOKEN))
    page.locator("[data-act=compare-pasted]").click()
    chosen = page.locator(".row.cmp:not(.folded)", has=page.locator(".theirs", has_text=SHOWN)).first
    chosen.locator(".t").click()
    page.mouse.move(0, 0)
    page.wait_for_function("() => !document.querySelector('audio').paused")
    page.evaluate(STOP, SHOWN_AT)
    page.wait_for_function(DRAWN)


def export(page: Page) -> None:
    """The Export tab of the sample."""
    open_sample(page)
    page.locator('[role=tab][data-tab="export"]').click()
    page.locator(".formats .format").last.wait_for()


def open_sample(page: Page) -> None:
    """From the landing page into the sample."""
    page.locator(".landing .sample").click()
    page.locator(".lines .row").first.wait_for()


def row(page: Page, text: str) -> Locator:
    """The first line on screen with this text."""
    return page.locator(".lines .row", has=page.locator(".text", has_text=text)).first


PICTURES = (
    Picture("review", review),
    Picture("review-dark", review, dark=True),
    Picture("review-phone", review, width=390, height=844),
    Picture("compare", compare),
    Picture("export", export),
    Picture("review-ko", review, locale="ko-KR"),
    Picture("review-phone-ko", review, locale="ko-KR", width=390, height=844),
    Picture("compare-ko", compare, locale="ko-KR"),
    Picture("compare-phone-ko", compare, locale="ko-KR", width=390, height=844),
    Picture("export-ko", export, locale="ko-KR"),
    Picture("home-ko", home, locale="ko-KR"),
)


def hear(app: AppProcess) -> None:
    """Two projects beside the sample, heard by the app itself."""
    for file, name in RECORDINGS.items():
        media = {"path": app.upload(FIXTURES / file), "name": name}
        token = app.call("create", visitor="pictures", media=media, options={"model": "base"})["token"]
        wait_until(partial(is_heard, app, token), HEARD_SECONDS, 0.5, name)


def is_heard(app: AppProcess, token: str) -> bool:
    """Whether the project's job has ended well."""
    state: str = app.call("open", token=token)["run"]["state"]
    return state == "done"


def take(browser: Browser, address: str, picture: Picture) -> Path:
    """Write the picture; AssertionError where it became too large."""
    context = browser.new_context(
        locale=picture.locale,
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.locator(".landing .go").wait_for()
    picture.pose(page)
    file = DOCS / f"{picture.name}.png"
    page.screenshot(path=file, caret="hide", animations="disabled")
    context.close()
    assert file.stat().st_size < LARGEST, f"{file.name} has {file.stat().st_size} bytes"
    return file


def main() -> int:
    """Take all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="of " + ", ".join(each.name for each in PICTURES))
    names = parser.parse_args().names
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, AppProcess(Path(folder) / "data") as app, sync_playwright() as driver:
        hear(app)
        browser = driver.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        for picture in PICTURES:
            if not names or picture.name in names:
                print(take(browser, f"http://127.0.0.1:{app.port}", picture).relative_to(ROOT))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
