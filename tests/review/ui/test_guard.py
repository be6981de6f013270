"""What no request gets past."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from review.ui.guard import Guard, hostname


def _page(_: Request) -> Response:
    return HTMLResponse("<p>page</p>")


def _call(_: Request) -> Response:
    return JSONResponse({"ok": True})


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/", _page), Route("/gradio_api/{rest:path}", _call, methods=["GET", "POST"])]
    app = Starlette(routes=routes)
    app.add_middleware(Guard)
    return TestClient(app, base_url="http://desk.example:7860")


@pytest.mark.parametrize(
    "path", ["file=/etc/hostname", "file=http://example.org/x", "proxy=http://example.org", "call/x"]
)
def test_gradio_s_file_server_and_proxy_are_shut(client: TestClient, path: str) -> None:
    assert client.get(f"/gradio_api/{path}").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://desk.example:7860"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"}, 200),
        ({"X-Forwarded-Host": "public.example", "Origin": "https://public.example"}, 200),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "http://other.desk.example"}, 403),
    ],
)
def test_a_page_of_another_site_may_not_call(client: TestClient, headers: dict[str, str], status: int) -> None:
    assert client.post("/gradio_api/component_server/", headers=headers).status_code == status


def test_a_link_from_another_site_opens_the_page(client: TestClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_the_page_may_ask_nothing_of_other_hosts(client: TestClient) -> None:
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy


def test_the_address_with_its_token_is_told_to_nobody(client: TestClient) -> None:
    assert client.get("/?project=secret").headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Desk.example:80", "desk.example"),
        ("[::1]:7860", "::1"),
        ("https://a.b/c", "a.b"),
        ("null", "null"),
        ("", ""),
        ("[", ""),
    ],
)
def test_the_host_s_name_of_an_address(address: str, name: str) -> None:
    assert hostname(address) == name
