"""One download: verified while it arrives, never half there."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from engine.models import fetch
from engine.models.fetch import RemoteFile, SourceFailed, download, sha256_of

CONTENT = bytes(range(256)) * 20_000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def ignore(_done: int, _total: int) -> None:
    """Nobody watches."""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Requests are no news."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[str]:
    """The address of a server that gives ``weights.bin``."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "weights.bin").write_bytes(CONTENT)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    folder.mkdir()
    return folder


def test_a_file_arrives_whole(site: str, cache: Path) -> None:
    path = download(RemoteFile(f"{site}/weights.bin", "weights.bin", sha256=SHA256), cache, ignore)
    assert path.read_bytes() == CONTENT
    assert [found.name for found in cache.iterdir()] == ["weights.bin"]


def test_progress_is_told_in_bytes(site: str, cache: Path) -> None:
    told: list[tuple[int, int]] = []
    remote = RemoteFile(f"{site}/weights.bin", "weights.bin", sha256=SHA256)
    download(remote, cache, lambda done, total: told.append((done, total)))
    assert told[0] == (0, 5_120_000)
    assert told[-1] == (5_120_000, 5_120_000)


def test_a_git_hash_is_checked_too(site: str, cache: Path) -> None:
    blob = hashlib.sha1(b"blob %d\0" % len(CONTENT) + CONTENT).hexdigest()
    remote = RemoteFile(f"{site}/weights.bin", "weights.bin", size=len(CONTENT), git_sha1=blob)
    assert download(remote, cache, ignore).is_file()


def test_a_damaged_file_leaves_nothing(site: str, cache: Path) -> None:
    with pytest.raises(SourceFailed, match="damaged"):
        download(RemoteFile(f"{site}/weights.bin", "weights.bin", sha256="0" * 64), cache, ignore)
    assert list(cache.iterdir()) == []


def test_a_file_without_a_known_hash_is_not_fetched(site: str, cache: Path) -> None:
    with pytest.raises(SourceFailed, match="no hash"):
        download(RemoteFile(f"{site}/weights.bin", "weights.bin"), cache, ignore)
    assert list(cache.iterdir()) == []


def test_what_progress_raises_stops_it(site: str, cache: Path) -> None:
    class GivenUp(Exception):
        pass

    def give_up(_done: int, _total: int) -> None:
        raise GivenUp

    with pytest.raises(GivenUp):
        download(RemoteFile(f"{site}/weights.bin", "weights.bin", sha256=SHA256), cache, give_up)
    assert list(cache.iterdir()) == []


def test_a_missing_file_is_the_sources_failure(site: str, cache: Path) -> None:
    with pytest.raises(SourceFailed, match="404"):
        download(RemoteFile(f"{site}/other.bin", "weights.bin", sha256=SHA256), cache, ignore)


def test_no_server_is_the_sources_failure(cache: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(SourceFailed):
        download(RemoteFile(f"http://127.0.0.1:{port}/x", "x", sha256=SHA256), cache, ignore)


def test_a_server_that_does_not_answer_is_given_up(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(SourceFailed, match="timed out"):
            download(RemoteFile(f"http://127.0.0.1:{port}/x", "x", sha256=SHA256), cache, ignore)


def test_the_connection_gets_ten_seconds() -> None:
    assert fetch.TIMEOUT_S == 10


def test_sha256_of(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert fetch._slow(path) == sha256_of(path)
