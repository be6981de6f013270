"""Times for the reference: lyrics that had none get those of the words they were matched with."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, Protocol, TypeAlias

from rapidfuzz.distance import Levenshtein

from engine.transcript import Word
from review.alignment.model import Stretch
from review.formats import Sheet, format_named
from review.line import Line
from review.realign import spell, spread
from review.reference.model import ScoredLine

LETTER_MS = 80
"""How long a letter lasts where nothing at all says when a line ends; speech has about 12 letters a second."""
MIN_LINE_MS = 200
"""What a line that was not matched is given at least, from its neighbour's time, where there is no pause for it."""
MIN_ALIKE = 0.3
"""Of the shorter side's letters; where fewer are the same (another script, say), words are matched by their place."""
MAX_CELLS = 4_000_000_000
"""Letters times letters of one stretch that are aligned, about two seconds; above, they are matched by their place."""
SRT_MARK = "≈ "
INTERPOLATED = "interpolated"

Span: TypeAlias = "tuple[int, int]"
TimedFormat: TypeAlias = Literal["lrc", "srt", "vtt"]


class HeardLine(Protocol):
    """A line of ours; times in ms. ``words``, where there are any, carry their own."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def words(self) -> tuple[Word, ...]: ...


@dataclass(frozen=True, slots=True)
class TimedLine:
    """A line of the reference with its times in ms; ``interpolated`` where nothing of it was heard and its times are
    only shared out between its neighbours by letters. ``line``: its index in the reference."""

    text: str
    start: int
    end: int
    interpolated: bool
    line: int


# ---- times ------------------------------------------------------------------------------------------------------


def timed(
    scored: Sequence[ScoredLine], stretches: Sequence[Stretch], ours: Sequence[HeardLine], duration: int | None
) -> tuple[TimedLine, ...]:
    """Every scored line with its times, in order.

    A line lasts from the first to the last of the words matched with it, over several lines of ours or over a part of
    one. Each line ends before it or as the next begins: starts and ends grow, nothing overlaps, and every line has a
    length. All lies in 0..``duration`` (ms) where it is known and has a millisecond for each line.
    """
    spans = _rising(_matched(scored, stretches, ours), duration)
    filled = _filled(spans, [_letters_in(line.text) for line in scored], duration)
    placed = _placed(filled, duration)
    return tuple(
        TimedLine(line.text, start, end, span is None, line.line)
        for line, span, (start, end) in zip(scored, spans, placed, strict=True)
    )


def _matched(
    scored: Sequence[ScoredLine], stretches: Sequence[Stretch], ours: Sequence[HeardLine]
) -> list[Span | None]:
    """For each scored line the time of what was matched with it, None where nothing was."""
    spans: list[Span | None] = [None] * len(scored)
    for stretch in stretches:
        if stretch.ours is None or not stretch.theirs:
            continue
        texts = [scored[part.line].text[part.begin : part.end] for part in stretch.theirs]
        for part, span in zip(stretch.theirs, _parts(ours[stretch.ours], texts), strict=True):
            before = spans[part.line]
            if span is not None:
                spans[part.line] = span if before is None else (min(before[0], span[0]), max(before[1], span[1]))
    return spans


def _parts(line: HeardLine, texts: Sequence[str]) -> list[Span | None]:
    """The times in ``line`` of each of the reference's parts that it covers."""
    heard = _heard_letters(line)
    if not heard:
        return [None] * len(texts)
    partners = _partners(_words(line.text), [word for text in texts for word in _words(text)])
    edges = _edges(heard, partners, texts)
    limits = [*[edge[0] for edge in edges if edge][1:], len(heard)]
    spans: list[Span | None] = []
    before, number = -1, 0
    for edge in edges:
        if edge is None:
            spans.append(None)
            continue
        # Words are taken whole, but for those that hold a border between two parts.
        first = max(before + 1, heard[edge[0]].first)
        last = min(limits[number] - 1, heard[edge[1]].last)
        spans.append((heard[min(first, edge[0])].start, heard[max(last, edge[1])].end))
        before, number = edge[1], number + 1
    return spans


def _edges(heard: Sequence[_Letter], partners: Sequence[int | None], texts: Sequence[str]) -> list[Span | None]:
    """For each text the first and the last of our letters that stand for it, None where none does."""
    edges: list[Span | None] = []
    at = 0
    for text in texts:
        words: list[list[int]] = []
        for word in _words(text):
            end = at + len(word)
            words.append([partner for partner in partners[at:end] if partner is not None])
            at = end
        found = [word for word in words if word]
        edges.append((_edge(heard, found[0]), _edge(heard, found[-1][::-1])) if found else None)
    return edges


