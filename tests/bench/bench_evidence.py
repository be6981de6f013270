"""What gathering evidence costs against hearing the same recording, in one run.

``python -m tests.bench.bench_evidence [FILE] [--language ko] [--model base] [--engine faster-whisper]``. Hears the file
(the project's own Korean one by default) on the CPU with the whisper command's defaults, then gathers part after part;
models are loaded before the clock starts. The clock is the processor's time of this process, all threads together:
what else the machine does hardly shows in it.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends import load
from engine.evidence.gather import HeardLine, gather, plan_parts
from engine.hear import hear_all
from engine.media import decode
from engine.options import DecodingOptions
from review.settings import ROOT

TARGETS = {"fast": 0.7, "thorough": 1.5}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure what evidence costs against hearing.")
    parser.add_argument("file", nargs="?", type=Path, default=ROOT / "tests" / "fixtures" / "korean.flac")
    parser.add_argument("--language", default="ko")
    parser.add_argument("--model", default="base")
    parser.add_argument("--engine", default="faster-whisper")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="relisten-bench-") as folder:
        target = Path(folder) / "sound.pcm"
        decode(given.file, target)
        pcm = np.fromfile(target, dtype="<i2")
    recogniser = load(given.engine, given.model, "cpu")
    begun = time.process_time()
    heard = hear_all(
        recogniser, pcm, DecodingOptions(language=given.language), lambda _: None, lambda *_: None, lambda: False
    )
    hearing = time.process_time() - begun
    lines = [
        HeardLine(f"0.0.{at}", line.start, line.end, line.text, line.words, line.tokens)
        for at, line in enumerate(heard.segments)
    ]
    print(f"{len(pcm) / 16_000:.0f} s of sound, {len(lines)} lines: heard in {hearing:.1f} s of processor time")
    seconds = {}
    for part in plan_parts("thorough"):
        took = [_gathered(part, lines, pcm, given) for _ in range(2)]  # the first loads what the part needs
        seconds[part] = took[1]
        print(f"  {part:7s} {took[1]:6.1f} s, {took[1] / hearing:.0%} of hearing")
    for mode, most in TARGETS.items():
        share = sum(seconds[part] for part in plan_parts(mode)) / hearing
        print(f"{mode}: {share:.0%} of hearing on top (target {most:.0%}): {'met' if share <= most else 'MISSED'}")


def _gathered(part: str, lines: list[HeardLine], pcm: NDArray[np.int16], given: argparse.Namespace) -> float:
    """How much processor time the part took, s."""
    begun = time.process_time()
    gather(
        part,
        lines,
        pcm,
        (0, len(pcm) // 16),
        language=given.language,
        model=given.model,
        engine=given.engine,
        device="cpu",
    )
    return time.process_time() - begun


if __name__ == "__main__":
    main()
