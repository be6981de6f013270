"""The report as one HTML file: no script, nothing from elsewhere; it opens offline, prints, and follows dark mode."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from review.comparison.model import Confusion, Row
from review.formats.base import encode
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
    share,
    worst,
)
from review.report.markup import Markup, escaped, joined, plain, tag
from review.report.model import ComparisonSheet, Total
from review.report.rows import CHANGES, row, sides
from review.report.words import say
from review.scoring.model import Agreement, Report, Score

STYLE = Path(__file__).with_name("report.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Not even a text that got past the escaping could load or run anything."""
MOST_CONFUSIONS = 20
MOST_LINKS = 12
MOST_WORST = 10

Say = Callable[..., str]


def write(sheet: ComparisonSheet, lang: str = "en") -> bytes:
    """The report of one comparison, in English or Korean ("ko")."""
    word = say(lang)
    head = _head(sheet.name, _subtitle(sheet, word), word)
    figures = _figures(sheet.comparison.report, sheet.before, word)
    return _page(sheet.name, lang, joined([head, figures, _settings(sheet, word), _lines(sheet, "r", word)]))


def write_total(total: Total, lang: str = "en") -> bytes:
    """Several comparisons in one file: the figures over all, a row a file, then each file's own part."""
    word = say(lang)
    made = total.sheets[0].made_at if total.sheets else ""
    head = _head(total.name, joined([word("total"), _date(made)], " · "), word)
    parts = [head, _figures(total.report, total.before, word), _files(total, word)]
    for number, sheet in enumerate(total.sheets, start=1):
        title = tag("h1", tag("bdi", sheet.name))
        header = tag("header", title, tag("p", _subtitle(sheet, word), class_="soft"), id=f"f{number}")
        figures = _figures(sheet.comparison.report, sheet.before, word)
        body = [header, figures, _settings(sheet, word), _lines(sheet, f"f{number}r", word)]
        parts.append(tag("article", *body))
    return _page(total.name, lang, joined(parts))


def _page(name: str, lang: str, body: Markup) -> bytes:
    word = say(lang)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", Markup(escaped(plain(f"{name} · {word('title')}")))),
        Markup(f"<style>{STYLE.read_text('utf-8')}</style>"),
    )
    footer = tag("footer", word("footer"))
    page = tag("html", head, tag("body", tag("main", body), footer), lang="ko" if lang == "ko" else "en")
    return encode(f"<!doctype html>\n{page}\n")


def _head(name: str, subtitle: Markup, word: Say) -> Markup:
    eyebrow = tag("p", f"Relisten · {word('title')}", class_="eyebrow")
    return tag("header", eyebrow, tag("h1", tag("bdi", name)), tag("p", subtitle, class_="soft"))


def _subtitle(sheet: ComparisonSheet, word: Say) -> Markup:
    against = joined([word("against"), tag("b", tag("bdi", sheet.reference_name))], " ")
    return joined([against, _date(sheet.made_at)], " · ")


def _date(made_at: str) -> Markup:
    """To the minute; what is no ISO date stands as it is."""
    try:
        return escaped(datetime.fromisoformat(made_at).strftime("%Y-%m-%d %H:%M"))
    except ValueError:
        return escaped(made_at)


# ---- figures ------------------------------------------------------------------------------------------------------


def _figures(report: Report, before: Report | None, word: Say) -> Markup:
    """Headline, notes, and every figure in tables."""
    small = tag("div", _by_script(report, before, word), _agreement(report, before, word))
    errors = report.score.counts.errors
    excess = word("excess", lines=errors + report.excess, whole=errors) if report.excess else ""
    return joined(
        [
            tag("div", *_headline(report, before, word), class_="headline"),
            tag("p", word(report.score.note), class_="note") if report.score.note else "",
            tag("div", _all_figures(report, before, word), small, class_="tables"),
            tag("p", excess, class_="hint") if excess else "",
        ]
    )


