"""Names of the files a person takes home: the recording's own, safe on every system and in every header."""

from __future__ import annotations

import re
from urllib.parse import quote

from engine.transcript import nfc

MAX_NAME_BYTES = 180
"""In UTF-8, without the extension: file systems end at 255 bytes, and a browser adds " (1)"."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u2028\u2029]')
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])(?:\..*)?", re.IGNORECASE)
_EXTENSION = re.compile(
    r"\.(?:mp[234g]|m4[abv]|wav|flac|mov|mkv|webm|og[gav]|opus|wma|wmv|amr|aac|aiff?|aifc|caf|flv|mpeg|au|ac3|ape|"
    r"3gp|avi|ts|w64|wv|srt|vtt|lrc|txt|tsv|csv|json)",
    re.IGNORECASE,
)


def filename(name: str, extension: str) -> str:
    """``name`` (a recording's or a project's) with its own media extension replaced by ``extension``, with its dot.

    Separators and what Windows forbids become ``_``; controls that hide or turn text go, since they can disguise an
    extension; names that Windows keeps for devices get a ``_`` before.
    """
    name = _INVISIBLE.sub("", nfc(_FORBIDDEN.sub("_", name)))
    stem, dot, tail = name.rpartition(".")
    if stem.strip(". ") and _EXTENSION.fullmatch(dot + tail):
        name = stem
    name = name.strip(". ")
    name = name.encode("utf-8")[:MAX_NAME_BYTES].decode("utf-8", "ignore").strip(". ")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return (name or "recording") + extension


def content_disposition(name: str) -> str:
    """The header that makes a browser save ``name``: RFC 6266 with RFC 5987's ``filename*`` beside plain ASCII."""
    ascii_name = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
