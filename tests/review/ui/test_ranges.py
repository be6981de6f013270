"""Parts of a file, as players ask for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from review.ui.ranges import Body, serve, wanted

HEADER = b"HEAD"
SOUND = b"0123456789"
WHOLE = HEADER + SOUND


@pytest.fixture
def player(tmp_path: Path) -> TestClient:
    (tmp_path / "audio.pcm").write_bytes(SOUND)

    def endpoint(request: Request) -> Response:
        return serve(Body(tmp_path / "audio.pcm", HEADER), "audio/wav", request.headers)

    return TestClient(Starlette(routes=[Route("/a", endpoint)]))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("bytes=0-3", (0, 4)),
        ("bytes=2-", (2, 14)),
        ("bytes=-5", (9, 14)),
        ("bytes=-500", (0, 14)),
        ("bytes=10-9999", (10, 14)),
        ("BYTES = 0 - 0", (0, 1)),
        ("bytes=5-3", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-1", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("bytes=0-1x", None),
    ],
)
def test_a_range_header_becomes_bytes_of_14(header: str | None, expected: tuple[int, int] | None) -> None:
    assert wanted(header, 14) == expected


@pytest.mark.parametrize("header", ["bytes=14-", "bytes=99-100", "bytes=-0"])
def test_a_range_outside_the_file_is_unsatisfiable(header: str) -> None:
    with pytest.raises(ValueError, match="unsatisfiable"):
        wanted(header, 14)


def test_without_a_range_everything_is_sent(player: TestClient) -> None:
    answer = player.get("/a")
    assert (answer.status_code, answer.content) == (200, WHOLE)
    assert answer.headers["accept-ranges"] == "bytes"


def test_a_range_across_header_and_file_is_206(player: TestClient) -> None:
    answer = player.get("/a", headers={"Range": "bytes=2-6"})
    assert (answer.status_code, answer.content) == (206, b"AD012")
    assert answer.headers["content-range"] == "bytes 2-6/14"
    assert answer.headers["content-length"] == "5"


def test_a_suffix_range_is_the_end_of_the_file(player: TestClient) -> None:
    answer = player.get("/a", headers={"Range": "bytes=-3"})
    assert (answer.status_code, answer.content, answer.headers["content-range"]) == (206, b"789", "bytes 11-13/14")


def test_an_unsatisfiable_range_is_416_with_the_size(player: TestClient) -> None:
    answer = player.get("/a", headers={"Range": "bytes=14-20"})
    assert (answer.status_code, answer.content, answer.headers["content-range"]) == (416, b"", "bytes */14")


def test_head_tells_the_size_and_sends_nothing(player: TestClient) -> None:
    answer = player.head("/a")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "14")


def test_a_range_of_another_file_s_tag_is_answered_with_everything(player: TestClient) -> None:
    answer = player.get("/a", headers={"Range": "bytes=0-1", "If-Range": '"another"'})
    assert (answer.status_code, answer.content) == (200, WHOLE)


def test_a_range_of_the_same_tag_is_a_part(player: TestClient) -> None:
    tag = player.get("/a").headers["etag"]
    assert player.get("/a", headers={"Range": "bytes=0-1", "If-Range": tag}).content == b"HE"


def test_no_cache_may_keep_a_recording(player: TestClient) -> None:
    headers = player.get("/a").headers
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"


def test_a_large_file_is_read_block_by_block(tmp_path: Path) -> None:
    file = tmp_path / "audio.pcm"
    file.write_bytes(b"x" * 600_000)
    blocks = list(Body(file, HEADER).read(0, 600_004))
    assert [len(block) for block in blocks] == [4, 262_144, 262_144, 75_712]
