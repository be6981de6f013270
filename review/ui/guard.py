"""What every request passes: no other site may call, Gradio's file server is shut, the page asks nobody else."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

API = "/gradio_api/"

# Gradio serves whatever lies in its upload folder to anybody with the address, and fetches addresses for its callers;
# the desk needs neither.
SHUT = (f"{API}file=", f"{API}file/", f"{API}proxy=", f"{API}stream/", f"{API}call/", f"{API}run/", f"{API}deep_link")

# Gradio's scripts and styles are inline in part and evaluate templates; nothing comes from, or goes to, elsewhere.
PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'self'; form-action 'self'"
)


def hostname(address: str) -> str:
    """``"Example.org:7860"`` or ``"https://example.org"`` as ``"example.org"``; "" when there is none."""
    try:
        return urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""


def from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sent this request.

    ``Sec-Fetch-Site`` is sent on https and localhost; on plain http the Origin must name the host that was asked.
    """
    site = headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return False
    if site == "cross-site":
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    asked = {hostname(headers.get("host", "")), hostname(headers.get("x-forwarded-host", ""))}
    return hostname(origin) not in asked - {""}


class Guard:
    """ASGI middleware in front of all of Gradio's routes and ours."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is shut or comes from another site, pass on the rest with the safe headers added."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if path.startswith(SHUT):
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        elif path.startswith(API) and from_elsewhere(Headers(scope=scope)):
            await PlainTextResponse("Refused: the request comes from another site", status_code=403)(
                scope, receive, send
            )
        else:
            await self.app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def send_safely(message: Message) -> None:
        if message["type"] == "http.response.start":
            message.setdefault("headers", [])
            headers = MutableHeaders(scope=message)
            headers.setdefault("X-Content-Type-Options", "nosniff")
            headers.setdefault("Referrer-Policy", "no-referrer")  # the address holds the project's token
            if headers.get("content-type", "").startswith("text/html"):
                headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        await send(message)

    return send_safely
