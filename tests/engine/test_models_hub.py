"""The model hub: its own sizes and hashes, and any failure is one of the source."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from engine.models import hub
from engine.models.fetch import Progress, RemoteFile, SourceFailed
from engine.models.hub import cached_folder, fetch_from_hub


def entry(name: str, size: int, sha256: str | None = None) -> SimpleNamespace:
    """A file as the hub lists it: large ones have a sha256, small ones a git hash."""
    return SimpleNamespace(
        rfilename=name, size=size, blob_id="b" * 40, lfs=SimpleNamespace(sha256=sha256) if sha256 else None
    )


SIBLINGS = [
    entry(".gitattributes", 10),
    entry("README.md", 20),
    entry("model.bin", 1000, "a" * 64),
    entry("config.json", 30),
    entry("tokenizer.json", 70),
]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the hub was asked for; set ``answer`` to what it gives or raises."""
    found: dict[str, Any] = {"files": [], "answer": SimpleNamespace(sha="c" * 40, siblings=SIBLINGS)}

    def model_info(_api: object, repository: str, **settings: object) -> Any:
        found.update(repository=repository, **settings)
        if isinstance(found["answer"], Exception):
            raise found["answer"]
        return found["answer"]

    def download(remote: RemoteFile, folder: Path, progress: Progress) -> Path:
        found["files"].append(remote)
        progress(0, remote.size)
        progress(remote.size, remote.size)
        return folder / remote.name

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", model_info)
    monkeypatch.setattr(hub, "download", download)
    return found


def test_it_is_asked_for_faster_whispers_own_repository(asked: dict[str, Any], tmp_path: Path) -> None:
    fetch_from_hub("large-v3-turbo", tmp_path, lambda _done, _total: None)
    assert (asked["repository"], asked["timeout"]) == ("mobiuslabsgmbh/faster-whisper-large-v3-turbo", 10)


def test_files_come_with_their_hashes(asked: dict[str, Any], tmp_path: Path) -> None:
    fetch_from_hub("base", tmp_path, lambda _done, _total: None)
    assert [(file.name, file.size, file.sha256, file.git_sha1) for file in asked["files"]] == [
        ("model.bin", 1000, "a" * 64, "b" * 40),
        ("config.json", 30, None, "b" * 40),
        ("tokenizer.json", 70, None, "b" * 40),
    ]


def test_files_are_of_the_commit_that_was_listed(asked: dict[str, Any], tmp_path: Path) -> None:
    fetch_from_hub("base", tmp_path, lambda _done, _total: None)
    assert all(f"/{'c' * 40}/" in file.url for file in asked["files"])


def test_progress_is_of_all_files_together(asked: dict[str, Any], tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    fetch_from_hub("base", tmp_path, lambda done, total: told.append((done, total)))
    assert told == [(0, 1100), (1000, 1100), (1000, 1100), (1030, 1100), (1030, 1100), (1100, 1100)]
    assert len(asked["files"]) == 3


def test_a_repository_without_the_model_is_no_source(asked: dict[str, Any], tmp_path: Path) -> None:
    asked["answer"] = SimpleNamespace(sha="c" * 40, siblings=SIBLINGS[:3])
    with pytest.raises(SourceFailed, match="lacks files"):
        fetch_from_hub("base", tmp_path, lambda _done, _total: None)


@pytest.mark.parametrize("error", [ConnectionError("no route"), ValueError("odd"), TimeoutError("late")])
def test_whatever_fails_there_is_the_sources_failure(asked: dict[str, Any], tmp_path: Path, error: Exception) -> None:
    asked["answer"] = error
    with pytest.raises(SourceFailed, match=str(error)):
        fetch_from_hub("base", tmp_path, lambda _done, _total: None)


def test_faster_whispers_own_cache_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in hub.NEEDED:
        (tmp_path / name).write_bytes(b"")
    monkeypatch.setattr("faster_whisper.utils.download_model", lambda _model, **_settings: str(tmp_path))
    assert cached_folder("base") == tmp_path


def test_an_incomplete_cache_is_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("faster_whisper.utils.download_model", lambda _model, **_settings: str(tmp_path))
    assert cached_folder("base") is None


def test_an_empty_cache_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path))
    assert cached_folder("tiny") is None
