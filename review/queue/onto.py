"""The items of the machine's transcript, laid onto the document: which are decided, where the lines are now."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from review.line import Line
from review.queue.letters import letters_apart
from review.queue.model import Item, WordDoubt
from review.scoring.standard import standard

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """An item where the document has it now. ``line`` is None for a gap, and for a line that was deleted.

    ``decided``: a person changed or kept the machine's text, or filled or passed the gap; ``letters`` says how many of
    the machine's were changed by that, of a gap how many were put in.
    """

    item: Item
    line: Line | None
    decided: bool
    letters: int = 0

    @property
    def times(self) -> Stretch:
        """Start and end now, ms."""
        return (self.item.start, self.item.end) if self.line is None else (self.line.start, self.line.end)

    @property
    def gone(self) -> bool:
        """Whether the line was deleted: the item has no row then."""
        return self.line is None and self.item.line is not None


def onto(
    items: Sequence[Item], heard: Mapping[str, Line], lines: Sequence[Line], passed: Sequence[Stretch]
) -> list[Place]:
    """The places in the document's order, those of deleted lines last.

    ``heard`` are the machine's lines by id, whose items these are, ``lines`` the document's. A line that a person cut
    or merged shares the suspicion of the machine's lines it is made of; one that a person added, or cut from words that
    nobody heard, has no place.
    """
    known = {item.line: item for item in items if item.line is not None}
    found: list[Place] = []
    used: set[str] = set()
    between = _between(heard, lines)
    for line in lines:
        item = known.get(line.id)
        if line.id in between:
            parts = _parts(line, heard, known, between[line.id])
            item = _joined(line, heard, known, parts) if parts else None
            used.update(parts)
        if item is not None:
            used.add(line.id)
            found.append(_place(item, line))
    gaps = _gaps([item for item in items if item.line is None], lines, passed)
    gone = [
        Place(item, None, True, letters_apart(heard[name].text, "")) for name, item in known.items() if name not in used
    ]
    return [*_in_time(found, gaps), *gone]


def _place(item: Item, line: Line) -> Place:
    if line.state != "fixed":
        return Place(item, line, line.state == "kept")
    return Place(item, line, True, letters_apart(line.original or "", line.text))


# ---- lines that were cut or merged ------------------------------------------------------------------------------


def _between(heard: Mapping[str, Line], lines: Sequence[Line]) -> dict[str, list[str]]:
    """For each line that is made of the machine's lines and is none of them: those between the ones around it that
    are as they were."""
    at: dict[str, int] | None = None
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for index, line in enumerate(lines):
        if line.original is None or _intact(line, heard):
            continue
        if at is None:
            names = list(heard)
            at = {name: number for number, name in enumerate(names)}
        upwards = (lines[number] for number in range(index - 1, -1, -1))
        downwards = (lines[number] for number in range(index + 1, len(lines)))
        above = next((at[each.id] for each in upwards if _intact(each, heard)), -1)
        below = next((at[each.id] for each in downwards if _intact(each, heard)), len(names))
        found[line.id] = names[above + 1 : below]
    return found


def _intact(line: Line, heard: Mapping[str, Line]) -> bool:
    machine = heard.get(line.id)
    return machine is not None and line.original == machine.original


def _parts(
    line: Line, heard: Mapping[str, Line], known: Mapping[str, Item], candidates: Iterable[str]
) -> tuple[str, ...]:
    """The machine's lines that a line is made of: their text holds its own, or is a part of it; of a line that was made
    of the end of one and the beginning of another, those whose time it shares. None where all of the machine's text
    went to the other side of a cut."""
    whole = (line.original or "").strip()
    if not whole:
        return ()
    names = [name for name in candidates if name in known]
    parts = [name for name in names if (text := heard[name].text.strip()) in whole or whole in text]
    if not parts:
        parts = [name for name in names if heard[name].start < line.end and heard[name].end > line.start]
    return (*([line.id] if line.id in known and line.id not in parts else []), *parts)


def _joined(line: Line, heard: Mapping[str, Line], known: Mapping[str, Item], parts: Sequence[str]) -> Item:
    """One item of several; a part of a line takes over the part of the suspicion that its length is."""
    items = [known[name] for name in parts]
    right, length = 1.0, len((line.original or "").strip())
    for name in parts:
        share = min(1.0, length / max(1, len(heard[name].text.strip())))
        right *= (1 - known[name].suspicion) ** share
    words = tuple(_found_words([(known[name], heard[name].text.strip()) for name in parts], line.original or ""))
    first = max(items, key=lambda item: item.suspicion)
    flagged = any(item.flagged for item in items)
    return replace(first, id=line.id, line=line.id, suspicion=1 - right, flagged=flagged, choices=(), words=words)


def _found_words(parts: Sequence[tuple[Item, str]], text: str) -> Iterable[WordDoubt]:
    """The doubted words of the parts that stand in ``text``, one behind the other."""
    text, at = text.strip(), 0
    for item, spoken in parts:
        for word in item.words:
            core = spoken[word.begin : word.end]
            begin = text.find(core, at) if core else -1
            if begin >= 0:
                at = begin + len(core)
                yield replace(word, begin=begin, end=at)


# ---- gaps -------------------------------------------------------------------------------------------------------


def _gaps(items: Sequence[Item], lines: Sequence[Line], passed: Sequence[Stretch]) -> list[Place]:
    if not items:
        return []
    spoken = [(line.start, line.end) for line in lines if line.text.strip()]
    covered = _union([*spoken, *passed])
    added = [line for line in lines if line.original is None and line.text.strip()]
    return [_gap(item, covered, added) for item in items]


def _gap(item: Item, covered: Sequence[Stretch], added: Sequence[Line]) -> Place:
    """Decided once a passed stretch or a line with text covers half of it."""
    within = sum(
        min(end, item.end) - max(start, item.start)
        for start, end in covered[max(0, bisect_left(covered, (item.start,)) - 1) : bisect_left(covered, (item.end,))]
        if end > item.start
    )
    filled = [line for line in added if line.start < item.end and line.end > item.start]
    letters = sum(len(standard(line.text).replace(" ", "")) for line in filled)
    decided = 2 * within >= item.end - item.start
    return Place(item, None, decided, letters if decided else 0)


def _union(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same parts of the recording as stretches that do not touch, in time order."""
    joined: list[Stretch] = []
    for start, end in sorted(stretches):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _in_time(found: Sequence[Place], gaps: Sequence[Place]) -> list[Place]:
    """The lines in their order, each gap before the first line that begins behind its start."""
    placed: list[Place] = []
    waiting = sorted(gaps, key=lambda place: (place.item.start, place.item.end))[::-1]
    for place in found:
        start = place.line.start if place.line is not None else place.item.start
        while waiting and waiting[-1].item.start < start:
            placed.append(waiting.pop())
        placed.append(place)
    return [*placed, *waiting[::-1]]


# ---- the same word elsewhere ------------------------------------------------------------------------------------

MOST_ALIKE = 99
"""Of lines that hold the same doubted word, as far as they are counted."""


def doubted_words(item: Item, text: str) -> tuple[str, ...]:
    """The doubted words of a line, each once, as they are held against other lines' (``text``: the machine's)."""
    spoken = text.strip()
    cores = (standard(spoken[word.begin : word.end]) for word in item.words)
    return tuple(dict.fromkeys(core for core in cores if core))


def alike(words: Sequence[Collection[str]], open_: Sequence[bool]) -> list[int]:
    """For each line how many other open ones share a doubted word with it (of its words the most frequent one)."""
    counted = Counter(word for each, waiting in zip(words, open_, strict=True) if waiting for word in each)
    return [
        min(MOST_ALIKE, max((counted[word] - waiting for word in each), default=0))
        for each, waiting in zip(words, open_, strict=True)
    ]
