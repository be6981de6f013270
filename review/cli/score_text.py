"""A comparison as text for a terminal: headline, figures, the worst lines, confusions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from review.cli.progress import cells
from review.comparison.model import Confusion, Row
from review.report import ComparisonSheet, Total
from review.report.figures import (
    COUNTS,
    RATES,
    SHARES,
    SHORT,
    change,
    changed,
    clock,
    figure,
    leading,
    percent,
    rate,
    worst,
)
from review.report.markup import plain
from review.report.rows import Mark, marks_of_ours, marks_of_theirs
from review.report.words import say
from review.scoring.model import Report

MOST_WORST = 10
MOST_CONFUSIONS = 10
LEGEND = "[substituted]  {-heard only-}  {+missing+}  ~other spaces~  <other script>"
_BRACKETS = {
    "substitution": ("[", "]"),
    "insertion": ("{-", "-}"),
    "deletion": ("{+", "+}"),
    "spacing": ("~", "~"),
    "script": ("<", ">"),
}
_word = say("en")


def one(sheet: ComparisonSheet, chosen: str) -> str:
    """All there is to say of one comparison; ``chosen`` says why it was normalised as it was."""
    report, comparison = sheet.comparison.report, sheet.comparison
    blocks = [
        [plain(f"{sheet.name} against {sheet.reference_name}"), *_settings(sheet, chosen)],
        list(_headline(report, sheet.before)),
        list(_notes(report)),
        list(_figures(report, sheet.before)),
        list(_by_script(report, sheet.before)),
        list(_agreement(report, sheet.before)),
        list(_worst(comparison.rows, sheet.timed)),
        list(_confusions(comparison.confusions)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def several(total: Total, chosen: str) -> str:
    """A line a file, and the figures over all."""
    headline = [*leading(total.report), *SHORT]
    rows = [[*(_word(SHORT.get(name, name)) for name in headline), _word("file")]]
    for name, report, before in [
        *((sheet.name, sheet.comparison.report, sheet.before) for sheet in total.sheets),
        (_word("total"), total.report, total.before),
    ]:
        rows.append([*(_value(report, before, each) for each in headline), plain(name)])
    blocks = [
        _settings(total.sheets[0], chosen),
        _columns(rows, left=len(headline)),
        list(_headline(total.report, total.before)),
        list(_notes(total.report)),
        list(_figures(total.report, total.before)),
        list(_by_script(total.report, total.before)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _settings(sheet: ComparisonSheet, chosen: str) -> list[str]:
    out = [_word(name) for name in sheet.kept_out.__dataclass_fields__ if getattr(sheet.kept_out, name)]
    sentence = _word(sheet.normalisation.value).partition(": ")[2]
    return [
        f"{_word('normalisation')}: {sheet.normalisation.value} ({chosen}); {sentence}",
        f"{_word('kept_out')}: {', '.join(out) or _word('nothing')}.",
    ]


def _headline(report: Report, before: Report | None) -> Iterator[str]:
    for name in leading(report):
        said = f"{_word(name)}: {_value(report, before, name)}"
        interval = report.interval
        if interval is not None and interval.rate == name:
            ends = f"{percent(interval.low).removesuffix(' %')} to {percent(interval.high)}"
            said += f" ({100 * interval.level:.0f} % interval {ends})"
        yield said


def _value(report: Report, before: Report | None, name: str) -> str:
    """A figure, or what it was and what it is."""
    if name in RATES and before is not None:
        return _ascii(change(rate(before.score, name), rate(report.score, name)))
    return _ascii(figure(report.score, name))


def _notes(report: Report) -> Iterator[str]:
    if report.score.note:
        yield _word(report.score.note)
    errors = report.score.counts.errors
    if report.excess:
        yield _word("excess", lines=errors + report.excess, whole=errors)


def _figures(report: Report, before: Report | None) -> list[str]:
    scores = [before.score, report.score] if before else [report.score]
    head = [["", _word("before"), _word("after")]] if before else []
    body = [[_word(name), *(_ascii(figure(score, name)) for score in scores)] for name in (*RATES, *COUNTS)]
    return _columns([*head, *body])


def _by_script(report: Report, before: Report | None) -> list[str]:
    names = ("wer", "cer_no_spaces")
    rows = []
    for script, score in report.by_script.items():
        was = before.by_script.get(script) if before else None
        rates = [change(rate(was, name), rate(score, name)) if was else percent(rate(score, name)) for name in names]
        rows.append([_word(script), *map(_ascii, rates), figure(score, "reference_words")])
    head = [_word("by_script"), *map(_word, names), _word("words")]
    return _columns([head, *rows]) if rows else []


def _agreement(report: Report, before: Report | None) -> list[str]:
    rows = []
    for name in ("case", "punctuation", "line_breaks"):
        found, was = getattr(report, name), getattr(before, name) if before else None
        if found is not None:
            rows.append([_word(name), *(_ascii(changed(found, was, each)) for each in SHARES)])
    return _columns([[_word("agreement"), *map(_word, SHARES)], *rows]) if rows else []


def _worst(rows: Sequence[Row], timed: bool) -> Iterator[str]:
    found = worst(rows, MOST_WORST)
    if found:
        yield f"{_word('worst')}: {LEGEND}"
    width = len(str(len(rows)))
    for at in found:
        row = rows[at]
        head = f"  {at + 1:>{width}}  {clock(row.start) + '  ' if timed else ''}"
        ours = f"({_word('not_heard')})" if row.line is None else bracketed(row.ours, marks_of_ours(row))
        theirs = f"({_word('not_there')})" if row.kind == "extra" else bracketed(row.theirs, marks_of_theirs(row))
        yield f"{head}heard      {ours}"
        yield f"{' ' * len(head)}reference  {theirs}"


def bracketed(text: str, marks: Sequence[Mark]) -> str:
    """``text`` with its differences in brackets, one kind each."""
    parts, done = [], 0
    for begin, end, kind in marks:
        left, right = _BRACKETS[kind]
        parts += [text[done:begin], left, text[begin:end], right]
        done = end
    return plain("".join([*parts, text[done:]]))


def _confusions(confusions: Sequence[Confusion]) -> Iterator[str]:
    if confusions:
        yield f"{_word('confusions')}, heard -> reference:"
    for found in confusions[:MOST_CONFUSIONS]:
        ours, theirs = found.ours or f"({_word('left_out')})", found.theirs or f"({_word('left_out')})"
        yield f"{found.count:>5} x  {plain(ours)} -> {plain(theirs)}"


def _columns(rows: Sequence[Sequence[str]], left: int = 0) -> list[str]:
    """Rows as a table: all columns but the one at ``left`` are figures and end at one edge."""
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        padded = [
            cell + " " * (width - cells(cell)) if at == left else " " * (width - cells(cell)) + cell
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(("  " + "  ".join(padded)).rstrip())
    return lines


def _ascii(figure: str) -> str:
    """A terminal's encoding may not have the signs of a report."""
    return figure.replace("→", "->").replace("–", "-")
