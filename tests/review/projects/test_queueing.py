"""The queue of a project: ranked once, told by differences; decisions, samples, and what is left."""

from __future__ import annotations

from typing import Any

import pytest

from engine.evidence import Gap, PartEvidence
from engine.transcript import Segment
from review import comparison, queue
from review.projects import Desk, comparing, queued, queueing
from review.projects.queued import SAMPLE
from review.queue import Choice, Evidence, Item, Reason, Told, WordDoubt
from review.store import ProjectNotFound
from tests.review.projects.made import ANYBODY, heard, segment, set_text

Json = dict[str, Any]
TEXTS = (" the knight is young", " nobody sleeps", " a knight is old", " Knight by night", " the end")
SUSPICIONS = (0.9, 0.05, 0.6, 0.4, 0.02)
GAP = Gap(20_000, 22_000, {"speech": 0.9})


def ranked(lines: Any, evidence: Evidence, *, reference: Any = None, **_: Any) -> tuple[Item, ...]:
    """Items whose suspicions a test knows: the first word of a suspicious line is doubted."""
    items = []
    for line, given in zip(lines, (*SUSPICIONS, *[0.1] * len(lines)), strict=False):
        told: Told | None = (reference or {}).get(line.id)
        wrong = told is not None and told.wrong_letters > 0
        suspicion = 0.95 if wrong else given
        reasons = (Reason("unsure_word", {"text": "knight"}, 1.0),) if suspicion >= 0.3 else ()
        choices = (Choice("reference", told.text),) if wrong and told is not None else ()
        at = line.text.strip().casefold().find("knight")
        words = (WordDoubt(at, at + 6, 0.8),) if at >= 0 and suspicion >= 0.3 else ()
        flagged = suspicion >= 0.5
        items.append(
            Item(
                line.id,
                line.id,
                line.start,
                line.end,
                suspicion,
                flagged,
                reasons=reasons,
                choices=choices,
                words=words,
            )
        )
    gaps = [Item(f"gap.{gap.start}.{gap.end}", None, gap.start, gap.end, 0.7, True) for gap in evidence.gaps]
    return (*items, *gaps)


