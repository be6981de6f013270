"""A comparison for programs: scoring's own keys, and the rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from engine.transcript_json import dumps
from review.comparison.model import Confusion, Row
from review.report.model import ComparisonSheet, Total
from review.scoring import Report, as_dict


def write(sheet: ComparisonSheet) -> bytes:
    """UTF-8 JSON of ``to_dict``."""
    return dumps(to_dict(sheet)) + b"\n"


def write_total(total: Total) -> bytes:
    """``{"files": [one object as ``write`` gives a file], "total": the figures over all}``."""
    files = [to_dict(sheet) for sheet in total.sheets]
    figures = {**_figures(total.report), "before": _before(total.before)}
    return dumps({"files": files, "total": figures}) + b"\n"


def to_dict(sheet: ComparisonSheet) -> dict[str, Any]:
    """The figures of the text as it is now at the top, the machine's under ``before`` (null where nothing was edited);
    ``lines`` with counts, times in ms and the steps of the alignment.
    """
    return {
        "hypothesis": sheet.name,
        "reference": sheet.reference_name,
        "made_at": sheet.made_at,
        "language": sheet.language,
        "kept_out": asdict(sheet.kept_out),
        **_figures(sheet.comparison.report),
        "before": _before(sheet.before),
        "lines": [_line(row, sheet.timed) for row in sheet.comparison.rows],
        "confusions": [_confusion(found) for found in sheet.comparison.confusions],
    }


def _before(report: Report | None) -> dict[str, Any] | None:
    return None if report is None else _figures(report)


def _figures(report: Report) -> dict[str, Any]:
    """Without the lines, which are told with their alignment, once."""
    return {name: value for name, value in as_dict(report).items() if name != "lines"}


def _line(row: Row, timed: bool) -> dict[str, Any]:
    """``ops``: change, begin and end in the hypothesis, begin and end in the reference (null: nothing there)."""
    counts = row.counts
    return {
        "kind": row.kind,
        "start": row.start if timed else None,
        "end": row.end if timed else None,
        "hypothesis": row.ours,
        "reference": row.theirs,
        "hits": counts.hits,
        "substitutions": counts.substitutions,
        "insertions": counts.insertions,
        "deletions": counts.deletions,
        "breaks": list(row.breaks),
        "elsewhere": row.elsewhere or None,
        "ops": [[op.change, *(op.ours or (None, None)), *(op.theirs or (None, None))] for op in row.ops],
    }


def _confusion(found: Confusion) -> dict[str, Any]:
    """``lines``: places in the list of lines, from 0."""
    return {
        "hypothesis": found.ours,
        "reference": found.theirs,
        "count": found.count,
        "lines": list(found.rows),
    }
