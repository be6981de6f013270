"""What is believed of a path that a browser sends."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from review.ui.uploads import Sweeper, UploadMissing, UploadTooLarge, received, sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "uploads"
    (found / "ab12").mkdir(parents=True)
    (found / "ab12" / "talk.mp3").write_bytes(b"sound")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return found


def test_a_file_in_the_upload_folder_is_received(folder: Path) -> None:
    assert received(str(folder / "ab12" / "talk.mp3"), folder, 5) == (folder / "ab12" / "talk.mp3").resolve()


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "ab12/talk.mp3",
        "",
        "talk.mp3",
        "{folder}/ab12",
        "{folder}",
        "{folder}/gone",
        "{folder}/../secret.txt",
        "{folder}/ab12/talk.mp3\0",
        "/dev/stdin",
        "http://127.0.0.1/x",
        "{folder}/ab12/" + "x" * 5000,
    ],
)
def test_any_other_path_is_refused(folder: Path, path: str) -> None:
    with pytest.raises(UploadMissing):
        received(path.replace("{folder}", str(folder)), folder, 100)


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to(folder.parent / "secret.txt")
    with pytest.raises(UploadMissing):
        received(str(folder / "link"), folder, 100)


def test_a_link_inside_the_folder_is_refused(folder: Path) -> None:
    (folder / "link").symlink_to(folder / "ab12" / "talk.mp3")
    with pytest.raises(UploadMissing):
        received(str(folder / "link"), folder, 100)


def test_a_second_name_of_a_file_elsewhere_is_refused(folder: Path) -> None:
    os.link(folder.parent / "secret.txt", folder / "hard")
    with pytest.raises(UploadMissing):
        received(str(folder / "hard"), folder, 100)


def test_a_pipe_is_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    with pytest.raises(UploadMissing):
        received(str(folder / "pipe"), folder, 100)


def test_more_than_the_limit_is_refused_with_both_sizes(folder: Path) -> None:
    (folder / "long.wav").write_bytes(b"x" * (2 * 2**20 + 1))
    with pytest.raises(UploadTooLarge, match=r"The file has 3 MB; at most 2 MB are taken\."):
        received(str(folder / "long.wav"), folder, 2 * 2**20)


def test_old_uploads_are_swept_and_young_ones_stay(folder: Path) -> None:
    young = folder / "young.wav"
    young.write_bytes(b"x")
    for old in (folder / "ab12" / "talk.mp3", folder / "ab12"):
        os.utime(old, (1_000, 1_000))
    assert sweep(folder, before=2_000) == 1
    assert young.exists()
    assert not (folder / "ab12" / "talk.mp3").exists()


def test_the_sweeper_waits_until_it_is_time_again(folder: Path) -> None:
    sweeper = Sweeper(folder, keep_seconds=100, every_seconds=60)
    left = folder / "ab12" / "talk.mp3"
    os.utime(left, (1_000, 1_000))
    assert sweeper.pass_by(now=1_050) == 0
    assert sweeper.pass_by(now=1_105) == 0
    assert left.exists()
    assert sweeper.pass_by(now=1_111) == 1
