"""The review queue of a project: what to listen to again, what is decided, and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review import queue
from review.line import Line
from review.projects.comparing import Comparing
from review.projects.people import Caller
from review.projects.queued import KeptQueue, Ranked
from review.projects.views import DIGITS, Json
from review.queue import Told, WordDoubt
from review.queue.onto import Place, alike, doubted_words, onto
from review.queue.rank import CALIBRATED
from review.store import Project


@dataclass(frozen=True, slots=True)
class Queued:
    """The queue of the document's ``revision``: ``places`` in its order, and how many other lines are like each."""

    run_id: str | None
    revision: int
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    like: tuple[int, ...]


class Queueing(Comparing):
    """Ranking speaks of the machine's text and is made once of it; what a person decided only takes lines off."""

    def queue(self, who: Caller, token: str, known: str | None) -> Json:
        """The rows that differ from the version ``known``, the order of all, and what is left to do."""
        project = self.project(who, token)
        reference = self.told(project)
        with self.queues.at(project.id) as kept:
            found = self._queued(project, kept, *reference)
            version = kept.versions.add(_rows(found))
            answer = kept.versions.answer(known)
        return {**answer, "version": version, "summary": self._summary(found)}

    def _queued(self, project: Project, kept: KeptQueue, told_key: object, told: Mapping[str, Told]) -> Queued:
        """The places of all items now; what ``kept`` still has is not ranked again."""
        with self.documents.at(project.id) as document:
            run_id, revision = document.run_id, document.revision
            lines, passed = tuple(document), document.passed
            machine = None if kept.heard_as == (run_id, document.heard_count) else document.heard_lines()
            if machine is not None:
                kept.heard_as, kept.heard = (run_id, len(machine)), machine
        evidence = kept.gathered.update(self.store, run_id)
        shown = None if run_id is None else self.store.run(run_id)
        recording = self.media_of(project)
        language = None if shown is None else shown.language
        duration = None if recording is None else recording.duration_ms

        def ranked() -> Ranked:
            items = queue.rank(kept.heard, evidence, language=language, duration=duration, reference=told)
            return _ranked(kept.heard, items)

        made = kept.ranked.of((kept.heard_as, kept.gathered.stamp, language, duration, told_key), ranked)
        places = tuple(onto(made.items, made.heard, lines, passed))
        shown_places = [place for place in places if not place.gone]
        words = [made.doubted.get(place.item.id, ()) for place in shown_places]
        like = alike(words, [not place.decided for place in shown_places])
        return Queued(run_id, revision, lines, places, tuple(like))

    def _summary(self, found: Queued) -> Json:
        flagged = [place for place in found.places if place.item.flagged and not place.gone]
        checked = sum(place.decided for place in flagged)
        return {
            "to_check": len(flagged) - checked,
            "checked": checked,
            "errors_left": None,
            "yield": None,
            "work": None,
            "sample": {"drawn": 0, "decided": 0, "wrong": 0, "open": []},
            "evidence": {"mode": "off", "state": "none", "fraction": 0, "parts": []},
            "rehear": None,
            "calibrated": CALIBRATED,
        }


def _ranked(heard: Sequence[Line], items: Sequence[queue.Item]) -> Ranked:
    lines = {line.id: line for line in heard}
    texts = {name: line.text for name, line in lines.items()}
    doubted = {item.id: doubted_words(item, texts[item.line]) for item in items if item.line is not None and item.words}
    return Ranked(lines, tuple(items), doubted)


def _rows(found: Queued) -> list[Json]:
    shown = (place for place in found.places if not place.gone)
    return [_row(place, like) for place, like in zip(shown, found.like, strict=True)]


def _row(place: Place, like: int) -> Json:
    """One row; of a line that nothing is to be said of only its suspicion."""
    item, line = place.item, place.line
    row = {"id": item.id, "line": item.line, "p": round(item.suspicion, DIGITS)}
    if not (item.flagged or place.decided or item.reasons or item.choices or item.words or like or line is None):
        return row
    return {
        **row,
        "start": item.start if line is None else line.start,
        "end": item.end if line is None else line.end,
        "flagged": item.flagged,
        "outright": item.outright,
        "state": "decided" if place.decided else "",
        "reasons": [{"code": reason.code, "params": dict(reason.params)} for reason in item.reasons],
        "choices": [{"source": choice.source, "text": choice.text} for choice in item.choices],
        "words": [_word(word) for word in item.words],
        "like": like,
    }


def _word(word: WordDoubt) -> Json:
    choices = [{"source": choice.source, "text": choice.text} for choice in word.choices]
    return {"begin": word.begin, "end": word.end, "p": round(word.suspicion, DIGITS), "choices": choices}
