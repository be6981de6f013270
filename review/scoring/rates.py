"""WER, CER and their like, from counts; empty texts are defined."""

from __future__ import annotations

from collections.abc import Iterable

from review.scoring.model import Counts, Score, Tally


def rated(counts: Counts, tally: Tally) -> Score:
    """The rates of these counts.

    WER is errors / words of the reference and CER the same of characters; MER is errors / (errors + hits), WIL
    1 - hits² / (words of the reference x words of the hypothesis) (Morris, Maier & Green 2004), all as jiwer has them.
    """
    if not counts.reference:
        return _without_reference(counts, tally)
    words, hits = counts.reference, counts.hits
    kept = hits / words * hits / counts.hypothesis if counts.hypothesis else 0.0
    return Score(
        wer=counts.errors / words,
        cer=None if tally.characters is None else tally.characters / tally.reference_characters,
        cer_no_spaces=tally.letters / tally.reference_letters,
        wer_space_insensitive=tally.respaced / words,
        mer=counts.errors / (counts.errors + hits),
        wil=1.0 - kept,
        counts=counts,
        reference_characters=tally.reference_characters,
        note=None if counts.hypothesis else "empty_hypothesis",
        tally=tally,
    )


def _without_reference(counts: Counts, tally: Tally) -> Score:
    if counts.insertions:
        return Score(None, None, None, None, 1.0, 1.0, counts, 0, "empty_reference", tally)
    return Score(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, counts, 0, "both_empty", tally)


def added(counts: Iterable[Counts]) -> Counts:
    """All of them together."""
    hits = substitutions = insertions = deletions = 0
    for each in counts:
        hits += each.hits
        substitutions += each.substitutions
        insertions += each.insertions
        deletions += each.deletions
    return Counts(hits, substitutions, insertions, deletions)


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    characters: int | None = 0
    reference_characters = letters = reference_letters = respaced = 0
    for each in tallies:
        characters = None if characters is None or each.characters is None else characters + each.characters
        reference_characters += each.reference_characters
        letters += each.letters
        reference_letters += each.reference_letters
        respaced += each.respaced
    return Tally(characters, reference_characters, letters, reference_letters, respaced)
