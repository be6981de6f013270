"""Songs whose alignment is known: what was sung, what a recogniser might have made of it, and a reference that differs.

Everything comes from one sequence of sung words; both sides remember which of them each of their words is, so that the
truth needs no alignment.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

from review.alignment import words

MS_A_LETTER, PAUSE_MS = 80, 400  # how long a line takes where nobody knows
JITTER_MS, LATER_MS = 300, 30_000  # a recogniser's times; another intro than the reference's recording
REFRAIN, VERSE = (3, 5), (3, 6)  # lines
ERRORS = 0.18  # of the words: two thirds other words, a sixth left out, a sixth put in


@dataclass(frozen=True, slots=True)
class SungWord:
    """``number``: which sung word it is, None for one that was put in. ``space``: whether one follows in its line."""

    text: str
    number: int | None
    time: tuple[float, float]
    space: bool = True


@dataclass(frozen=True, slots=True)
class SungLine:
    """A line of one side, as ``align`` takes it."""

    words: tuple[SungWord, ...]
    timed: bool = True
    later: int = 0

    @property
    def text(self) -> str:
        return "".join(word.text + " " * word.space for word in self.words).strip()

    @property
    def start(self) -> int | None:
        return int(self.words[0].time[0]) + self.later if self.timed else None

    @property
    def end(self) -> int | None:
        return int(self.words[-1].time[1]) + self.later if self.timed else None

    @property
    def numbers(self) -> list[int]:
        return [word.number for word in self.words if word.number is not None]


@dataclass(frozen=True, slots=True)
class Song:
    """Lines with their times in ms, and the copies of the refrain: (first line, lines)."""

    name: str
    lines: tuple[tuple[str, float, float], ...]
    copies: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Both sides of one alignment; ``moved``: the sung words whose place in theirs is another, ``unheard``: those of
    lines that ours lacks as a whole."""

    ours: tuple[SungLine, ...]
    theirs: tuple[SungLine, ...]
    moved: frozenset[int] = frozenset()
    unheard: frozenset[int] = frozenset()


@dataclass(slots=True)
class Plan:
    """What is left out, as (first line, lines) of the song, and what is broken anew."""

    ours_without: list[tuple[int, int]] = field(default_factory=list)
    theirs_without: list[tuple[int, int]] = field(default_factory=list)
    swapped: tuple[tuple[int, int], tuple[int, int]] | None = None
    ours_broken: bool = True
    theirs_broken: bool = False


def songs(folder: Path) -> list[Song]:
    """The songs of a folder: with the times of *.lines.csv where there are any, else with times made up."""
    found = []
    for lyrics in sorted(folder.glob("*.lyrics.txt")):
        timed = lyrics.with_name(lyrics.name.replace(".lyrics.txt", ".lines.csv"))
        if timed.exists():
            with timed.open(encoding="utf-8", newline="") as file:
                rows = [
                    (row["lyrics_line"], float(row["start_time"]) * 1000, float(row["end_time"]) * 1000)
                    for row in csv.DictReader(file)
                ]
            found.append(Song(f"{lyrics.name.split('.')[0]} (times known)", tuple(rows)))
        else:
            found.append(song(lyrics.name.split(".")[0], lyrics.read_text(encoding="utf-8").splitlines()))
    return found


def song(name: str, lines: Sequence[str]) -> Song:
    """A song of these lines with times made up."""
    rows: list[tuple[str, float, float]] = []
    at = 1_000.0
    for line in lines:
        if line.strip():
            rows.append((line.strip(), at, at + MS_A_LETTER * len(line)))
            at = rows[-1][2] + PAUSE_MS
    return Song(name, tuple(rows))


