"""One decision, many lines: the mistake that was just put right, in the lines that nobody decided yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from review.line import Line, clean
from review.queue.model import Told
from review.realign import unspaced

MOST = 200
"""Lines that are offered at once."""


class Token(NamedTuple):
    """A word without the signs at its edges, or one letter of a script that does not space its words; where it is."""

    core: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """The words that were ``heard`` and what stands there now.

    Words that were only put in or left out are told by their neighbours, which are among ``heard`` and ``instead``;
    ``core`` is the change without those.
    """

    heard: tuple[str, ...]
    instead: str
    core: tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """The same mistake in another line: ``text`` is the line's without it. ``before`` stands at ``begin`` to ``end``
    (code points) of the text as it is now, without the spaces around; ``after`` is what goes there."""

    line: Line
    text: str
    before: str
    after: str
    begin: int
    end: int


def same(before: str, after: str, lines: Iterable[Line], told: Mapping[str, Told]) -> list[Found]:
    """The mistakes that make ``before`` differ from ``after``, in ``lines``, in their order, at most ``MOST``.

    Whole words, written as they were in the fixed line, then whatever their capitals. Where a reference was brought
    (``told``, by line id) it has a say: what it confirms is no mistake, and where it differs from a line in what was
    just changed, the line is offered whatever stands around.
    """
    mistakes = find_mistakes(clean(before).strip(), clean(after).strip())
    if not mistakes:
        return []
    exact: list[Found] = []
    alike: list[Found] = []
    for line in lines:
        found, as_written = _in_line(mistakes, line, told.get(line.id))
        if found is not None:
            (exact if as_written else alike).append(found)
    chosen = [*exact, *alike][:MOST]
    return sorted(chosen, key=lambda found: found.line.order)


def find_mistakes(before: str, after: str) -> list[Mistake]:
    """What was changed, group by group of neighbouring words, each once."""
    ours, theirs = tokens(before), tokens(after)
    if not theirs:
        whole = tuple(token.core for token in ours)
        return [Mistake(whole, "", (whole, ()))] if whole else []
    found: dict[tuple[tuple[str, ...], str], Mistake] = {}
    for one, other in _changed(ours, theirs):
        core = (_cores(ours[slice(*one)]), _cores(theirs[slice(*other)]))
        (low, high), (left, right) = _widened(one, other, len(ours), len(theirs), core)
        heard, instead = _cores(ours[low:high]), after[theirs[left].begin : theirs[right - 1].end]
        if heard:
            found[heard, instead] = Mistake(heard, instead, core)
    return list(found.values())


def tokens(text: str) -> list[Token]:
    """The words of a text in order; signs alone are none."""
    found: list[Token] = []
    begin = 0
    for kind, group in groupby(text, key=_kind):
        end = begin + sum(1 for _ in group)
        if kind == "word":
            found += _stripped(text, begin, end)
        elif kind == "letter":
            found += [Token(text[at], at, at + 1) for at in range(begin, end)]
        begin = end
    return found


def _kind(character: str) -> str:
    if character.isspace():
        return "space"
    return "letter" if unspaced(character) else "word"


def _stripped(text: str, begin: int, end: int) -> Iterator[Token]:
    while begin < end and unicodedata.category(text[begin])[0] in "PS":
        begin += 1
    while begin < end and unicodedata.category(text[end - 1])[0] in "PS":
        end -= 1
    if begin < end:
        yield Token(text[begin:end], begin, end)


def _cores(found: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.core for token in found)


Range = tuple[int, int]


def _changed(ours: Sequence[Token], theirs: Sequence[Token]) -> Iterator[tuple[Range, Range]]:
    """The ranges of words that differ, those that touch together."""
    steps = Levenshtein.opcodes(_cores(ours), _cores(theirs))
    for equal, group in groupby(steps, key=lambda step: step.tag == "equal"):
        run = list(group)
        if not equal:
            yield (run[0].src_start, run[-1].src_end), (run[0].dest_start, run[-1].dest_end)


def _widened(
    one: Range, other: Range, ours: int, theirs: int, core: tuple[tuple[str, ...], tuple[str, ...]]
) -> tuple[Range, Range]:
    """With a word more on both sides where the change itself does not say enough: a word that was put in or left out,
    a single letter of a script that does not space its words."""
    enough = all(core) and (len(core[0]) > 1 or not unspaced(core[0][0]))
    if enough:
        return one, other
    before = int(one[0] > 0 and other[0] > 0)
    behind = int(one[1] < ours and other[1] < theirs)
    return (one[0] - before, one[1] + behind), (other[0] - before, other[1] + behind)


# ---- in another line --------------------------------------------------------------------------------------------


class _Place(NamedTuple):
    begin: int
    end: int
    instead: str
    as_written: bool


def _in_line(mistakes: Sequence[Mistake], line: Line, told: Told | None) -> tuple[Found | None, bool]:
    """The line without the mistakes, None where there is none of them; and whether the first is written alike."""
    text = line.text.strip()
    folded = text.casefold()
    near = [each for each in mistakes if each.heard[0].casefold() in folded]
    places: list[_Place] = []
    if near:
        words = tokens(text)
        confirmed = None if told is None else _folded(_cores(tokens(told.text)))
        for mistake in near:
            if confirmed is None or not _stands(mistake, confirmed):
                places += _places(mistake, words)
    if told is not None and told.wrong_letters:
        places += _mismatches(mistakes, text, told.text)
    return _replaced(line, text, places)


def _stands(mistake: Mistake, confirmed: Sequence[str]) -> bool:
    """Whether the reference has the heard words in this line, and not what they were changed to."""
    instead = _folded(_cores(tokens(mistake.instead)))
    return _holds(confirmed, _folded(mistake.heard)) and not (instead and _holds(confirmed, instead))


def _places(mistake: Mistake, words: Sequence[Token]) -> Iterator[_Place]:
    """Where the heard words stand in a line; where they are all of what was left out, only as a whole line."""
    heard, size = _folded(mistake.heard), len(mistake.heard)
    if not mistake.instead and len(words) != size:
        return
    for at in range(len(words) - size + 1):
        part = words[at : at + size]
        if _folded(_cores(part)) == heard:
            as_written = _cores(part) == mistake.heard
            instead = mistake.instead if as_written else _capitalised(mistake.instead, part[0].core)
            yield _Place(part[0].begin, part[-1].end, instead, as_written)


def _mismatches(mistakes: Sequence[Mistake], text: str, said: str) -> Iterator[_Place]:
    """Where the reference differs from the line in what a fix put in or left out, whatever stands around it."""
    wanted = {(_folded(one), _folded(other)) for one, other in (each.core for each in mistakes) if not (one and other)}
    if not wanted or not said:
        return
    for mistake in find_mistakes(text, said):
        if (_folded(mistake.core[0]), _folded(mistake.core[1])) in wanted:
            for place in _places(mistake, tokens(text)):
                yield place._replace(as_written=True)


def _replaced(line: Line, text: str, places: Sequence[_Place]) -> tuple[Found | None, bool]:
    made, at = "", 0
    first: _Place | None = None
    for place in sorted(places, key=lambda place: (place.begin, not place.as_written)):
        if place.begin < at or text[place.begin : place.end] == place.instead:
            continue
        first = first or place
        made += text[at : place.begin] + place.instead
        at = place.end
    if first is None:
        return None, False
    made = (made + text[at:]).strip() if first.instead else ""
    if made == text:
        return None, False
    found = Found(line, made, text[first.begin : first.end], first.instead, first.begin, first.end)
    return found, first.as_written


def _capitalised(text: str, like: str) -> str:
    return text[:1].upper() + text[1:] if like[:1].isupper() and text[:1].islower() else text


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _holds(words: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(words[at : at + size]) == tuple(part) for at in range(len(words) - size + 1))
