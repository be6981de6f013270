"""Which line is which: how many of our lines get the right stretch of the reference; and how long long texts take.

``python -m tests.bench.bench_alignment [--seed N] [--rounds N] [--words N] [--failures]``. Songs and texts are those
beside the project (../shared/data). Both sides are made from them by ``tests.bench.sung``: ours with 18 % of the words
misheard (letters that sound alike, other words), left out or put in, Korean with a tenth of its spaces gone, lines cut
and joined at random; the reference as the row of the table says.

A line of ours is **right** where its stretch holds exactly the words of the reference that the line was made from, but
for one word at each end; words that ours left out between two lines belong to neither. Where the reference lacks what
the line was made from, the line is right only without a stretch. Copies of a refrain count as different words, though
they read the same. Where verses are swapped, a line of them may instead name its words as ``elsewhere``; of a line that
reaches over the border of one, its words lie apart in the reference, and those on one side are enough.
"""

from __future__ import annotations

import argparse
import resource
import string
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from review.alignment import Part, Stretch, align, words
from review.comparison import compare
from review.reference.model import ScoredLine as Text
from review.scoring import report
from review.scoring.model import Normalisation, Pair
from tests.bench.sung import Case, Plan, Song, SungLine, perform, repeated, songs, talks, verse, with_refrain

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"
TARGET = 0.97
LINES = 60  # of a text that is no song
WORDS, ERRORS = 100_000, 0.15
VOCABULARY, LETTERS = 12_000, string.ascii_lowercase

Scenario = Callable[[Song, Random], tuple[Song, Plan]]


def _plain(song: Song, _: Random) -> tuple[Song, Plan]:
    return song, Plan(ours_broken=False)


def _ours_broken(song: Song, _: Random) -> tuple[Song, Plan]:
    return song, Plan()


def _both_broken(song: Song, _: Random) -> tuple[Song, Plan]:
    return song, Plan(theirs_broken=True)


def _refrain_not_written(song: Song, random: Random) -> tuple[Song, Plan]:
    return song, Plan(theirs_without=[random.choice(song.copies)])


def _refrain_not_heard(song: Song, random: Random) -> tuple[Song, Plan]:
    return song, Plan(ours_without=[random.choice(song.copies)])


def _refrain_written_once(song: Song, _: Random) -> tuple[Song, Plan]:
    return song, Plan(theirs_without=list(song.copies[1:]))


def _more(song: Song, random: Random) -> tuple[Song, tuple[int, int]]:
    """The song with its refrain once more, apart from its other copies, and that copy."""
    places = [p for p in range(1, len(song.lines) + 1) if not any(a - 2 < p < a + n + 2 for a, n in song.copies)]
    place = random.choice(places or [len(song.lines)])
    return repeated(song, song.copies[0], place), (place, song.copies[0][1])


def _refrain_once_more_heard(song: Song, random: Random) -> tuple[Song, Plan]:
    longer, copy = _more(song, random)
    return longer, Plan(theirs_without=[copy])


def _refrain_once_more_written(song: Song, random: Random) -> tuple[Song, Plan]:
    longer, copy = _more(song, random)
    return longer, Plan(ours_without=[copy])


def _verse_not_written(song: Song, random: Random) -> tuple[Song, Plan]:
    return song, Plan(theirs_without=[verse(song, random)])


def _verse_not_heard(song: Song, random: Random) -> tuple[Song, Plan]:
    return song, Plan(ours_without=[verse(song, random)])


def _verses_swapped(song: Song, random: Random) -> tuple[Song, Plan]:
    for _ in range(20):
        first, second = sorted((verse(song, random), verse(song, random)))
        if sum(first) <= second[0]:
            return song, Plan(swapped=(first, second))
    return song, Plan()


def _everything(song: Song, random: Random) -> tuple[Song, Plan]:
    longer, copy = _more(song, random)
    plan = Plan(theirs_broken=random.random() < 0.5)
    (plan.ours_without if random.random() < 0.5 else plan.theirs_without).append(copy)
    plan.theirs_without.append(random.choice(longer.copies))
    plan.ours_without.append(verse(longer, random))
    return longer, plan


