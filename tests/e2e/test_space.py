"""As on a Hugging Face Space: somebody without root's powers, a folder and a home of their own, Gradio's variables."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Request, expect

from review.settings import ROOT, SPACE_DISK
from tests.app_process import AppProcess
from tests.e2e.person import Person, word

PORT = 7860
ENGLISH = Path(__file__).parents[1] / "fixtures" / "english.flac"
CODE = ("app.py", "engine", "review")

# What the image of a Gradio Space sets (huggingface.co/docs/hub/spaces-sdks-docker, "gradio" template).
VARIABLES = {
    "SYSTEM": "spaces",
    "SPACE_ID": "somebody/relisten",
    "GRADIO_SERVER_NAME": "0.0.0.0",
    "GRADIO_NUM_PORTS": "1",
    "GRADIO_THEME": "huggingface",
    "PYTHONUNBUFFERED": "1",
}

PORT_TAKEN = f"port {PORT}, which a Space uses, is taken on this machine: end what listens there"
ROOT_ONLY = "this test runs as root, and nobody else may run its Python: make the folders on its path searchable"


@dataclass(frozen=True, slots=True)
class Somebody:
    """How to run a command without root's powers; the command's files belong to ``uid``."""

    prefix: tuple[str, ...]
    uid: int

    def can_run_python(self) -> bool:
        """Whether this Python and its packages are within reach, also of a process that the first one starts."""
        script = "import sys, subprocess, orjson; sys.exit(subprocess.call([sys.executable, '-c', 'import orjson']))"
        try:
            done = subprocess.run([*self.prefix, sys.executable, "-c", script], capture_output=True)
        except OSError:
            return False
        return done.returncode == 0


# Somebody else altogether, where the folders of Python let others in; else the owner of root's files without root's
# powers: on a Space, too, the app belongs to the user it runs as.
NOBODY = Somebody(("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"), 65534)
POWERLESS = Somebody(("unshare", "--user", "--map-user=1000", "--map-group=1000"), 0)


def needed(sentence: str) -> None:
    """Skip, or fail where all tests have to run (REQUIRE_E2E=1)."""
    if os.environ.get("REQUIRE_E2E") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def somebody() -> Somebody:
    """Whoever the app is to run as: ourselves, unless we are root."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return Somebody((), -1)
    found = next((each for each in (NOBODY, POWERLESS) if each.can_run_python()), None)
    if found is None:
        needed(ROOT_ONLY)
    assert found is not None
    return found


def check_port() -> None:
    """The app must answer on this port and no other: a Space knows no other."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("0.0.0.0", PORT))
        except OSError:
            needed(PORT_TAKEN)


def furnish(folder: Path, weights: Path, owner: int) -> None:
    """The app's code, the model base and an empty home below ``folder``, all of it the owner's (-1: ours)."""
    folder.chmod(0o755)
    (folder / "home").mkdir()
    (folder / "app").mkdir()
    for name in CODE:
        source, target = ROOT / name, folder / "app" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    shutil.copytree(weights / "faster-whisper" / "base", folder / "cache" / "faster-whisper" / "base")
    if owner >= 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, owner)


class Space(AppProcess):
    """``python app.py``, without an option, run by ``who`` in ``folder``."""

    def __init__(self, folder: Path, who: Somebody) -> None:
        self.port = PORT
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder / "home"), **VARIABLES}
        environment["RELISTEN_CACHE"] = str(folder / "cache")
        if SPACE_DISK.is_dir():  # of this machine: none of the test's business
            environment["RELISTEN_DATA_DIR"] = str(folder / "data")
        self.process = subprocess.Popen(
            [*who.prefix, sys.executable, "app.py"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder / "app",
            env=environment,
        )
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{PORT}", timeout=30.0, trust_env=False)
        self._component: int | None = None


@pytest.fixture(scope="module")
def space(model_cache: Path) -> Iterator[AppProcess]:
    check_port()
    who = somebody()
    with tempfile.TemporaryDirectory(prefix="relisten-space-") as name:
        furnish(Path(name), model_cache, who.uid)
        with Space(Path(name), who) as started:
            yield started


@pytest.fixture
def visitor(space: AppProcess, browser: Browser) -> Iterator[Person]:
    """Somebody with an English browser at the Space's page."""
    context = browser.new_context(locale="en-US", accept_downloads=True)
    found = Person(context.new_page(), f"http://127.0.0.1:{space.port}")
    yield found
    context.close()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
def test_it_runs_without_any_of_roots_powers(space: AppProcess) -> None:
    status = Path(f"/proc/{space.process.pid}/status").read_text().splitlines()
    (powers,) = (int(line.split()[1], 16) for line in status if line.startswith("CapEff:"))
    assert powers == 0


@pytest.mark.skipif(sys.platform == "darwin", reason="127.0.0.1 is this system's only loopback address")
def test_it_listens_on_every_address(space: AppProcess) -> None:
    assert space.http.get(f"http://127.0.0.2:{PORT}/").status_code == 200


def test_its_limits_are_stated_to_the_page(space: AppProcess) -> None:
    facts = space.call("hello")
    assert facts["space"] is True
    assert facts["limits"] == {
        "upload_bytes": 2 * 1024**3,
        "duration_ms": 60 * 60 * 1000,
        "jobs_per_visitor": 10,
        "expiry_days": 7,
    }


def test_its_limits_are_stated_on_the_page(visitor: Person) -> None:
    visitor.go_home()
    said = visitor.page.locator(".landing .space").inner_text()
    assert said == " ".join(
        [
            word("space.wiped"),
            "Projects are deleted 7 days after their last use.",
            "Each visitor may start 10 jobs a day: recordings transcribed, lines heard again.",
        ]
    )
    assert visitor.page.locator(".landing .limits").inner_text() == "Up to 2 GB and 1 h a recording."


def test_nothing_reaches_another_host(visitor: Person) -> None:
    """On a Space Gradio's own scripts ask for fonts and for news of the Space; the page's policy stops them."""
    sent: list[Request] = []
    visitor.page.on("request", lambda request: sent.append(request))
    visitor.go_home()
    visitor.page.locator(".landing .sample").click()
    visitor.rows.first.wait_for()
    foreign = [each for each in sent if urlsplit(each.url).hostname not in ("127.0.0.1", None)]
    assert [each.url for each in foreign if each.failure != "csp"] == []


def test_a_visitor_sees_nobody_elses_projects(space: AppProcess, visitor: Person) -> None:
    assert space.call("create", visitor="f" * 32, text="somebody else's words")["ok"] is True
    visitor.go_home()
    expect(visitor.page.locator(".projects")).to_have_text(word("projects.none"))


@pytest.mark.model
def test_a_recording_becomes_lines_that_are_edited_and_taken_home(visitor: Person) -> None:
    visitor.go_home()
    visitor.transcribe(ENGLISH)
    visitor.rows.first.locator(".text").dblclick()
    visitor.page.locator("textarea.typing").fill("Good evening.")
    visitor.page.keyboard.press("Escape")
    name, content = visitor.download("srt")
    assert name == "english.srt"
    assert "\nGood evening.\n" in content.decode("utf-8")