def _headline(report: Report, before: Report | None, word: Say) -> list[Markup]:
    score, was = report.score, before.score if before else None
    shown = [
        _card(percent(rate(score, name)), word(name), percent(rate(was, name)) if was else None)
        for name in leading(report)
    ]
    counts = score.counts
    shown.append(_card(f"{counts.substitutions} · {counts.insertions} · {counts.deletions}", word("counts")))
    interval = report.interval
    if interval:
        label = word("interval", level=f"{100 * interval.level:.0f}", rate=word(interval.rate))
        shown.append(_card(f"{percent(interval.low).removesuffix(' %')} – {percent(interval.high)}", label))
    if report.line_breaks and report.line_breaks.f1 is not None:
        shown.append(_card(share(report.line_breaks.f1), word("line_breaks_f1")))
    return shown


def _card(value: str, label: str, was: str | None = None) -> Markup:
    earlier = tag("span", f"{was.removesuffix(' %')} → ", class_="was") if was is not None else Markup()
    return tag("div", tag("b", joined([earlier, value])), tag("span", label))


def _all_figures(report: Report, before: Report | None, word: Say) -> Markup:
    columns = ["before", "after"] if before else ["value"]
    scores = [before.score, report.score] if before else [report.score]
    head = _header([word("figure"), *map(word, columns)])
    body = [
        tag("tr", tag("th", word(name), scope="row"), *(tag("td", figure(score, name)) for score in scores))
        for name in (*RATES, *COUNTS)
    ]
    return _table(word("figures"), head, body, "figures")


def _by_script(report: Report, before: Report | None, word: Say) -> Markup:
    """Each script's rates; nothing where the text has one script."""
    if not report.by_script:
        return Markup()
    head = _header([word("script"), word("wer"), word("cer_no_spaces"), word("words")])
    body = []
    for script, score in report.by_script.items():
        was = before.by_script.get(script) if before else None
        cells = [_rate(score, was, "wer"), _rate(score, was, "cer_no_spaces"), figure(score, "reference_words")]
        body.append(tag("tr", tag("th", word(script), scope="row"), *(tag("td", cell) for cell in cells)))
    return _table(word("by_script"), head, body, "figures")


def _rate(score: Score, was: Score | None, name: str) -> str:
    return change(rate(was, name), rate(score, name)) if was else percent(rate(score, name))


def _agreement(report: Report, before: Report | None, word: Say) -> Markup:
    head = _header([word("agreement"), *map(word, SHARES)])
    body = []
    for name in ("case", "punctuation", "line_breaks"):
        found: Agreement | None = getattr(report, name)
        was: Agreement | None = getattr(before, name) if before else None
        if found is not None:
            values = [changed(found, was, each) for each in SHARES]
            body.append(tag("tr", tag("th", word(name), scope="row"), *(tag("td", value) for value in values)))
    return _table(word("agreement"), head, body, "figures") if body else Markup()


def _files(total: Total, word: Say) -> Markup:
    names = [*leading(total.report), *SHORT]
    head = _header([word("file"), *(word(SHORT.get(name, name)) for name in names)])
    body = [
        _file(tag("a", tag("bdi", sheet.name), href=f"#f{at}"), sheet.comparison.report, sheet.before, names)
        for at, sheet in enumerate(total.sheets, start=1)
    ]
    last = _file(Markup(escaped(word("total"))), total.report, total.before, names)
    return _table(word("files"), head, [*body, last], "figures files")


def _file(name: Markup, report: Report, before: Report | None, names: Sequence[str]) -> Markup:
    was = before.score if before else None
    cells = [_rate(report.score, was, each) if each in RATES else figure(report.score, each) for each in names]
    return tag("tr", tag("th", name, scope="row"), *(tag("td", cell) for cell in cells))


def _table(title: str, head: Markup, body: Sequence[Markup], kind: str) -> Markup:
    table = tag("table", tag("thead", head), tag("tbody", *body), class_=kind)
    return tag("section", tag("h2", title), tag("div", table, class_="wide"))


def _header(titles: Sequence[str]) -> Markup:
    return tag("tr", *(tag("th", title, scope="col") for title in titles))