def _edge(heard: Sequence[_Letter], partners: Sequence[int]) -> int:
    """The first of a word's partners that is none by chance: in a word of ours that has half of the partners, or
    most of whose letters are such ("uh hallo" for "hello" begins at hallo, though the h of uh would do)."""
    held = Counter(heard[partner].first for partner in partners)
    for partner in partners:
        word = heard[partner]
        if 2 * held[word.first] >= len(partners) or 2 * held[word.first] > word.last - word.first + 1:
            return partner
    return partners[0]


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter of ours: its share of its word's time; its word's letters are ``first`` to ``last``."""

    start: int
    end: int
    first: int
    last: int


def _heard_letters(line: HeardLine) -> list[_Letter]:
    words = line.words if line.words and spell(line.words) == line.text else spread(line.text, line.start, line.end)
    letters: list[_Letter] = []
    for word in words:
        chars = _letters(word.text)
        first, last, length = len(letters), len(letters) + len(chars) - 1, word.end - word.start
        for at in range(len(chars)):
            start, end = (word.start + length * each // len(chars) for each in (at, at + 1))
            letters.append(_Letter(start, end, first, last))
    return letters


def _partners(ours: Sequence[str], theirs: Sequence[str]) -> list[int | None]:
    """For each letter of their words the number of our letter that it stands for, None where none does: words that are
    the same first, between them letter by letter."""
    partners: list[int | None] = []
    gap, at, letters = 0, 0, 0
    for op in [*Levenshtein.opcodes(ours, theirs), None]:
        if op is not None and op.tag != "equal":
            continue
        begin, end = (op.src_start, op.dest_start) if op else (len(ours), len(theirs))
        between = "".join(ours[gap:begin])
        partners += [_moved(each, letters) for each in _by_letter(between, "".join(theirs[at:end]))]
        letters += len(between)
        if op is not None:
            same = sum(map(len, ours[begin : op.src_end]))
            partners += range(letters, letters + same)
            gap, at, letters = op.src_end, op.dest_end, letters + same
    return partners


def _by_letter(ours: str, theirs: str) -> list[int | None]:
    """The same for letters between which there is no word that is the same."""
    if not ours:
        return [None] * len(theirs)
    by_place: list[int | None] = [index * len(ours) // len(theirs) for index in range(len(theirs))]
    if len(ours) * len(theirs) > MAX_CELLS:
        return by_place
    partners: list[int | None] = [None] * len(theirs)
    alike = 0
    for op in Levenshtein.opcodes(ours, theirs):
        if op.tag in ("equal", "replace"):  # as many letters on both sides
            partners[op.dest_start : op.dest_end] = range(op.src_start, op.src_end)
            alike += op.src_end - op.src_start if op.tag == "equal" else 0
    return partners if alike >= MIN_ALIKE * min(len(ours), len(theirs)) else by_place


def _moved(partner: int | None, by: int) -> int | None:
    return None if partner is None else partner + by


def _letters(text: str) -> str:
    """What is compared: letters and digits in lower case, one character each."""
    return "".join(char.lower()[0] for char in text if char.isalnum())


def _words(text: str) -> list[str]:
    return [_letters(word) for word in text.split()]


def _letters_in(text: str) -> int:
    return sum(map(str.isalnum, text))


# ---- order ------------------------------------------------------------------------------------------------------


def _rising(spans: Sequence[Span | None], duration: int | None) -> list[Span | None]:
    """The spans inside 0..duration, without those that break the order of most (a longest rising series of starts
    stays), each cut off where the next begins."""
    kept = [None if span is None else _clamped(span, duration) for span in spans]
    tails: list[int] = []  # the least start with which a series of each length ends
    ranks: list[int] = []
    for span in kept:
        if span is None:
            ranks.append(-1)
            continue
        rank = bisect_right(tails, span[0])
        tails[rank : rank + 1] = [span[0]]
        ranks.append(rank)
    wanted = len(tails) - 1
    later: int | None = None
    for index in reversed(range(len(kept))):
        span = kept[index]
        if span is None:
            continue
        if ranks[index] != wanted or (later is not None and span[0] > later):
            kept[index] = None
            continue
        wanted -= 1
        kept[index] = span if later is None else (span[0], max(span[0], min(span[1], later)))
        later = span[0]
    return _shared(kept)


def _shared(kept: list[Span | None]) -> list[Span | None]:
    """Lines that begin at one time share it up to the last one's end."""
    for start, group in groupby((index for index, span in enumerate(kept) if span), lambda index: _start(kept[index])):
        run = list(group)
        last = kept[run[-1]]
        if last is not None and len(run) > 1:
            parts = _by_letters(start, max(last[1], start + len(run)), [1] * len(run))
            for index, part in zip(run, parts, strict=True):
                kept[index] = part
    return kept


