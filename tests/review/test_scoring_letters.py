"""Edit distances of whole texts."""

from __future__ import annotations

import random

import pytest
from rapidfuzz.distance import Levenshtein

from review.scoring import Normalisation, letters, score

RAW = Normalisation.RAW


def song(seed: int) -> tuple[str, str]:
    """A text that repeats its chorus, and the same with a seventh of its words other, left out or added."""
    source = random.Random(seed)
    words = [f"{a}{b}" for a in "가나다라마바사" for b in "고노도로모보소오조초"]
    chorus = source.choices(words, k=30)
    theirs = [word for _ in range(8) for word in (*source.choices(words, k=40), *chorus, *chorus)]
    ours = [
        word for kept in theirs for word in source.choice([[kept]] * 12 + [[], [source.choice(words)], [kept, "아"]])
    ]
    return " ".join(ours), " ".join(theirs)


@pytest.mark.parametrize("seed", range(10))
def test_the_distance_added_up_from_pieces_is_the_distance(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(letters, "LONG", 1)
    monkeypatch.setattr(letters, "PIECE", 200)
    monkeypatch.setattr(letters, "RUN", 4)
    ours, theirs = song(seed)
    found = score(ours, theirs, RAW).tally
    assert found.characters == Levenshtein.distance(ours, theirs)
    assert found.letters == Levenshtein.distance(ours.replace(" ", ""), theirs.replace(" ", ""))


def test_several_spaces_count_in_a_raw_text() -> None:
    found = score("a  b", "a b", RAW).tally
    assert (found.characters, found.letters) == (1, 0)
