"""Where a recording's files lie: a folder of its own under a generated name, the same four names in each."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from review.store.records import new_id


@dataclass(frozen=True, slots=True)
class MediaFolder:
    """``source`` was uploaded; the worker makes ``pcm`` (16 kHz s16le mono), ``peaks`` and ``playback`` of it."""

    path: Path

    @property
    def source(self) -> Path:
        return self.path / "source.bin"

    @property
    def pcm(self) -> Path:
        return self.path / "audio.pcm"

    @property
    def peaks(self) -> Path:
        return self.path / "peaks.u8"

    @property
    def playback(self) -> Path:
        return self.path / "playback.m4a"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the browser sent and the server has checked; ``name`` is the person's own and only shown."""

    path: Path
    name: str

    def take(self) -> bytes:
        """What is in it; the file itself is deleted."""
        data = self.path.read_bytes()
        self.path.unlink(missing_ok=True)
        return data


class MediaFolders:
    """The folders of all recordings below ``root``. Their names are generated: no name from a person is a path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def of(self, name: str) -> MediaFolder:
        """The recording's folder by the name the store keeps."""
        return MediaFolder(self.root / name)

    def take(self, uploaded: Path) -> MediaFolder:
        """Move an uploaded file into a new folder as its ``source``, and make it the app's own to read.

        A link that was put in the file's place since it was checked is not followed: OSError.
        """
        folder = self.of(new_id())
        folder.path.mkdir(parents=True)
        try:
            _move(uploaded, folder.source)
            if folder.source.is_symlink() or not folder.source.is_file():
                raise OSError("no regular file")
            folder.source.chmod(0o600)
        except OSError:
            self.remove(folder.path.name)
            raise
        with contextlib.suppress(OSError):
            uploaded.parent.rmdir()  # Gradio makes a folder for each upload
        return folder

    def remove(self, name: str) -> None:
        """Delete a recording's files; what cannot be deleted now is found by ``strays`` later."""
        shutil.rmtree(self.root / name, ignore_errors=True)

    def strays(self, known: set[str], before: float) -> list[str]:
        """Folders not ``known`` that nobody changed since ``before`` (seconds since the epoch): a crash left them."""
        if not self.root.is_dir():
            return []
        found = [entry for entry in os.scandir(self.root) if entry.is_dir(follow_symlinks=False)]
        return sorted(entry.name for entry in found if entry.name not in known and entry.stat().st_mtime < before)


def _move(source: Path, target: Path) -> None:
    """Rename, or copy where the two lie on different disks; the target is whole when it has its name."""
    try:
        source.replace(target)
    except OSError:
        part = target.with_suffix(".part")
        opened = os.open(source, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(opened, "rb") as read, part.open("wb") as written:
            shutil.copyfileobj(read, written, 1024 * 1024)
        part.replace(target)
        source.unlink(missing_ok=True)
