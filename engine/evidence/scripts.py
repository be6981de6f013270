"""In which script a text is written, and which language that makes of it in a recording of several."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from engine.evidence.words import letters

SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "Hangul": re.compile("[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]"),
    "Latin": re.compile("[A-Za-z\u00c0-\u024f]"),
    "Kana": re.compile("[\u3040-\u30ff]"),
    "Han": re.compile("[\u3400-\u9fff]"),
    "Cyrillic": re.compile("[\u0400-\u04ff]"),
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Greek": re.compile("[\u0370-\u03ff]"),
    "Hebrew": re.compile("[\u0590-\u05ff]"),
    "Devanagari": re.compile("[\u0900-\u097f]"),
    "Thai": re.compile("[\u0e00-\u0e7f]"),
}
LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "Hangul": ("ko",),
    "Kana": ("ja",),
    "Han": ("zh", "yue"),
    "Cyrillic": ("ru", "uk", "be", "bg", "mk", "kk", "mn", "tg", "tt", "ba"),
    "Arabic": ("ar", "fa", "ur", "ps", "sd"),
    "Greek": ("el",),
    "Hebrew": ("he", "yi"),
    "Devanagari": ("hi", "mr", "ne", "sa"),
    "Thai": ("th",),
}
"""Codes of the languages that Whisper writes in these scripts; those it writes in Latin letters, too, are left out
(Serbian)."""
NOT_LATIN = frozenset(code for codes in LANGUAGES.values() for code in codes)
LEAST_LETTERS = 4
"""Of a text whose script is judged: of fewer every figure is chance."""
SHARE = 0.75
"""Of a line's words that are to be in one script to tell its language."""
KANA_SHARE = 0.2
"""Kana to a Chinese character below which a text is no Japanese: it has one in two or more."""


def script(text: str) -> str | None:
    """The one of SCRIPTS in which most of the text is written; None where it is too short, or in none of them."""
    if len(letters(text)) < LEAST_LETTERS:
        return None
    counts = {name: len(pattern.findall(text)) for name, pattern in SCRIPTS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


def language_of(text: str, language: str | None) -> str | None:
    """The language (a code) of a line in a recording in ``language``, where the script of its words tells another one.

    Songs and talks mix: an English line that is listened to as Korean always looks wrong. A Korean line with some
    English words stays Korean, and so does one of numbers or of a few letters.
    """
    words = [bare for word in text.split() if (bare := letters(word))]
    scripts = [_script_of_word(word) for word in words]
    most, count = Counter(scripts).most_common(1)[0] if scripts else (None, 0)
    written = sum(len(word) for word, found in zip(words, scripts, strict=True) if found == most)
    if most is None or count < SHARE * len(words) or written < LEAST_LETTERS:
        return language
    if most == "Latin":
        return "en" if language in NOT_LATIN else language
    alone = LANGUAGES[most]
    return alone[0] if len(alone) == 1 else language


def _script_of_word(word: str) -> str | None:
    """That of its endings, which tell the language: Latin letters only where there are no others, and kana only where
    they are not a few among Chinese characters."""
    counts = {name: len(pattern.findall(word)) for name, pattern in SCRIPTS.items()}
    found = [name for name, count in counts.items() if count]
    if counts["Kana"] and counts["Han"] > counts["Kana"] / KANA_SHARE:
        found.remove("Kana")
    return next((name for name in found if name != "Latin"), found[0] if found else None)
