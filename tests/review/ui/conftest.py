"""The page's server without a browser: Gradio's own app with our component and routes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr
import pytest
from starlette.testclient import TestClient

from review.settings import Settings
from review.store import Store
from review.ui import blocks


class Server:
    """A running page; ``call`` does what ``server.NAME(payload)`` does in the browser."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.page = blocks.build(settings, store)
        self.desk = self.page.desk
        self.page.demo.max_file_size = self.page.launch["max_file_size"]  # what launch() sets before it makes the app
        self.page.demo.auth_message = None
        self.app = gr.routes.App.create_app(self.page.demo, app_kwargs=self.page.launch["app_kwargs"])
        self.app.auth = dict(settings.auth) or None  # type: ignore[assignment]
        self.page.attach(self.app)
        config = self.page.demo.get_config_file()
        self.component = next(each["id"] for each in config["components"] if each["props"].get("elem_id") == "relisten")

    def browser(self, base_url: str = "http://127.0.0.1:7860") -> TestClient:
        """A browser with a cookie jar of its own."""
        return TestClient(self.app, base_url=base_url)

    def raw(self, browser: TestClient, name: str, payload: object) -> Any:
        """The HTTP answer of a server function."""
        body = {"data": payload, "component_id": self.component, "fn_name": name, "session_hash": "s"}
        headers = {"Content-Type": "application/json"}
        return browser.post("/gradio_api/component_server/", content=json.dumps(body), headers=headers)

    def call(self, browser: TestClient, name: str, payload: object) -> dict[str, Any]:
        """The JSON that a server function answers."""
        answer = self.raw(browser, name, payload)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def upload(self, browser: TestClient, name: str, data: bytes) -> str:
        """Send a file as the page does; the path Gradio gives it."""
        answer = browser.post("/gradio_api/upload", files={"files": (name, data)})
        assert answer.status_code == 200, answer.text
        path: str = answer.json()[0]
        return path


MakeServer = Callable[..., Server]


@contextmanager
def servers(data_dir: Path) -> Iterator[MakeServer]:
    """Servers over one data folder; keyword arguments are settings."""
    former = os.environ.get("GRADIO_TEMP_DIR")
    store = Store(data_dir / "relisten.sqlite")
    try:
        yield lambda **settings: Server(Settings(data_dir=data_dir, **settings), store)
    finally:
        store.close()
        os.environ.pop("GRADIO_TEMP_DIR")  # the page has set it
        if former is not None:
            os.environ["GRADIO_TEMP_DIR"] = former


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[MakeServer]:
    """For tests that need settings or a data folder of their own: a server takes a second to make."""
    with servers(tmp_path) as make:
        yield make


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that lists nothing to strangers: it listens on all addresses. Its tests share it, not their projects."""
    with servers(tmp_path_factory.mktemp("data")) as make:
        yield make(host="0.0.0.0")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two logins, their passwords the first letters of their names."""
    with servers(tmp_path_factory.mktemp("data")) as make:
        yield make(auth=(("ann", "a"), ("bob", "b")))


@pytest.fixture
def browser(server: Server) -> TestClient:
    return server.browser()
