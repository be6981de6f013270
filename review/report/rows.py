"""One row of the alignment as HTML: ours and theirs, every difference marked so that it shows without colour too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from review.comparison.model import Change, Op, Row
from review.report.figures import clock
from review.report.markup import Markup, joined, tag

CHANGES: tuple[Change, ...] = ("substitution", "insertion", "deletion", "spacing", "script")
"""All but hits, in the legend's order."""
_TAGS = {"insertion": "s", "deletion": "ins"}
_JOINED = {"insertion", "deletion"}
"""Changes whose neighbouring words are one stretch: nothing stands for each of them."""

Mark = tuple[int, int, Change]


def row(found: Row, number: int, name: str, word: Callable[..., str], timed: bool, language: str | None) -> Markup:
    """A table row; ``name`` is its anchor."""
    start = [tag("td", clock(found.start), class_="time")] if timed else []
    return tag(
        "tr",
        tag("td", str(number), class_="number"),
        *start,
        tag("td", _ours(found, word), class_="ours", dir="auto", lang=language),
        tag("td", _theirs(found, word), class_="theirs", dir="auto", lang=language),
        tag("td", difference(found, word), class_="why"),
        id=name,
        class_=f"{found.kind} equal" if found.ours == found.theirs else found.kind,
    )


def sides(found: Row, word: Callable[..., str]) -> Markup:
    """Both sides in a line, for lists."""
    ours, theirs = tag("span", _ours(found, word), class_="ours"), tag("span", _theirs(found, word), class_="theirs")
    return joined([ours, tag("span", " // ", class_="soft"), theirs])


def difference(found: Row, word: Callable[..., str]) -> Markup:
    """What is different about the row, in words."""
    if found.kind == "same":
        return Markup()
    if found.kind == "different":
        return joined(_counted(found, word), " · ")
    said = {"spacing": "spacing_line", "missing": "missing", "extra": "extra"}[found.kind]
    moved = tag("small", word("elsewhere", text=found.elsewhere)) if found.elsewhere else Markup()
    return joined([word(said), moved], " " if moved else "")


def _counted(found: Row, word: Callable[..., str]) -> list[str]:
    counts = {
        "s_count": found.counts.substitutions,
        "i_count": found.counts.insertions,
        "d_count": found.counts.deletions,
    }
    said = [word(key, count=count) for key, count in counts.items() if count]
    if any(op.change == "script" for op in found.ops):
        said.append(word("script_differs"))
    return said or [word("other_spelling")]


def _ours(found: Row, word: Callable[..., str]) -> Markup:
    if found.line is None:
        return tag("em", word("not_heard"))
    return marked(found.ours, marks_of_ours(found))


def _theirs(found: Row, word: Callable[..., str]) -> Markup:
    if found.kind == "extra":
        return tag("em", word("not_there"))
    return marked(found.theirs, marks_of_theirs(found), found.breaks)


def marks_of_ours(found: Row) -> list[Mark]:
    """The differences as ranges of the row's ``ours``, in order; words put in one after the other are one range."""
    return list(_stretches(found.ours, _marks((op, op.ours) for op in found.ops)))


def marks_of_theirs(found: Row) -> list[Mark]:
    """The same of the row's ``theirs``."""
    return list(_stretches(found.theirs, _marks((op, op.theirs) for op in found.ops)))


def _marks(ops: Iterable[tuple[Op, tuple[int, int] | None]]) -> list[Mark]:
    return sorted((*place, op.change) for op, place in ops if place is not None and op.change != "hit")


def marked(text: str, marks: Sequence[Mark], breaks: Sequence[int] = ()) -> Markup:
    """``text`` with its marks (ranges that rise and do not overlap) and with a sign where the reference breaks."""
    parts: list[Markup] = []
    done = 0
    for begin, end, change in marks:
        parts.append(_broken(text, done, begin, breaks))
        parts.append(tag(_TAGS.get(change, "mark"), _broken(text, begin, end, breaks), class_=change))
        done = end
    return joined([*parts, _broken(text, done, len(text), breaks)])


def _stretches(text: str, marks: Sequence[Mark]) -> Iterator[Mark]:
    """Words left out or put in one after the other, as one."""
    last: Mark | None = None
    for begin, end, change in marks:
        if last is None:
            last = (begin, end, change)
        elif change == last[2] and change in _JOINED and not text[last[1] : begin].strip():
            last = (last[0], end, change)
        else:
            yield last
            last = (begin, end, change)
    if last is not None:
        yield last


def _broken(text: str, begin: int, end: int, breaks: Sequence[int]) -> Markup:
    places = [begin, *(place for place in breaks if begin <= place < end and place), end]
    sign = tag("span", "↵ ", class_="break")
    return joined((text[left:right] for left, right in pairwise(places)), sign)
