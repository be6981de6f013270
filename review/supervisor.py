"""The web process's side of the worker: starts it as a child, starts it again when it dies, stops it at the end."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import monotonic

from review.settings import ROOT, Settings

CANCEL_EXIT = 75  # the worker's own choice: the only way to stop a model in the middle of a window
STOP_SECONDS = 5.0  # what a worker gets for leaving by itself before it is killed
FIRST_PAUSE = 0.2  # seconds before a dead worker is started again; doubled each time it dies young
LONGEST_PAUSE = 5.0
GIVEN_UP_PAUSE = 60.0  # after SEVERAL that died young: it will not pass by itself soon, and the log has its limits
SEVERAL = 12
MANY_CRASHES = 3  # after so many a worker is no longer taken for alive because it has just been started
CRASHES = "RELISTEN_CRASHES"  # tells a worker how many before it died young, in a row
OLD_ENOUGH = 10.0  # a worker that lived so many seconds died of something else than its start

log = logging.getLogger("relisten.supervisor")


def worker_command(settings: Settings) -> list[str]:
    """The command line of a worker that leaves when its standard input closes."""
    return [
        *(sys.executable, "-m", "review", "worker"),
        *("--data-dir", str(settings.data_dir), "--device", settings.device, "--exit-with-parent"),
    ]


def worker_environment(settings: Settings, environ: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our own environment and the settings' limits.

    The cache's path is made absolute, since the worker runs in our folder; variables of DBOS stay behind: they could
    send the jobs to a database or a service elsewhere.
    """
    given = os.environ if environ is None else environ
    environ = {name: value for name, value in given.items() if not name.startswith("DBOS_")}
    if environ.get("RELISTEN_CACHE"):
        environ["RELISTEN_CACHE"] = str(Path(environ["RELISTEN_CACHE"]).expanduser().absolute())
    return {**environ, **settings.environment(), "PYTHONUNBUFFERED": "1"}


class Supervisor:
    """Keeps one worker alive. The worker holds the reading end of a pipe whose writing end only this process has:
    however this process ends, the pipe closes and the worker leaves.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.command = list(command)
        self.environment = None if environment is None else dict(environment)
        self.starts = 0
        self.crashes = 0  # in a row, each soon after its start
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    @classmethod
    def of(cls, settings: Settings) -> Supervisor:
        """A supervisor of the worker for these settings."""
        return cls(worker_command(settings), worker_environment(settings))

    @property
    def pid(self) -> int | None:
        """The living worker's process id, None between two workers."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def start(self) -> None:
        """Start the worker and go on watching it; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """Close the worker's pipe, wait for it, kill it if it stays. No worker is started afterwards."""
        self._stopping.set()
        with self._lock:
            child = self._child
        if child is not None:
            _end(child)
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _keep(self) -> None:
        while True:
            began = monotonic()
            code = self._run_once()
            if self._stopping.is_set():
                return
            if code == CANCEL_EXIT:
                continue
            self.crashes = 1 if monotonic() - began > OLD_ENOUGH else self.crashes + 1
            pause = pause_after(self.crashes)
            times = f", {self.crashes} times in a row" if self.crashes > 1 else ""
            log.warning("The worker ended (%s)%s; it is started again in %g s.", code, times, pause)
            if self._stopping.wait(pause):
                return

    def _run_once(self) -> int | str:
        """Start a worker and wait for its end: its exit code, or why it could not be started."""
        try:
            child = self._spawn()
        except OSError as error:  # no memory or no process left: it may pass
            return str(error)
        return 0 if child is None else child.wait()

    def _spawn(self) -> subprocess.Popen[bytes] | None:
        """A new worker, unless we are stopping: the lock keeps ``stop()`` from missing one that is just starting."""
        with self._lock:
            if self._stopping.is_set():
                return None
            if self._child is not None and self._child.stdin is not None:
                self._child.stdin.close()
            given = os.environ if self.environment is None else self.environment
            environment = {**given, CRASHES: str(self.crashes)}
            self._child = subprocess.Popen(self.command, env=environment, stdin=subprocess.PIPE, cwd=ROOT)
            self.starts += 1
            return self._child


def pause_after(crashes: int) -> float:
    """Seconds before the next worker when so many in a row died young."""
    if crashes > SEVERAL:
        return GIVEN_UP_PAUSE
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** (crashes - 1))


def crashes_before() -> int:
    """How many workers in a row died young before this process, as its supervisor says."""
    text = os.environ.get(CRASHES, "")
    return int(text) if text.isdecimal() else 0


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
