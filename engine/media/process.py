"""Runs libav's work in a process that can be killed, and turns however that process ends into one sentence."""

from __future__ import annotations

import json
import logging
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from engine.media.child.guard import EXIT_MEMORY
from engine.media.errors import DecoderCrashed, TooMuchMemory, TooSlow, from_code
from engine.media.limits import MediaLimits

COMMAND = (sys.executable, "-m", "engine.media")

_ROOT = Path(__file__).resolve().parents[2]
_TICK_SECONDS = 0.5
_PATIENCE = {"playback": 4}  # encoding is slower than decoding, and lets everything else go first
_MEBIBYTE = 1024 * 1024
# What a Python process needs to start. Anything else in the environment, tokens above all, is none of its business.
_PASSED_ON = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "TEMP",
    "TMP",
    "SYSTEMROOT",
    "VIRTUAL_ENV",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "PYTHONHOME",
    "PYTHONPATH",
)
_log = logging.getLogger(__name__)


def run(
    task: str, source: Path, out: Path | None, limits: MediaLimits, progress: Callable[[float], None] | None = None
) -> dict[str, Any]:
    """Runs one task ("probe", "decode", "playback") on ``source`` in a child process and returns its answer.

    ``progress`` is called with 0..1 about twice a second, and what it raises ends the child. Raises the MediaError
    the child reports, TooSlow after limits.decode_seconds (the copy has four times that), TooMuchMemory, or
    DecoderCrashed.
    """
    request = {
        "task": task,
        "source": str(source.absolute()),
        "out": None if out is None else str(out.absolute()),
        "limits": limits.as_dict(),
    }
    seconds = limits.decode_seconds * _PATIENCE.get(task, 1)
    deadline = time.monotonic() + seconds
    with tempfile.TemporaryFile() as complaints, _start(complaints) as child:
        lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reader = threading.Thread(target=_read_lines, args=(child.stdout, lines), daemon=True)
        reader.start()
        try:
            answer = _converse(child, lines, request, deadline, progress)
            if answer is None and time.monotonic() >= deadline:
                raise TooSlow(seconds=seconds)
            if answer is None:
                raise _ending(child, complaints, limits)
        finally:
            child.kill()  # nothing to do where it has ended by itself
            reader.join()
    result = _unpack(answer)
    if progress is not None:
        progress(1.0)
    return result


def _start(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    paths = [str(_ROOT), environment.get("PYTHONPATH", "")]
    environment["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    environment["OPENBLAS_NUM_THREADS"] = "1"  # numpy would reserve memory for threads that have nothing to do
    return subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=complaints,
        env=environment,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _converse(
    child: subprocess.Popen[bytes],
    lines: queue.SimpleQueue[bytes],
    request: dict[str, Any],
    deadline: float,
    progress: Callable[[float], None] | None,
) -> dict[str, Any] | None:
    """Sends the request and returns the child's last message; None if it ended, or time ran out, without one.

    The pipe to the child stays open: its closing is how the child learns that this process died.
    """
    assert child.stdin is not None
    try:
        child.stdin.write(json.dumps(request).encode("ascii") + b"\n")
        child.stdin.flush()
    except OSError:  # it died before it listened
        with suppress(OSError):  # what is left in the buffer, on closing
            child.stdin.close()
        return None
    fraction = 0.0
    while (left := deadline - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=min(left, _TICK_SECONDS))
        except queue.Empty:
            line = None
        if line is not None and not line.endswith(b"\n"):  # the end, or a last line cut short
            return None
        message: dict[str, Any] = {} if line is None else json.loads(line)
        if message and "progress" not in message:
            return message
        fraction = message.get("progress", fraction)
        if progress is not None:
            progress(fraction)
    return None


def _read_lines(stream: IO[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    """Every line of ``stream``, then b"" for its end."""
    for line in iter(stream.readline, b""):
        lines.put(line)
    lines.put(b"")


def _ending(child: subprocess.Popen[bytes], complaints: IO[bytes], limits: MediaLimits) -> Exception:
    """Why a child that said nothing more is gone."""
    code = child.wait()
    if code == EXIT_MEMORY:
        return TooMuchMemory(megabytes=limits.memory_bytes // _MEBIBYTE)
    complaints.seek(0)
    _log.warning("the media process ended with %s: %s", code, complaints.read()[-2000:].decode("utf-8", "replace"))
    return DecoderCrashed()


def _unpack(answer: dict[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        raise from_code(answer["error"]["code"], answer["error"]["params"])
    if "fault" in answer:
        _log.error("the media process failed: %s", answer["fault"])
        raise DecoderCrashed
    result: dict[str, Any] = answer["result"]
    return result
