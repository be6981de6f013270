"""The review queue of a project: what to listen to again, what is decided, and what is left."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from review import queue
from review.document import Document
from review.line import Line
from review.projects import queue_views as views
from review.projects.comparing import Comparing
from review.projects.gathering import Gathering
from review.projects.people import Caller
from review.projects.queued import SAMPLE, Drawn, KeptQueue, KnownRow, Ranked, read_evidence
from review.projects.references import SETTING as COMPARISON
from review.projects.telling import NOTHING, State, ToldLines
from review.projects.views import Json
from review.queue import Item
from review.queue.left import Judged, Left, errors_left
from review.queue.letters import WRONG
from review.queue.onto import Place, alike, doubted_words, onto
from review.queue.rank import CALIBRATED
from review.queue.same import same
from review.store import FINAL, Project, Run

TOLD_AT_ONCE = 500
"""Lines that are compared with a reference while somebody waits: a quarter of a second. More are compared beside it."""


@dataclass(frozen=True, slots=True)
class Queued:
    """The queue of the document as it is: ``places`` in its order, what a reference tells of the lines, and how far the
    ``gathering`` of evidence is."""

    run_id: str | None
    places: tuple[Place, ...]
    ranked: Ranked
    added: tuple[Line, ...]
    told: ToldLines
    reference: State
    gathering: Json

    @property
    def shown(self) -> list[Place]:
        """Those that have a row."""
        return [place for place in self.places if not place.gone]


class Queueing(Comparing, Gathering):
    """Ranking speaks of the machine's text and is made once of it; what a person decided only takes lines off."""

    def queue(self, who: Caller, token: str, known: str | None) -> Json:
        """The rows that differ from the version ``known``, the order of all, and what is left to do."""
        project = self.project(who, token)
        with self.queues.at(project.id) as kept:
            found = self._queued(project, kept)
            version = kept.versions.add(_rows(found, kept))
            answer = kept.versions.answer(known)
            return {**answer, "version": version, "summary": self._summary(project, found, kept)}

    def same(self, who: Caller, token: str, line: str, before: str, after: str) -> Json:
        """The mistake that makes the line's text ``before`` another than ``after``, in other undecided lines."""
        project = self.project(who, token)
        with self.queues.at(project.id) as kept:
            found = self._queued(project, kept)
        open_ = (place.line for place in found.places if place.line is not None and not place.decided)
        others = [each for each in open_ if each.id != line]
        return {"lines": views.same(same(before, after, others, found.told.told))}

    def draw(self, who: Caller, token: str, count: int) -> Json:
        """Draw so many lines at random that are neither flagged nor decided, nor drawn before."""
        project = self.project(who, token)
        with self.queues.at(project.id) as kept:
            found = self._queued(project, kept)
            drawn = Drawn.of(self.store.project(project.id), found.run_id)
            known = frozenset(drawn.lines)
            waiting = [place.item.id for place in _others(found) if not place.decided and place.item.id not in known]
            chosen = random.Random(f"{project.id}.{drawn.draws}").sample(waiting, min(count, len(waiting)))
            self.store.set_project_setting(project.id, SAMPLE, drawn.more(chosen).as_dict())
        picked = frozenset(chosen)
        return {"lines": [name for name in waiting if name in picked]}

    def flagged_lines(self, project: Project) -> list[str]:
        """The machine's lines that are flagged and not decided yet."""
        with self.queues.at(project.id) as kept:
            found = self._queued(project, kept)
        flagged = (place.item for place in found.shown if place.item.flagged and not place.decided)
        return [item.line for item in flagged if item.line is not None]

    def _queued(self, project: Project, kept: KeptQueue) -> Queued:
        """The places of all items now; what ``kept`` still has is not ranked again."""
        with self.documents.at(project.id) as document:
            run_id, lines, passed = document.run_id, tuple(document), document.passed
            _take_in(document, kept)
        shown = None if run_id is None else self.store.run(run_id)
        gathering = self.evidence_state(project)
        growing = gathering["state"] in ("queued", "gathering")
        stamp = kept.pace.stamp(self.store, run_id, growing=growing)
        told, reference = self._told_lines(project, kept, shown)

        def ranked() -> Ranked:
            with kept.pace.ranking():
                evidence = read_evidence(self.store, run_id)
                items = queue.rank(kept.heard, evidence, reference=told.told)
                return _ranked(kept.heard, items)

        key = (kept.heard_as, stamp, told.source, told.key)
        made = kept.ranked.of(key, ranked)
        places = tuple(onto(made.items, made.heard, lines, passed))
        added = tuple(line for line in lines if line.original is None)
        return Queued(run_id, places, made, added, told, reference, gathering)

    def _told_lines(self, project: Project, kept: KeptQueue, shown: Run | None) -> tuple[ToldLines, State]:
        """What the active reference says of the machine's lines, once they are all heard."""
        active = next((each for each in self.store.references_of(project.id) if each.active), None)
        if active is None or (shown is not None and shown.state not in FINAL):
            return NOTHING, "none"
        language = None if shown is None else shown.language
        key = (active.id, active.dismissed, language, project.settings.get(COMPARISON))
        at_once = len(kept.heard) <= TOLD_AT_ONCE
        return self.telling.of(project.id, kept.heard_as, key, lambda: self.told(project, active), at_once=at_once)

    def _summary(self, project: Project, found: Queued, kept: KeptQueue) -> Json:
        flagged = [place for place in found.shown if place.item.flagged]
        checked = sum(place.decided for place in flagged)
        drawn = Drawn.of(project, found.run_id)
        decided = {place.item.id: place.letters > 0 for place in found.places if place.decided}
        decided |= {line.id: bool(line.text.strip()) for line in found.added}
        return {
            "to_check": len(flagged) - checked,
            "checked": checked,
            "errors_left": views.left(_left(found, drawn)),
            "yield": views.recent(kept.work.recent(decided)),
            "work": views.work(kept.work.done(decided)),
            "sample": _sample(found, drawn),
            "reference": found.reference,
            "evidence": found.gathering,
            "rehear": self.rehear_state(project),
            "calibrated": CALIBRATED,
        }


