"""The copy of a recording that every browser plays and seeks in: AAC in MP4, on the same timeline as the PCM."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.media import process
from engine.media.limits import MediaLimits


def make_playback(
    source: Path,
    out: Path,
    limits: MediaLimits | None = None,
    progress: Callable[[float], None] | None = None,
) -> None:
    """Encodes the first audio stream of ``source`` to ``out``: at most 48 kHz and two channels, 128 kbit/s.

    Late starts and gaps are silence exactly where ``decode`` has them. ``out`` appears only when it is whole.
    ``progress`` gets 0..1; what it raises ends the encoding. Raises a MediaError like ``decode``.
    """
    part = out.with_name(out.name + ".part")
    try:
        process.run("playback", source, part, limits or MediaLimits(), progress)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