def talks(folder: Path, lines: int) -> list[Song]:
    """Songs of so many lines out of refs.tsv: fragments that belong together, long ones broken at every few words."""
    with (folder / "refs.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = []
    for language, group in groupby(rows, key=lambda row: (row["language"], row["file"].split("-")[0])):
        pieces: list[str] = []
        for row in group:
            text = row["reference"]
            ranges = words(text)
            size = 7 if " " in text[:60].strip() else 14
            pieces += [
                text[ranges[n][0] : ranges[min(n + size, len(ranges)) - 1][1]] for n in range(0, len(ranges), size)
            ]
        for begin in range(0, len(pieces) - lines // 2, lines):
            found.append(song(f"{folder.name} {' '.join(language)} {begin}", pieces[begin : begin + lines]))
    return found


def with_refrain(source: Song, random: Random) -> Song:
    """The song with the copies of its refrain: the longest run of lines that recurs, else one made for it."""
    keys = [line[0].casefold() for line in source.lines]
    best: tuple[tuple[int, int], ...] = ()
    for size in range(len(keys) // 2, 1, -1):
        for first in range(len(keys) - size + 1):
            copies = _copies(keys, first, size)
            if len(copies) > 1:
                return replace(source, copies=copies)
    size = random.randint(*REFRAIN)
    first = random.randrange(0, len(keys) // 2 - size) if len(keys) // 2 > size else 0
    song_ = source
    for _ in range(2):
        copies = _copies([line[0].casefold() for line in song_.lines], first, size)
        song_ = repeated(song_, (first, size), _apart(song_, copies, random))
    best = _copies([line[0].casefold() for line in song_.lines], first, size)
    return replace(song_, copies=best)


def _copies(keys: Sequence[str], first: int, size: int) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    wanted = keys[first : first + size]
    for place in range(first, len(keys) - size + 1):
        if keys[place : place + size] == wanted and (not found or place >= sum(found[-1])):
            found.append((place, size))
    return tuple(found)


def _apart(source: Song, copies: Sequence[tuple[int, int]], random: Random) -> int:
    """Where one more copy may stand: after the first, and not inside of another."""
    places = [p for p in range(sum(copies[0]) + 1, len(source.lines) + 1) if not any(a < p < a + n for a, n in copies)]
    return random.choice(places or [len(source.lines)])


def repeated(source: Song, block: tuple[int, int], place: int) -> Song:
    """The song with the lines of ``block`` once more before line ``place``; all that follows is sung later."""
    rows = source.lines[block[0] : sum(block)]
    begin = source.lines[place - 1][2] + PAUSE_MS if place else 0.0
    shift = begin - rows[0][1]
    again = [(text, start + shift, end + shift) for text, start, end in rows]
    more = again[-1][2] + PAUSE_MS - begin
    rest = [(text, start + more, end + more) for text, start, end in source.lines[place:]]
    copies = sorted([(a + block[1] if a >= place else a, n) for a, n in source.copies] + [(place, block[1])])
    return replace(source, lines=(*source.lines[:place], *again, *rest), copies=tuple(copies))


def verse(source: Song, random: Random) -> tuple[int, int]:
    """A few lines that belong to no copy of the refrain."""
    size = random.randint(*VERSE)
    inside = {line for a, n in source.copies for line in range(a, a + n)}
    for smaller in range(size, 0, -1):
        places = [
            first for first in range(len(source.lines) - smaller + 1) if not inside & set(range(first, first + smaller))
        ]
        if places:
            return random.choice(places), smaller
    return 0, 1


def perform(source: Song, plan: Plan, random: Random, *, timed: bool) -> Case:
    """Both sides of the song by the plan."""
    sung = [_sung(line) for line in source.lines]
    count = 0
    for number, line in enumerate(sung):
        sung[number] = [replace(word, number=count + place) for place, word in enumerate(line)]
        count += len(line)
    later = random.choice([0, random.randint(-LATER_MS // 4, LATER_MS)])
    order = list(range(len(sung)))
    moved: frozenset[int] = frozenset()
    if plan.swapped:
        (a, n), (b, m) = sorted(plan.swapped)
        order = [*range(a), *range(b, b + m), *range(a + n, b), *range(a, a + n), *range(b + m, len(sung))]
        moved = frozenset(w.number for x in order[a : b + m] for w in sung[x] if w.number is not None)
    gone = [{x for a, n in blocks for x in range(a, a + n)} for blocks in (plan.ours_without, plan.theirs_without)]
    vocabulary = [word.text for line in sung for word in line]
    heard = [_heard(line, vocabulary, random) for number, line in enumerate(sung) if number not in gone[0]]
    written = [sung[number] for number in order if number not in gone[1]]
    ours = _broken(heard, random) if plan.ours_broken else [line for line in heard if line]
    theirs = _broken(written, random) if plan.theirs_broken else written
    return Case(
        tuple(
            SungLine(_jittered(line, random), True, later) for line in ours if any(w.number is not None for w in line)
        ),
        tuple(SungLine(tuple(line), timed) for line in theirs),
        moved,
        frozenset(w.number for x in gone[0] for w in sung[x] if w.number is not None),
    )


def _sung(line: tuple[str, float, float]) -> list[SungWord]:
    text, start, end = line
    each = (end - start) / max(1, len(text))
    ranges = words(text)
    spaces = [a[1] < b[0] for a, b in pairwise(ranges)] + [False]
    return [
        SungWord(text[a:b], None, (start + each * a, start + each * b), space)
        for (a, b), space in zip(ranges, spaces, strict=True)
    ]


def _heard(line: Sequence[SungWord], vocabulary: Sequence[str], random: Random) -> list[SungWord]:
    made: list[SungWord] = []
    for word in line:
        luck = random.random() / ERRORS
        if 2 / 3 <= luck < 5 / 6:
            continue
        made.append(replace(word, text=_misheard(word.text, vocabulary, random)) if luck < 2 / 3 else word)
        if 5 / 6 <= luck < 1:
            made.append(SungWord(random.choice(vocabulary), None, (word.time[1], word.time[1]), word.space))
    return _respaced(made, random)


_CLOSE = ("aeiouy", "bpv", "dt", "gkcq", "mn", "lr", "sz", "fvp")


def _misheard(word: str, vocabulary: Sequence[str], random: Random) -> str:
    """Four times of five with other letters that sound alike, else another word of the song."""
    if random.random() < 0.2:
        return random.choice(vocabulary)
    places = [place for place, sign in enumerate(word) if sign.isalpha()]
    if not places:
        return word
    for place in random.sample(places, min(len(places), 1 + len(places) // 4)):
        word = word[:place] + _other(word[place], random) + word[place + 1 :]
    return word


def _other(letter: str, random: Random) -> str:
    if "\uac00" <= letter <= "\ud7a3":
        jamo = list(unicodedata.normalize("NFD", letter))
        which = random.randrange(1, len(jamo))
        first, size = (0x1161, 21) if which == 1 else (0x11A8, 27)
        jamo[which] = chr(first + random.randrange(size))
        return unicodedata.normalize("NFC", "".join(jamo))
    plain = unicodedata.normalize("NFD", letter)[0].casefold()
    alike = [one for group in _CLOSE if plain in group for one in group if one != plain]
    return random.choice(alike) if alike else letter


def _respaced(line: list[SungWord], random: Random) -> list[SungWord]:
    """Korean with some of its spaces gone; sung words keep their numbers, so the line's text only is another."""
    return [
        replace(word, space=False) if "\uac00" <= word.text[-1] <= "\ud7a3" and random.random() < 0.1 else word
        for word in line
    ]


def _broken(lines: Sequence[Sequence[SungWord]], random: Random) -> list[list[SungWord]]:
    """Lines cut in two or joined with the next at random: a quarter each."""
    made: list[list[SungWord]] = []
    join = False
    for line in lines:
        if not line:
            continue
        rest = list(line)
        if join and made:
            made[-1][-1] = replace(made[-1][-1], space=_spaced(made[-1][-1].text))
            made[-1] += rest
            join = False
            continue
        luck = random.random()
        if luck < 0.25 and len(rest) > 3:
            cut = random.randrange(1, len(rest))
            made += [rest[:cut], rest[cut:]]
        else:
            made.append(rest)
            join = luck > 0.75
    return made


def _spaced(text: str) -> bool:
    return len(words(text + "a")) == 1


def _jittered(line: Sequence[SungWord], random: Random) -> tuple[SungWord, ...]:
    shift = random.uniform(-JITTER_MS, JITTER_MS)
    return tuple(replace(word, time=(word.time[0] + shift, word.time[1] + shift)) for word in line)
