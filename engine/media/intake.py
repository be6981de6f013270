"""Taking a file in: what is it, and its sound as PCM on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.media import process
from engine.media.limits import MediaLimits


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """What a container says about itself before anything is decoded; ``duration_ms`` may be absent or wrong.

    format and codec are libav's names ("mov,mp4,m4a,3gp,3g2,mj2", "aac"); streams counts all kinds.
    """

    duration_ms: int | None
    format: str
    codec: str
    streams: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """What became of a file. ``note`` is a sentence for the person when not all of it could be heard.

    truncated: the file breaks off before its own end; skipped: damaged packets left out between sound ones.
    """

    duration_ms: int
    truncated: bool
    note: str | None
    skipped: int = 0


TRUNCATED_NOTE = "The file breaks off early: what there is of it was taken in."
DAMAGED_NOTE = "Parts of the file are damaged: they were skipped."


def probe(path: Path, limits: MediaLimits | None = None) -> MediaInfo:
    """Looks at ``path`` without decoding it.

    Raises a MediaError (engine.media.errors) that says why it cannot be heard.
    """
    answer = process.run("probe", path, None, limits or MediaLimits())
    return MediaInfo(answer["duration_ms"], answer["format"], answer["codec"], answer["streams"])


def decode(
    path: Path,
    out_pcm: Path,
    limits: MediaLimits | None = None,
    progress: Callable[[float], None] | None = None,
) -> Decoded:
    """Writes the first audio stream of ``path`` to ``out_pcm`` as s16le, 16 kHz, mono (see engine.media.pcm).

    Time 0 is the container's: sound that starts late and pauses in its timestamps become silence. Memory stays
    flat. ``out_pcm`` appears only when it is whole. ``progress`` gets 0..1; what it raises ends the decoding.
    Raises a MediaError that says why nothing can be heard.
    """
    part = out_pcm.with_name(out_pcm.name + ".part")
    try:
        answer = process.run("decode", path, part, limits or MediaLimits(), progress)
        part.replace(out_pcm)
    finally:
        part.unlink(missing_ok=True)
    truncated, skipped = bool(answer["truncated"]), int(answer["skipped"])
    note = TRUNCATED_NOTE if truncated else DAMAGED_NOTE if skipped else None
    return Decoded(int(answer["duration_ms"]), truncated, note, skipped)
