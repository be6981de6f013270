"""Serve a part of a file as browsers ask for it when a person seeks: HTTP ranges, in bounded memory (RFC 9110, 14)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response, StreamingResponse

BLOCK = 256 * 1024  # bytes read at once: large enough to be quick, small enough for many listeners

# Recordings are private: no cache keeps them, no browser takes them for a page or lets another site embed them.
PRIVATE = {
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


@dataclass(frozen=True, slots=True)
class Body:
    """What is served: ``prefix`` bytes made here (a WAV header, say), then the file as it is on disk."""

    file: Path
    prefix: bytes = b""

    @property
    def size(self) -> int:
        """Bytes of both together."""
        return len(self.prefix) + self.file.stat().st_size

    @property
    def tag(self) -> str:
        """A strong entity tag: the folder's generated name and the size; a finished file never changes."""
        return f'"{self.file.parent.name}-{self.file.name}-{self.size}"'

    def read(self, start: int, end: int) -> Iterator[bytes]:
        """Bytes ``start`` to ``end`` (the latter not included), block by block."""
        if start < len(self.prefix):
            yield self.prefix[start:end]
        left = end - max(start, len(self.prefix))
        if left <= 0:
            return
        with self.file.open("rb") as opened:
            opened.seek(max(0, start - len(self.prefix)))
            while left > 0 and (block := opened.read(min(BLOCK, left))):
                left -= len(block)
                yield block


def wanted(header: str | None, size: int) -> tuple[int, int] | None:
    """The bytes a Range header asks for as (start, end), end not included; None when all of them are to be sent.

    Several ranges, other units and malformed headers are answered with everything, as the RFC allows.
    Raises ValueError when not one byte of the range exists.
    """
    match = re.fullmatch(r"\s*bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", header or "", flags=re.IGNORECASE)
    if not match or match.group(1) == match.group(2) == "":
        return None
    first, last = match.groups()
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < start:
            return None
    if start >= end:
        raise ValueError("unsatisfiable")
    return start, end


def serve(body: Body, media_type: str, request_headers: Mapping[str, str]) -> Response:
    """200 with everything, 206 with the range asked for, or 416."""
    size, tag = body.size, body.tag
    headers = {**PRIVATE, "Accept-Ranges": "bytes", "ETag": tag}
    asked = request_headers.get("range")
    if request_headers.get("if-range", tag) != tag:
        asked = None
    try:
        part = wanted(asked, size)
    except ValueError:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part or (0, size)
    headers["Content-Length"] = str(end - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return StreamingResponse(
        body.read(start, end), status_code=206 if part else 200, media_type=media_type, headers=headers
    )
