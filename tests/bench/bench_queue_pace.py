"""How soon the queue answers: 10,000 lines with all evidence, first and after decisions.

``python -m tests.bench.bench_queue_pace [--lines N]``. The evidence is made up (seeded), as much of it as a thorough
gathering of Korean stores. Seconds of the clock, of one run on this machine, which should have nothing else to do.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.evidence import Alternative, LineEvidence, PartEvidence, WordEvidence
from engine.evidence.gather import HeardLine
from engine.evidence.words import places
from engine.transcript import Segment, Word
from review.comparison.collector import collector_held_off
from review.line import Line, from_segment
from review.projects import Caller, Desk
from review.queue import Evidence, rank
from review.settings import Settings
from review.store import Store

TEXT = "이 줄은 시험을 위해 만든 문장입니다 그래서 뜻이 없어요"
STEP_MS = 400
WINDOW = 10
"""Lines that were heard, and gathered, in one step."""
DECISIONS = 20
SEED = 11
RANKED_S, DECIDED_S = 2.0, 0.2
SIGNALS = {
    "sound": (("speech_mean", "speech_share", "level_db", "letters_per_s", "sound_before_s"), ("duration_s",)),
    "text": (("text_top", "text_mean"), ("text_max", "text_sum")),
    "tokens": (
        ("lp_mean", "pmi_mean", "ent_max"),
        ("lp_min", "lp_mean", "ent_max", "ent_mean", "margin_min", "rank_max", "pmi_min", "pmi_mean"),
    ),
    "listen": (
        ("again_letters", "again_more"),
        ("again_differ", "again_letters", "reads_better", "reads_better_first"),
    ),
}
"""Of lines and of words, by part."""


def segment(number: int, source: random.Random) -> Segment:
    """Line ``number``, 4 s after the one before."""
    start = 4_000 * number
    spoken = TEXT.split()
    words = tuple(
        Word(start + STEP_MS * at, start + STEP_MS * (at + 1), f" {text}", source.random(), (at,), (-source.random(),))
        for at, text in enumerate(spoken)
    )
    return Segment(start, words[-1].end, f" {TEXT}", 40_000 * (number // WINDOW), words=words)


def known(part: str, line: HeardLine, source: random.Random) -> LineEvidence:
    """What one part found of a line."""
    of_line, of_words = SIGNALS[part]
    heard = (Alternative("second", "다르게"),) if part == "listen" and source.random() < 0.3 else ()
    words = tuple(
        WordEvidence(place.begin, place.end, {name: source.gauss(0, 2) for name in of_words}, heard)
        for place in places(line)
    )
    return LineEvidence(line.id, {name: source.random() for name in of_line}, words, heard)


def gathered(lines: Sequence[HeardLine]) -> Iterator[tuple[int, PartEvidence]]:
    """All parts, step by step."""
    source = random.Random(SEED)
    for part in SIGNALS:
        for first in range(0, len(lines), WINDOW):
            step = lines[first : first + WINDOW]
            yield first // WINDOW, PartEvidence(part, tuple(known(part, line, source) for line in step))


def project(desk: Desk, count: int) -> tuple[str, list[Line]]:
    """The token of a project of ``count`` lines and their evidence, and the lines."""
    source = random.Random(SEED)
    made = desk.store.create_project("long.mp3")
    run = desk.store.add_run(made.id, kind="transcribe", state="running", language="ko")
    lines: list[Line] = []
    for first in range(0, count, WINDOW):
        window = [segment(number, source) for number in range(first, min(first + WINDOW, count))]
        desk.store.put_window(run.id, 0, first // WINDOW, window)
        lines += [from_segment(f"0.{first // WINDOW}.{at}", each) for at, each in enumerate(window)]
    desk.store.update_run(run.id, state="done")
    gathering = desk.store.add_run(made.id, kind="evidence", options={"of": run.id}, current=False)
    heard = [HeardLine(line.id, line.start, line.end, line.text, line.words) for line in lines]
    for chunk, part in gathered(heard):
        desk.store.put_evidence(gathering.id, run.id, part.part, chunk, part.as_dict())
    desk.store.update_run(gathering.id, state="done")
    return made.token, lines


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=10_000)
    count = parser.parse_args().lines
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "relisten.sqlite")
        measured(Desk(store, Settings(data_dir=Path(folder))), count)
        store.close()


def measured(desk: Desk, count: int) -> None:
    """Ask for the queue of one project, first and after decisions."""
    anybody = Caller()
    token, lines = project(desk, count)
    versions = {row["id"]: row["version"] for row in desk.open(anybody, token)["rows"]}
    began = time.perf_counter()
    answer = desk.queue(anybody, token, None)
    print(f"{count:,} lines with all evidence: first answer in {time.perf_counter() - began:.2f} s")
    ranking(desk, token, lines)
    took = []
    for line in answer["order"][:: max(1, count // DECISIONS)][:DECISIONS]:
        change = {"op": "decide", "line": line, "decision": "kept"}
        desk.edit(anybody, token, change, {line: versions[line]}, "")
        began = time.perf_counter()
        answer = desk.queue(anybody, token, answer["version"])
        took.append(time.perf_counter() - began)
    print(
        f"after a decision: median {1000 * statistics.median(took):.0f} ms, slowest of {len(took)} "
        f"{1000 * max(took):.0f} ms (target {1000 * DECIDED_S:.0f})"
    )


def ranking(desk: Desk, token: str, lines: Sequence[Line]) -> None:
    """What of the answer is reading the evidence and what is ranking."""
    found = desk.store.project_by_token(token)
    assert found.run_id is not None
    with collector_held_off():  # as the desk does
        began = time.perf_counter()
        evidence = Evidence.merged(desk.store.evidence_of(found.run_id)[1])
        begun = time.perf_counter()
        rank(lines, evidence)
        took = time.perf_counter() - begun
    print(f"of it reading the evidence {begun - began:.2f} s, ranking {took:.2f} s (target {RANKED_S})")


if __name__ == "__main__":
    main()
