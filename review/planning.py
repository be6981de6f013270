"""What an edit does to the lines it meets: each kind becomes a ``Restore``, the whole lines as they will be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import fsum
from typing import Any, ClassVar, Protocol

from rapidfuzz.distance import Indel

from engine.errors import UserError
from engine.transcript import Word
from review import edits
from review.edits import Placed, Restore
from review.line import Line, State, lead, settled
from review.realign import cut, realign, spread, unspaced

NOTHING = Restore()


class LineGone(UserError):
    """The line was deleted or merged since the page saw it."""

    code: ClassVar[str] = "line_gone"
    template: ClassVar[str] = "This line is no longer there: it was deleted or merged."


class View(Protocol):
    """The document as planning sees it."""

    def __contains__(self, line_id: object, /) -> bool: ...

    def get(self, line_id: str) -> Line:
        """The line; raises LineGone."""

    def before(self, line_id: str) -> Line | None:
        """The line above."""

    def after(self, line_id: str) -> Line | None:
        """The line below."""

    def heard(self, line_id: str) -> Line | None:
        """The line as the machine gave it, if it gave one of that name."""

    def last_by(self, start: int) -> Line | None:
        """The last line that begins at ``start`` ms or earlier."""

    @property
    def passed(self) -> tuple[edits.Stretch, ...]:
        """The stretches in which a person found that nothing was said."""


def plan(view: View, edit: edits.Edit) -> Restore:
    """The lines after the edit; ``NOTHING`` if it would change none. Raises LineGone or a BadEdit; changes nothing."""
    return _PLANNERS[type(edit)](view, edit)


def inverse(view: View, change: Restore) -> Restore:
    """What takes ``change`` back, planned on the document before it."""
    removed = sorted((view.get(name) for name in change.remove), key=lambda line: line.order)
    return Restore(
        tuple(view.get(line.id) for line in change.put),
        tuple(Placed(line, _name(view.before(line.id))) for line in removed),
        tuple(placed.line.id for placed in change.add),
        change.unpassed,
        change.passed,
    )


def _name(line: Line | None) -> str:
    return edits.TOP if line is None else line.id


def _set_text(view: View, edit: edits.SetText) -> Restore:
    changed = _with_text(view, view.get(edit.line), edit.text)
    return NOTHING if changed is None else Restore(put=(changed,))


def _with_text(view: View, line: Line, typed: str) -> Line | None:
    """The line with another text, None if it is the same.

    Words are laid on from the machine's own line while its text still is the line's original: what was typed over and
    typed back has its evidence again.
    """
    if typed.strip() == line.text.strip():
        return None
    text = lead(line.text or line.original or "") + typed.strip() if typed.strip() else ""
    heard = view.heard(line.id)
    source = heard if heard is not None and heard.text == line.original else line
    tokens = source.tokens if text == source.text else ()
    words = realign(source.words, text, line.start, line.end)
    return replace(line, text=text, words=words, tokens=tokens, state=settled(line.original, text, line.state))


def _replace_all(view: View, edit: edits.ReplaceAll) -> Restore:
    changed = (_with_text(view, view.get(each.line), each.text) for each in edit.changes)
    return Restore(put=tuple(line for line in changed if line is not None))


def _set_times(view: View, edit: edits.SetTimes) -> Restore:
    line = view.get(edit.line)
    if (edit.start, edit.end) == (line.start, line.end):
        return NOTHING
    moved = replace(line, start=edit.start, end=edit.end)
    place = _place_for(view, line, edit.start)
    if place == _name(view.before(line.id)):
        return Restore(put=(moved,))
    return Restore(remove=(line.id,), add=(Placed(moved, place),))


def _place_for(view: View, line: Line, start: int) -> str:
    """The line to stand behind when the start moves: neighbours are passed only if the move itself passed them."""
    before, after = view.before(line.id), view.after(line.id)
    place = before
    while after is not None and line.start <= after.start < start:
        place, after = after, view.after(after.id)
    while before is not None and start < before.start <= line.start:
        place = before = view.before(before.id)
    return _name(place)


def _split(view: View, edit: edits.Split) -> Restore:
    line = view.get(edit.line)
    if edit.new_id in view:
        raise edits.LineExists()
    at = len(line.text[: max(0, edit.at)].rstrip())  # the spaces between go with the second line, as Whisper has it
    if not line.text[:at].strip() or not line.text[at:].strip():
        raise edits.CannotSplit()
    left, right = cut(line.words, at)
    margin = lead(line.text)
    tail = margin + line.text[at:].strip()
    first_end, second_start = _split_times(line, at, left, right, edit.time)
    first, second = _split_original(line, at)
    one = _part(line, line.text[:at], left, first)
    two = _part(line, tail, realign(right, tail, second_start, line.end), second)
    one = replace(one, end=first_end)
    two = replace(two, id=edit.new_id, start=second_start)
    return Restore(put=(one,), add=(Placed(two, line.id),))


def _split_times(line: Line, at: int, left: Sequence[Word], right: Sequence[Word], time: int | None) -> tuple[int, int]:
    """Where the first part ends and the second begins, ms; a line too short to be cut leaves both as they are."""
    low, high = line.start + 1, line.end - 1
    if low > high:
        return line.end, line.start
    if time is None and left and right:
        first, second = left[-1].end, right[0].start
        if low <= first <= second <= high:
            return first, second
        time = (first + second) // 2
    if time is None:
        time = line.start + (line.end - line.start) * at // len(line.text)
    time = min(max(time, low), high)
    return time, time


def _split_original(line: Line, at: int) -> tuple[str | None, str | None]:
    """The machine's text cut at the place that answers to character ``at`` of the present one."""
    if line.original is None:
        return None, None
    place = at if line.original == line.text else _answering(line.text, line.original, at)
    first, second = line.original[:place].rstrip(), line.original[place:].strip()
    return first, lead(line.original) + second if second else ""