# ---- settings and lines -------------------------------------------------------------------------------------------


def _settings(sheet: ComparisonSheet, word: Say) -> Markup:
    out = [word(name) for name in sheet.kept_out.__dataclass_fields__ if getattr(sheet.kept_out, name)]
    language = word(f"language.{sheet.language}") if sheet.language else word("unknown")
    entries = [
        (word("normalisation"), escaped(word(sheet.normalisation.value))),
        (word("kept_out"), escaped(", ".join(out) or word("nothing"))),
        (word("language"), escaped(language.removeprefix("language."))),
    ]
    listed = (tag("div", tag("dt", name), tag("dd", said)) for name, said in entries)
    return tag("section", tag("h2", word("settings")), tag("dl", *listed))


def _lines(sheet: ComparisonSheet, anchor: str, word: Say) -> Markup:
    """Confusions, the worst lines, and all lines; ``anchor`` begins the name of each."""
    rows = sheet.comparison.rows
    if not rows:
        return tag("p", word("no_rows"), class_="note")
    confusions = _confusions(sheet.comparison.confusions[:MOST_CONFUSIONS], anchor, word)
    return joined([confusions, _worst(rows, sheet.timed, anchor, word), _alignment(sheet, anchor, word)])


def _confusions(confusions: Sequence[Confusion], anchor: str, word: Say) -> Markup:
    if not confusions:
        return Markup()
    head = _header([word("ours"), word("theirs"), word("times"), word("lines")])
    body = [
        tag(
            "tr",
            tag("td", _side(found.ours, word)),
            tag("td", _side(found.theirs, word)),
            tag("td", str(found.count)),
            tag("td", _links(found.rows, anchor)),
        )
        for found in confusions
    ]
    return _table(word("confusions"), head, body, "confusions")


def _side(text: str, word: Say) -> Markup:
    return tag("bdi", text) if text else tag("em", word("left_out"))


def _links(rows: Sequence[int], anchor: str) -> Markup:
    links = [tag("a", str(at + 1), href=f"#{anchor}{at + 1}") for at in rows[:MOST_LINKS]]
    return joined([*links, *(["…"] if len(rows) > MOST_LINKS else [])], " ")


def _worst(rows: Sequence[Row], timed: bool, anchor: str, word: Say) -> Markup:
    found = worst(rows, MOST_WORST)
    items = [
        tag(
            "li",
            tag("a", clock(rows[at].start) if timed else str(at + 1), href=f"#{anchor}{at + 1}"),
            tag("span", sides(rows[at], word), dir="auto"),
        )
        for at in found
    ]
    return tag("section", tag("h2", word("worst")), tag("ol", *items, class_="worst")) if items else Markup()


def _alignment(sheet: ComparisonSheet, anchor: str, word: Say) -> Markup:
    rows, timed = sheet.comparison.rows, sheet.timed
    titles = [
        "#",
        *([word("time")] if timed else []),
        word("heard" if sheet.before else "ours"),
        word("reference"),
        word("difference"),
    ]
    body = (row(found, at, f"{anchor}{at}", word, timed, sheet.language) for at, found in enumerate(rows, start=1))
    table = tag("table", tag("thead", _header(titles)), tag("tbody", *body), class_="rows")
    only = tag("label", tag("input", type="checkbox", class_="only"), word("only"))
    heading = tag("div", tag("h2", word("alignment")), only, class_="heading")
    return tag("section", heading, _legend(any(found.breaks for found in rows), word), table, class_="alignment")


def _legend(broken: bool, word: Say) -> Markup:
    names = {"insertion": "s", "deletion": "ins"}
    shown = [
        tag(names.get(each, "mark"), word("script_differs" if each == "script" else each), class_=each)
        for each in CHANGES
    ]
    if broken:
        shown.append(joined([tag("span", "↵ ", class_="break"), word("break")]))
    return tag("p", *(tag("span", each) for each in shown), class_="legend", aria_label=word("legend"))
