"""Segments and documents for the tests of review/."""

from __future__ import annotations

from dataclasses import replace

import orjson

from engine.transcript import Segment, Word
from review import edits
from review.document import Document, Line
from review.events import Changes, EditLogged, Event, Kind, WindowHeard
from review.line import Line as AnyLine


def word(text: str, start: int, end: int, logprob: float | None = -0.5) -> Word:
    """A heard word of one token, or one without evidence."""
    if logprob is None:
        return Word(start, end, text)
    return Word(start, end, text, 0.9, (sum(text.encode()),), (logprob,))


def heard(text: str, start: int = 0, *, window: int | None = 0, logprob: float = -0.5, step: int = 500) -> Segment:
    """A segment whose words, cut before each space, last ``step`` ms each, with Whisper's figures."""
    pieces = text.replace(" ", "\0 ").lstrip("\0").split("\0")
    words = tuple(
        word(piece, start + step * index, start + step * (index + 1), logprob) for index, piece in enumerate(pieces)
    )
    tokens = tuple(token for each in words for token in each.tokens)
    return Segment(
        start, words[-1].end, text, window, tokens, (logprob,) * len(tokens), logprob, -0.4, 0.1, 1.5, 0.0, words
    )


def plain(text: str, start: int, end: int) -> Segment:
    """A segment of an imported transcript: times and text, no evidence."""
    return Segment(start, end, text)


class Book:
    """A document with its log in memory: what the store and the desk do, without a database."""

    def __init__(self, *windows: list[Segment]) -> None:
        self.document = Document()
        self.events: list[Event] = []
        self._windows = 0
        for window in windows:
            self.hear(*window)

    def hear(self, *segments: Segment) -> None:
        """The worker stores one more window."""
        self._take(WindowHeard(len(self.events) + 1, "run", 0, self._windows, tuple(segments)))
        self._windows += 1

    def do(self, edit: edits.Edit, base: dict[str, int] | None = None) -> None:
        """A person makes an edit."""
        plan = self.document.plan(edit, base)
        if not plan.empty:
            self._log("do", plan.edit, plan.inverse, None)

    def undo(self) -> None:
        target = self.document.undo_target
        assert target is not None
        plan = self.document.undo_plan(self.entry(target))
        self._log("undo", plan.edit, plan.inverse, target)

    def redo(self) -> None:
        target = self.document.redo_target
        assert target is not None
        plan = self.document.redo_plan(self.entry(target))
        self._log("redo", plan.edit, plan.inverse, target)

    def entry(self, revision: int) -> EditLogged:
        event = self.events[revision - 1]
        assert isinstance(event, EditLogged)
        return event

    def rebuilt(self) -> Document:
        """The same document from the log alone."""
        document = Document()
        document.update(Changes(len(self.events), "run", 0, False, tuple(self.events)))
        return document

    def texts(self) -> list[str]:
        return [line.text for line in self.document]

    def names(self) -> list[str]:
        return [line.id for line in self.document]

    def state(self) -> list[Line]:
        """The lines without what every revision gives anew: their version and the number of their place."""
        return [replace(line, version=0, order=0.0) for line in self.document]

    def _log(self, kind: Kind, edit: edits.Edit, inverse: edits.Edit, target: int | None) -> None:
        there = orjson.loads(orjson.dumps(edit.as_dict()))
        back = orjson.loads(orjson.dumps(inverse.as_dict()))
        self._take(EditLogged(len(self.events) + 1, kind, target, there, back, "", 1_700_000_000_000))

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self.document.absorb(event)


def spelt(line: AnyLine) -> str:
    """What the line's words spell."""
    return "".join(each.text for each in line.words)
