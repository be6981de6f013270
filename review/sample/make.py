"""Makes the sample's two files again: ``python -m review.sample.make RECORDING...``

The recordings (those that tests/make_fixtures.py speaks) are joined with a pause between them. The lines are what
Whisper's base model hears in that: nothing is corrected, nothing is made up. It is told that the language is Korean,
else it would take the English in between for all there is, and hears each window on its own.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from engine.backends import load
from engine.hear import hear_all
from engine.media import SAMPLE_RATE, decode, make_playback, open_pcm, wav_header
from engine.options import DecodingOptions
from engine.transcript_json import dumps, to_json
from review.sample import AUDIO, TRANSCRIPT

PAUSE = bytes(2 * SAMPLE_RATE)


def main(recordings: Sequence[Path]) -> None:
    """Write the recording and its transcript beside this file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        joined = folder / "joined.wav"
        sound = PAUSE.join(_pcm(recording, folder / "part.pcm") for recording in recordings)
        joined.write_bytes(wav_header(len(sound)) + sound)
        make_playback(joined, AUDIO)
        decode(AUDIO, folder / "audio.pcm")
        recogniser = load("faster-whisper", "base", "cpu")
        options = DecodingOptions(language="ko", condition_on_previous_text=False)
        heard = hear_all(recogniser, open_pcm(folder / "audio.pcm"), options, _nothing, _nothing, lambda: False)
    TRANSCRIPT.write_bytes(dumps(to_json(heard)))


def _pcm(recording: Path, target: Path) -> bytes:
    decode(recording, target)
    return target.read_bytes()


def _nothing(*_: object) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
