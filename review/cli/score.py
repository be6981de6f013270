"""``python -m review score``: a transcript against lyrics or a script, in figures."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from review import report
from review.cli.errors import BadCommand, ReportOverInput, UnknownReport
from review.cli.outputs import write_whole
from review.cli.parser import Parser
from review.cli.progress import Progress
from review.cli.score_inputs import Files, Hypothesis, checked_language, read_hypothesis, read_pairs, read_reference
from review.cli.score_text import one, several
from review.comparison import compare
from review.formats import filename
from review.reference import KeptOut, Reference, scored
from review.report import ComparisonSheet, Total
from review.scoring import Normalisation, total

ALL = "all"
NONE = "none"
SWITCHES = tuple(KeptOut.__dataclass_fields__)
REPORTS: Mapping[str, Callable[[ComparisonSheet, str], bytes]] = {
    ".html": report.html.write,
    ".csv": lambda sheet, _: report.csv.write(sheet),
    ".json": lambda sheet, _: report.json.write(sheet),
    ".txt": lambda sheet, _: report.annotated.write(sheet),
}
TOTALS: Mapping[str, Callable[[Total, str], bytes]] = {
    ".html": report.html.write_total,
    ".json": lambda found, _: report.json.write_total(found),
}
EPILOG = """
--hypothesis takes a transcript (.json .srt .vtt .lrc .tsv .csv), plain text, or annotated text, whose lines are
`heard // official` and which holds both sides by itself. A .json or .csv that Relisten exported is scored as edited,
with the machine's figures before it. --pairs takes a list with a pair a line: reference, tab, hypothesis, and if wanted
a language and a name behind further tabs; a first line with the names of the columns may put them in another order.
Without --normalise it is english where the language is English (of all files, with --pairs), else standard; the output
says which.
"""


@dataclass(frozen=True, slots=True)
class Score:
    """What was asked for. ``pairs`` is the list's path, and ``files`` then empty; ``normalisation`` is None for the
    language's, ``report`` None for none.
    """

    files: Files | None
    pairs: Path | None
    normalisation: Normalisation | None
    language: str | None
    kept_out: KeptOut
    as_json: bool
    report: Path | None
    report_language: str


@dataclass(frozen=True, slots=True)
class Sides:
    """Both sides of one comparison, read."""

    files: Files
    hypothesis: Hypothesis
    reference: Reference
    language: str | None


def main(argv: Sequence[str]) -> int:
    """The command; the exit code."""
    return run(read_score(argv))


def run(asked: Score) -> int:
    """Score what was asked for; the exit code. Nothing is printed unless the report was written. Raises UserError."""
    files = [asked.files] if asked.files else read_pairs(asked.pairs or Path())
    target = _target(asked, files)
    sides = [_read(each, asked.language) for each in files]
    how, chosen = _normalisation(asked.normalisation, sides)
    sheets = _compared(sides, how, asked.kept_out)
    if asked.pairs is None:
        _hand_over(asked, target, sheets[0], REPORTS, lambda sheet: one(sheet, chosen))
    else:
        _hand_over(asked, target, _total(asked.pairs, sheets), TOTALS, lambda found: several(found, chosen))
    return 0


def _read(files: Files, language: str | None) -> Sides:
    """A pair's own language leads, then the command's, then the transcript's."""
    hypothesis = read_hypothesis(files)
    return Sides(files, hypothesis, read_reference(files), files.language or language or hypothesis.language)


def _normalisation(asked: Normalisation | None, sides: Sequence[Sides]) -> tuple[Normalisation, str]:
    """What both sides are written by, one way for all files so that their figures add up, and why."""
    if asked is not None:
        return asked, "as asked"
    if all(each.language == "en" for each in sides):
        return Normalisation.ENGLISH, "as the language is English"
    return Normalisation.STANDARD, "the default"


def _compared(sides: Sequence[Sides], how: Normalisation, kept_out: KeptOut) -> list[ComparisonSheet]:
    made_at = datetime.now().astimezone().isoformat(timespec="seconds")
    progress = Progress(sys.stderr, quiet=len(sides) == 1 or not sys.stderr.isatty())
    progress.begin("comparing")
    sheets = []
    for number, each in enumerate(sides, start=1):
        sheets.append(_sheet(each, how, kept_out, made_at))
        progress.show(number, len(sides))
    progress.clear()
    return sheets


def _sheet(sides: Sides, how: Normalisation, kept_out: KeptOut, made_at: str) -> ComparisonSheet:
    theirs = scored(sides.reference, kept_out)
    machine = sides.hypothesis.machine
    return ComparisonSheet(
        name=sides.files.title,
        reference_name=sides.files.official.name,
        language=sides.language,
        normalisation=how,
        kept_out=kept_out,
        comparison=compare(sides.hypothesis.lines, theirs, how, sides.language),
        before=None if machine is None else compare(machine, theirs, how, sides.language).report,
        made_at=made_at,
    )


