"""Bytes of unknown encoding to text: UTF-8, UTF-16 and UTF-32, Korean Windows' CP949, and what can be guessed."""

from __future__ import annotations

import codecs
import re
import sys

from charset_normalizer import from_bytes

from engine.transcript_json import BadTranscript, TranscriptTooLarge, clean_text
from review.formats.base import EmptyTranscript

MAX_BYTES = 50 * 1024 * 1024
SAMPLE_BYTES = 128 * 1024
"""Enough to tell an encoding; guessing over 50 MB would take minutes."""
MAX_CONTROL_SHARE = 0.01
"""Of all characters. A file with a few NULs was padded by a crash; a file full of control characters is no text."""
MIN_HANGUL_SHARE = 0.9
"""Of the letters beyond ASCII. Chinese GBK read as CP949 gives about 60 % Hangul, Japanese rarely common ones."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


class NotText(BadTranscript):
    code = "transcript_not_text"
    template = "This file is not text in an encoding that can be told; please save it as UTF-8 and try again."


def decode(data: bytes) -> str:
    """The file's text, cleaned (``clean_text``), without a byte order mark.

    Raises TranscriptTooLarge, EmptyTranscript, NotText.
    """
    if len(data) > MAX_BYTES:
        raise TranscriptTooLarge(limit_mb=MAX_BYTES // 1024**2)
    text = _decode(data)
    if len(_CONTROL.findall(text)) > max(4, MAX_CONTROL_SHARE * len(text)):
        raise NotText()
    text = clean_text(text)
    if not text.strip():
        raise EmptyTranscript()
    return text


def _decode(data: bytes) -> str:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _marked(data[len(mark) :], encoding)
    text = _strictly(data, _utf16_without_mark(data) or "utf-8") or _damaged_utf8(data)
    if text is not None:
        return text
    text = _strictly(data, "cp949")
    if text is not None and _is_korean(text[:SAMPLE_BYTES]):
        return text
    guess = _guess(data[:SAMPLE_BYTES]) if b"\0" not in data else None
    text = _strictly(data, guess) if guess is not None else None
    if text is None:
        raise NotText()
    return text


def _guess(sample: bytes) -> str | None:
    """charset-normalizer's guess; of its guesses Windows' Western one before its rarer relatives."""
    guesses = from_bytes(sample)
    best = guesses.best()
    if best is None:
        return None
    possible = {name for guess in guesses for name in guess.could_be_from_charset}
    return "cp1252" if "cp1252" in possible else str(best.encoding)


def _marked(data: bytes, encoding: str) -> str:
    """The mark says the encoding; a file that was cut off or has a few broken bytes is read all the same."""
    text = _strictly(data, encoding)
    if text is not None:
        return text
    text = data.decode(encoding, "replace")
    if text.count("\ufffd") > max(4, MAX_CONTROL_SHARE * len(text)):
        raise NotText()
    return text


def _damaged_utf8(data: bytes) -> str | None:
    """UTF-8 that was cut off, or in which a tool broke a few characters; another encoding breaks nearly all."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return text if whole >= 20 * broken else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _utf16_without_mark(data: bytes) -> str | None:
    """Digits, spaces and line ends are in every transcript: in UTF-16 their zero bytes all fall on one side."""
    sample = data[:SAMPLE_BYTES]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or max(even, odd) * 20 <= len(sample):
        return None
    if min(even, odd) * 10 > max(even, odd):
        # Hangul has zeros on the other side too (가 is AC00); its spaces and line ends still fall on one.
        even, odd = (_spaces(sample, order) for order in ("big", "little"))
        if max(even, odd) < 2 or min(even, odd) * 10 > max(even, odd):
            return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _spaces(sample: bytes, order: str) -> int:
    """Spaces and line ends among the sample's 16-bit units."""
    units = memoryview(sample[: len(sample) // 2 * 2]).cast("H")
    wanted = {unit if order == sys.byteorder else unit << 8 for unit in (0x20, 0x0A, 0x0D)}
    return sum(unit in wanted for unit in units)


def _is_korean(text: str) -> bool:
    """Whether the letters beyond ASCII are nearly all among the 2,350 common syllables (those of EUC-KR)."""
    letters = [char for char in text if char > "\x7f" and char.isalpha()]
    common = sum("가" <= char <= "힣" and _strictly_encodes(char) for char in letters)
    return bool(letters) and common >= MIN_HANGUL_SHARE * len(letters)


def _strictly_encodes(char: str) -> bool:
    try:
        return len(char.encode("euc_kr")) == 2
    except UnicodeEncodeError:
        return False
