"""The review queue, measured: how few lines must be read to find the wrong ones, and what can be said of the rest.

``python -m tests.bench.bench_queue [--cache FOLDER] [--seed N] [--fit] [--ablation]``. Every recording of
../shared/data is heard with base (int8, the whisper command's defaults) and examined thoroughly; the results are kept
in the cache folder, a new one by default. A line is **wrong** when two or more letters differ from the right text,
spaces, punctuation, case and (English) ways to write numbers aside; a gap is when something was said there, and what
was said where neither a line nor a gap is can never be found. Each recording is scored by coefficients that were fitted
on recordings of other speakers. ``--fit`` writes the coefficients of all recordings together to
review/queue/coefficients.json.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from review.queue.rank import FLAGGED, rank
from review.queue.suspicion import FILE
from tests.bench.queue import stretches
from tests.bench.queue.baselines import baselines
from tests.bench.queue.figures import auroc, average_precision, calibration_error, mean, read_for, reliability
from tests.bench.queue.fitting import Case, Foretold, Recipe, as_dict, cross_validated, fit, prepared
from tests.bench.queue.gathered import Examined, examined
from tests.bench.queue.places import Places, gap_scores, places_of
from tests.bench.queue.recipes import ABLATION, RECIPES
from tests.bench.queue.recordings import GROUPS, LANGUAGES, SILENCE, SONGS, SPEECH, TALKS, recordings
from tests.bench.queue.reviewer import minutes
from tests.bench.queue.truth import Judged

SHARES = (0.8, 0.9, 0.95)
TARGETS = (TALKS, SPEECH)
"""The groups whose figures have a target."""
DATA_SAID = (
    "Pansori TEDxKR (6 talks), LibriSpeech test-other and LJSpeech (6 readers), nine languages read (17 files), by base"
)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure the review queue, and fit it.")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", action="store_true", help="write the coefficients file")
    parser.add_argument("--ablation", action="store_true", help="print what each kind of signal is worth")
    given = parser.parse_args()
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="relisten-bench-") as folder:
        _measure(given.cache or Path(folder), given.seed, given.fit, given.ablation)
    print(f"\nall of this took {(time.perf_counter() - begun) / 60:.0f} minutes; seed {given.seed}")


def _measure(cache: Path, seed: int, write: bool, ablation: bool) -> None:
    found = [examined(recording, cache) for recording in recordings(GROUPS, cache)]
    cases = [prepared(each, each.evidence()) for each in found if each.lines and each.recording.group != SILENCE]
    foretold = cross_validated(RECIPES, cases)
    places = {each.case.name: places_of(each.case, each.lines, gap_scores(each.case)) for each in foretold}
    for group in (TALKS, SPEECH, LANGUAGES, SONGS):
        _group(group, [each for each in foretold if each.case.examined.recording.group == group], places)
    spoken = [each for each in foretold if each.case.examined.recording.group in TARGETS]
    _together(spoken, places)
    _calibration(spoken)
    stretches.show([(each.case.wrong, each.lines, each.flagged) for each in spoken], seed)
    _silence([each for each in found if each.recording.group == SILENCE], foretold)
    if ablation:
        _ablation(found)
    if write:
        _write(cases, spoken)


# ---- by group -------------------------------------------------------------------------------------------------------


def _group(group: str, foretold: Sequence[Foretold], places: dict[str, Places]) -> None:
    print(f"\n{group}: {len(foretold)} recordings")
    rows: dict[str, list[dict[str, float]]] = defaultdict(list)
    for each in foretold:
        own = places[each.case.name]
        rows["queue"].append(_row(own, own.score))
        for name, score in baselines(each.case.examined.lines).items():
            least = score.min() - 1 if len(score) else 0.0
            rest = np.full(len(own.places) - own.lines, least)
            rows[name].append(_row(own, np.concatenate([score, rest])))
    print(f"  {'':24s} AUROC  AP     lines (and seconds) read for 80 / 90 / 95 % of the wrong ones, times the oracle's")
    for name, figures in rows.items():
        means = {key: mean([row[key] for row in figures]) for key in figures[0]}
        read = "  ".join(f"{means[f'lines {share}']:.2f} ({means[f's {share}']:.2f})" for share in SHARES)
        print(f"  {name:24s} {means['auroc']:.3f}  {means['ap']:.3f}  {read}")
    for each, row in zip(foretold, rows["queue"], strict=True):
        wrong, own = each.case.wrong, places[each.case.name]
        unseen = int((own.wrong[own.lines :] * (own.score[own.lines :] == 0)).sum())
        print(
            f"    {each.case.examined.recording.name[:30]:30s} {len(wrong):3d} lines, {int(wrong.sum()):3d} wrong, "
            f"{len(own.places) - own.lines - unseen:2d} gaps, {unseen:2d} unseen: AUROC {row['auroc']:.3f}, "
            f"read {row['lines 0.9']:.2f} x oracle ({each.model})"
        )
    _kinds(foretold)


def _row(own: Places, score: Any) -> dict[str, float]:
    """The figures of one recording. The order of lines is judged by AUROC, all places by what must be read."""
    wrong, ones = own.wrong, np.ones(len(own.places))
    found = {
        "auroc": auroc(wrong[: own.lines], score[: own.lines]),
        "ap": average_precision(wrong[: own.lines], score[: own.lines]),
    }
    for share in SHARES:
        for name, cost in (("lines", ones), ("s", own.seconds)):
            oracle = read_for(share, wrong, wrong, cost)
            found[f"{name} {share}"] = read_for(share, wrong, score, cost) / oracle if oracle else math.nan
    return found


def _kinds(foretold: Sequence[Foretold]) -> None:
    """Of the wrong lines with each kind of error, how many are flagged."""
    every: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for each in foretold:
        for judged, is_flagged in zip(each.case.judged, each.flagged, strict=True):
            for kind in judged.kinds if judged.wrong else ():
                every[kind] += 1
                flagged[kind] += bool(is_flagged)
    told = ", ".join(f"{kind} {flagged[kind]} of {every[kind]}" for kind in sorted(every))
    print(f"  wrong lines flagged, by kind of error in them: {told}")
    by_words = [judged for each in foretold for judged in _by_words(each)]
    wrong, spelled = sum(judged.wrong for judged in by_words), sum(judged.letters == 1 for judged in by_words)
    print(f"  flagged for a word alone: {len(by_words)} lines, {wrong} wrong, {spelled} with one wrong letter")


def _by_words(each: Foretold) -> list[Judged]:
    """The lines that are to be checked for one of their words, not for their own suspicion."""
    return [
        judged
        for judged, flagged, suspicion in zip(each.case.judged, each.flagged, each.lines, strict=True)
        if flagged and suspicion < FLAGGED
    ]


# ---- together -------------------------------------------------------------------------------------------------------


def _together(foretold: Sequence[Foretold], places: dict[str, Places]) -> None:
    print("\ntalks and speech together, by recording")
    rows = [_row(places[each.case.name], places[each.case.name].score) for each in foretold]
    area, read = mean([row["auroc"] for row in rows]), mean([row["lines 0.9"] for row in rows])
    print(f"  AUROC {area:.3f} (target 0.88): {_verdict(area >= 0.88)}")
    print(f"  lines read for 90 %: {read:.2f} x oracle (target 2.0): {_verdict(read <= 2.0)}")
    spent: dict[str, float] = defaultdict(float)
    for each in foretold:
        own = places[each.case.name]
        scores = {"queue": own.score, "oracle": own.wrong, "time order": -np.arange(len(own.places), dtype=float)}
        for name, score in scores.items():
            spent[name] += minutes(own.places, score, name in ("queue", "oracle"))
        average = baselines(each.case.examined.lines)["avg_logprob"]
        rest = np.full(len(own.places) - own.lines, -math.inf)
        spent["avg_logprob"] += minutes(own.places, np.concatenate([average, rest]), choices=False)
    needed = sum(math.ceil(0.9 * places[each.case.name].wrong.sum()) for each in foretold)
    for name in ("time order", "avg_logprob", "queue", "oracle"):
        each_s = spent[name] * 60 / needed
        print(f"  simulated reviewer, {name:12s} {spent[name]:6.1f} min, {each_s:.1f} s a corrected line")
    timed, best = spent["queue"] / spent["time order"], spent["queue"] / spent["oracle"]
    print(f"  against time order {timed:.0%} (target 65 %): {_verdict(timed <= 0.65)}")
    print(f"  against the oracle {best:.2f} x (target 1.8): {_verdict(best <= 1.8)}")


def _verdict(met: bool) -> str:
    return "met" if met else "MISSED"


def _calibration(foretold: Sequence[Foretold]) -> None:
    wrong = np.concatenate([each.case.wrong for each in foretold])
    likely = np.concatenate([each.lines for each in foretold])
    error = calibration_error(wrong, likely)
    print(f"\ncalibration over {len(wrong)} lines: expected error {error:.3f} (target 0.05): {_verdict(error <= 0.05)}")
    for count, probability, share in reliability(wrong, likely):
        print(f"  {count:4d} lines of suspicion {probability:.2f} on average: {share:.2f} of them wrong")


def _silence(silent: Sequence[Examined], foretold: Sequence[Foretold]) -> None:
    """Invented lines flagged outright, and right lines of talks and songs that are by mistake."""
    invented = [item.outright for each in silent for item in _items(each)]
    right = []
    for each in foretold:
        if each.case.examined.recording.group in (TALKS, SONGS):
            items = {item.line: item.outright for item in _items(each.case.examined)}
            lines = zip(each.case.examined.lines, each.case.judged, strict=True)
            right += [items[line.id] for line, judged in lines if not judged.wrong]
    caught, mistaken = float(np.mean(invented or [True])), float(np.mean(right or [False]))
    print(
        f"\nno-speech files: {len(invented)} invented lines, {caught:.0%} flagged outright (target 99 %): "
        f"{_verdict(caught >= 0.99)}"
    )
    print(
        f"  right lines of talks and songs: {mistaken:.1%} of {len(right)} (target 2 %): {_verdict(mistaken <= 0.02)}"
    )


def _items(each: Examined) -> list[Any]:
    found = rank(each.lines, each.evidence())
    return [item for item in found if item.line is not None]


# ---- what each signal is worth, and the file ------------------------------------------------------------------------


def _ablation(found: Sequence[Examined]) -> None:
    print("\nwhat each kind of signal is worth (mean AUROC within a recording, each scored without its speaker)")
    for group, recipes in ABLATION.items():
        cases = [prepared(each, each.evidence()) for each in found if each.recording.group == group and each.lines]
        for recipe in recipes:
            told = cross_validated((Recipe(recipe.name, (), recipe.signals, recipe.groups),), cases)
            area = mean([auroc(each.case.wrong, each.lines) for each in told])
            words = mean([auroc((each.case.letters > 0).astype(float), each.words) for each in told])
            print(f"  {group:16s} {recipe.name:52s} lines {area:.3f}, words {words:.3f}", flush=True)


def _write(cases: Sequence[Case], foretold: Sequence[Foretold]) -> None:
    models = [as_dict(fit(recipe, [case for case in cases if recipe.fits(case)])) for recipe in RECIPES]
    areas: dict[str, list[float]] = defaultdict(list)
    for each in foretold:
        areas[each.case.examined.recording.group].append(auroc(each.case.wrong, each.lines))
    wrong = np.concatenate([each.case.wrong for each in foretold])
    likely = np.concatenate([each.lines for each in foretold])
    kept = {
        "fitted": {
            "date": date.today().isoformat(),
            "by": "python -m tests.bench.bench_queue --fit",
            "data": DATA_SAID,
            "auroc_within_a_recording_cross_validated": {name: round(mean(each), 3) for name, each in areas.items()},
            "calibration_error": round(calibration_error(wrong, likely), 3),
        },
        "models": models,
    }
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"\nwritten: {FILE.name}")


if __name__ == "__main__":
    main()