def _total(pairs: Path, sheets: Sequence[ComparisonSheet]) -> Total:
    """The figures before the edits are those of the text as it is where a file has no edits."""
    before = [sheet.before or sheet.comparison.report for sheet in sheets]
    edited = any(sheet.before for sheet in sheets)
    now = [sheet.comparison.report for sheet in sheets]
    return Total(pairs.name, sheets, total(now), total(before) if edited else None)


def _target(asked: Score, files: Sequence[Files]) -> Path | None:
    """Where the report goes. Raises UnknownReport, ReportOverInput."""
    if asked.report is None:
        return None
    source = asked.pairs or files[0].hypothesis
    target = asked.report / filename(source.name, ".html") if asked.report.is_dir() else asked.report
    endings = REPORTS if asked.pairs is None else TOTALS
    if target.suffix.lower() not in endings:
        raise UnknownReport(name=target.name, formats=", ".join(endings))
    inputs = [path for each in files for path in (each.hypothesis, each.official)]
    for path in [source, *inputs]:
        if target.exists() and path.exists() and target.samefile(path):
            raise ReportOverInput(name=str(path))
    return target


Found = TypeVar("Found")


def _hand_over(
    asked: Score,
    target: Path | None,
    found: Found,
    reports: Mapping[str, Callable[[Found, str], bytes]],
    text: Callable[[Found], str],
) -> None:
    """The report to its file, then the text or the JSON to standard output."""
    if target is not None:
        write_whole(target, reports[target.suffix.lower()](found, asked.report_language))
    if not asked.as_json:
        sys.stdout.write(text(found))
        sys.stdout.flush()
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(reports[".json"](found, asked.report_language))
    sys.stdout.buffer.flush()


# ---- the command line ---------------------------------------------------------------------------------------------


def read_score(argv: Sequence[str]) -> Score:
    """Raises BadCommand, NoSuchLanguage; ``--help`` prints and raises SystemExit(0)."""
    given = _parser().parse_args(list(argv))
    if given.pairs is not None and (given.hypothesis is not None or given.reference is not None):
        raise BadCommand(reason="--pairs names both sides of each pair, so --reference and --hypothesis are not needed")
    if given.pairs is None and given.hypothesis is None:
        raise BadCommand(reason="--hypothesis or --pairs is required")
    files = None
    if given.pairs is None:
        files = Files(Path(given.hypothesis), None if given.reference is None else Path(given.reference))
    return Score(
        files=files,
        pairs=None if given.pairs is None else Path(given.pairs),
        normalisation=None if given.normalise is None else Normalisation(given.normalise),
        language=checked_language(given.language or ""),
        kept_out=_kept_out(given.keep_out),
        as_json=given.json,
        report=None if given.report is None else Path(given.report),
        report_language=given.report_language,
    )


def _kept_out(listed: str) -> KeptOut:
    """Raises BadCommand."""
    names = {name.strip().lower() for name in listed.split(",") if name.strip()}
    if names == {NONE}:
        names = set()
    elif names == {ALL}:
        names = set(SWITCHES)
    unknown = sorted(names - set(SWITCHES))
    if unknown or not listed.strip():
        choices = ", ".join((*SWITCHES, ALL, NONE))
        raise BadCommand(reason=f"--keep_out {unknown[0] if unknown else repr(listed)} is none of {choices}")
    return KeptOut(**{name: name in names for name in SWITCHES})


def _parser() -> Parser:
    parser = Parser(
        prog="python -m review score",
        description="Count the errors of a transcript against lyrics or a script: WER, CER and their details.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--reference", metavar="FILE", help="lyrics or a script: .txt .md .lrc .srt .vtt .docx, or annotated text")
    add("--hypothesis", metavar="FILE", help="what was heard: any transcript, or text")
    add("--pairs", metavar="FILE.tsv", help="many pairs at once: figures a file, and over all of them (micro)")
    choices = [each.value for each in Normalisation]
    add("--normalise", choices=choices, help="how both sides are written before they are compared (default: below)")
    add("--language", metavar="CODE", help="ko, en, Korean ... (default: what the transcript says)")
    add(*_both("--keep-out"), default=_DEFAULT_KEPT_OUT, metavar="LIST", help=_KEEP_OUT_HELP)
    add("--json", action="store_true", help='print JSON; with --pairs {"files": [...], "total": {...}}')
    add("--report", metavar="FILE", help=_REPORT_HELP)
    add(*_both("--report-language"), choices=("en", "ko"), default="en", help="of the .html report (default: en)")
    return parser


def _both(option: str) -> tuple[str, str]:
    """Both spellings, as the other commands take them."""
    return "--" + option[2:].replace("-", "_"), option


_DEFAULT_KEPT_OUT = ",".join(name for name in SWITCHES if getattr(KeptOut(), name))
_KEEP_OUT_HELP = (
    f"what of the reference is kept out of the score: some of {', '.join(SWITCHES)} with commas between, or {ALL}, or "
    f"{NONE} (default: {_DEFAULT_KEPT_OUT})"
)
_REPORT_HELP = (
    "write a report to take home: .html (one file, opens offline, prints), .csv, .json or .txt (heard // official); "
    "with --pairs one .html or .json of all files"
)
