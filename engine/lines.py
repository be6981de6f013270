"""Long segments become lines a person can take in at one look: split at pauses and punctuation, by their words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from math import ceil, fsum, inf

from engine.transcript import Segment, Word

MAX_LINE_MS = 10_000
MAX_LINE_COLUMNS = 90  # a Latin letter is one column, a Hangul syllable or a Han character two, a combining mark none

# What a way of splitting costs: the cheapest way wins. One more line costs LINE.
LINE = 1.0
OVERFULL = 100.0  # for each time a line is as long as a line may be; only a single long word is ever that long
ORPHAN = 5.0  # a line of one word
UNEVEN = 4.0  # times the squared difference between the shares of a line and of an even split
AT_SENTENCE, AT_CLAUSE, AT_WORD = 0.0, 0.6, 1.6
FULL_PAUSE_MS = 800  # a pause this long makes a place between words as good as a sentence's end

SENTENCE_ENDS = tuple(".?!…。？！।؟۔")
CLAUSE_ENDS = tuple(",;:，、；：،—–")
CLOSERS = "\"'”’»)]}」』）】"  # may follow a sentence's end
TITLES = (" Mr.", " Mrs.", " Ms.", " Dr.", " Prof.", " St.", " vs.")  # their full stop ends no sentence
# Scripts that put no spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han, and their full-width signs.
UNSPACED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that must stay together: ``first`` <= index < ``last``, with their own text, times in ms and columns.

    ``indent`` of the columns are the space before it, which does not count at the beginning of a line.
    """

    first: int
    last: int
    text: str
    start: int
    end: int
    columns: int
    indent: int


def split_segment(segment: Segment) -> tuple[Segment, ...]:
    """The lines of ``segment``: itself where it is short enough, has no words or its words do not spell its text.

    The lines' texts joined give the segment's text, their words and tokens are the segment's in order, figures of the
    window are copied, and ``own_logprob`` is the mean over each line's own tokens. No word is ever split.
    """
    if _share(segment.start, segment.end, columns(segment.text.strip())) <= 1:
        return (segment,)
    pieces = _pieces(segment)
    cuts = _cheapest_cuts(pieces) if len(pieces) > 1 else []
    if not cuts:
        return (segment,)
    edges = [0, *cuts, len(pieces)]
    groups = [pieces[first:last] for first, last in pairwise(edges)]
    return _lines(segment, groups)


def columns(text: str) -> int:
    """How wide ``text`` looks: wide characters of East Asia count two, combining marks none."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def _share(start: int, end: int, width: int) -> float:
    """How full a line from ``start`` to ``end`` ms of ``width`` columns is: 1.0 is as long as a line may be."""
    return max((end - start) / MAX_LINE_MS, width / MAX_LINE_COLUMNS)


def _pieces(segment: Segment) -> list[_Piece]:
    """The segment's words as pieces that may be parted, or none where the words do not spell the text."""
    texts = _spelled(segment.text, [word.text for word in segment.words])
    pieces: list[_Piece] = []
    for index, (word, text) in enumerate(zip(segment.words, texts, strict=False)):
        start = segment.start if index == 0 else word.start
        end = segment.end if index == len(segment.words) - 1 else word.end
        first = index
        if pieces and not _may_part(pieces[-1].text, text):
            before = pieces.pop()
            first, text, start, end = before.first, before.text + text, before.start, max(before.end, end)
        wide = columns(text)
        pieces.append(_Piece(first, index + 1, text, start, max(start, end), wide, wide - columns(text.lstrip())))
    return pieces


