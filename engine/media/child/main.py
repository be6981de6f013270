"""The child's outside: one request as a line of JSON on stdin, JSON lines about it on stdout.

{"progress": 0..1} as it goes, then one of {"result": {...}}, {"error": {"code", "params"}}, {"fault": "traceback"}.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import Any, BinaryIO

from engine.errors import UserError
from engine.media.child import guard, hearing
from engine.media.errors import DiskFull
from engine.media.limits import MediaLimits

_PROGRESS_SECONDS = 0.2
_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class _Reporter:
    """Writes the lines; progress at most five times a second and never backwards."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._fraction = 0.0
        self._next = 0.0

    def progress(self, fraction: float) -> None:
        if fraction <= self._fraction or time.monotonic() < self._next:
            return
        self._fraction = min(fraction, 1.0)
        self._next = time.monotonic() + _PROGRESS_SECONDS
        self.line({"progress": round(self._fraction, 4)})

    def line(self, message: dict[str, Any]) -> None:
        self._out.write(json.dumps(message).encode("ascii") + b"\n")
        self._out.flush()


def main() -> int:
    """Serves one request. 0: answered, be it with an error; 1: gave up on a fault of its own."""
    reporter = _Reporter(os.fdopen(os.dup(1), "wb"))
    os.dup2(2, 1)  # whatever prints cannot garble the answer
    request = json.loads(sys.stdin.buffer.readline())
    limits = MediaLimits.from_dict(request["limits"])
    guard.die_with(sys.stdin.buffer)
    guard.confine(limits, gently=request["task"] == "playback")
    try:
        answer = _serve(request, limits, reporter)
        reporter.line({"result": {**answer, "peak_bytes": guard.peak_bytes()}})
    except UserError as error:
        reporter.line({"error": {"code": error.code, "params": error.params}})
    except MemoryError:
        os._exit(guard.EXIT_MEMORY)
    except Exception as error:
        if getattr(error, "errno", None) in _FULL:  # libav's own errors carry the number, too
            reporter.line({"error": {"code": DiskFull.code, "params": {}}})
            return 0
        reporter.line({"fault": traceback.format_exc()})
        return 1
    return 0


def _serve(request: dict[str, Any], limits: MediaLimits, reporter: _Reporter) -> dict[str, object]:
    source = Path(request["source"])
    if request["task"] == "probe":
        return hearing.look(source, limits)
    write = {"decode": hearing.write_pcm, "playback": hearing.write_playback}[request["task"]]
    return write(source, Path(request["out"]), limits, reporter.progress)
