"""Examining lines through DBOS in this process, without models: what follows a job, who goes first, what is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from engine.backends.base import OutOfMemory
from engine.errors import Cancelled
from engine.evidence import LineEvidence, PartEvidence
from engine.evidence.gather import HeardLine
from engine.transcript import Segment
from review.jobs import examining, gathering, hearing
from review.store import FINAL, Run
from tests.review.job_kit import FakeRecogniser
from tests.review.running_kit import Running
from tests.waiting import wait_until

PARTS = {"fast": ("sound", "tokens"), "thorough": ("sound", "tokens", "listen")}


@dataclass
class FakeGatherer:
    """Finds the number of letters of each line. ``before`` is called with the part and the stretch's start."""

    before: Callable[[str, int], None] = lambda _part, _start: None
    steps: list[tuple[str, tuple[int, int], tuple[str, ...]]] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    def __call__(
        self, part: str, lines: Sequence[HeardLine], pcm: Any, span: tuple[int, int], **given: Any
    ) -> PartEvidence:
        self.before(part, span[0])
        if given["stop"]():
            raise Cancelled
        self.steps.append((part, span, tuple(line.id for line in lines)))
        self.given = {**given, "duration": len(pcm) // 16}
        return PartEvidence(part, tuple(LineEvidence(line.id, {"letters": len(line.text)}) for line in lines))


@pytest.fixture
def recogniser(monkeypatch: pytest.MonkeyPatch) -> FakeRecogniser:
    fake = FakeRecogniser()
    monkeypatch.setattr(hearing, "load", lambda *_arguments: fake)
    return fake


@pytest.fixture
def gatherer(monkeypatch: pytest.MonkeyPatch) -> FakeGatherer:
    fake = FakeGatherer()
    monkeypatch.setattr(examining, "gather", fake)
    monkeypatch.setattr(gathering, "CHUNK_MS", 4_000)
    monkeypatch.setattr(gathering, "plan_parts", PARTS.__getitem__)
    return fake


@pytest.fixture
def place(tmp_path: Path, recogniser: FakeRecogniser, gatherer: FakeGatherer) -> Iterator[Running]:  # noqa: ARG001
    running = Running(tmp_path)
    yield running
    running.stop()


def side_run(place: Running, run: Run) -> Run:
    """The run that examines ``run``, once there is one."""
    wait_until(lambda: place.store.side_runs(run.project_id), 20.0, what="the examining")
    return place.store.side_runs(run.project_id)[-1]


def add_heard(place: Running, seconds: float = 8.0, lines: int = 4) -> Run:
    """A transcription that is done: a line every two seconds."""
    run = place.add_run(place.add_decoded(seconds), language="en")
    for number in range(lines):
        start = 2_000 * number
        place.store.put_window(run.id, 0, number, [Segment(start, start + 2_000, f" Line {number}.", window=start)])
    place.store.update_run(run.id, state="done", language="en")
    return place.run(run)


def add_side(place: Running, of: Run, kind: str = "evidence", **options: object) -> Run:
    return place.store.add_run(
        of.project_id,
        kind=kind,
        media_id=of.media_id,
        engine="faster-whisper",
        model="base" if kind == "evidence" else "small",
        options={"of": of.id, **options},
        language=of.language,
        current=False,
    )


def found(place: Running, of: Run) -> dict[str, list[str]]:
    """The lines of which something is known, by part."""
    parts: dict[str, list[str]] = {}
    for payload in place.store.evidence_of(of.id)[1]:
        parts.setdefault(payload["part"], []).extend(line["id"] for line in payload["lines"])
    return parts


# What follows a job


def test_a_job_that_is_done_is_examined(place: Running, gatherer: FakeGatherer) -> None:
    run = place.add_run(place.add_decoded(8.0), evidence="fast")
    place.start()
    side = place.ended(side_run(place, run))
    assert (side.kind, side.state, side.options) == ("evidence", "done", {"of": run.id, "mode": "fast"})
    lines = [f"0.{number}.0" for number in range(4)]
    assert found(place, run) == {"sound": lines, "tokens": lines}
    assert [(part, span) for part, span, _ in gatherer.steps] == [
        ("sound", (0, 4_000)),
        ("sound", (4_000, 8_000)),
        ("tokens", (0, 4_000)),
        ("tokens", (4_000, 8_000)),
    ]
    assert (gatherer.given["engine"], gatherer.given["model"], gatherer.given["language"]) == (
        "faster-whisper",
        "base",
        "en",
    )
    assert (gatherer.given["duration"], gatherer.given["device"]) == (8_000, "cpu")
    assert (side.heard_ms, side.total_ms) == (16_000, 16_000)
    assert place.store.project(run.project_id).run_id == run.id


@pytest.mark.parametrize("options", [{"evidence": "off"}, {}])
def test_nothing_follows_where_nobody_wants_it(place: Running, options: dict[str, Any]) -> None:
    run = place.add_run(place.add_decoded(4.0), **options)
    place.start()
    place.ended(run)
    place.ended(place.add_run(place.add_decoded(2.0)))  # by then the first one's workflow is over
    assert place.store.side_runs(run.project_id) == []


def test_nothing_follows_a_cancelled_job(place: Running, recogniser: FakeRecogniser) -> None:
    run = place.add_run(place.add_decoded(4.0), evidence="fast")

    def cancel(_start: int) -> None:
        if recogniser.heard == [4_000]:
            place.store.request_cancel(run.id)
            wait_until(lambda: place.work.stops.asked(run.id))

    recogniser.before_window = cancel
    place.start()
    assert place.ended(run).state == "cancelled"
    place.ended(place.add_run(place.add_decoded(2.0)))
    assert place.store.side_runs(run.project_id) == []


def test_what_follows_follows_once(place: Running) -> None:
    run = place.add_run(place.add_decoded(4.0), evidence="fast")
    place.store.update_run(run.id, state="done")
    gathering.follow(place.work, run.id)
    gathering.follow(place.work, run.id)
    assert len(place.store.side_runs(run.project_id)) == 1


def test_an_import_is_examined_once_its_sound_is_there(place: Running, gatherer: FakeGatherer) -> None:
    media = place.add_decoded(8.0)
    project = place.store.create_project("brought", media_id=media.id)
    lines = place.store.add_run(project.id, kind="import", state="done", language="ko", model="no model of ours")
    place.store.import_segments(lines.id, [Segment(0, 4_000, "하나"), Segment(4_000, 8_000, "둘")])
    place.store.set_setting("hardware", {"device": "cpu", "name": "CPU, 2 cores", "memory_gb": 0.0})
    place.store.add_run(project.id, kind="prepare", media_id=media.id, options={"evidence": "fast"}, current=False)
    place.start()
    side = place.ended(side_run(place, lines))
    assert (side.state, side.error, side.media_id) == ("done", None, media.id)
    assert found(place, lines)["sound"] == ["0.0.0", "0.0.1"]
    assert (gatherer.given["engine"], gatherer.given["model"], gatherer.given["language"]) == (
        "faster-whisper",
        "base",
        "ko",
    )


# Step by step


def test_a_step_that_is_stored_is_not_done_again(place: Running, gatherer: FakeGatherer) -> None:
    of = add_heard(place)
    side = add_side(place, of, mode="fast")
    place.store.put_evidence(side.id, of.id, "sound", 0, {"part": "sound", "lines": [], "gaps": []})
    place.start()
    place.ended(side)
    assert [(part, span[0]) for part, span, _ in gatherer.steps] == [("sound", 4_000), ("tokens", 0), ("tokens", 4_000)]


def test_a_failed_run_goes_on_where_it_stopped(place: Running, gatherer: FakeGatherer) -> None:
    of = add_heard(place)
    side = add_side(place, of, mode="fast")
    broken = [OutOfMemory(device="cpu", model="base", smaller="tiny")]

    def fail_once(part: str, _start: int) -> None:
        if part == "tokens" and broken:
            raise broken.pop()

    gatherer.before = fail_once
    place.start()
    failed = place.ended(side)
    assert (failed.state, (failed.error or {})["code"]) == ("failed", "out_of_memory")
    assert len(gatherer.steps) == 2
    place.store.requeue(side.id)
    assert place.ended(side).state == "done"
    assert len(gatherer.steps) == 4


def test_thorough_after_fast_gathers_only_what_is_missing(place: Running, gatherer: FakeGatherer) -> None:
    of = add_heard(place)
    place.start()
    place.ended(add_side(place, of, mode="fast"))
    gatherer.steps.clear()
    side = place.ended(add_side(place, of, mode="thorough"))
    assert {part for part, _, _ in gatherer.steps} == {"listen"}
    assert side.total_ms == 8_000
    gatherer.steps.clear()
    place.ended(add_side(place, of, mode="thorough"))
    assert {part for part, _, _ in gatherer.steps} == {"sound", "tokens", "listen"}


def test_a_cancelled_run_keeps_what_it_found(place: Running, gatherer: FakeGatherer) -> None:
    of = add_heard(place)
    side = add_side(place, of, mode="fast")

    def cancel_at_the_second_stretch(_part: str, start: int) -> None:
        if start == 4_000:
            place.store.request_cancel(side.id)
            wait_until(lambda: place.work.stops.asked(side.id))

    gatherer.before = cancel_at_the_second_stretch
    place.start()
    assert place.ended(side).state == "cancelled"
    assert found(place, of) == {"sound": ["0.0.0", "0.1.0"]}


def test_a_deleted_project_ends_it(place: Running, gatherer: FakeGatherer) -> None:
    of, other = add_heard(place), add_heard(place)
    side = add_side(place, of, mode="fast")

    def delete(_part: str, _start: int) -> None:
        if place.store.run(side.id) is not None:
            place.store.delete_project(of.project_id)
            wait_until(lambda: place.work.stops.asked(side.id))

    gatherer.before = delete
    place.start()
    assert place.ended(add_side(place, other, mode="fast")).state == "done"


# Who goes first


def test_a_recording_to_be_heard_goes_before_the_next_step(
    place: Running, gatherer: FakeGatherer, recogniser: FakeRecogniser
) -> None:
    side = add_side(place, add_heard(place), mode="fast")
    media = place.add_decoded(4.0)
    runs: list[Run] = []
    at_work: list[int] = []

    def somebody_comes(_part: str, _start: int) -> None:
        assert not at_work
        if not runs:
            runs.append(place.add_run(media))
            wait_until(lambda: place.run(runs[0]).state == "preparing", what="the new job")

    def heard(_start: int) -> None:
        at_work.append(1)
        assert len(gatherer.steps) == 1
        at_work.pop()

    gatherer.before, recogniser.before_window = somebody_comes, heard
    place.start()
    assert place.ended(side).state == "done"
    assert place.run(runs[0]).state == "done"
    assert len(gatherer.steps) == 4


def test_one_that_waits_can_be_cancelled(place: Running, recogniser: FakeRecogniser) -> None:
    side = add_side(place, add_heard(place), mode="fast")
    released = Event()

    def wait(_start: int) -> None:
        released.wait()

    recogniser.before_window = wait
    hears = place.add_run(place.add_decoded(4.0))
    place.start()
    wait_until(lambda: recogniser.heard and place.run(side).state == "hearing", 20.0, what="both at their work")
    place.store.request_cancel(side.id)
    assert place.ended(side, 3.0).state == "cancelled"
    assert place.run(hears).state not in FINAL
    released.set()
    place.ended(hears)


# Lines heard again


class Larger(FakeRecogniser):
    """Hears a text of its own in sound with an even number of seconds, nothing elsewhere."""

    def transcribe(self, pcm: Any, options: Any, **rest: Any) -> str:
        self.heard.append(len(pcm) // 16)
        self.prompts.append(rest["prompt"])
        self.languages.append(rest["language"])
        assert not options.condition_on_previous_text and options.initial_prompt is None
        if len(self.heard) != 2:
            rest["on_window"]((Segment(0, 500, " 더 "), Segment(500, 900, " 나은 말. ")))
        return "ko"


def test_lines_are_heard_again_each_by_itself(place: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    larger = Larger(model="small")
    monkeypatch.setattr(hearing, "load", lambda *_arguments: larger)
    of = add_heard(place)
    side = add_side(place, of, "rehear", model="small", lines=["0.3.0", "0.0.0", "0.1.0", "gone"])
    place.start()
    ended = place.ended(side)
    assert (ended.state, ended.error) == ("done", None)
    assert larger.heard == [2_300, 2_600, 2_300]
    assert larger.prompts == ["", "", ""]
    (payload,) = place.store.evidence_of(of.id)[1]
    assert (payload["model"], payload["engine"]) == ("small", "faster-whisper")
    assert payload["part"] == "rehear"
    assert [(line["id"], line["signals"], line["alternatives"]) for line in payload["lines"]] == [
        ("0.0.0", {}, [["larger", "더  나은 말."]]),
        ("0.1.0", {"larger_silent": 1.0}, []),
        ("0.3.0", {}, [["larger", "더  나은 말."]]),
    ]


def test_a_line_is_heard_again_in_its_own_language(place: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    larger = Larger(model="small")
    monkeypatch.setattr(hearing, "load", lambda *_arguments: larger)
    run = place.add_run(place.add_decoded(4.0), language="ko")
    place.store.put_window(run.id, 0, 0, [Segment(0, 2_000, " 안녕하세요", window=0)])
    place.store.put_window(run.id, 0, 1, [Segment(2_000, 4_000, " Press play again.", window=2_000)])
    place.store.update_run(run.id, state="done", language="ko")
    side = add_side(place, place.run(run), "rehear", model="small", lines=["0.0.0", "0.1.0"])
    place.start()
    assert place.ended(side).state == "done"
    assert larger.languages == ["ko", "en"]


def test_weights_that_cannot_be_had_are_a_sentence(place: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(*_arguments: object) -> None:
        raise OutOfMemory(device="cpu", model="large-v3", smaller="small")

    monkeypatch.setattr(hearing, "load", load)
    side = add_side(place, add_heard(place), "rehear", model="large-v3", lines=["0.0.0"])
    place.start()
    ended = place.ended(side)
    assert (ended.state, (ended.error or {})["code"]) == ("failed", "out_of_memory")


def test_lines_heard_again_go_before_the_rest_of_the_evidence(place: Running, gatherer: FakeGatherer) -> None:
    of = add_heard(place)
    order: list[str] = []
    again: list[Run] = []

    def note(part: str, _start: int) -> None:
        order.append(part)
        if not again:
            again.append(add_side(place, of, "rehear", model="small", lines=["0.0.0"]))
            wait_until(lambda: place.run(again[0]).state == "hearing", what="the plan to hear again")

    gatherer.before = note
    side = add_side(place, of, mode="fast")
    place.start()
    place.ended(side)
    assert place.run(again[0]).state == "done"
    payloads = [payload["part"] for payload in place.store.evidence_of(of.id, 1)[1]]
    assert payloads.count("rehear") == 1
    first = place.run(again[0]).finished_at
    last = place.run(side).finished_at
    assert first is not None and last is not None and first <= last
