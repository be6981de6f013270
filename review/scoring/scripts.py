"""Scripts of words, and the rates that lead by them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from review.scoring.model import Counts, Score, Tally
from review.scoring.pairs import AlignedPair
from review.scoring.rates import rated
from review.scoring.steps import Step

# Blocks of letters; Japanese and Chinese are one, since Japanese writes a word in several of them.
_BLOCKS = {
    "hangul": "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff",
    "latin": "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff",
    "cjk": "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff",
    "thai": "\u0e00-\u0e7f",
    "lao": "\u0e80-\u0eff",
    "burmese": "\u1000-\u109f",
    "khmer": "\u1780-\u17ff",
    "cyrillic": "\u0400-\u052f",
    "greek": "\u0370-\u03ff\u1f00-\u1fff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff",
    "hebrew": "\u0590-\u05ff",
    "devanagari": "\u0900-\u097f",
    "tamil": "\u0b80-\u0bff",
}
_LETTERS = {name: re.compile(f"[{block}]") for name, block in _BLOCKS.items()}
UNSPACED = frozenset({"cjk", "thai", "lao", "burmese", "khmer"})
"""Scripts whose words stand without spaces, as in ``review.alignment.words``."""

# Languages whose words are not parted by spaces, or, Korean, whose spaces writers disagree on: their rate is of
# characters. Whisper too evaluates Chinese, Japanese, Thai, Lao and Burmese letter by letter.
_BY_LETTER = frozenset({"ko", "ja", "zh", "yue", "th", "lo", "my", "km"})
_BY_LETTER_SCRIPTS = UNSPACED | {"hangul"}
_CHARACTERS, _WORDS = "cer_no_spaces", "wer"

MIXED = 0.05
"""From this share of the words on, the lesser of Hangul and Latin makes a text one that mixes them."""


@lru_cache(maxsize=1 << 17)
def script(word: str) -> str | None:
    """The script most of the word's letters are of, by name; None for digits, signs and scripts not told apart."""
    if word.isascii():
        return "latin" if any(letter.isalpha() for letter in word) else None
    counts = {name: len(letters.findall(word)) for name, letters in _LETTERS.items()}
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else None


def headline(language: str | None, reference: Iterable[str]) -> tuple[str, ...]:
    """Names of the rates that lead for a text in ``language`` (a code: ko, en-GB) with these words of the reference.

    Characters without spaces for Korean, Japanese, Chinese, Thai and others without spaces between words, words for
    the rest; without a language the script of most words decides. Both for a text that mixes Hangul and Latin, the
    one of most words first.
    """
    counts = Counter(script(word) for word in reference)
    code = (language or "").lower().replace("_", "-").split("-")[0]
    hangul, latin = counts["hangul"], counts["latin"]
    if code in ("ko", "en", "") and hangul and latin and min(hangul, latin) >= MIXED * counts.total():
        return (_CHARACTERS, _WORDS) if hangul >= latin else (_WORDS, _CHARACTERS)
    if code:
        return (_CHARACTERS,) if code in _BY_LETTER else (_WORDS,)
    counts.pop(None, None)
    most = max(counts, key=lambda name: counts[name], default=None)
    return (_CHARACTERS,) if most in _BY_LETTER_SCRIPTS else (_WORDS,)


def by_script(aligned: Sequence[AlignedPair]) -> Mapping[str, Score]:
    """The score of each script's words, most words first; empty where the reference has words of one script only.

    An error counts for the script of the reference's word, an insertion for its own. Of words without their
    neighbours there is no CER with spaces.
    """
    hits: Counter[str] = Counter()
    parts: dict[str | None, _Part] = defaultdict(_Part)
    for pair in aligned:
        for step in pair.steps:
            theirs = pair.theirs.words[slice(*step.theirs)]
            if step.change == "hit":
                hits.update(theirs)
            else:
                ours = pair.ours.words[slice(*step.ours)]
                parts[script((theirs or ours)[0])].differ(step, ours, theirs)
    for word, count in hits.items():
        parts[script(word)].hit(word, count)
    scores = {name: part.score() for name, part in parts.items() if part.words and name is not None}
    if len(scores) < 2:
        return {}
    return dict(sorted(scores.items(), key=lambda item: -item[1].counts.reference))


class _Part:
    """What the words of one script add up to."""

    def __init__(self) -> None:
        self.words = self.letters = self.wrong = self.respaced = 0
        self.hits = self.substitutions = self.insertions = self.deletions = 0

    def hit(self, word: str, count: int) -> None:
        self.hits += count
        self.words += count
        self.letters += count * len(word)

    def differ(self, step: Step, ours: Sequence[str], theirs: Sequence[str]) -> None:
        self.words += len(theirs)
        self.letters += sum(map(len, theirs))
        both = min(len(ours), len(theirs))
        self.substitutions += both
        self.insertions += len(ours) - both
        self.deletions += len(theirs) - both
        if step.wrong:
            self.respaced += 1
            self.wrong += Levenshtein.distance("".join(ours), "".join(theirs))

    def score(self) -> Score:
        counts = Counts(self.hits, self.substitutions, self.insertions, self.deletions)
        return rated(counts, Tally(None, self.letters, self.wrong, self.letters, self.respaced))
