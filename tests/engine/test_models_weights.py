"""Weights: the cache first, then each source in turn, and a sentence when none has them."""

from __future__ import annotations

import errno
import hashlib
import json
import threading
from pathlib import Path

import pytest
import torch
from filelock import FileLock

from engine.models import weights
from engine.models.fetch import Progress, RemoteFile, SourceFailed
from engine.models.mirror import NoPip
from engine.models.names import UnknownModel
from engine.models.weights import (
    NoSpaceForWeights,
    WeightsNeedPip,
    WeightsUnavailable,
    default_cache,
    ensure,
    is_present,
)
from tests.engine.ct2_files import model_bin, tiny_whisper
from tests.waiting import wait_until

PT = b"the vendor's checkpoint"
FILES = ("model.bin", "config.json", "tokenizer.json")


class Sources:
    """Stand in for the network: what each source gives, and who was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.hub: bytes | Exception = SourceFailed("no hub")
        self.mirror: bytes | Exception = SourceFailed("no mirror")
        self.vendor: bytes | Exception = SourceFailed("no vendor")
        monkeypatch.setattr(weights, "fetch_from_hub", lambda *given: self._folder("hub", self.hub, *given))
        monkeypatch.setattr(weights, "fetch_mirrored", lambda *given: self._folder("mirror", self.mirror, *given))
        monkeypatch.setattr(weights, "download", self._download)
        monkeypatch.setattr(weights, "cached_folder", lambda _model: None)
        monkeypatch.setattr(
            weights,
            "_vendor_file",
            lambda stored: RemoteFile("", f"{stored}.pt", sha256=hashlib.sha256(PT).hexdigest()),
        )

    def _folder(self, name: str, given: bytes | Exception, _model: str, folder: Path, progress: Progress) -> None:
        self.asked.append(name)
        progress(0, 100)
        if isinstance(given, Exception):
            raise given
        for file in FILES:
            (folder / file).write_bytes(given)

    def _download(self, remote: RemoteFile, folder: Path, progress: Progress) -> Path:
        self.asked.append("vendor")
        progress(0, 100)
        if isinstance(self.vendor, Exception):
            raise self.vendor
        path = folder / remote.name
        path.write_bytes(self.vendor)
        return path


@pytest.fixture
def sources(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Sources:
    monkeypatch.delenv("RELISTEN_OFFLINE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    return Sources(monkeypatch)


def names_in(folder: Path) -> list[str]:
    """Everything below a folder but its locks."""
    return sorted(path.name for path in folder.rglob("*") if not path.name.endswith(".lock"))


def test_the_cache_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELISTEN_CACHE", "/somewhere/else")
    assert default_cache() == Path("/somewhere/else")


def test_the_cache_is_in_the_home_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RELISTEN_CACHE", raising=False)
    assert default_cache() == Path.home() / ".cache" / "relisten"


def test_faster_whisper_takes_the_hubs(sources: Sources, tmp_path: Path) -> None:
    sources.hub = b"hub"
    folder = ensure("base", "faster-whisper", tmp_path)
    assert (folder / "model.bin").read_bytes() == b"hub"
    assert sources.asked == ["hub"]


def test_faster_whisper_falls_to_the_mirror(sources: Sources, tmp_path: Path) -> None:
    sources.mirror = b"mirror"
    folder = ensure("base", "faster-whisper", tmp_path)
    assert (folder / "model.bin").read_bytes() == b"mirror"
    assert sources.asked == ["hub", "mirror"]


def test_what_was_fetched_is_not_fetched_again(sources: Sources, tmp_path: Path) -> None:
    sources.hub = b"hub"
    ensure("large", "faster-whisper", tmp_path)
    assert ensure("large-v3", "faster-whisper", tmp_path) == tmp_path / "faster-whisper" / "large-v3"
    assert sources.asked == ["hub"]


@pytest.mark.usefixtures("sources")
def test_no_source_is_told_with_the_folder(tmp_path: Path) -> None:
    with pytest.raises(WeightsUnavailable) as caught:
        ensure("small", "faster-whisper", tmp_path)
    assert str(caught.value) == (
        "The model small could not be downloaded: connect to the network and try again, or put model.bin, config.json, "
        f"tokenizer.json and vocabulary.txt into the folder {tmp_path / 'faster-whisper' / 'small'}."
    )
    assert names_in(tmp_path) == ["faster-whisper"]


def test_files_put_there_by_hand_are_used(sources: Sources, tmp_path: Path) -> None:
    folder = tmp_path / "faster-whisper" / "small"
    folder.mkdir(parents=True)
    for name in FILES:
        (folder / name).write_bytes(b"by hand")
    assert is_present("small", "faster-whisper", tmp_path)
    assert ensure("small", "faster-whisper", tmp_path) == folder
    assert sources.asked == []


def test_without_pip_the_sentence_says_what_to_do(sources: Sources, tmp_path: Path) -> None:
    sources.mirror = NoPip("no pip")
    with pytest.raises(WeightsNeedPip, match="python -m ensurepip"):
        ensure("base", "faster-whisper", tmp_path)


def test_openai_whisper_takes_the_vendors(sources: Sources, tmp_path: Path) -> None:
    sources.vendor = PT
    path = ensure("base", "openai-whisper", tmp_path)
    assert path == tmp_path / "openai-whisper" / "base.pt"
    assert path.read_bytes() == PT
    assert sources.asked == ["vendor"]


def test_the_whisper_commands_own_cache_is_used(sources: Sources, tmp_path: Path) -> None:
    path = tmp_path / "xdg" / "whisper" / "base.pt"
    path.parent.mkdir(parents=True)
    path.write_bytes(PT)
    assert ensure("base", "openai-whisper", tmp_path / "cache") == path
    assert sources.asked == []


@pytest.mark.usefixtures("sources")
def test_a_file_with_another_hash_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "openai-whisper" / "small.pt"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"something that would be unpickled")
    with pytest.raises(WeightsUnavailable, match=r"put small\.pt into the folder"):
        ensure("small", "openai-whisper", tmp_path)


def test_a_verified_file_is_hashed_once(sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources.vendor = PT
    path = ensure("base", "openai-whisper", tmp_path)
    monkeypatch.setattr(weights, "sha256_of", lambda _path: pytest.fail("hashed again"))
    assert ensure("base", "openai-whisper", tmp_path) == path


def test_a_file_that_changed_is_hashed_again(sources: Sources, tmp_path: Path) -> None:
    sources.vendor = PT
    path = ensure("base", "openai-whisper", tmp_path)
    path.write_bytes(b"changed since")
    ensure("base", "openai-whisper", tmp_path)
    assert path.read_bytes() == PT
    assert sources.asked == ["vendor", "vendor"]


def test_openai_whisper_converts_the_mirrors(sources: Sources, tmp_path: Path) -> None:
    sources.mirror = model_bin(tiny_whisper())
    path = ensure("base", "openai-whisper", tmp_path)
    assert path == tmp_path / "openai-whisper" / "base.converted.pt"
    assert torch.load(path, weights_only=True)["dims"]["n_mels"] == 80
    assert sources.asked == ["vendor", "hub", "mirror"]


def test_a_converted_file_that_changed_is_made_again(sources: Sources, tmp_path: Path) -> None:
    sources.mirror = model_bin(tiny_whisper())
    path = ensure("base", "openai-whisper", tmp_path)
    content = path.read_bytes()
    path.write_bytes(b"changed since")
    assert ensure("base", "openai-whisper", tmp_path).read_bytes()[:4] == content[:4]


def test_openai_whisper_offline_converts_what_is_there(
    sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources.hub = model_bin(tiny_whisper())
    ensure("small", "faster-whisper", tmp_path)
    monkeypatch.setenv("RELISTEN_OFFLINE", "1")
    assert ensure("small", "openai-whisper", tmp_path).name == "small.converted.pt"
    assert sources.asked == ["hub"]


def test_files_of_no_model_are_not_converted(sources: Sources, tmp_path: Path) -> None:
    sources.mirror = b"no model"
    with pytest.raises(WeightsUnavailable, match=r"put base\.pt into the folder .*openai-whisper"):
        ensure("base", "openai-whisper", tmp_path)


@pytest.mark.parametrize("engine", ["openai-whisper", "faster-whisper"])
def test_offline_asks_nobody(sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    monkeypatch.setenv("RELISTEN_OFFLINE", "1")
    with pytest.raises(WeightsUnavailable):
        ensure("base", engine, tmp_path)
    assert sources.asked == []


def test_a_full_disk_is_told(sources: Sources, tmp_path: Path) -> None:
    sources.hub = OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(NoSpaceForWeights, match="about 145 MB"):
        ensure("base", "faster-whisper", tmp_path)


@pytest.mark.usefixtures("sources")
def test_what_progress_raises_leaves_nothing(tmp_path: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(_done: int, _total: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        ensure("base", "faster-whisper", tmp_path, give_up)
    assert names_in(tmp_path) == ["faster-whisper"]


def test_leftovers_of_a_killed_process_are_cleared(sources: Sources, tmp_path: Path) -> None:
    leftover = tmp_path / "faster-whisper" / ".base.partial-abc"
    leftover.mkdir(parents=True)
    (leftover / "model.bin").write_bytes(b"half")
    sources.hub = b"hub"
    ensure("base", "faster-whisper", tmp_path)
    assert not leftover.exists()


def test_two_at_once_fetch_it_once(sources: Sources, tmp_path: Path) -> None:
    sources.hub = b"hub"
    waited: list[int] = []
    lock = FileLock(tmp_path / "faster-whisper" / ".base.lock")
    (tmp_path / "faster-whisper").mkdir()
    with lock:
        second = threading.Thread(
            target=ensure, args=("base", "faster-whisper", tmp_path, lambda done, _total: waited.append(done))
        )
        second.start()
        wait_until(lambda: waited, what="the second to tell that it waits")
        folder = tmp_path / "faster-whisper" / "base"
        folder.mkdir()
        for name in FILES:
            (folder / name).write_bytes(b"by the first")
    second.join(10)
    assert not second.is_alive()
    assert sources.asked == []


@pytest.mark.parametrize("name", ["../base", "/tmp/x.pt", "base.pt"])
def test_a_path_is_no_model(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownModel):
        ensure(name, "openai-whisper", tmp_path)


@pytest.mark.usefixtures("sources")
def test_nothing_is_present_at_first(tmp_path: Path) -> None:
    assert not is_present("base", "openai-whisper", tmp_path)
    assert not is_present("base", "faster-whisper", tmp_path)


def test_broken_notes_are_made_anew(sources: Sources, tmp_path: Path) -> None:
    sources.vendor = PT
    path = ensure("base", "openai-whisper", tmp_path)
    (tmp_path / "verified.json").write_text("{")
    assert ensure("base", "openai-whisper", tmp_path) == path
    assert list(json.loads((tmp_path / "verified.json").read_text())) == [str(path.resolve())]


def test_the_vendors_hash_is_in_its_address() -> None:
    assert weights._vendor_file("base").sha256 == "ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e"
