"""Which words and lines are wrong, by the right text: two or more letters differ, spaces and punctuation aside."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from review.line import Line
from review.scoring.english import english
from review.scoring.standard import standard
from tests.bench.queue.recordings import Recording, Said

WRONG = 2
"""Letters that must differ."""
NEAR_MS = 150
"""A line's times may be off by so much when what it lacks is given to it."""


@dataclass(slots=True)
class Judged:
    """A line: how many letters are wrong in each of its words (from code point, to, letters), and in all; ``kinds``
    counts them as substituted, inserted, missing; ``right`` is what was said in its place."""

    words: list[tuple[int, int, int]] = field(default_factory=list)
    letters: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    right: str = ""

    @property
    def wrong(self) -> bool:
        """Whether the line is to be corrected."""
        return self.letters >= WRONG


@dataclass(frozen=True, slots=True)
class Missing:
    """Letters that were said where no line is: behind line number ``after`` (-1: before all), from ``start`` to ``end``
    in ms, None where nobody knows when."""

    after: int
    start: int | None
    end: int | None
    letters: int
    text: str


@dataclass(frozen=True, slots=True)
class _Lost:
    after: int
    time: float | None
    letter: str


@dataclass(frozen=True, slots=True)
class _Letter:
    line: int
    word: int


def letters_of(text: str, language: str | None) -> str:
    """What is judged of a text: English as the usual normaliser writes it ("Mr." is "mister", "fifteen" is "15")."""
    plain = english([text])[0] if language == "en" else standard(text)
    return "".join(char for char in plain if char.isalnum())


def judge(recording: Recording, lines: Sequence[Line]) -> tuple[list[Judged], list[Missing]]:
    """The lines in their order, and what was said beside them.

    All letters are aligned with the fewest edits. Letters that are missing inside a line are the line's; at its edges
    they are those of the line in whose time they were said, else nobody's.

    Our words are normalised one by one, to know whose each letter is. What was said in English is so both as a whole
    ("fourteen fifty-five" is "1455") and word by word ("one pound" is no "£1"), and each line is judged by that which
    it is nearer to.
    """
    judged, missing = _judged(recording, lines, letters_of)
    if recording.language == "en":
        bare, _ = _judged(recording, lines, _word_by_word)
        judged = [min(pair, key=lambda each: each.letters) for pair in zip(judged, bare, strict=True)]
    return judged, missing


def _word_by_word(text: str, language: str | None) -> str:
    return "".join(letters_of(word, language) for word in text.split())


def _judged(
    recording: Recording, lines: Sequence[Line], spelled: Callable[[str, str | None], str]
) -> tuple[list[Judged], list[Missing]]:
    judged = [Judged() for _ in lines]
    ours, owners = _ours(lines, judged, recording.language)
    theirs, times = _theirs(recording, spelled)
    right: list[list[str]] = [[] for _ in lines]
    lost: list[_Lost] = []
    for code in Levenshtein.opcodes(ours, theirs):
        steps = code.src_end - code.src_start
        for step in range(steps):
            owner = owners[code.src_start + step]
            at = code.dest_start + step
            given = theirs[at] if code.tag in ("equal", "replace") and at < code.dest_end else ""
            right[owner.line].append(given)
            if code.tag != "equal":
                _count(judged[owner.line], owner.word, "substituted" if given else "inserted")
        for at in range(code.dest_start + (steps if code.tag == "replace" else 0), code.dest_end):
            if code.tag in ("insert", "replace"):
                owner_ = _owner(code.src_end, owners, lines, times[at] if times else None)
                if owner_ is None:
                    after = owners[code.src_end - 1].line if code.src_end else -1
                    lost.append(_Lost(after, times[at] if times else None, theirs[at]))
                else:
                    right[owner_.line].append(theirs[at])
                    _count(judged[owner_.line], owner_.word, "missing")
    for each, text in zip(judged, right, strict=True):
        each.right = "".join(text)
    return judged, _stretches(lost)


def _ours(lines: Sequence[Line], judged: list[Judged], language: str | None) -> tuple[str, list[_Letter]]:
    letters: list[str] = []
    owners: list[_Letter] = []
    for number, line in enumerate(lines):
        for match in re.finditer(r"\S+", line.text.strip()):
            found = letters_of(match.group(), language)
            if found:
                judged[number].words.append((match.start(), match.end(), 0))
                letters.append(found)
                owners += [_Letter(number, len(judged[number].words) - 1)] * len(found)
    return "".join(letters), owners


def _theirs(recording: Recording, spelled: Callable[[str, str | None], str]) -> tuple[str, list[float]]:
    letters, times = "", []
    for said in recording.said:
        found = spelled(said.text, recording.language)
        letters += found
        times += _spread(said, len(found))
    return letters, times if recording.timed else []


def _spread(said: Said, count: int) -> list[float]:
    return [said.start + (said.end - said.start) * (at + 0.5) / count for at in range(count)]


def _count(judged: Judged, word: int, kind: str) -> None:
    begin, end, letters = judged.words[word]
    judged.words[word] = (begin, end, letters + 1)
    judged.letters += 1
    judged.kinds[kind] += 1


def _owner(place: int, owners: Sequence[_Letter], lines: Sequence[Line], time: float | None) -> _Letter | None:
    """Whose a missing letter before our letter ``place`` is."""
    before = owners[place - 1] if place else None
    after = owners[place] if place < len(owners) else None
    if before and after and before.line == after.line:
        return before
    for owner in (before, after):
        if owner and time is not None:
            line = lines[owner.line]
            if line.start - NEAR_MS <= time <= line.end + NEAR_MS:
                return owner
    return None


def _stretches(lost: Sequence[_Lost]) -> list[Missing]:
    """Letters behind the same line are one place; where their times are known, those within a second of each other."""
    found: list[list[_Lost]] = []
    for letter in lost:
        last = found[-1][-1] if found else None
        near = last and (letter.time is None or last.time is None or letter.time - last.time < 1_000)
        if last and near and last.after == letter.after:
            found[-1].append(letter)
        else:
            found.append([letter])
    return [
        Missing(part[0].after, _ms(part[0].time), _ms(part[-1].time), len(part), "".join(each.letter for each in part))
        for part in found
        if len(part) >= WRONG
    ]


def _ms(time: float | None) -> int | None:
    return None if time is None else round(time)
