"""A comparison for spreadsheets: one row a line, no cell a formula."""

from __future__ import annotations

import csv
import io

from review.comparison.model import Row
from review.formats.base import encode
from review.formats.csv import guard
from review.report.model import ComparisonSheet
from review.scoring import Normalisation, score

COUNTS = ("hits", "substitutions", "insertions", "deletions")
COLUMNS = ("start", "end", "kind", "ours", "theirs", *COUNTS, "wer", "cer")


def write(sheet: ComparisonSheet) -> bytes:
    """UTF-8 with the mark by which Excel knows it. ``start`` and ``end`` in ms, empty where nothing has times; ``wer``
    and ``cer`` are shares, empty where the line stands on one side only or the reference has no word there.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(row, sheet.timed, sheet.normalisation) for row in sheet.comparison.rows)
    return encode("\ufeff" + file.getvalue())


def _cells(row: Row, timed: bool, how: Normalisation) -> list[object]:
    times = [row.start, row.end] if timed else ["", ""]
    counts = [getattr(row.counts, name) for name in COUNTS]
    return [*times, row.kind, guard(row.ours), guard(row.theirs), *counts, *_rates(row, how)]


def _rates(row: Row, how: Normalisation) -> list[object]:
    """Of this line alone. The words' are those that were counted in the comparison."""
    words = row.counts.reference
    wer = round(row.counts.errors / words, 4) if words else ""
    cer = score(row.ours, row.theirs, how).cer if words else None
    return [wer, "" if cer is None else round(cer, 4)]