@pytest.fixture
def rankings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines each ranking had that was really made."""
    made: list[int] = []

    def counted(lines: Any, evidence: Evidence, **rest: Any) -> tuple[Item, ...]:
        made.append(len(lines))
        return ranked(lines, evidence, **rest)

    monkeypatch.setattr(queue, "rank", counted)
    monkeypatch.setattr(queueing, "CALIBRATED", True)
    return made


@pytest.fixture
def token(desk: Desk, rankings: list[int]) -> str:
    assert rankings == []
    project = desk.store.create_project("song.mp3")
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [segment(number, text) for number, text in enumerate(TEXTS)])
    return project.token


def ask(desk: Desk, token: str, known: str | None = None) -> Json:
    return desk.queue(ANYBODY, token, known)


def edit(desk: Desk, token: str, change: Json) -> None:
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, change, base, "")


def decide(desk: Desk, token: str, *lines: str) -> None:
    for line in lines:
        edit(desk, token, {"op": "decide", "line": line, "decision": "kept"})


def gather(desk: Desk, token: str, *gaps: Gap, state: str = "done") -> None:
    """Evidence as the worker stores it."""
    project = desk.store.project_by_token(token)
    assert project.run_id is not None
    run = desk.store.add_run(project.id, kind="evidence", options={"of": project.run_id}, current=False)
    assert desk.store.put_evidence(run.id, project.run_id, "sound", 0, PartEvidence("sound", (), gaps).as_dict())
    desk.store.update_run(run.id, state=state)


def rows(answer: Json) -> dict[str, Json]:
    return {row["id"]: row for row in answer["rows"]}


def test_a_row_says_why_and_what_else_it_could_be(desk: Desk, token: str) -> None:
    answer = ask(desk, token)
    assert answer["order"] == [f"0.0.{number}" for number in range(5)]
    assert rows(answer)["0.0.0"] == {
        "id": "0.0.0",
        "line": "0.0.0",
        "p": 0.9,
        "start": 0,
        "end": 2_000,
        "flagged": True,
        "outright": False,
        "state": "",
        "reasons": [{"code": "unsure_word", "params": {"text": "knight"}}],
        "choices": [],
        "words": [{"begin": 4, "end": 10, "p": 0.8, "choices": []}],
        "like": 2,
    }


def test_of_a_line_that_nothing_is_to_be_said_of_only_the_suspicion_is_told(desk: Desk, token: str) -> None:
    assert rows(ask(desk, token))["0.0.1"] == {"id": "0.0.1", "line": "0.0.1", "p": 0.05}


def test_what_is_to_be_done_is_summed_up(desk: Desk, token: str) -> None:
    summary = ask(desk, token)["summary"]
    assert (summary["to_check"], summary["checked"], summary["yield"], summary["work"]) == (2, 0, None, None)
    assert summary["errors_left"]["estimate"] == pytest.approx(sum(SUSPICIONS), abs=0.1)
    assert summary["errors_left"]["low"] <= 1 < 3 <= summary["errors_left"]["high"]
    assert (summary["reference"], summary["rehear"], summary["calibrated"]) == ("none", None, True)
    assert summary["sample"] == {"drawn": 0, "decided": 0, "wrong": 0, "open": []}


def test_a_rank_that_is_no_probability_is_not_summed_up(
    desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "CALIBRATED", False)
    summary = ask(desk, token)["summary"]
    assert (summary["errors_left"], summary["calibrated"]) == (None, False)


def test_a_decision_tells_one_row_and_ranks_nothing(desk: Desk, token: str, rankings: list[int]) -> None:
    first = ask(desk, token)
    decide(desk, token, "0.0.1")
    second = ask(desk, token, first["version"])
    assert (second["reset"], second["order"]) == (False, first["order"])
    assert [(row["id"], row["state"]) for row in second["rows"]] == [("0.0.1", "decided")]
    assert rankings == [5]


def test_asked_again_nothing_is_told(desk: Desk, token: str, rankings: list[int]) -> None:
    first = ask(desk, token)
    again = ask(desk, token, first["version"])
    assert (again["rows"], again["version"], again["summary"]) == ([], first["version"], first["summary"])
    assert rankings == [5]


def test_a_decided_line_leaves_what_is_to_be_checked_and_what_is_like_it(desk: Desk, token: str) -> None:
    first = ask(desk, token)
    edit(desk, token, set_text("0.0.0", "the night is young"))
    second = ask(desk, token, first["version"])
    assert {name: (row["state"], row["like"]) for name, row in rows(second).items()} == {
        "0.0.0": ("decided", 2),
        "0.0.2": ("", 1),
        "0.0.3": ("", 1),
    }
    assert (second["summary"]["to_check"], second["summary"]["checked"]) == (1, 1)
    assert second["summary"]["yield"] == {"decisions": 1, "corrected": 1}
    assert second["summary"]["work"] == {"minutes": 0.0, "lines": 1, "corrected": 1, "minutes_per_fix": 0.0}


def test_undo_brings_it_back(desk: Desk, token: str) -> None:
    first = ask(desk, token)
    edit(desk, token, set_text("0.0.0", "the night is young"))
    desk.undo(ANYBODY, token, "")
    again = ask(desk, token, first["version"])
    assert (again["rows"], again["summary"]["to_check"], again["summary"]["work"]) == ([], 2, None)


def test_a_line_that_was_deleted_has_no_row(desk: Desk, token: str) -> None:
    first = ask(desk, token)
    edit(desk, token, {"op": "delete", "line": "0.0.1"})
    second = ask(desk, token, first["version"])
    assert second["order"] == ["0.0.0", "0.0.2", "0.0.3", "0.0.4"]
    assert second["summary"]["work"]["corrected"] == 1


def test_a_line_that_a_person_added_has_no_row_and_counts_as_work(desk: Desk, token: str) -> None:
    edit(desk, token, {"op": "insert", "id": "e1", "start": 2_100, "end": 2_900, "text": "and"})
    answer = ask(desk, token)
    assert "e1" not in answer["order"]
    assert answer["summary"]["work"]["corrected"] == 1


def test_evidence_that_comes_in_ranks_again(desk: Desk, token: str, rankings: list[int]) -> None:
    first = ask(desk, token)
    gather(desk, token, GAP)
    second = ask(desk, token, first["version"])
    assert [row["id"] for row in second["rows"]] == ["gap.20000.22000"]
    assert second["order"][-1] == "gap.20000.22000"
    assert second["rows"][0] | {"p": 0} == {
        "id": "gap.20000.22000",
        "line": None,
        "p": 0,
        "start": 20_000,
        "end": 22_000,
        "flagged": True,
        "outright": False,
        "state": "",
        "reasons": [],
        "choices": [],
        "words": [],
        "like": 0,
    }
    assert rankings == [5, 5]


def test_while_evidence_comes_in_ranking_leaves_time_for_other_work(
    desk: Desk, token: str, rankings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(desk, token)
    monkeypatch.setattr(queued, "REST", 1e9)
    gather(desk, token, GAP, state="hearing")
    assert len(ask(desk, token)["order"]) == 5
    monkeypatch.setattr(queued, "REST", 0)
    assert len(ask(desk, token)["order"]) == 6
    assert rankings == [5, 5]


def test_a_gap_is_passed_and_taken_back(desk: Desk, token: str, rankings: list[int]) -> None:
    gather(desk, token, GAP)
    first = ask(desk, token)
    edit(desk, token, {"op": "pass_gap", "start": 20_000, "end": 22_000})
    second = ask(desk, token, first["version"])
    assert [(row["id"], row["state"]) for row in second["rows"]] == [("gap.20000.22000", "decided")]
    assert second["summary"]["yield"] == {"decisions": 1, "corrected": 0}
    desk.undo(ANYBODY, token, "")
    third = ask(desk, token, second["version"])
    assert [(row["id"], row["state"]) for row in third["rows"]] == [("gap.20000.22000", "")]
    assert rankings == [5]


def test_another_run_has_a_queue_of_its_own(desk: Desk, token: str, rankings: list[int]) -> None:
    decide(desk, token, "0.0.0")
    first = ask(desk, token)
    project = desk.store.project_by_token(token)
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [Segment(0, 900, " new")])
    second = ask(desk, token, first["version"])
    assert (second["order"], second["summary"]["work"], rankings) == (["0.0.0"], None, [5, 1])


def test_lines_that_come_in_are_ranked(desk: Desk, rankings: list[int]) -> None:
    token = heard(desk, 2)
    assert ask(desk, token)["order"] == ["0.0.0", "0.1.0"]
    run = desk.store.project_by_token(token).run_id
    assert run is not None
    desk.store.put_window(run, 0, 2, [segment(2)])
    assert ask(desk, token)["order"] == ["0.0.0", "0.1.0", "0.2.0"]
    assert rankings == [2, 3]


def test_a_project_without_lines_has_an_empty_queue(desk: Desk) -> None:
    token = desk.store.create_project("new.mp3").token
    answer = ask(desk, token)
    assert (answer["order"], answer["rows"], answer["summary"]["errors_left"]) == ([], [], None)


def test_a_stranger_has_no_queue(desk: Desk) -> None:
    with pytest.raises(ProjectNotFound):
        ask(desk, "guess")


def test_a_deleted_project_is_forgotten(desk: Desk, token: str) -> None:
    ask(desk, token)
    desk.remove(ANYBODY, token)
    assert len(desk.queues) == 0


def test_among_ten_thousand_lines_a_decision_tells_its_row_alone(desk: Desk) -> None:
    project = desk.store.create_project("long.mp3")
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [segment(number) for number in range(10_000)])
    first = ask(desk, project.token)
    assert len(first["order"]) == 10_000
    change = {"op": "decide", "line": "0.3.7", "decision": "kept"}
    desk.edit(ANYBODY, project.token, change, {"0.3.7": first_version(desk, project.token)}, "")
    second = ask(desk, project.token, first["version"])
    assert [row["id"] for row in second["rows"]] == ["0.3.7"]


def first_version(desk: Desk, token: str) -> int:
    found: int = desk.open(ANYBODY, token)["rows"][607]["version"]
    return found


# ---- a reference ------------------------------------------------------------------------------------------------

LYRICS = "the night is young\nnobody sleeps\na night is old\nKnight by night\nthe end\n"


def test_what_the_reference_says_is_part_of_it(desk: Desk, token: str) -> None:
    desk.add_reference(ANYBODY, token, LYRICS)
    answer = ask(desk, token)
    assert rows(answer)["0.0.2"]["choices"] == [{"source": "reference", "text": "a night is old"}]
    assert answer["summary"]["reference"] == "used"


def test_it_speaks_of_the_machine_s_text_whatever_was_typed(desk: Desk, token: str, rankings: list[int]) -> None:
    edit(desk, token, set_text("0.0.2", "a night is old"))
    desk.add_reference(ANYBODY, token, LYRICS)
    assert rows(ask(desk, token))["0.0.2"]["choices"] == [{"source": "reference", "text": "a night is old"}]
    edit(desk, token, set_text("0.0.0", "the night is young"))
    ask(desk, token)
    assert rankings == [5]


def test_a_reference_is_compared_once(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(ours: Any, *rest: Any) -> Any:
        made.append(len(ours))
        return comparison.compare(ours, *rest)

    monkeypatch.setattr(comparing, "compare", counted)
    desk.add_reference(ANYBODY, token, LYRICS)
    ask(desk, token)
    desk.compare(ANYBODY, token, None)
    decide(desk, token, "0.0.0")
    ask(desk, token)
    desk.compare(ANYBODY, token, None)
    assert made == [5]


def test_a_row_in_which_our_side_is_right_is_not_held_against_us(desk: Desk, token: str) -> None:
    name = desk.add_reference(ANYBODY, token, LYRICS)
    desk.dismiss(ANYBODY, token, name, "0.0.2", True)
    assert rows(ask(desk, token))["0.0.2"]["choices"] == []


def test_without_the_reference_it_is_as_before(desk: Desk, token: str) -> None:
    name = desk.add_reference(ANYBODY, token, LYRICS)
    first = ask(desk, token)
    desk.remove_reference(ANYBODY, token, name)
    second = ask(desk, token, first["version"])
    assert rows(second)["0.0.2"]["choices"] == []
    assert second["summary"]["reference"] == "none"


def test_a_long_text_is_compared_beside_the_request(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queueing, "TOLD_AT_ONCE", 0)
    desk.add_reference(ANYBODY, token, LYRICS)
    first = ask(desk, token)
    desk.telling.wait(desk.store.project_by_token(token).id)
    second = ask(desk, token, first["version"])
    assert [answer["summary"]["reference"] for answer in (first, second)] == ["waiting", "used"]
    assert "0.0.2" in rows(second)


def test_while_lines_come_in_nothing_is_compared(desk: Desk, rankings: list[int]) -> None:
    project = desk.store.create_project("song.mp3")
    run = desk.store.add_run(project.id, kind="transcribe", model="base")
    desk.store.update_run(run.id, state="hearing", language="en")
    desk.store.put_window(run.id, 0, 0, [segment(0, " a knight")])
    desk.add_reference(ANYBODY, project.token, "a night")
    assert ask(desk, project.token)["summary"]["reference"] == "none"
    desk.store.update_run(run.id, state="done")
    assert ask(desk, project.token)["summary"]["reference"] == "used"
    assert rankings == [1, 1]


# ---- the same mistake elsewhere ---------------------------------------------------------------------------------


def test_the_same_mistake_is_offered_where_nobody_decided(desk: Desk, token: str) -> None:
    edit(desk, token, set_text("0.0.0", "the night is young"))
    decide(desk, token, "0.0.3")
    versions = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    answer = desk.same(ANYBODY, token, "0.0.0", "the knight is young", "the night is young")
    assert answer["lines"] == [
        {
            "line": "0.0.2",
            "version": versions["0.0.2"],
            "text": "a night is old",
            "before": "knight",
            "after": "night",
            "begin": 2,
            "end": 8,
        }
    ]


def test_what_is_offered_is_taken_in_one_stroke(desk: Desk, token: str) -> None:
    edit(desk, token, set_text("0.0.0", "the night is young"))
    offered = desk.same(ANYBODY, token, "0.0.0", "the knight is young", "the night is young")["lines"]
    changes = [{"line": each["line"], "text": each["text"]} for each in offered]
    base = {each["line"]: each["version"] for each in offered}
    desk.edit(ANYBODY, token, {"op": "replace_all", "changes": changes}, base, "")
    texts = [row["text"] for row in desk.open(ANYBODY, token)["rows"]]
    assert texts[:4] == [" the night is young", " nobody sleeps", " a night is old", " Night by night"]
    assert ask(desk, token)["summary"]["yield"] == {"decisions": 3, "corrected": 3}
    desk.undo(ANYBODY, token, "")
    assert ask(desk, token)["summary"]["yield"] == {"decisions": 1, "corrected": 1}


# ---- a sample ---------------------------------------------------------------------------------------------------


def test_a_sample_is_of_lines_that_are_neither_flagged_nor_decided(desk: Desk, token: str) -> None:
    decide(desk, token, "0.0.4")
    drawn = desk.draw(ANYBODY, token, 9)["lines"]
    assert drawn == ["0.0.1", "0.0.3"]
    assert desk.draw(ANYBODY, token, 9)["lines"] == []
    assert ask(desk, token)["summary"]["sample"] == {"drawn": 2, "decided": 0, "wrong": 0, "open": drawn}


def test_a_line_is_drawn_once_and_stays_drawn(desk: Desk, token: str) -> None:
    first = desk.draw(ANYBODY, token, 1)["lines"]
    again = Desk(desk.store, desk.settings)  # the server was started anew
    second = again.draw(ANYBODY, token, 1)["lines"]
    assert len({*first, *second}) == 2
    assert ask(again, token)["summary"]["sample"]["drawn"] == 2


def test_what_was_found_in_the_sample_is_counted(desk: Desk, token: str) -> None:
    desk.draw(ANYBODY, token, 3)
    edit(desk, token, set_text("0.0.4", "nothing ends"))
    decide(desk, token, "0.0.1")
    summary = ask(desk, token)["summary"]
    assert summary["sample"] == {"drawn": 3, "decided": 2, "wrong": 1, "open": ["0.0.3"]}
    assert summary["errors_left"]["estimate"] > sum(SUSPICIONS[:1]) + SUSPICIONS[2] + SUSPICIONS[3]


def test_a_sample_is_of_one_run_s_lines(desk: Desk, token: str) -> None:
    desk.draw(ANYBODY, token, 3)
    project = desk.store.project_by_token(token)
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [Segment(0, 900, " new"), Segment(900, 1_800, " newer")])
    assert ask(desk, token)["summary"]["sample"]["drawn"] == 0
    assert desk.store.project_by_token(token).settings[SAMPLE]["run"] != run.id
