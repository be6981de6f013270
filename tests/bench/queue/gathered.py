"""Recordings heard and examined by the engine as a user's would be; kept in a folder, so that fits can be repeated."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from engine import transcript_json
from engine.backends import load
from engine.evidence import PartEvidence
from engine.evidence.gather import plan_parts
from engine.hear import hear_all
from engine.options import DecodingOptions
from review.jobs.examining import examined as step
from review.jobs.stretches import evidence_plan
from review.line import Line, from_segment
from review.queue import Evidence
from tests.bench.queue.recordings import Recording

MODEL, ENGINE = "base", "faster-whisper"


@dataclass(frozen=True, slots=True)
class Examined:
    """A recording, what was heard in it and all the evidence, as JSON; ``seconds`` that hearing and each part took."""

    recording: Recording
    lines: tuple[Line, ...]
    parts: tuple[dict[str, Any], ...]
    seconds: dict[str, float]

    def evidence(self, *parts: str) -> Evidence:
        """What the named parts found; all where none is named."""
        return Evidence.merged(part for part in self.parts if not parts or part["part"] in parts)


def examined(recording: Recording, cache: Path) -> Examined:
    """Heard with base, int8, the command's defaults, and examined thoroughly."""
    file = cache / "examined" / f"{recording.key}.json"
    kept: dict[str, Any] = orjson.loads(file.read_bytes()) if file.exists() else {"seconds": {}, "parts": {}}
    if "transcript" not in kept:
        _hear(recording, kept)
        _keep(file, kept)
    lines = _lines(kept)
    for part in plan_parts("thorough"):
        if part not in kept["parts"]:
            begun = time.perf_counter()
            kept["parts"][part] = [found.as_dict() for found in _gathered(part, recording, lines)]
            kept["seconds"][part] = time.perf_counter() - begun
            _keep(file, kept)
    parts = tuple(found for part in kept["parts"].values() for found in part)
    return Examined(recording, lines, parts, kept["seconds"])


def _keep(file: Path, kept: dict[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(orjson.dumps(kept))


def _hear(recording: Recording, kept: dict[str, Any]) -> None:
    recogniser = load(ENGINE, MODEL, "cpu")
    begun = time.perf_counter()
    heard = hear_all(
        recogniser,
        recording.pcm,
        DecodingOptions(language=recording.language),
        lambda _: None,
        lambda _done, _all: None,
        lambda: False,
    )
    kept["seconds"]["hearing"] = time.perf_counter() - begun
    kept["transcript"] = transcript_json.to_json(heard)


def _lines(kept: dict[str, Any]) -> tuple[Line, ...]:
    transcript = transcript_json.from_json(kept["transcript"])
    return tuple(from_segment(f"0.0.{at}", segment) for at, segment in enumerate(transcript.segments))


def _gathered(part: str, recording: Recording, lines: tuple[Line, ...]) -> list[PartEvidence]:
    plan = evidence_plan(lines, ((0, recording.duration),))
    return [
        step(
            part,
            lines,
            recording.pcm,
            plan,
            index,
            language=recording.language,
            model=MODEL,
            engine=ENGINE,
            device="cpu",
            cache_dir=None,
            stop=lambda: False,
            progress=None,
        )
        for index in range(len(plan))
    ]
