"""Who a request comes from."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import HTTPException, Request

from review.projects.people import Caller
from review.ui.access import caller


def request(
    *, host: str = "127.0.0.1:7860", cookies: str = "", auth: Any = None, headers: dict[str, str] | None = None
) -> Request:
    app = SimpleNamespace(auth=auth, auth_dependency=None, cookie_id="ID", tokens={"secret-of-ann": "ann"})
    sent = {"host": host, "cookie": cookies, **(headers or {})}
    raw = [(name.encode(), value.encode()) for name, value in sent.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": raw, "app": app})


@pytest.mark.parametrize("kind", ["access-token", "access-token-unsecure"])
def test_gradio_s_cookie_names_the_login(kind: str) -> None:
    found = caller(request(auth={"ann": "x"}, cookies=f"{kind}-ID=secret-of-ann"), lists_all=False)
    assert found == Caller(user="ann", trusted=False)


@pytest.mark.parametrize("cookies", ["", "access-token-ID=guess", "access-token-OTHER=secret-of-ann"])
def test_without_a_login_a_server_with_logins_answers_401(cookies: str) -> None:
    with pytest.raises(HTTPException) as refused:
        caller(request(auth={"ann": "x"}, cookies=cookies), lists_all=False)
    assert refused.value.status_code == 401


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost:7860", "[::1]:7860", "localhost"])
def test_this_computer_s_user_is_trusted(host: str) -> None:
    assert caller(request(host=host), lists_all=True) == Caller(user=None, trusted=True)


@pytest.mark.parametrize("host", ["evil.example", "192.168.1.5:7860", "", "localhost.evil.example"])
def test_a_name_that_was_pointed_here_is_not_trusted(host: str) -> None:
    assert caller(request(host=host), lists_all=True).trusted is False


@pytest.mark.parametrize("name", ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host"])
def test_what_came_through_a_proxy_is_not_trusted(name: str) -> None:
    assert caller(request(headers={name: "10.0.0.1"}), lists_all=True).trusted is False


def test_a_server_that_does_not_list_all_trusts_nobody() -> None:
    assert caller(request(), lists_all=False) == Caller(user=None, trusted=False)


@pytest.mark.parametrize(
    ("owner", "who", "opens"),
    [
        (None, Caller(), True),
        (None, Caller(user="bob"), True),
        ("ann", Caller(user="ann"), True),
        ("ann", Caller(user="bob"), False),
        ("ann", Caller(), False),
        ("ann", Caller(trusted=True), True),
    ],
)
def test_a_login_s_project_opens_for_that_login(owner: str | None, who: Caller, opens: bool) -> None:
    assert who.may_read(owner) is opens
