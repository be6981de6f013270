"""What the page is told of a comparison: plain JSON. Ranges are in characters (code points), times in ms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict

from review.comparison import Comparison, Row
from review.line import Line
from review.projects.views import Json
from review.reference import ScoredLine
from review.scoring import Report, agreement_as_dict, score_as_dict

MOST_CONFUSIONS = 200


def rows(
    comparison: Comparison, lines: Sequence[Line], theirs: Sequence[ScoredLine], dismissed: Collection[str]
) -> list[Json]:
    """The rows in their order.

    A row of a line of ours has the line's id; a missing one ``m<line of the reference>.<begin>.<n>``: it begins at
    character ``begin`` of that line's text when the line is sung the ``n``th time, counted from 0.
    """
    times = _times(theirs)
    found: list[Json] = []
    above = ""
    for row in comparison.rows:
        line = None if row.line is None else lines[row.line]
        name = _missing(row, theirs, times) if line is None else line.id
        made = _row(row, line)
        found.append({**made, "id": name, "dismissed": name in dismissed, "after": above if line is None else ""})
        above = above if line is None else line.id
    return found


def _times(theirs: Sequence[ScoredLine]) -> list[int]:
    """For each line how often it was sung before."""
    counted: Counter[int] = Counter()
    found: list[int] = []
    for each in theirs:
        found.append(counted[each.line])
        counted[each.line] += 1
    return found


def _missing(row: Row, theirs: Sequence[ScoredLine], times: Sequence[int]) -> str:
    part = row.parts[0]
    return f"m{theirs[part.line].line}.{part.begin}.{times[part.line]}"


def _row(row: Row, line: Line | None) -> Json:
    counts = row.counts
    return {
        "line": None if line is None else line.id,
        "version": None if line is None else line.version,
        "kind": row.kind,
        "ours": row.ours,
        "theirs": row.theirs,
        "ops": [[op.change, *(op.ours or (None, None)), *(op.theirs or (None, None))] for op in row.ops],
        "breaks": list(row.breaks),
        "counts": [counts.hits, counts.substitutions, counts.insertions, counts.deletions],
        "start": row.start,
        "end": row.end,
        "elsewhere": row.elsewhere,
        "twin": row.twin,
    }


def figures(before: Report, after: Report) -> Json:
    """The figures of the machine's text and of the text as it is now; agreement and interval are of the latter."""
    both = [name for name in after.by_script if name in before.by_script]
    return {
        "before": score_as_dict(before.score),
        "after": score_as_dict(after.score),
        "headline": list(after.headline),
        "interval": None if after.interval is None else asdict(after.interval),
        "by_script": {
            name: {"before": score_as_dict(before.by_script[name]), "after": score_as_dict(after.by_script[name])}
            for name in both
        },
        "case": agreement_as_dict(after.case),
        "punctuation": agreement_as_dict(after.punctuation),
        "line_breaks": agreement_as_dict(after.line_breaks),
        "excess": after.excess,
    }


def confusions(comparison: Comparison, names: Sequence[str]) -> list[Json]:
    """The most frequent ones; ``names`` are the rows' ids in their order."""
    return [
        {"ours": each.ours, "theirs": each.theirs, "count": each.count, "rows": [names[row] for row in each.rows]}
        for each in comparison.confusions[:MOST_CONFUSIONS]
    ]