def _start(span: Span | None) -> int:
    return span[0] if span else -1


def _clamped(span: Span, duration: int | None) -> Span:
    start, end = max(0, span[0]), max(0, *span)
    return (start, end) if duration is None else (min(start, duration), min(end, duration))


def _filled(spans: Sequence[Span | None], letters: Sequence[int], duration: int | None) -> list[Span]:
    """The spans with those between them shared out by letters; where there is no pause, the neighbour gives some."""
    filled: list[Span] = []
    index = 0
    while index < len(spans):
        span = spans[index]
        if span is not None:
            filled.append(span)
            index += 1
            continue
        end = next((at for at in range(index, len(spans)) if spans[at] is not None), len(spans))
        weights = [max(1, count) for count in letters[index:end]]
        left = filled[-1][1] if filled else 0
        following = spans[end] if end < len(spans) else None
        right = _start(following) if following else _tail(left, sum(weights), duration)
        wanted = max(0, len(weights) * MIN_LINE_MS - (right - left))
        if filled:
            left -= min(wanted, (filled[-1][1] - filled[-1][0]) // 2)
            filled[-1] = (filled[-1][0], left)
        elif following:
            right += min(wanted, (following[1] - following[0]) // 2)
        filled.extend(_by_letters(left, max(left, right), weights))
        index = end
    return filled


def _tail(left: int, letters: int, duration: int | None) -> int:
    return left + letters * LETTER_MS if duration is None else max(left, duration)


def _by_letters(left: int, right: int, weights: Sequence[int]) -> list[Span]:
    total, before = sum(weights), 0
    spans: list[Span] = []
    for weight in weights:
        start, end = (left + (right - left) * at // total for at in (before, before + weight))
        spans.append((start, end))
        before += weight
    return spans


def _placed(spans: Sequence[Span], duration: int | None) -> list[Span]:
    """The spans moved by what rounding and neighbours demand: each has a length and begins where the last has ended."""
    placed: list[Span] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        at = max(end, start + 1)
        placed.append((start, at))
    if duration is None:
        return placed
    limit = max(duration, len(placed))
    for index in reversed(range(len(placed))):
        start, end = placed[index]
        end = min(end, limit)
        limit = min(start, end - 1)
        placed[index] = (limit, end)
    return placed


# ---- files ------------------------------------------------------------------------------------------------------


def write(lines: Sequence[TimedLine], kind: TimedFormat, name: str, *, marked: bool = True) -> bytes:
    """The timed reference as a file of a transcript's format; ``name`` is the recording's.

    An interpolated line is ``marked`` in a way that leaves its text alone where the format can: before it stands
    ``NOTE interpolated`` in .vtt and the comment tag ``[#:interpolated]`` in .lrc, which players pass over. SubRip has
    no comments: there its text begins with ``≈``. Without ``marked`` nothing tells such lines.
    """
    prefix = SRT_MARK if marked and kind == "srt" else ""
    rows = [
        Line(str(index), line.start, line.end, f"{prefix if line.interpolated else ''}{line.text}")
        for index, line in enumerate(lines)
    ]
    data = format_named(kind).write(Sheet(name, rows))
    if not marked or kind == "srt":
        return data
    return _MARKED[kind](data.decode("utf-8"), [line.interpolated for line in lines]).encode("utf-8")


def _marked_vtt(text: str, interpolated: Sequence[bool]) -> str:
    """No text of a cue holds a blank line: what stands between two is one cue."""
    head, *cues = text.removesuffix("\n\n").split("\n\n")
    notes = [f"NOTE {INTERPOLATED}\n\n" if guessed else "" for guessed in interpolated]
    return "".join([f"{head}\n\n", *(f"{note}{cue}\n\n" for note, cue in zip(notes, cues, strict=True))])


def _marked_lrc(text: str, interpolated: Sequence[bool]) -> str:
    """Every line has a text; a stamp without one is the end of the line before."""
    guesses = iter(interpolated)
    rows = []
    for row in text.split("\n"):
        if row.partition("]")[2] and next(guesses):
            rows.append(f"[#:{INTERPOLATED}]")
        rows.append(row)
    return "\n".join(rows)


_MARKED: dict[str, Callable[[str, Sequence[bool]], str]] = {"vtt": _marked_vtt, "lrc": _marked_lrc}
