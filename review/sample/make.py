"""Makes the sample's files again: ``python -m review.sample.make [RECORDING...]``

The recordings (those that tests/make_fixtures.py speaks) are joined with a pause between them. The lines are what
Whisper's base model hears in that: nothing is corrected, nothing is made up. It is told that the language is Korean,
else it would take the English in between for all there is, and hears each window on its own. The evidence is gathered
as a worker gathers it; without recordings it alone is, on the lines as they are.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from engine.backends import load
from engine.evidence.gather import plan_parts
from engine.hear import hear_all
from engine.media import SAMPLE_RATE, decode, make_playback, open_pcm, wav_header
from engine.media.pcm import SAMPLES_PER_MS
from engine.options import DecodingOptions
from engine.transcript_json import dumps, from_json, loads, to_json
from review.jobs.examining import examined
from review.jobs.stretches import evidence_plan
from review.line import from_segment
from review.sample import AUDIO, EVIDENCE, MODE, TRANSCRIPT

ENGINE, MODEL, DEVICE = "faster-whisper", "base", "cpu"
PAUSE = bytes(2 * SAMPLE_RATE)


def main(recordings: Sequence[Path]) -> None:
    """Write the recording, its transcript and the evidence beside this file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if recordings:
            _join(recordings, folder)
        sound = folder / "audio.pcm"
        decode(AUDIO, sound)
        if recordings:
            _hear(sound)
        EVIDENCE.write_bytes(orjson.dumps(list(_gathered(sound)), option=orjson.OPT_INDENT_2))


def _join(recordings: Sequence[Path], folder: Path) -> None:
    joined = folder / "joined.wav"
    sound = PAUSE.join(_pcm(recording, folder / "part.pcm") for recording in recordings)
    joined.write_bytes(wav_header(len(sound)) + sound)
    make_playback(joined, AUDIO)


def _pcm(recording: Path, target: Path) -> bytes:
    decode(recording, target)
    return target.read_bytes()


def _hear(sound: Path) -> None:
    recogniser = load(ENGINE, MODEL, DEVICE)
    options = DecodingOptions(language="ko", condition_on_previous_text=False)
    heard = hear_all(recogniser, open_pcm(sound), options, _nothing, _nothing, lambda: False)
    TRANSCRIPT.write_bytes(dumps(to_json(heard)))


def _gathered(sound: Path) -> Iterator[dict[str, Any]]:
    """Each step of each part, in the order in which a worker stores them."""
    heard = from_json(loads(TRANSCRIPT.read_bytes()))
    lines = [from_segment(f"0.0.{at}", segment) for at, segment in enumerate(heard.segments)]
    pcm = open_pcm(sound)
    plan = evidence_plan(lines, ((0, len(pcm) // SAMPLES_PER_MS),))
    for part in plan_parts(MODE):
        for index in range(len(plan)):
            yield examined(
                part,
                lines,
                pcm,
                plan,
                index,
                language=heard.language,
                model=MODEL,
                engine=ENGINE,
                device=DEVICE,
                cache_dir=None,
                stop=lambda: False,
                progress=None,
            ).as_dict()


def _nothing(*_: object) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