SCENARIOS: dict[str, Scenario] = {
    "misheard words only": _plain,
    "our lines broken anew": _ours_broken,
    "lines of both broken anew": _both_broken,
    "a refrain not written": _refrain_not_written,
    "a refrain not heard": _refrain_not_heard,
    "refrain written once only": _refrain_written_once,
    "refrain once more in ours": _refrain_once_more_heard,
    "refrain once more in theirs": _refrain_once_more_written,
    "a verse not written": _verse_not_written,
    "a verse not heard": _verse_not_heard,
    "two verses swapped": _verses_swapped,
    "refrains, verses and breaks": _everything,
}


def said(theirs: Sequence[SungLine], parts: Sequence[Part]) -> list[int]:
    """The sung words that parts of the reference hold."""
    found = []
    for part in parts:
        line = theirs[part.line]
        for word, (begin, end) in zip(line.words, words(line.text), strict=True):
            if part.begin <= begin and end <= part.end and word.number is not None:
                found.append(word.number)
    return found


def judged(case: Case, rows: Sequence[Stretch]) -> Iterator[tuple[int, bool]]:
    """For each line of ours whether its row is right."""
    written = [number for line in case.theirs for number in line.numbers]
    counted = case.unheard.union(*(line.numbers for line in case.ours))
    for row in rows:
        if row.ours is None:
            continue
        numbers = case.ours[row.ours].numbers
        inside = set(range(min(numbers), max(numbers) + 1)) - case.unheard
        truth = [number for number in written if number in inside]
        got = [number for number in said(case.theirs, row.theirs) if number in counted or number in inside]
        if not case.moved.isdisjoint(truth):
            named = said(case.theirs, row.theirs or row.elsewhere)
            got = [number for number in named if number in counted or number in inside]
            yield row.ours, any(same(run, got) for run in (truth, *_apart(truth, written)))
        else:
            yield row.ours, same(truth, got)


def _apart(truth: Sequence[int], written: Sequence[int]) -> list[list[int]]:
    """The runs of words that stand together in the reference."""
    place = {number: at for at, number in enumerate(written)}
    runs: list[list[int]] = []
    for number in truth:
        if runs and place[number] == place[runs[-1][-1]] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def same(truth: Sequence[int], got: Sequence[int]) -> bool:
    """Whether both are the same run of words, but for one at each end; an empty one is only like an empty one."""
    if not truth or not got:
        return not truth and not got
    common = [number for number in truth if number in set(got)]
    return bool(common) and all(
        run.index(common[0]) <= 1 and len(run) - 1 - run.index(common[-1]) <= 1 and _unbroken(run, common)
        for run in (truth, got)
    )


def _unbroken(run: Sequence[int], common: Sequence[int]) -> bool:
    return list(run[run.index(common[0]) : run.index(common[-1]) + 1]) == list(common)


