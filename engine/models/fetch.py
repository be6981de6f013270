"""Fetches one file: to a temporary name, verified while it arrives, renamed only when its hash is right."""

from __future__ import annotations

import hashlib
import os
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TIMEOUT_S = 10
"""For the connection and for each read; openai-whisper's own download has none."""
BLOCK = 1 << 20
REPORT_S = 0.2

Progress = Callable[[int, int], None]
"""Bytes fetched so far and in all. What it raises stops the download and leaves nothing behind."""


class SourceFailed(Exception):
    """This place does not give the file: another may."""


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file to fetch: ``sha256``, or ``git_sha1`` as git names its blobs; ``size`` in bytes, 0 where it is unknown."""

    url: str
    name: str
    size: int = 0
    sha256: str | None = None
    git_sha1: str | None = None

    def hasher(self, size: int) -> tuple[_Hash, str]:
        """A fresh hash and the digest it has to end with. Raises SourceFailed where none is known."""
        if self.sha256:
            return hashlib.sha256(), self.sha256
        if self.git_sha1:
            return hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False), self.git_sha1
        raise SourceFailed(f"no hash is known for {self.name}")


def download(remote: RemoteFile, folder: Path, progress: Progress) -> Path:
    """Fetch ``remote`` into ``folder`` and return its path. Raises SourceFailed, and OSError of the local disk."""
    part = folder / f".{remote.name}.part"
    try:
        with _opened(remote.url) as (blocks, length):
            hasher, wanted = remote.hasher(remote.size or length)
            with part.open("wb") as out:
                for block in reported(blocks, remote.size or length, progress):
                    hasher.update(block)
                    out.write(block)
                out.flush()
                os.fsync(out.fileno())
        if hasher.hexdigest() != wanted:
            raise SourceFailed(f"{remote.name} arrived damaged")
        return part.replace(folder / remote.name)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _opened(url: str) -> Iterator[tuple[Iterator[bytes], int]]:
    """The blocks of what is at ``url`` and its length; failures of the network become SourceFailed."""
    try:
        response = urllib.request.urlopen(url, timeout=TIMEOUT_S)
    except (OSError, ValueError) as error:
        raise SourceFailed(str(error)) from error

    def blocks() -> Iterator[bytes]:
        while True:
            try:
                block: bytes = response.read(BLOCK)
            except OSError as error:
                raise SourceFailed(str(error)) from error
            if not block:
                return
            yield block

    with response:
        yield blocks(), int(response.headers.get("Content-Length") or 0)


def reported(blocks: Iterator[bytes], total: int, progress: Progress) -> Iterator[bytes]:
    """``blocks`` as they are, with ``progress`` told at the beginning, a few times a second, and at the end."""
    done, told = 0, time.monotonic()
    progress(0, total)
    for block in blocks:
        yield block
        done += len(block)
        if time.monotonic() - told >= REPORT_S:
            told = time.monotonic()
            progress(done, max(total, done))
    progress(done, max(total, done))


def sha256_of(path: Path) -> str:
    """Hex digest of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() if hasattr(hashlib, "file_digest") else _slow(path)


def _slow(path: Path) -> str:
    """As ``hashlib.file_digest``, which Python 3.10 does not have."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
