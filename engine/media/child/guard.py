"""Keeps the child inside its bounds and from outliving its parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from engine.media.limits import MediaLimits

try:
    import resource
except ImportError:  # Windows has no such limits; the parent's clock still ends what runs away
    resource = None  # type: ignore[assignment]

EXIT_ORPHANED = 85
EXIT_MEMORY = 86

_CHECK_SECONDS = 0.1
_PCM_BYTES_PER_MS = 32
_NICER = 5
_STATUS = Path("/proc/self/status")


def confine(limits: MediaLimits, gently: bool) -> None:
    """Bounds this process's memory and the files it writes; ``gently`` lets others go first on a busy machine."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if gently and hasattr(os, "nice"):
        os.nice(_NICER)
    if resource is None:
        return
    # address space also counts what is only reserved, hence twice the memory and some for the libraries
    _lower("RLIMIT_AS", 2 * limits.memory_bytes + (1 << 30))
    _lower("RLIMIT_FSIZE", limits.duration_ms * _PCM_BYTES_PER_MS + (1 << 20))
    _lower("RLIMIT_CORE", 0)
    threading.Thread(target=_watch_memory, args=(limits.memory_bytes,), daemon=True).start()


def die_with(parent: BinaryIO) -> None:
    """Ends this process as soon as ``parent``, the reading end of a pipe from it, closes."""

    def watch() -> None:
        while parent.read(1):
            pass
        os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, daemon=True).start()


def peak_bytes() -> int:
    """The most memory this process has held so far; 0 where the system does not tell."""
    if resource is None:
        return 0
    if _STATUS.exists():  # Linux: ru_maxrss there begins with what the parent held when it started us, models and all
        return _kibibytes(_STATUS.read_text(), "VmHWM:") * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _kibibytes(status: str, name: str) -> int:
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith(name)), 0)


def _lower(name: str, value: int) -> None:
    """Sets a limit of that name if the system has it and does not already have a tighter one."""
    kind = getattr(resource, name, None)
    if kind is None:
        return
    _, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or value < hard:
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # macOS refuses some; the memory watch below still holds
            return


def _watch_memory(most: int) -> None:
    pause = threading.Event()
    while peak_bytes() <= most:
        pause.wait(_CHECK_SECONDS)
    os._exit(EXIT_MEMORY)
