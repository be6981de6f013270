"""How much one file may cost: every bound is a setting with a sane default."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine.media.errors import BadLimit

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """Bounds on one uploaded file. Each is checked while the work is done, never by what a header claims.

    upload_bytes: size of the file itself; duration_ms: decoded sound, silence for gaps included;
    decode_seconds: wall time of one run of the decoder; streams: streams of all kinds in the container;
    memory_bytes: resident memory of the decoding process.
    """

    upload_bytes: int = 2048 * _MEBIBYTE
    duration_ms: int = 12 * 60 * 60 * 1000
    decode_seconds: int = 1800
    streams: int = 64
    memory_bytes: int = 1536 * _MEBIBYTE

    def as_dict(self) -> dict[str, int]:
        """Plain values, as the child process reads them."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> MediaLimits:
        """The reverse of ``as_dict``."""
        return cls(**{name: int(value) for name, value in values.items()})


# setting: (field, how many of the field's units one unit of the setting is)
_SETTINGS: dict[str, tuple[str, int]] = {
    "RELISTEN_MAX_UPLOAD_MB": ("upload_bytes", _MEBIBYTE),
    "RELISTEN_MAX_DURATION_MINUTES": ("duration_ms", 60_000),
    "RELISTEN_MAX_DECODE_SECONDS": ("decode_seconds", 1),
    "RELISTEN_MAX_STREAMS": ("streams", 1),
    "RELISTEN_MAX_MEMORY_MB": ("memory_bytes", _MEBIBYTE),
}


def from_env(environ: Mapping[str, str] | None = None) -> MediaLimits:
    """The defaults, changed by the RELISTEN_MAX_* settings that are there.

    Raises BadLimit when one of them is not a whole number above zero.
    """
    source = os.environ if environ is None else environ
    values = MediaLimits().as_dict()
    for name, (field, unit) in _SETTINGS.items():
        text = source.get(name, "").strip()
        if not text:
            continue
        if not text.isdecimal() or int(text) == 0:
            raise BadLimit(name=name, value=text)
        values[field] = int(text) * unit
    return MediaLimits.from_dict(values)
