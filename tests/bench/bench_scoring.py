"""Scores against jiwer's, and the time and memory of alignment and scores of a long text.

``python -m tests.bench.bench_scoring [--pairs 10000] [--words 100000]``: random pairs (Korean, English, both, some of
them empty; seeded) are scored raw and compared with jiwer's WER and CER; where jiwer gives a count for an empty
reference, ours has no rate and the same count. S, D and I must add up to the word-level distance, the error of each
line too. Then two texts of so many words, 15 % of them substituted, inserted or deleted, in lines of eight, are
compared as the page does it, in a process of its own. One run on this machine, which should have nothing else to do.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import jiwer
from rapidfuzz.distance import Levenshtein

from review.comparison import compare
from review.reference import ScoredLine
from review.scoring import Normalisation, Pair, Score, report, score

TOLERANCE = 1e-9
TARGET_SECONDS = 5.0
TARGET_MB = 500
SEED = 20_260_301
ERRORS = 0.15
KOREAN = ("나는", "너를", "나는너를", "사랑해", "사랑", "해", "오늘", "그대", "ㅋㅋ", "할", "수", "있다", "수있다")
ENGLISH = ("the", "The", "cat", "on", "a", "don't", "don’t", "well-known", "Attention,", "radio?", "(yeah)", "20%")


class Run(NamedTuple):
    """What one comparison took."""

    seconds: float
    megabytes: float
    wer: float


def text(source: random.Random, words: Sequence[str]) -> str:
    """Up to twelve words; one text in twenty is empty."""
    return "" if source.random() < 0.05 else " ".join(source.choices(words, k=source.randint(1, 12)))


def misheard(source: random.Random, reference: Sequence[str], words: Sequence[str], share: float) -> list[str]:
    """``reference`` with this share of it substituted (three in five), deleted or inserted."""
    made: list[str] = []
    for word in reference:
        fate = source.random() / share
        if fate >= 0.8:
            made.append(word)
        if fate < 0.6 or 0.8 <= fate < 1:
            made.append(source.choice(words))
    return made


def pairs(count: int) -> list[tuple[str, str]]:
    """Hypothesis and reference; half of them are alike."""
    source = random.Random(SEED)
    made: list[tuple[str, str]] = []
    for _ in range(count):
        words = source.choice((KOREAN, ENGLISH, KOREAN + ENGLISH))
        reference = text(source, words)
        alike = " ".join(misheard(source, reference.split(), words, 0.4))
        made.append((alike if source.random() < 0.5 else text(source, words), reference))
    return made


def far(ours: Score, hypothesis: str, reference: str) -> float:
    """The larger difference of WER and CER from jiwer's."""
    if ours.wer is None or ours.cer is None:
        return abs(ours.counts.insertions - float(jiwer.wer(reference, hypothesis)))
    wer, cer = float(jiwer.wer(reference, hypothesis)), float(jiwer.cer(reference, hypothesis))
    return max(abs(ours.wer - wer), abs(ours.cer - cer))


def agree(count: int) -> bool:
    """Print how far random pairs are from jiwer; whether they are near enough."""
    made = pairs(count)
    begun = time.perf_counter()
    scores = [score(hypothesis, reference, Normalisation.RAW) for hypothesis, reference in made]
    elapsed = time.perf_counter() - begun
    lines = report([Pair(*pair) for pair in made], Normalisation.RAW, None).lines
    worst = max(far(ours, *pair) for ours, pair in zip(scores, made, strict=True))
    distances = [Levenshtein.distance(theirs.split(), ours.split()) for ours, theirs in made]
    wrong = sum(ours.counts.errors != distance for ours, distance in zip(scores, distances, strict=True))
    wrong += sum(counts.errors != distance for counts, distance in zip(lines, distances, strict=True))
    empty = sum(not (hypothesis and reference) for hypothesis, reference in made)
    print(f"{count:,} random pairs, {empty:,} of them with an empty side, scored raw in {elapsed:.1f} s")
    print(f"largest difference of WER or CER from jiwer's: {worst:.1e} (target: at most {TOLERANCE:.0e})")
    print(f"S + D + I other than the distance: {wrong} (target: 0)")
    return worst <= TOLERANCE and not wrong


def lines(words: Sequence[str]) -> list[ScoredLine]:
    """Lines of eight words, one every two seconds."""
    return [
        ScoredLine(" ".join(words[at : at + 8]), at // 8, at * 250, at * 250 + 1_900) for at in range(0, len(words), 8)
    ]


def long_run(words: int) -> Run:
    """One comparison of two long texts."""
    source = random.Random(SEED)
    letters = "abcdefghijklmnopqrstuvwxyz"
    known = ["".join(source.choices(letters, k=source.randint(2, 8))) for _ in range(5_000)]
    drawn = [known[min(int(source.paretovariate(0.7)) - 1, len(known) - 1)] for _ in range(words)]
    ours, theirs = lines(misheard(source, drawn, known, ERRORS)), lines(drawn)
    begun = time.perf_counter()
    found = compare(ours, theirs, Normalisation.STANDARD, "en")
    elapsed = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(elapsed, peak, found.report.score.wer or 0.0)


def long_enough(words: int) -> bool:
    """Print what a long text takes; whether that is little enough."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        run = pool.apply(long_run, (words,))
    print(f"{words:,} against as many words at a WER of {100 * run.wer:.1f} %: alignment, rows and scores together")
    print(f"{run.seconds:.1f} s (target: under {TARGET_SECONDS:.0f})")
    print(f"{run.megabytes:.0f} MB at the peak, with all that is imported (target: under {TARGET_MB})")
    return run.seconds < TARGET_SECONDS and run.megabytes < TARGET_MB


def main() -> int:
    """Print the figures; exit code 1 where one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=10_000)
    parser.add_argument("--words", type=int, default=100_000)
    given = parser.parse_args()
    met = [agree(given.pairs), long_enough(given.words)]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