def _answering(text: str, original: str, at: int) -> int:
    """The place in ``original`` that answers to ``at`` in ``text``; where several do, one between two words."""
    low, high = 0, len(original)
    for block in Indel.opcodes(text, original).as_matching_blocks():
        if block.a < at < block.a + block.size:
            return block.b + at - block.a
        if block.a >= at:
            high = block.b
            break
        low = block.b + block.size
    between = original.find(" ", low, high + 1)
    return low if between < 0 else between


def _part(line: Line, text: str, words: tuple[Word, ...], original: str | None) -> Line:
    """One part of a split line: its own log-probability is of its own tokens, or not known."""
    tokens = tuple(token for word in words for token in word.tokens) if line.tokens else ()
    own = _mean([logprob for word in words for logprob in word.token_logprobs])
    state = settled(original, text, line.state)
    return replace(line, text=text, words=words, tokens=tokens, own_logprob=own, original=original, state=state)


def _mean(values: Sequence[float]) -> float | None:
    return fsum(values) / len(values) if values else None


def _merge(view: View, edit: edits.Merge) -> Restore:
    first, second = view.get(edit.first), view.get(edit.second)
    if view.after(first.id) != second:
        raise edits.NotNeighbours()
    text = joined(first.text, second.text)
    if len(text.strip()) > edits.MAX_TEXT:
        raise edits.TextTooLong(limit=edits.MAX_TEXT)
    original = _joined_original(first.original, second.original)
    merged = replace(
        first,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        text=text,
        words=_joined_words(first, second, text),
        tokens=first.tokens + second.tokens if first.tokens and second.tokens else (),
        original=original,
        state=_joined_state(first, second, original, text),
        **_joined_evidence(first, second),
    )
    return Restore(put=(merged,), remove=(second.id,))


def joined(first: str, second: str) -> str:
    """Two texts as one: a space between them where there is none and their script wants one."""
    if not first.strip():
        return lead(first) + second.lstrip() if second.strip() else first
    if not second.strip():
        return first
    touching = not first[-1].isspace() and not second[0].isspace()
    glued = unspaced(first[-1]) and unspaced(second[0])
    return f"{first} {second}" if touching and not glued else first + second


