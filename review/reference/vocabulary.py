"""The words that mark something in lyrics and scripts: sections, scenes, sounds, repeats, what stands above a text.

English and Korean, collected from the habits of lyrics sites and of screenplays; everything is matched whole, so that
a line of a song that only holds such a word stays a line of the song.
"""

from __future__ import annotations

import re

MAX_REPEATS = 20
"""A number above it ("x100") is text: no section is sung that often."""

_FLAGS = re.IGNORECASE
_COUNT = r"(\d{1,2})"
_REPEAT = (
    rf"(?:[x×✕*]\s?{_COUNT}|{_COUNT}\s?[x×✕]|repeat(?:ed|s)?(?:\s*[x×✕]?\s*{_COUNT}(?:\s?times|\s?[x×✕])?)?"
    rf"|repeat\s+twice|{_COUNT}\s?times|{_COUNT}\s?[회번](?:\s?반복)?|반복(?:\s*[x×✕]?\s*{_COUNT}\s?[회번]?)?)"
)
_BARE_REPEAT = rf"(?:[x×✕]\s?{_COUNT}|{_COUNT}[x×✕]|repeat(?:ed)?\s*[x×✕]\s?{_COUNT}|{_COUNT}\s?[회번]\s?반복)"
REPEAT_AT_END = re.compile(
    rf"(?:\s*(?:\(\s*{_REPEAT}\s*\)|\[\s*{_REPEAT}\s*\]|（\s*{_REPEAT}\s*）)|(?:(?<=\s)|(?<=[^\w\s])|^){_BARE_REPEAT})\s*$",
    _FLAGS,
)
"""A repeat mark at the end of a line, or the whole line: (x2), [x4], ×3, (2회 반복), (반복), repeat x2."""

_NUMBER = r"(?:\s*[-.#]?\s*(?:\d{1,2}|[ivx]{1,4}|[a-d]))"
_CLEAR = (
    r"(?:pre|post)[-\s]?chorus|verses?|chorus(?:es)?|bridge|intro(?:duction)?|outro|refrain|interlude|instrumental"
    r"|(?:guitar|piano|drum|sax|bass|violin|synth)\s(?:solo|break)|(?:제\s?)?\d{1,2}\s?절|후렴구?|간주(?:\s?중)?|전주|후주"
    r"|브[릿리]지|인트로|아웃트로|아우트로|도입부|벌스|(?:프리\s?)?코러스"
)
_LOOSE = (
    r"hook|solo|break(?:down)?|drop|build(?:[-\s]?up)?|coda|ending|end|rap|spoken(?:\sword)?|skit|prelude|ad[-\s]?libs?"
    r"|stanza|vamp|tag|part|section|훅|랩|싸비|사비|엔딩|내레이션|나레이션"
)
_BEFORE = r"(?:(?:repeat|final|last|first|second|third|half|double|[1-4](?:st|nd|rd|th)|마지막|첫)\s+)?"
_AGAIN = rf"(?:\s*[-–—:,]?\s*(?:{_REPEAT}|\(\s*{_REPEAT}\s*\)|\[\s*{_REPEAT}\s*\]))?"
_CLEAR_SECTION = rf"{_BEFORE}(?:{_CLEAR}){_NUMBER}?"
_ANY_SECTION = rf"{_BEFORE}(?:{_CLEAR}|{_LOOSE}){_NUMBER}?"
_NUMBERED = rf"(?:{_LOOSE}){_NUMBER}"

BRACKETED_SECTION = re.compile(rf"\s*{_ANY_SECTION}{_AGAIN}(?:\s*[:\-–—,/&+(|].*)?\s*", _FLAGS)
"""What stands in [square brackets]: [Verse 1: Mina], [Chorus x2], [후렴]."""
PARENTHESISED_SECTION = re.compile(rf"\s*(?:{_ANY_SECTION}){_AGAIN}\s*:?\s*", _FLAGS)
"""What stands in other brackets, or between decoration: (Chorus), <1절>, - 후렴 -."""
BARE_SECTION = re.compile(rf"(?:{_CLEAR_SECTION}|{_NUMBERED}){_AGAIN}\s*(?:\([^()]*\)\s*)?:?", _FLAGS)
"""A line of its own without brackets; to be believed at the beginning of a block, or with a repeat mark."""
COLON_SECTION = re.compile(rf"{_ANY_SECTION}{_AGAIN}\s*(?:\([^()]*\)\s*)?[:：]", _FLAGS)
"""A line of its own with a colon: Chorus:, Hook:, 후렴:."""

SCENE = re.compile(
    r"(?:(?:scene|act|chapter|episode)\s+(?:\d{1,3}|[ivxlc]{1,6}|one|two|three|four|five|six|seven|eight|nine|ten)"
    r"(?:\s*[.:,\-–—(].*)?|(?:씬|장면)\s*#?\s*\d{1,3}(?:\s*[.:,\-–—(].*)?|제\s?\d{1,3}\s?[막장화](?:\s.*)?"
    r"|\d{1,3}\s?[막장화](?:\s*[.:].*)?|S\s?#\s?\d{1,3}(?!\d).*)",
    _FLAGS,
)
SLUG = re.compile(r"(?:INT\.?/EXT|EXT\.?/INT|I/E|INT|EXT)\.\s.*")
"""A screenplay's INT. HOUSE - NIGHT: in capitals."""

SOUND = re.compile(
    r"\s*(?:applause|cheer(?:s|ing)|laugh(?:s|ing|ter)?|music(?:\s.*)?|sighs?|silence|pause|inaudible|crosstalk|whistl(?:es|ing)"
    r"|humming|screams?|coughs?|crying|sobs|gasps|웃음|박수|환호|한숨|음악|침묵|휘파람|기침|울음|비명|정적|잡음|효과음)\s*[.:]?\s*",
    _FLAGS,
)
INFO = re.compile(
    r"(?:title|song|artists?|singers?|album|lyrics?(?:\s+by)?|lyricist|music\s+by|composers?|composed\s+by|written\s+by"
    r"|producers?|produced\s+by|released?|genre|source|제목|곡명|노래|가수|앨범|작사|작곡|편곡|작사/작곡|작사,\s?작곡|발매|출처|장르)"
    r"\s*[:：]\s*\S.*",
    _FLAGS,
)
"""A line above the text: Title: …, 작사: …."""

# fmt: off
NOT_NAMES = frozenset((
    "note", "notes", "ps", "nb", "warning", "example", "eg", "ie", "tip", "hint", "question", "answer", "update",
    "edit", "http", "https", "ftp", "mailto", "tel", "i", "and", "but", "so", "oh", "hey", "yes", "no", "or", "if",
    "the", "a", "an", "this", "that", "he", "she", "it", "we", "you", "they", "time", "date", "ratio", "score",
    "참고", "주의", "예", "비고", "단", "즉", "답", "질문", "시간", "날짜", "출처", "링크",
))
# fmt: on
"""First words of what stands before a colon and is nobody's name; without points."""


def repeats(match: re.Match[str]) -> int | None:
    """How often the mark says; "(반복)" and "(repeat)" say twice. None where the number is none of a repeat."""
    numbers = [int(group) for group in match.groups() if group]
    times = numbers[0] if numbers else 2
    return times if 1 <= times <= MAX_REPEATS else None
