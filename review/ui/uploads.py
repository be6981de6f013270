"""What the browser says it uploaded, checked: only a regular file in Gradio's own upload folder is believed."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import ClassVar

from engine.errors import UserError


class UploadMissing(UserError):
    """The path is not one that the upload route has just answered."""

    code: ClassVar[str] = "upload_missing"
    template: ClassVar[str] = "The uploaded file is no longer there; upload it again."


class UploadTooLarge(UserError):
    """More bytes than the server takes."""

    code: ClassVar[str] = "upload_too_large"
    template: ClassVar[str] = "The file has {megabytes} MB; at most {limit} MB are taken."


def received(path: str, folder: Path, limit_bytes: int) -> Path:
    """The real path of an uploaded file inside ``folder``.

    Raises UploadMissing for anything else: a path outside, a link, a folder, a device, a vanished file; and
    UploadTooLarge above ``limit_bytes``. The browser sends the path, so it is a claim like any other input.
    """
    if "\0" in path or not Path(path).is_absolute():
        raise UploadMissing()
    home = Path(os.path.realpath(folder))
    named = Path(os.path.normpath(path))
    real = Path(os.path.realpath(named))
    try:
        relative = real.relative_to(home)
        status = os.lstat(home / relative)
    except (ValueError, OSError):
        raise UploadMissing() from None
    if not stat.S_ISREG(status.st_mode) or status.st_nlink != 1 or stat.S_ISLNK(os.lstat(named).st_mode):
        raise UploadMissing()
    if status.st_size > limit_bytes:
        raise UploadTooLarge(megabytes=status.st_size // 2**20 + 1, limit=limit_bytes // 2**20)
    return real


class Sweeper:
    """Sweeps ``folder`` now and then, whoever comes by: a server that runs for months must not fill its disk."""

    def __init__(self, folder: Path, keep_seconds: float, every_seconds: float) -> None:
        self._folder = folder
        self._keep = keep_seconds
        self._every = every_seconds
        self._next = 0.0

    def pass_by(self, now: float) -> int:
        """Sweep if it is time again; ``now`` in seconds since the epoch. Returns how many files went."""
        if now < self._next:
            return 0
        self._next = now + self._every
        return sweep(self._folder, now - self._keep)


def sweep(folder: Path, before: float) -> int:
    """Delete uploads that nothing claimed and that are older than ``before`` (seconds since the epoch).

    Returns how many files went. A tab closed between upload and "Transcribe" leaves one behind.
    """
    gone = 0
    for found in sorted(folder.glob("**/*"), reverse=True):
        if found.is_symlink() or found.is_file():
            if found.lstat().st_mtime < before:
                found.unlink(missing_ok=True)
                gone += 1
        elif not any(found.iterdir()) and found.stat().st_mtime < before:
            found.rmdir()
    return gone
