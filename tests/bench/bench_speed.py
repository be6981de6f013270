"""faster-whisper in 8-bit integers against openai-whisper: the same weights, options, file and threads.

``python -m tests.bench.bench_speed [FOLDER]``: a folder of fragments with a ``refs.tsv`` (file, language, reference);
those of its first talk are joined until they last three minutes. Base, beam 5, word timestamps, both warm, one run
each. Durations are of one run on this machine, which should have nothing else to do.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from pathlib import Path

import av
import jiwer
import numpy as np
import torch
import whisper
from numpy.typing import NDArray

from engine.backends import load, unload
from engine.models.weights import ensure
from engine.options import DecodingOptions

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data" / "korean-talks"
RATE = 16_000
TARGET_RATIO = 4.0
TARGET_POINTS = 1.0

Pcm = NDArray[np.float32]


def samples(path: Path) -> Pcm:
    """Any recording as 16 kHz mono, shape (samples,)."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(path)) as container:
        frames = [frame for decoded in container.decode(audio=0) for frame in resampler.resample(decoded)]
    found: Pcm = np.concatenate([frame.to_ndarray()[0] for frame in frames]).astype(np.float32) / np.float32(32_768)
    return found


def joined(folder: Path, seconds: float) -> tuple[Pcm, str, str]:
    """The fragments of the folder's first talk until they last ``seconds``, their text and their language."""
    with (folder / "refs.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    talk = rows[0]["file"].rpartition("-")[0]
    pieces: list[Pcm] = []
    texts: list[str] = []
    for row in rows:
        if row["file"].rpartition("-")[0] == talk and sum(map(len, pieces)) < seconds * RATE:
            pieces.append(samples(folder / row["file"]))
            texts.append(row["reference"])
    return np.concatenate(pieces), " ".join(texts), rows[0]["language"]


def hear_fast(pcm: Pcm, options: DecodingOptions) -> tuple[str, float]:
    """What our faster-whisper hears, and in how many seconds."""
    recogniser = load("faster-whisper", "base", "cpu")
    texts: list[str] = []

    def run(heard: Pcm) -> None:
        recogniser.transcribe(
            heard,
            options,
            language=options.language,
            prompt=None,
            on_window=lambda window: texts.extend(segment.text for segment in window),
            stop=lambda: False,
        )

    run(pcm[: 5 * RATE])
    texts.clear()
    begun = time.perf_counter()
    run(pcm)
    elapsed = time.perf_counter() - begun
    unload()
    return "".join(texts), elapsed


def hear_plain(pcm: Pcm, options: DecodingOptions) -> tuple[str, float]:
    """What ``whisper.transcribe`` itself hears with the same weights and options, and in how many seconds."""
    torch.set_num_threads(options.threads)
    model = whisper.load_model(str(ensure("base", "openai-whisper")), device="cpu")
    model.set_alignment_heads(whisper._ALIGNMENT_HEADS["base"])

    def run(heard: Pcm) -> str:
        result = model.transcribe(
            heard,
            language=options.language,
            beam_size=5,
            best_of=5,
            temperature=options.temperatures(),
            word_timestamps=True,
            fp16=False,
        )
        return str(result["text"])

    run(pcm[: 5 * RATE])
    begun = time.perf_counter()
    text = run(pcm)
    return text, time.perf_counter() - begun


def letters(text: str) -> str:
    """Letters and digits alone."""
    return "".join(char for char in text.lower() if char.isalnum())


def wrong(reference: str, text: str) -> float:
    """Per cent of the reference's letters that are wrong, left out or added."""
    return 100.0 * float(jiwer.cer(letters(reference), letters(text)))


def main() -> int:
    """Print both figures; exit code 1 where one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
    parser.add_argument("--seconds", type=float, default=180)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    pcm, reference, language = joined(given.folder, given.seconds)
    options = DecodingOptions(language=language, threads=given.threads)
    fast, fast_s = hear_fast(pcm, options)
    plain, plain_s = hear_plain(pcm, options)
    duration, ratio = len(pcm) / RATE, plain_s / fast_s
    points = wrong(reference, fast) - wrong(reference, plain)
    print(f"{duration:.0f} s of audio, base, beam 5, word timestamps, {given.threads} threads, warm, one run")
    print(f"whisper.transcribe, float32: {plain_s:.1f} s, {duration / plain_s:.1f} x real time")
    print(f"faster-whisper, int8:        {fast_s:.1f} s, {duration / fast_s:.1f} x real time")
    print(f"ratio {ratio:.1f} (target: at least {TARGET_RATIO:.0f})")
    print(f"letters wrong: {wrong(reference, plain):.1f} % and {wrong(reference, fast):.1f} %, {points:+.1f} points")
    return 0 if ratio >= TARGET_RATIO and points <= TARGET_POINTS else 1


if __name__ == "__main__":
    sys.exit(main())
