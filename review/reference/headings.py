"""Which lines are headings: of sections, of scenes, and what stands above a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from review.reference.vocabulary import (
    BARE_SECTION,
    BRACKETED_SECTION,
    COLON_SECTION,
    INFO,
    PARENTHESISED_SECTION,
    REPEAT_AT_END,
    SCENE,
    SLUG,
    SOUND,
    repeats,
)

MAX_HEADING = 120
"""Characters; a longer line is no heading."""
MAX_FREE_WORDS = 5
"""Words of a heading in square brackets that is not in the vocabulary: [Mina & Joon]."""
REPEAT_TAIL = 40
"""Characters at a line's end in which a repeat mark is looked for."""

_SQUARE = re.compile(r"[\[【〔]([^\[\]【】〔〕]+)[\]】〕]")
_ROUND = re.compile(r"[(（<〈《≪{]([^()（）<>〈〉《》≪≫{}]+)[)）>〉》≫}]")
_DECORATED = re.compile(r"([=\-~*_+#•·★☆※–—]{1,20})\s*(\S(?:.*\S)?)")
_DECORATION = re.compile(r"[=\-~*_+#•·★☆※–—\s]+")
_HASH = re.compile(r"(#{1,6})\s+\S.*")
_NUMBERED_SCENE = re.compile(r"#\s?\d{1,3}(?:[.\s].*)?")
_ENDS_A_SENTENCE = re.compile(r"[.!?,…。！？~]\s*$")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands: at the beginning of a ``block`` (behind a blank line, a heading or nothing), directly
    before another line (``followed``), among the first ten lines (``top``), in a file with times (``timed``), in a
    ``script``."""

    block: bool = False
    followed: bool = False
    top: bool = False
    timed: bool = False
    script: bool = False


def repeat_mark(text: str) -> tuple[int, int] | None:
    """Where the repeat mark at the end of ``text`` begins (the spaces before it too), and how often it says."""
    match = REPEAT_AT_END.search(text, max(0, len(text) - REPEAT_TAIL))
    times = repeats(match) if match else None
    return None if match is None or times is None else (match.start(), times)


def heading_repeats(text: str) -> int:
    """How often a heading's section is sung: [Chorus x2], Chorus (x2)."""
    mark = repeat_mark(text) or repeat_mark(text.rstrip(" )]）】>:"))
    return mark[1] if mark else 1


def is_rule(text: str) -> bool:
    """Whether the line is decoration only: -----, * * *."""
    return len(text) > 1 and _DECORATION.fullmatch(text) is not None


def is_song_section(text: str) -> bool:
    """Whether the line names a part of a song by itself, wherever it stands."""
    core = _without_mark(text)
    if len(core) > MAX_HEADING:
        return False
    square, other = _SQUARE.fullmatch(core), _ROUND.fullmatch(core)
    if square:
        return BRACKETED_SECTION.fullmatch(square[1]) is not None
    if other:
        return PARENTHESISED_SECTION.fullmatch(other[1]) is not None
    return COLON_SECTION.fullmatch(core) is not None or _decorated_section(core)


def is_scene(text: str) -> bool:
    """Whether the line is a scene's heading of a script."""
    square = _SQUARE.fullmatch(text) if len(text) <= MAX_HEADING else None
    core = square[1].strip() if square else text
    return len(core) <= MAX_HEADING and bool(SCENE.fullmatch(core) or SLUG.fullmatch(core))


def is_heading(text: str, place: Place) -> bool:
    """Whether the line (stripped, not blank) is a heading."""
    if len(text) > MAX_HEADING:
        return False
    if is_song_section(text) or is_scene(text) or (place.top and INFO.fullmatch(text)):
        return True
    hashes = _HASH.fullmatch(text)
    if hashes and not place.timed:
        return len(hashes[1]) > 1 or not text.endswith("#")  # "# la la la #" is sung
    if place.script and _NUMBERED_SCENE.fullmatch(text):
        return True
    square = _SQUARE.fullmatch(text)
    if square:
        return _free_heading(square[1], place)
    bare = place.block or repeat_mark(text) is not None
    return _framed(text) or (bare and BARE_SECTION.fullmatch(text) is not None)


def _free_heading(inner: str, place: Place) -> bool:
    """Square brackets around words of no vocabulary: a part's name where a block begins, text or a direction else."""
    if place.script or place.timed or SOUND.fullmatch(inner) or _ENDS_A_SENTENCE.search(inner):
        return False
    return place.block and place.followed and len(inner.split()) <= MAX_FREE_WORDS


def _framed(text: str) -> bool:
    """=== anything ===, --- anything ---: the same decoration on both sides."""
    match = _DECORATED.fullmatch(text)
    if match is None:
        return False
    frame = match[1]
    return (len(frame) > 2 or frame == "==") and match[2].endswith(frame) and not is_rule(text)


def _decorated_section(text: str) -> bool:
    """- Chorus -, ※ 후렴, === Verse 2 ===."""
    match = _DECORATED.fullmatch(text)
    if match is None:
        return False
    return PARENTHESISED_SECTION.fullmatch(match[2].rstrip("=-~*_+#•·★☆※–— ")) is not None


def _without_mark(text: str) -> str:
    mark = repeat_mark(text)
    return text[: mark[0]].rstrip() if mark and mark[0] else text
