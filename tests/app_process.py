"""The app as a process of its own, and its server functions as a browser would call them."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from review.settings import ROOT
from tests.waiting import wait_until

QUIET = {"RELISTEN_EVIDENCE": "off"}
START_SECONDS = 300.0  # on a machine that does other things as well


class AppProcess:
    """``python app.py`` (or another ``program``) over a data directory, killed at the end of the ``with``.

    It looks for no evidence by itself, which would have a model work on behind the tests: give RELISTEN_EVIDENCE where
    that is wanted.
    """

    def __init__(
        self, data_dir: Path, *options: str, cwd: Path | None = None, program: Path | None = None, **environment: str
    ) -> None:
        self.port = free_port()
        self.data_dir = data_dir
        given = ["--data-dir", str(data_dir), "--port", str(self.port), *options]
        without = {name: value for name, value in os.environ.items() if not name.startswith(("GRADIO_", "RELISTEN_"))}
        kept = {name: os.environ[name] for name in ("RELISTEN_CACHE",) if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, str(program or ROOT / "app.py"), *given],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=cwd or ROOT,
            env={**without, **kept, **QUIET, **environment},
        )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=30.0, trust_env=False)
        self._component: int | None = None

    def __enter__(self) -> AppProcess:
        wait_until(self.answers, START_SECONDS, 0.05, "the page")
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()
        self.http.close()

    def answers(self) -> bool:
        """Whether the page can be had. AssertionError where the process has ended."""
        assert self.process.poll() is None, self.process.communicate()[0].decode()
        try:
            return self.http.get("/").status_code == 200
        except httpx.TransportError:
            return False

    def call(self, name: str, **payload: Any) -> dict[str, Any]:
        """What the server function ``name`` answers."""
        if self._component is None:
            components = self.http.get("/config").json()["components"]
            self._component = next(one["id"] for one in components if one["props"].get("elem_id") == "relisten")
        body = {"session_hash": "tests", "component_id": self._component, "fn_name": name, "data": payload}
        answer: dict[str, Any] = self.http.post("/gradio_api/component_server", json=body).json()
        return answer

    def upload(self, file: Path) -> str:
        """Send a file as the page does; where the server put it."""
        with file.open("rb") as content:
            path: str = self.http.post("/gradio_api/upload", files={"files": (file.name, content)}).json()[0]
        return path


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port
