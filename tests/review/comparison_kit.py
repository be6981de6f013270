"""A comparison made by hand, for tests of what is written from it."""

from __future__ import annotations

from dataclasses import replace

from review.comparison import Comparison
from review.comparison.model import Change, Confusion, Op, Row, RowKind
from review.reference import KeptOut
from review.report import ComparisonSheet
from review.scoring.model import Agreement, Counts, Interval, Normalisation, Report, Score


def op(change: Change, ours: tuple[int, int] | None, theirs: tuple[int, int] | None) -> Op:
    return Op(change, ours, theirs)


def row(
    kind: RowKind,
    ours: str,
    theirs: str,
    *ops: Op,
    line: int | None = 0,
    counts: tuple[int, int, int, int] = (0, 0, 0, 0),
    times: tuple[int, int] = (0, 0),
    breaks: tuple[int, ...] = (),
    elsewhere: str = "",
) -> Row:
    return Row(line, (), kind, ours, theirs, ops, breaks, Counts(*counts), *times, elsewhere)


SAME = row("same", "봄이 온다", "봄이 온다", op("hit", (0, 2), (0, 2)), counts=(2, 0, 0, 0), times=(1_000, 2_000))
WRONG = row(
    "different",
    "온기가 내볼까",
    "용기를 내볼까",
    op("substitution", (0, 3), (0, 3)),
    op("hit", (4, 7), (4, 7)),
    line=1,
    counts=(1, 1, 0, 0),
    times=(24_600, 26_000),
)
MISSING = row(
    "missing",
    "",
    "골목길 고양이도",
    op("deletion", None, (0, 3)),
    op("deletion", None, (4, 8)),
    line=None,
    counts=(0, 0, 0, 2),
    times=(26_000, 29_000),
)
EXTRA = row("extra", "음", "", op("insertion", (0, 1), None), line=2, counts=(0, 0, 1, 0), times=(29_000, 30_000))


def score(rate: float | None = 0.5, note: str | None = None) -> Score:
    return Score(rate, rate, rate, rate, rate, rate, Counts(3, 1, 1, 2), 1_234, note)


def report(rate: float | None = 0.5, note: str | None = None) -> Report:
    return Report(
        normalisation=Normalisation.STANDARD,
        score=score(rate, note),
        lines=(),
        headline=("cer_no_spaces", "wer"),
        interval=Interval("cer_no_spaces", 0.048, 0.077),
        by_script={},
        case=None,
        punctuation=None,
        line_breaks=Agreement(0.9, 0.99, 0.943),
    )


def sheet(*rows: Row, confusions: tuple[Confusion, ...] = (), before: Report | None = None) -> ComparisonSheet:
    return ComparisonSheet(
        name="봄날.mp3",
        reference_name="official.txt",
        language="ko",
        normalisation=Normalisation.STANDARD,
        kept_out=KeptOut(),
        comparison=Comparison(rows, report(), confusions, ()),
        before=before,
        made_at="2025-05-02T11:03:12+09:00",
    )


def named(found: ComparisonSheet, name: str) -> ComparisonSheet:
    return replace(found, name=name)
