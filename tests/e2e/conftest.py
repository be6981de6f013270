"""The real app with its worker, a real browser, and a watch over what the page asks of whom."""

from __future__ import annotations

import os
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Request, sync_playwright

from tests.app_process import AppProcess
from tests.browser import ARGUMENTS, chromium
from tests.e2e.person import Person
from tests.waiting import wait_until

NO_CHROMIUM = "no Chromium: apt install chromium (or any Chrome), or set CHROMIUM to its executable"
FIXTURES = Path(__file__).parents[1] / "fixtures"
LONG_TURNS = 12

NewPerson = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives the page."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def require_chromium() -> str:
    """The browser. Without one the test skips and says how to get it; with REQUIRE_E2E=1 it fails."""
    found = chromium()
    if found is None:
        if os.environ.get("REQUIRE_E2E") == "1":
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = require_chromium()
    with sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[AppProcess]:
    """``python app.py`` on this computer, its worker hearing with the real base model; shared by all tests."""
    require_chromium()  # before the model is fetched for nothing
    cache = request.getfixturevalue("model_cache")
    with AppProcess(tmp_path_factory.mktemp("app") / "data", RELISTEN_CACHE=str(cache)) as started:
        yield started


@pytest.fixture(scope="session")
def told_app(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[AppProcess]:
    """The app with the ranking of ``told_app.py``."""
    require_chromium()
    cache = str(request.getfixturevalue("model_cache"))
    program = Path(__file__).with_name("told_app.py")
    folder = tmp_path_factory.mktemp("told") / "data"
    with AppProcess(folder, program=program, RELISTEN_CACHE=cache) as started:
        yield started


@pytest.fixture(scope="session")
def heard_token(app: AppProcess) -> str:
    """The English recording, heard to its end."""
    sent = {"path": app.upload(FIXTURES / "english.flac"), "name": "english.flac"}
    token: str = app.call("create", visitor="visitor-of-all-tests", media=sent)["token"]
    wait_until(lambda: app.call("pull", token=token, since=0)["run"]["state"] == "done", 180.0, 0.5, "the lines")
    return token


@pytest.fixture
def new_person(browser: Browser, request: pytest.FixtureRequest) -> Iterator[NewPerson]:
    """People with a browser each (storage and all), at ``app`` where no ``url`` is given. Their pages may not fail and
    may ask nothing of other hosts.
    """
    contexts: list[BrowserContext] = []
    foreign: list[str] = []
    failures: list[str] = []

    def made(url: str | None = None, locale: str = "en-US", width: int = 1280, height: int = 800) -> Person:
        address = url or f"http://127.0.0.1:{request.getfixturevalue('app').port}"
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, accept_downloads=True)
        contexts.append(context)

        def look(asked: Request) -> None:
            parts = urlsplit(asked.url)
            if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(address).netloc:
                foreign.append(asked.url)

        context.on("request", look)
        page = context.new_page()
        page.on("pageerror", lambda error: failures.append(str(error)))
        page.on("dialog", lambda dialog: dialog.accept())
        return Person(page, address)

    yield made
    for context in contexts:
        context.close()
    assert foreign == []
    assert failures == []


@pytest.fixture
def person(new_person: NewPerson) -> Person:
    """Somebody with an English browser at the landing page."""
    found = new_person()
    found.go_home()
    return found


@pytest.fixture(scope="session")
def long_recording(english: NDArray[np.float32], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our English recording again and again: long enough to be stopped while it is heard."""
    path = tmp_path_factory.mktemp("recordings") / "long.wav"
    samples = np.tile((english * 32_767).astype("<i2"), LONG_TURNS)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.tobytes())
    return path
