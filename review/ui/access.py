"""Who asks, and what they may see: a project's token opens it; a login's project opens for that login alone."""

from __future__ import annotations

import ipaddress
from typing import Any

from fastapi import HTTPException, Request

from review.projects.people import Caller
from review.ui.guard import hostname

FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")


def caller(request: Request, lists_all: bool) -> Caller:
    """Who sent the request. ``lists_all`` is the server's setting (loopback, no share, no login).

    Raises HTTPException 401 where the server asks for a login and the request has none: routes that are added after
    ``launch()`` pass by Gradio's own check.
    """
    app: Any = request.app
    user = _user(app, request)
    if user is None and (app.auth is not None or app.auth_dependency is not None):
        raise HTTPException(status_code=401, detail="Not authenticated")
    return Caller(user=user, trusted=lists_all and user is None and came_directly(request))


def _user(app: Any, request: Request) -> str | None:
    """The login that Gradio's cookie stands for (``get_current_user`` in gradio/routes.py)."""
    for kind in ("access-token", "access-token-unsecure"):
        token = request.cookies.get(f"{kind}-{app.cookie_id}")
        if token:
            user = app.tokens.get(token)
            return user if isinstance(user, str) else None
    return None


def came_directly(request: Request) -> bool:
    """Whether the request was made on this computer to this server: not through a proxy or a tunnel, and not by a page
    whose own name was pointed at 127.0.0.1 (DNS rebinding).
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    host = hostname(request.headers.get("host", ""))
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
