"""How both sides are written before they are compared: always chosen, always shown."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from review.scoring.english import english
from review.scoring.model import Normalisation
from review.scoring.standard import standard


def normalise(text: str, how: Normalisation) -> str:
    """``text`` as it is compared. All three are NFC, as all text of Relisten is: NFC against NFD is no error.

    - RAW: the text as it is. Every white-space character becomes a space (a tab parts words too), nothing is dropped,
      so that rates are jiwer's own on the NFC text.
    - STANDARD: case folded; compatibility characters folded (full-width, half-width, ligatures; Korean jamo that stand
      alone, ㅋㅋ, stay); zero-width characters dropped; punctuation and symbols of every script made a space, the
      hyphen too (well-known: well known). Marks stay: they are the vowels of Hindi, Thai, Tamil and Arabic. What
      stands in brackets stays too. An apostrophe inside a word stays, ’ and ' being one sign, as in the references of
      LibriSpeech and NIST: it is part of the spelling, and without it we're and were, I'll and ill would be equal; at
      the edge of a word ('cause, runnin') it goes, for there it cannot be told from a quotation mark.
    - ENGLISH: OpenAI's EnglishTextNormalizer (Radford et al. 2022, appendix C), which rewrites contractions, numbers
      and British spellings and drops hmm and uh. What stands in brackets is kept, unlike there.
    """
    return normalise_all([text], how)[0]


def normalise_all(texts: Sequence[str], how: Normalisation) -> list[str]:
    """Each of ``texts`` by itself; much faster for English than one by one."""
    texts = [unicodedata.normalize("NFC", text) for text in texts]
    if how is Normalisation.STANDARD:
        return [standard(text) for text in texts]
    if how is Normalisation.ENGLISH:
        return english(texts)
    return [_raw(text) for text in texts]


def _raw(text: str) -> str:
    if text.isprintable():  # no white space but the space itself
        return text.strip()
    return "".join(" " if character.isspace() else character for character in text).strip()