def _take_in(document: Document, kept: KeptQueue) -> None:
    """What the queue keeps of the document: the machine's lines, and the work that was done on them."""
    source = (document.run_id, document.heard_count)
    if kept.heard_as != source:
        kept.heard_as, kept.heard = source, document.heard_lines()
    kept.work_of(document.run_id).update(document.strokes)


def _ranked(heard: Sequence[Line], items: Sequence[Item]) -> Ranked:
    lines = {line.id: line for line in heard}
    doubted = {
        item.id: doubted_words(item, lines[item.line].text) for item in items if item.line is not None and item.words
    }
    return Ranked(lines, tuple(items), doubted)


def _rows(found: Queued, kept: KeptQueue) -> list[Json]:
    """The rows in their order; one that would be as it was is not made again."""
    shown = found.shown
    words = [found.ranked.doubted.get(place.item.id, ()) for place in shown]
    like = alike(words, [not place.decided for place in shown])
    known, kept.rows = kept.rows, {}
    for place, count in zip(shown, like, strict=True):
        made_of = (*place.times, place.decided, count)
        former = known.get(place.item.id)
        same = former is not None and former.item is place.item and former.made_of == made_of
        row = former.row if same and former is not None else views.row(place, count)
        kept.rows[place.item.id] = KnownRow(place.item, made_of, row)
    return [each.row for each in kept.rows.values()]


def _others(found: Queued) -> list[Place]:
    """Lines that are not flagged, those that were deleted among them."""
    return [place for place in found.places if place.item.line is not None and not place.item.flagged]


def _left(found: Queued, drawn: Drawn) -> Left | None:
    """The errors left; not known while a suspicion is a rank and no probability."""
    if not CALIBRATED or not found.places:
        return None
    names = frozenset(drawn.lines)
    flagged: list[float] = []
    others: list[float] = []
    judged: list[Judged] = []
    sampled: list[Judged] = []
    for place in found.places:
        item = place.item
        if not place.decided:
            (flagged if item.flagged else others).append(item.suspicion)
        elif item.flagged or item.id in names:
            (judged if item.flagged else sampled).append(Judged(item.suspicion, place.letters >= WRONG))
    return errors_left(flagged, others, judged, sampled)


def _sample(found: Queued, drawn: Drawn) -> Json:
    names = frozenset(drawn.lines)
    places = [place for place in found.places if place.item.id in names]
    return {
        "drawn": len(drawn.lines),
        "decided": sum(place.decided for place in places),
        "wrong": sum(place.letters >= WRONG for place in places),
        "open": [place.item.id for place in places if not place.decided],
    }