def _spelled(text: str, words: Sequence[str]) -> list[str]:
    """``text`` cut after each of ``words``, or nothing where they are not found in it in order."""
    ends: list[int] = []
    for word in words:
        bare = word.strip()
        at = text.find(bare, ends[-1] if ends else 0)
        if at < 0 or text[ends[-1] if ends else 0 : at].strip():
            return []
        ends.append(at + len(bare))
    if not ends or text[ends[-1] :].strip():
        return []
    ends[-1] = len(text)
    return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two words: at a space, or beside a character of a script without spaces."""
    if not before.strip() or not after.strip():
        return False
    spaced = after[0].isspace() or before[-1].isspace()
    return spaced or bool(UNSPACED.match(before[-1]) or UNSPACED.match(after[0]))


def _cheapest_cuts(pieces: Sequence[_Piece]) -> list[int]:
    """The indices of the pieces that begin a line after the first, for the cheapest way of splitting."""
    widths = list(accumulate((piece.columns for piece in pieces), initial=0))
    whole = _share(pieces[0].start, pieces[-1].end, widths[-1] - pieces[0].indent)
    even = whole / ceil(whole)
    costs, froms = [0.0], [0]
    for last in range(1, len(pieces) + 1):
        best, best_first = inf, last - 1
        for first in range(last - 1, -1, -1):
            share = _share(
                pieces[first].start, pieces[last - 1].end, widths[last] - widths[first] - pieces[first].indent
            )
            cost = costs[first] + _line_cost(pieces[first:last], share, even)
            if cost < best:
                best, best_first = cost, first
            if share > 1:  # longer ones only overflow more
                break
        costs.append(best + (_joint_cost(pieces[last - 1], pieces[last]) if last < len(pieces) else 0.0))
        froms.append(best_first)
    cuts = [froms[-1]]
    while cuts[-1]:
        cuts.append(froms[cuts[-1]])
    return cuts[-2::-1]


def _line_cost(pieces: Sequence[_Piece], share: float, even: float) -> float:
    """The cost of one line of ``pieces`` that is ``share`` full where an even split makes it ``even`` full."""
    alone = ORPHAN if pieces[-1].last - pieces[0].first == 1 else 0.0
    full = OVERFULL * share if share > 1 else UNEVEN * (share - even) ** 2
    return LINE + alone + full


def _joint_cost(before: _Piece, after: _Piece) -> float:
    """The cost of ending a line between two pieces."""
    bare = before.text.rstrip().rstrip(CLOSERS)
    if bare.endswith(SENTENCE_ENDS) and not f" {bare.lstrip()}".endswith(TITLES):
        return AT_SENTENCE
    at = AT_CLAUSE if bare.endswith(CLAUSE_ENDS) else AT_WORD
    pause = min(max(after.start - before.end, 0), FULL_PAUSE_MS)
    return at * (1 - pause / FULL_PAUSE_MS)


def _lines(segment: Segment, groups: Sequence[Sequence[_Piece]]) -> tuple[Segment, ...]:
    """One segment for each group of pieces; the times of a line never run into the next."""
    starts = [group[0].start for group in groups]
    tokens = _token_cuts(segment, [group[0].first for group in groups])
    lines = []
    floor = segment.start
    for index, group in enumerate(groups):
        start = min(max(starts[index], floor), segment.end)
        limit = starts[index + 1] if index + 1 < len(groups) else segment.end
        floor = end = max(start, min(group[-1].end, max(limit, start), segment.end))
        words = segment.words[group[0].first : group[-1].last]
        line = replace(segment, start=start, end=end, text="".join(piece.text for piece in group), words=words)
        lines.append(_with_tokens(line, segment, tokens[index] if tokens else None))
    return tuple(lines)


def _with_tokens(line: Segment, segment: Segment, span: tuple[int, int] | None) -> Segment:
    """``line`` with its share of the segment's tokens, by ``span``, or by its words where there is none."""
    if span is None:
        tokens = tuple(token for word in line.words for token in word.tokens)
        logprobs = tuple(value for word in line.words for value in word.token_logprobs)
    else:
        tokens = segment.tokens[span[0] : span[1]]
        logprobs = segment.token_logprobs[span[0] : span[1]]
    own = fsum(logprobs) / len(logprobs) if logprobs else None
    return replace(line, tokens=tokens, token_logprobs=logprobs, own_logprob=own)


def _token_cuts(segment: Segment, firsts: Sequence[int]) -> list[tuple[int, int]] | None:
    """From where to where each line's tokens reach in the segment's, or None where words and tokens do not agree.

    ``firsts`` are the indices of the lines' first words. Tokens of no word (timestamps) stay with the line before.
    """
    if segment.token_logprobs and len(segment.token_logprobs) != len(segment.tokens):
        return None
    begins = _word_places(segment.tokens, segment.words)
    if begins is None:
        return None
    edges = [0, *(begins[first] for first in firsts[1:]), len(segment.tokens)]
    return list(pairwise(edges))


def _word_places(tokens: Sequence[int], words: Sequence[Word]) -> list[int] | None:
    """The place in ``tokens`` where each word's own begin, or None where the words' tokens are not found in order."""
    places: list[int] = []
    place = 0
    for word in words:
        if not word.tokens:
            return None
        while place < len(tokens) and tokens[place] != word.tokens[0]:
            place += 1
        if tuple(tokens[place : place + len(word.tokens)]) != word.tokens:
            return None
        places.append(place)
        place += len(word.tokens)
    return places
