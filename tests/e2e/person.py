"""A person at the page: opens it, drops files, reads and fixes lines, takes files home."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import FilePayload, Locator, Page

import review.ui

I18N = Path(review.ui.__file__).parent / "i18n"
HEARD_MS = 180_000
"""Until a short recording is heard on a machine that does other things as well, the model's download included."""


def payload(name: str, content: str | bytes, mime: str = "application/octet-stream") -> FilePayload:
    """A file that exists only in the browser."""
    return {"name": name, "mimeType": mime, "buffer": content.encode() if isinstance(content, str) else content}


def word(key: str, lang: str = "en") -> str:
    """The page's sentence of that key."""
    found: str = json.loads((I18N / f"{lang}.json").read_text("utf-8"))[key]
    return found


class Person:
    """One browser of one person; ``url`` is the app's address."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def go_home(self) -> None:
        """Open the landing page and wait until it can be used."""
        self.page.goto(self.url)
        self.page.locator(".landing .go").wait_for()

    def open(self, token: str) -> None:
        """Follow a deep link and wait for the lines."""
        self.page.goto(f"{self.url}/?project={token}")
        self.rows.first.wait_for()

    def bring(self, *files: Path | FilePayload) -> None:
        """Choose files and press the big button; the project opens."""
        self.page.locator(".landing input[type=file]").set_input_files([_payload(file) for file in files])
        self.page.locator(".tray .item").first.wait_for()
        self.page.locator(".landing .go").click()

    def transcribe(self, *files: Path | FilePayload) -> None:
        """Bring recordings and wait until the first lines are on screen."""
        self.bring(*files)
        self.rows.first.wait_for(timeout=HEARD_MS)

    @property
    def rows(self) -> Locator:
        """The lines on screen."""
        return self.page.locator(".lines .row")

    def texts(self) -> list[str]:
        """What the lines on screen say."""
        return [text.strip() for text in self.page.locator(".lines .row .text").all_inner_texts()]

    def retype(self, index: int, text: str) -> None:
        """Replace a line's text and wait until the page says that it is saved."""
        self.rows.nth(index).locator(".text").click()
        self.page.keyboard.press("Enter")
        area = self.page.locator("textarea.typing")
        area.wait_for()
        area.fill(text)
        self.page.keyboard.press("Escape")
        self.page.wait_for_function("() => /\\d/.test(document.querySelector('.saved').textContent)")

    def download(self, format_name: str) -> tuple[str, bytes]:
        """Take the project home in a format; the file's name and bytes."""
        self.page.locator('[role=tab][data-tab="export"]').click()
        with self.page.expect_download() as given:
            self.page.locator(f'button[data-format="{format_name}"]').click()
        return given.value.suggested_filename, Path(given.value.path()).read_bytes()

    def token(self) -> str:
        """The token in the address."""
        return parse_qs(urlsplit(self.page.url).query)["project"][0]

    def press(self, key: str, lang: str = "en") -> None:
        """Press the button that says the sentence of ``key``."""
        self.page.get_by_role("button", name=word(key, lang), exact=True).click()


def _payload(file: Path | FilePayload) -> FilePayload:
    """Playwright takes files of one kind only."""
    return payload(file.name, file.read_bytes()) if isinstance(file, Path) else file