def material() -> dict[str, list[Song]]:
    """The songs, and texts of other kinds, of the folder beside the project."""
    return {
        "songs": songs(DATA / "songs"),
        "Korean talks": talks(DATA / "korean-talks", LINES),
        "texts in 9 languages": talks(DATA / "many-languages", LINES // 2),
    }


def measure(
    sources: Sequence[Song], scenario: Scenario, seed: str, *, rounds: int, timed: bool, show: int
) -> tuple[int, int]:
    """Lines that are right, and all lines."""
    right = total = 0
    for source in sources:
        for number in range(rounds):
            random = Random(f"{seed} {source.name} {number}")
            song, plan = scenario(with_refrain(source, random), random)
            case = perform(song, plan, random, timed=timed)
            rows = align(case.ours, case.theirs)
            verdicts = dict(judged(case, rows))
            right, total = right + sum(verdicts.values()), total + len(verdicts)
            if show and not all(verdicts.values()):
                print_failure(source.name, case, rows, verdicts)
    return right, total


def print_failure(name: str, case: Case, rows: Sequence[Stretch], verdicts: dict[int, bool]) -> None:
    """The rows of one alignment, wrong ones marked."""
    print(f"--- {name}")
    for row in rows:
        ours = "" if row.ours is None else case.ours[row.ours].text
        mark = " " if row.ours is None or verdicts[row.ours] else "X"
        theirs = " | ".join(case.theirs[part.line].text[part.begin : part.end] for part in row.theirs)
        print(f"{mark} {ours:60.60} || {theirs}")


def lines_table(seed: int, rounds: int, show: bool) -> None:
    """Prints the share of lines that are right, for each kind of text and difference, without and with times."""
    overall: dict[tuple[str, bool], list[int]] = defaultdict(lambda: [0, 0])
    print(f"{'right stretch, % of our lines':34}{'no times':>10}{'times':>8}{'lines':>8}")
    for kind, sources in material().items():
        print(kind)
        for name, scenario in SCENARIOS.items():
            figures = []
            for timed in (False, True):
                found = measure(sources, scenario, f"{seed} {name}", rounds=rounds, timed=timed, show=show)
                figures.append(found)
                for place, figure in enumerate(found):
                    overall[kind, timed][place] += figure
            print(f"  {name:32}{_percent(figures[0]):>10}{_percent(figures[1]):>8}{figures[0][1]:>8}", flush=True)
        both = overall[kind, False], overall[kind, True]
        met = all(right >= TARGET * total for right, total in both)
        print(f"  {'all':32}{_percent(both[0]):>10}{_percent(both[1]):>8}{both[0][1]:>8}", end="  ")
        print(f"target {TARGET:.0%}: {'met' if met else 'MISSED'}")


def _percent(figure: Sequence[int]) -> str:
    return f"{100 * figure[0] / max(1, figure[1]):.1f}"


def long_texts(count: int, seed: int) -> tuple[list[Text], list[Text]]:
    """Ours and theirs: ``count`` words of theirs, a few of them frequent, in lines of four to ten; of ours 15 % are
    others, left out or put in."""
    random = Random(seed)
    vocabulary = ["".join(random.choices(LETTERS, k=random.randint(2, 9))) for _ in range(VOCABULARY)]
    frequent = [1 / (rank + 3) for rank in range(VOCABULARY)]
    theirs = random.choices(vocabulary, frequent, k=count)
    ours: list[str] = []
    for word in theirs:
        luck = random.random() / ERRORS
        if luck < 1 / 5:
            continue
        ours.append(random.choice(vocabulary) if luck < 4 / 5 else word)
        if 4 / 5 <= luck < 1:
            ours.append(random.choice(vocabulary))
    return _in_lines(ours, random), _in_lines(theirs, random)


def _in_lines(said: Sequence[str], random: Random) -> list[Text]:
    lines: list[Text] = []
    at = 0
    while at < len(said):
        size = random.randint(4, 10)
        lines.append(Text(" ".join(said[at : at + size]), len(lines)))
        at += size
    return lines


def run_long(what: str, count: int, seed: int) -> None:
    """Prints seconds (wall, processor) and resident memory before and at most, MB; in a process of its own."""
    ours, theirs = long_texts(count, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    wall, processor = time.perf_counter(), time.process_time()
    if what == "comparison":
        compare(ours, theirs, Normalisation.STANDARD, "en")
    else:
        rows = align(ours, theirs)
        if what == "align and scores":
            report([_pair(row, ours, theirs) for row in rows], Normalisation.STANDARD, "en")
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    print(wall, processor, before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _pair(row: Stretch, ours: Sequence[Text], theirs: Sequence[Text]) -> Pair:
    stretch = " ".join(theirs[part.line].text[part.begin : part.end] for part in row.theirs)
    return Pair("" if row.ours is None else ours[row.ours].text, stretch)


def long_table(count: int, seed: int) -> None:
    """Prints seconds and memory for long texts."""
    print(f"{count:,} words against {count:,} at {ERRORS:.0%} errors")
    for what, seconds, megabytes in (("align", 2.5, 300), ("align and scores", 5.0, 500), ("comparison", 0, 0)):
        command = [sys.executable, "-m", "tests.bench.bench_alignment"]
        command += ["--words", str(count), "--seed", str(seed), "--long", what]
        output = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout
        wall, processor, before, peak = map(float, output.split())
        found = f"{wall:6.2f} s ({processor:.2f} s of processor), peak {peak:.0f} MB, {before:.0f} MB before"
        verdict = "met" if wall <= seconds and peak <= megabytes else "MISSED"
        target = f"; target {seconds:g} s, {megabytes} MB: {verdict}" if seconds else ""
        print(f"  {what:32}{found}{target}", flush=True)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure the alignment of ours with a reference.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=2, help="performances of each song for each row")
    parser.add_argument("--words", type=int, default=WORDS)
    parser.add_argument("--failures", action="store_true", help="print the rows of alignments with a wrong line")
    parser.add_argument("--long", choices=["align", "align and scores", "comparison"], help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.long:
        run_long(given.long, given.words, given.seed)
        return
    long_table(given.words, given.seed)
    if DATA.exists():
        lines_table(given.seed, given.rounds, given.failures)
    else:
        print(f"lines: no songs at {DATA}")


if __name__ == "__main__":
    main()
