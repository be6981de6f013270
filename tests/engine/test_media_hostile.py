"""Some 170 odd, cut and corrupt files of public projects: decoded as plain PyAV decodes them, or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
import pytest
from av.error import FFmpegError

from engine.media import MediaError, decode, open_pcm

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile"
FILES = sorted(FOLDER.iterdir()) if FOLDER.is_dir() else []
# Plain PyAV stops at a damaged packet; players and we go on after it, which brings back a frame or two (WMA's last
# 2048 samples at 44.1 kHz are 46 ms). Resampling rounds by less than a millisecond.
TOLERANCE = 0.05

pytestmark = [pytest.mark.data, pytest.mark.skipif(not FILES, reason="the recordings beside the project are absent")]


@dataclass
class Plain:
    """What plain PyAV makes of a file: seconds of samples, and by how much a time stamp was ever ahead of them."""

    seconds: float = 0.0
    ahead: float = 0.0


def plainly(path: Path) -> Plain | None:
    """Decodes audio stream 0 until its end or an error; None if not one sample comes out."""
    plain = Plain()
    try:
        with av.open(str(path)) as container:
            start = None if container.start_time is None else container.start_time / 1_000_000
            for frame in container.decode(audio=0):
                if frame.time is not None:
                    start = frame.time if start is None else start
                    plain.ahead = max(plain.ahead, frame.time - start - plain.seconds)
                plain.seconds += frame.samples / frame.sample_rate
    except (FFmpegError, IndexError, UnicodeDecodeError):
        pass
    return plain if plain.seconds else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_hostile_file(path: Path, tmp_path: Path) -> None:
    plain = plainly(path)
    try:
        decoded = decode(path, tmp_path / "audio.pcm")
    except MediaError as error:
        assert plain is None, f"refused: {error}"
        assert str(error).endswith(".")
        assert ". " not in str(error)
        assert list(tmp_path.iterdir()) == []
    else:
        assert plain is not None, "decoded what plain PyAV does not"
        late = plain.ahead if plain.ahead > 0.1 else 0.0  # a pause in the container's time became silence
        assert plain.seconds - TOLERANCE <= decoded.duration_ms / 1000 <= plain.seconds + late + TOLERANCE
        assert abs(len(open_pcm(tmp_path / "audio.pcm")) / 16 - decoded.duration_ms) <= 0.5
