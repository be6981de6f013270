"""Recordings' folders: uploads move in under generated names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from review.projects import MediaFolders


@pytest.fixture
def uploaded(tmp_path: Path) -> Path:
    """A file as Gradio leaves it: in a folder of its own."""
    path = tmp_path / "uploads" / "ab12" / "talk.mp3"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"sound")
    return path


def test_an_upload_moves_under_a_generated_name(tmp_path: Path, uploaded: Path) -> None:
    folder = MediaFolders(tmp_path / "media").take(uploaded)
    assert folder.source.read_bytes() == b"sound"
    assert folder.source.name == "source.bin"
    assert len(folder.path.name) == 32
    assert not uploaded.exists()
    assert not uploaded.parent.exists()


def test_nobody_else_may_read_a_recording(tmp_path: Path, uploaded: Path) -> None:
    assert MediaFolders(tmp_path / "media").take(uploaded).source.stat().st_mode & 0o777 == 0o600


def test_a_link_put_in_the_upload_s_place_is_not_taken(tmp_path: Path, uploaded: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    uploaded.unlink()
    uploaded.symlink_to(secret)
    with pytest.raises(OSError, match="no regular file"):
        MediaFolders(tmp_path / "media").take(uploaded)
    assert secret.read_bytes() == b"secret"
    assert list((tmp_path / "media").iterdir()) == []


def test_from_another_disk_the_file_is_copied(tmp_path: Path, uploaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self == uploaded:
            raise OSError(18, "Invalid cross-device link")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", across)
    folder = MediaFolders(tmp_path / "media").take(uploaded)
    assert folder.source.read_bytes() == b"sound"
    assert not uploaded.exists()


def test_strays_are_old_folders_that_nothing_knows(tmp_path: Path) -> None:
    folders = MediaFolders(tmp_path)
    for name in ("known", "old", "young"):
        (tmp_path / name).mkdir()
    for name in ("known", "old"):
        os.utime(tmp_path / name, (1_000, 1_000))
    assert folders.strays({"known"}, before=2_000) == ["old"]


def test_without_a_media_folder_there_are_no_strays(tmp_path: Path) -> None:
    assert MediaFolders(tmp_path / "none").strays(set(), 1e12) == []
