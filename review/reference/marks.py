"""The marks in a text told apart: headings, repeats, speakers, stage directions, backing vocals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from review.reference.headings import (
    Place,
    heading_repeats,
    is_heading,
    is_rule,
    is_scene,
    is_song_section,
    repeat_mark,
)
from review.reference.model import ReferenceLine
from review.reference.source import SourceLine
from review.reference.speakers import SCRIPT_SHARE, label, speaking
from review.reference.vocabulary import PARENTHESISED_SECTION, SOUND

TOP_LINES = 10
MAX_ASIDE = 400
"""Characters of a direction in square brackets, angle brackets or asterisks."""

_ASIDE = re.compile(
    rf"\[[^\[\]]{{1,{MAX_ASIDE}}}\]|【[^【】]{{1,{MAX_ASIDE}}}】|<(?=[^\W\d_])[^<>]{{1,{MAX_ASIDE}}}>"
    rf"|(?<![\w*])\*(?![\s*])[^*]{{1,{MAX_ASIDE}}}(?<!\s)\*(?![\w*])"
)

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Look:
    """What the whole text looks like. ``script``: parentheses are directions there, in lyrics backing vocals."""

    script: bool
    timed: bool
    names: frozenset[str]


def tell_apart(sources: Sequence[SourceLine], *, timed: bool) -> tuple[ReferenceLine, ...]:
    """The reference's lines from a file's; ``timed`` where the file has times (subtitles, .lrc)."""
    look = _look([source.text.strip() for source in sources], timed)
    lines: list[ReferenceLine] = []
    block, seen = True, 0
    for index, source in enumerate(sources):
        followed = index + 1 < len(sources) and bool(sources[index + 1].text.strip())
        line = _line(source, look, Place(block, followed, seen < TOP_LINES, timed, look.script))
        lines.append(line)
        block = line.kind in ("blank", "heading")
        seen += line.kind != "blank"
    return tuple(lines)


def _look(texts: Sequence[str], timed: bool) -> Look:
    """A script has scenes, or speakers in a fifth of its lines, and no verses and choruses."""
    song = any(is_song_section(text) for text in texts if text)
    scenes = any(is_scene(text) for text in texts if text)
    spoken = [text for text in texts if text and text[0] not in "([（【<" and not is_song_section(text)]
    names = speaking(spoken, scenes=scenes)
    labelled = sum(found is not None and found.name.casefold() in names for found in map(label, spoken))
    script = scenes or (labelled > 1 and labelled >= SCRIPT_SHARE * len(spoken))
    return Look(script and not song, timed, names)


def _line(source: SourceLine, look: Look, place: Place) -> ReferenceLine:
    text = source.text.strip()
    line = ReferenceLine(
        text, source.written, "text", start=source.start, end=source.end, heard=source.heard, comment=source.comment
    )
    if not text:
        return line if source.heard else replace(line, kind="blank")
    if source.kind is not None:
        return replace(line, kind=source.kind, repeats=heading_repeats(text) if source.kind == "heading" else 1)
    if is_rule(text):
        return replace(line, text="", kind="blank")
    if is_heading(text, place):
        return replace(line, kind="heading", repeats=heading_repeats(text))
    return _spoken(line, look)


def _spoken(line: ReferenceLine, look: Look) -> ReferenceLine:
    """A line of text: its repeat mark and its speaker taken off, its directions and backing vocals found."""
    text, mark, times = line.text, "", 1
    found = repeat_mark(text)
    if found is not None:
        text, mark, times = text[: found[0]].rstrip(), text[found[0] :].strip(), found[1]
    who = label(text)
    said, speaker = "", None
    if who is not None and who.name.casefold() in look.names:
        said, text, speaker = text[: who.end].strip(), text[who.end :].strip(), who.name
    asides, backing = _spans(text, look)
    if asides and not said and not mark and not _has_words(text, asides):
        return replace(line, kind="direction")
    return replace(
        line, text=text, speaker=speaker, label=said, mark=mark, repeats=times, backing=backing, asides=asides
    )


def _spans(text: str, look: Look) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The ranges of directions and of backing vocals; none overlaps another."""
    marked = [match for match in _ASIDE.finditer(text) if _has_words(match[0], ())]
    # <...> is a direction in scripts alone: elsewhere it is markup, which is text
    asides = [match.span() for match in marked if look.script or match[0][0] != "<"]
    if (
        asides == [(0, len(text))]
        and text[0] in "[【"
        and not (look.script or look.timed or SOUND.fullmatch(text[1:-1]))
    ):
        asides = []  # a sung line in square brackets
    backing: list[Span] = []
    for span in _parentheses(text):
        inner = text[span[0] + 1 : span[1] - 1]
        direction = look.script or SOUND.fullmatch(inner[:40]) or PARENTHESISED_SECTION.fullmatch(inner[:40])
        (asides if direction else backing).append(span)
    taken, sung = _outermost([*asides, *backing]), set(backing)
    return tuple(span for span in taken if span not in sung), tuple(span for span in taken if span in sung)


def _parentheses(text: str) -> list[Span]:
    """The outermost pairs of parentheses, ASCII or full width, that hold something."""
    opened: list[int] = []
    pairs: list[Span] = []
    for index, char in enumerate(text) if "(" in text or "（" in text else ():
        if char in "(（":
            opened.append(index)
        elif char in ")）" and opened:
            pairs.append((opened.pop(), index + 1))
    return [span for span in _outermost(pairs) if text[span[0] + 1 : span[1] - 1].strip()]


def _outermost(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, without those that begin inside an earlier one."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda each: (each[0], -each[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _has_words(text: str, without: Sequence[Span]) -> bool:
    return any(char.isalnum() for char in _outside(text, without))


def _outside(text: str, spans: Sequence[Span]) -> Iterator[str]:
    at = 0
    for begin, end in spans:
        yield from text[at:begin]
        at = end
    yield from text[at:]
