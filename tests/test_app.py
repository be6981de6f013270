"""Starting and ending the app: its page answers without torch, its worker goes with it, mistakes get one sentence."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from review.settings import ROOT
from tests.app_process import AppProcess
from tests.review.processes import SUPPORTED, processes_of
from tests.waiting import wait_until

TIMEOUT = 120.0
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and /proc")


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Python in the project's folder, until it ends."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )


def test_the_app_is_at_most_80_lines() -> None:
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) <= 80


def test_importing_the_app_gives_its_page_without_any_model_library(tmp_path: Path) -> None:
    program = (
        "import sys, app, gradio\n"
        "heavy = {'torch', 'whisper', 'ctranslate2', 'faster_whisper', 'dbos', 'av'} & set(sys.modules)\n"
        "print(isinstance(app.demo, gradio.Blocks), sorted(heavy))"
    )
    done = run_python("-c", program, RELISTEN_DATA_DIR=str(tmp_path))
    assert (done.returncode, done.stdout) == (0, "True []\n"), done.stderr


def test_analytics_are_off_before_gradio_is_there(tmp_path: Path) -> None:
    program = "import app, os, gradio.analytics; print(os.environ['GRADIO_ANALYTICS_ENABLED'])"
    done = run_python("-c", program, RELISTEN_DATA_DIR=str(tmp_path), GRADIO_ANALYTICS_ENABLED="True")
    assert done.stdout == "False\n"


def test_a_bad_setting_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    done = run_python("app.py", "--data-dir", str(tmp_path), "--port", "http")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == '--port is "http", but it must be a whole number from 1 to 65535.\n'


def test_a_port_in_use_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = run_python("app.py", "--data-dir", str(tmp_path), "--port", port)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert port in done.stderr


def test_the_page_answers_and_lists_nothing_in_a_new_folder(tmp_path: Path) -> None:
    with AppProcess(tmp_path) as app:
        assert app.call("projects", tokens=[], visitor="tests") == {"ok": True, "projects": []}


def test_the_worker_is_there_soon_after_the_page(tmp_path: Path) -> None:
    with AppProcess(tmp_path) as app:
        wait_until(lambda: app.call("hello")["worker_alive"], TIMEOUT, 0.1, "the worker")


def test_the_app_can_be_started_from_any_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "review").mkdir(parents=True)  # a folder of that name must not be taken for ours
    with AppProcess(tmp_path / "data", cwd=elsewhere) as app:
        wait_until(lambda: app.call("hello")["worker_alive"], TIMEOUT, 0.1, "the worker")


@posix
@pytest.mark.skipif(not SUPPORTED, reason="looks into /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_app_ends_with_its_worker_when_it_is_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with AppProcess(tmp_path) as app:
        wait_until(lambda: app.call("hello")["worker_alive"], TIMEOUT, 0.1, "the worker")
        app.process.send_signal(number)
        assert app.process.wait(10.0) == 0
        assert processes_of(str(tmp_path)) == {}


def test_a_login_is_asked_for(tmp_path: Path) -> None:
    with AppProcess(tmp_path, "--auth", "kim:open sesame") as app:
        assert app.http.get("/config").status_code == 401
        assert app.http.post("/login", data={"username": "kim", "password": "wrong"}).status_code == 400
        assert app.http.post("/login", data={"username": "kim", "password": "open sesame"}).status_code == 200
        assert app.call("hello")["user"] == "kim"


def test_as_on_a_space(tmp_path: Path) -> None:
    with AppProcess(tmp_path, SPACE_ID="me/relisten", GRADIO_SERVER_NAME="0.0.0.0") as app:
        facts = app.call("hello")
    assert (facts["space"], facts["lists_all"]) == (True, False)
    assert facts["limits"]["duration_ms"] == 3_600_000
    assert (facts["limits"]["jobs_per_visitor"], facts["limits"]["expiry_days"]) == (10, 7)
