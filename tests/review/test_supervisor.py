"""The worker is started, started again when it dies, and gone when the app is gone."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from review import supervisor
from review.cli import command
from review.settings import ROOT, Settings
from review.supervisor import Supervisor, worker_command, worker_environment
from tests.waiting import wait_until

WAITS_FOR_ITS_PIPE = "import sys; sys.stdin.buffer.read()"
DEAF = "import threading; threading.Event().wait()"


@contextmanager
def running(program: str, *arguments: str) -> Iterator[Supervisor]:
    kept = Supervisor([sys.executable, "-c", program, *arguments])
    kept.start()
    try:
        yield kept
    finally:
        kept.stop()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def first_pid(kept: Supervisor) -> int:
    return wait_until(lambda: kept.pid, what="the first worker") or 0


def test_a_killed_worker_is_started_again() -> None:
    with running(WAITS_FOR_ITS_PIPE) as kept:
        first = first_pid(kept)
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: kept.pid not in (None, first), what="a second worker")


def test_a_worker_that_left_to_cancel_is_started_again_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 3600.0)
    with running("import os, sys; os._exit(int(sys.argv[1]))", str(supervisor.CANCEL_EXIT)) as kept:
        assert wait_until(lambda: kept.starts >= 3, what="three workers")


def test_a_worker_that_dies_at_its_start_is_started_after_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 3600.0)
    with running("raise SystemExit(1)") as kept:
        wait_until(lambda: kept.starts == 1 and kept.pid is None, what="the first worker's end")
        assert kept.starts == 1


def test_stop_ends_the_worker() -> None:
    with running(WAITS_FOR_ITS_PIPE) as kept:
        pid = first_pid(kept)
    assert not is_alive(pid)


def test_stop_starts_no_other_worker() -> None:
    with running(WAITS_FOR_ITS_PIPE) as kept:
        first_pid(kept)
    assert kept.starts == 1
    assert kept.pid is None


def test_stop_kills_a_worker_that_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.2)
    with running(DEAF) as kept:
        pid = first_pid(kept)
    assert not is_alive(pid)


def test_a_worker_that_cannot_be_started_is_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    program = tmp_path / "worker"
    kept = Supervisor([str(program)])
    kept.start()
    program.write_text(f"#!{sys.executable}\n{WAITS_FOR_ITS_PIPE}\n")
    program.chmod(0o755)
    try:
        assert wait_until(lambda: kept.pid, what="the worker")
    finally:
        kept.stop()


def test_the_worker_runs_in_the_projects_own_folder(tmp_path: Path) -> None:
    found = tmp_path / "found"
    program = "import os, pathlib, sys; pathlib.Path(sys.argv[1]).write_text(os.getcwd()); sys.stdin.read()"
    with running(program, str(found)):
        wait_until(lambda: found.exists() and found.read_text(), what="the worker's folder")
    assert found.read_text() == str(ROOT)


def test_the_command_names_folder_and_device() -> None:
    command = worker_command(Settings(data_dir=Path("/projects"), device="cuda:1"))
    assert command[1:] == [
        *("-m", "review", "worker"),
        *("--data-dir", str(Path("/projects")), "--device", "cuda:1", "--exit-with-parent"),
    ]


def test_the_environment_holds_the_limits() -> None:
    environment = worker_environment(Settings(data_dir=Path("/projects"), duration_ms=3_600_000), {"HOME": "/home/me"})
    assert environment["HOME"] == "/home/me"
    assert environment["RELISTEN_MAX_DURATION_MINUTES"] == "60"


def test_a_relative_cache_folder_stays_where_it_was_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environment = worker_environment(Settings(data_dir=tmp_path), {"RELISTEN_CACHE": "weights"})
    assert environment["RELISTEN_CACHE"] == str(tmp_path / "weights")


def test_the_job_librarys_own_variables_stay_behind() -> None:
    environment = worker_environment(Settings(data_dir=Path("/projects")), {"DBOS__CLOUD": "true"})
    assert "DBOS__CLOUD" not in environment


def test_a_worker_is_told_how_many_died_young_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    told = tmp_path / "told"
    program = f"import os, sys; open(sys.argv[1], 'a').write(os.environ['{supervisor.CRASHES}'] + ' '); sys.exit(1)"
    with running(program, str(told)) as kept:
        wait_until(lambda: kept.starts >= 4, what="four workers")
    assert told.read_text().startswith("0 1 2 ")


def test_a_worker_that_lived_long_begins_a_new_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(supervisor, "OLD_ENOUGH", 0.0)
    with running("raise SystemExit(1)") as kept:
        wait_until(lambda: kept.starts >= 3, what="three workers")
        assert kept.crashes == 1


@pytest.mark.parametrize(("crashes", "seconds"), [(1, 0.2), (2, 0.4), (5, 3.2), (6, 5.0), (12, 5.0), (13, 60.0)])
def test_the_pauses_grow(crashes: int, seconds: float) -> None:
    assert supervisor.pause_after(crashes) == seconds


def test_a_worker_that_keeps_dying_leaves_one_line_instead_of_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "import_module", lambda _: (_ for _ in ()).throw(ImportError("no ear")))
    monkeypatch.delenv(supervisor.CRASHES, raising=False)
    with pytest.raises(ImportError):
        command.main(["worker"])
    monkeypatch.setenv(supervisor.CRASHES, "3")
    assert command.main(["worker"]) == command.FAILED
    assert capsys.readouterr().err.count("\n") == 1