def _joined_original(first: str | None, second: str | None) -> str | None:
    if first is None or second is None:
        return second if first is None else first
    return joined(first, second)


def _joined_state(first: Line, second: Line, original: str | None, text: str) -> State:
    both = first.state == "kept" and second.state == "kept"
    return settled(original, text, "kept" if both else "")


def _joined_words(first: Line, second: Line, text: str) -> tuple[Word, ...]:
    """The words of both; a line without words gets some, unless neither has any."""
    if not first.words and not second.words:
        return ()
    parts = [line.words or spread(line.text, line.start, line.end) for line in (first, second)]
    head = len(first.text) if first.text.strip() else 0
    tail = text[head:]
    return (*realign(parts[0], text[:head], first.start, first.end), *realign(parts[1], tail, second.start, second.end))


def _joined_evidence(first: Line, second: Line) -> dict[str, Any]:
    """Own log-probability over the tokens of both; of two windows' figures the more doubtful."""
    worst: dict[str, Callable[[float, float], float]] = {
        "avg_logprob": min,
        "no_speech_prob": max,
        "compression_ratio": max,
        "temperature": max,
    }
    evidence: dict[str, Any] = {"window": first.window if first.window is not None else second.window}
    for name, choose in worst.items():
        one, two = getattr(first, name), getattr(second, name)
        evidence[name] = choose(one, two) if one is not None and two is not None else two if one is None else one
    known = [line for line in (first, second) if line.own_logprob is not None]
    weights = [sum(len(word.token_logprobs) for word in line.words) or 1 for line in known]
    total = fsum((line.own_logprob or 0.0) * weight for line, weight in zip(known, weights, strict=True))
    evidence["own_logprob"] = total / sum(weights) if known else None
    return evidence


def _insert(view: View, edit: edits.Insert) -> Restore:
    if edit.id in view:
        raise edits.LineExists()
    after = edit.after
    if after is None or (after != edits.TOP and after not in view):
        after = _name(view.last_by(edit.start))
    margin = "" if after == edits.TOP else lead(view.get(after).text)
    text = margin + edit.text.strip() if edit.text.strip() else ""
    return Restore(add=(Placed(Line(edit.id, edit.start, edit.end, text, state="added"), after),))


def _delete(view: View, edit: edits.Delete) -> Restore:
    return Restore(remove=(view.get(edit.line).id,))


def _decide(view: View, edit: edits.Decide) -> Restore:
    line = view.get(edit.line)
    if line.state not in ("", "kept") or line.state == edit.decision:
        return NOTHING
    return Restore(put=(replace(line, state="kept" if edit.decision == "kept" else ""),))


def _pass_gap(view: View, edit: edits.PassGap) -> Restore:
    stretch = (edit.start, edit.end)
    return NOTHING if stretch in view.passed else Restore(passed=(stretch,))


def _restore(view: View, edit: Restore) -> Restore:
    """As it stands, with what the document lacks or has already set right: a log must always be readable."""
    present = tuple(line for line in edit.put if line.id in view)
    gone = tuple(Placed(line, _name(view.last_by(line.start))) for line in edit.put if line.id not in view)
    remove = tuple(name for name in edit.remove if name in view)
    passed = tuple(each for each in edit.passed if each not in view.passed)
    unpassed = tuple(each for each in edit.unpassed if each in view.passed)
    return Restore(present, (*gone, *edit.add), remove, passed, unpassed)


_PLANNERS: dict[type[edits.Edit], Callable[[View, Any], Restore]] = {
    edits.SetText: _set_text,
    edits.SetTimes: _set_times,
    edits.Split: _split,
    edits.Merge: _merge,
    edits.Insert: _insert,
    edits.Delete: _delete,
    edits.Decide: _decide,
    edits.PassGap: _pass_gap,
    edits.ReplaceAll: _replace_all,
    Restore: _restore,
}
