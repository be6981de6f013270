"""Processes as the system sees them, for tests that kill. Linux only: elsewhere ``SUPPORTED`` is false."""

from __future__ import annotations

import os
import signal
from pathlib import Path

SUPPORTED = Path("/proc/self/cmdline").exists()


def processes_of(text: str) -> dict[int, str]:
    """The living processes whose command line or working files name ``text`` (a data directory): id -> command line.

    Children of the media decoder get their paths on a pipe, so that open files are looked at too.
    """
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            command = _command(entry)
            if text in command or (command and _holds(entry, text)):
                found[int(entry.name)] = command
    return found


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)


def _command(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def _holds(entry: Path, text: str) -> bool:
    try:
        return any(text in str(file.readlink()) for file in (entry / "fd").iterdir())
    except OSError:
        return False
