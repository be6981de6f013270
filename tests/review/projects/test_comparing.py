"""A project's text beside its reference: the differences, the figures before and after, and what is made again."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest

from engine.transcript import Segment
from review import comparison
from review.comparison import Comparison
from review.document import LineGone
from review.projects import ComparisonSettings, Desk, comparing
from review.reference import KeptOut
from review.scoring import Normalisation
from review.store import ReferenceNotFound
from tests.review.projects.made import ANYBODY, heard, segment, set_text

SUNG = (" the weather is fine", " turn the radio it on", " please subscribe")
LYRICS = "[Verse]\nthe weather is fine\nnothing can stop us\nturn the radio on\n"
RAW = ComparisonSettings(Normalisation.RAW, KeptOut())

Json = dict[str, Any]


def song(desk: Desk, *texts: str, language: str | None = "en") -> str:
    """A finished project of these lines, three seconds each."""
    project = desk.store.create_project("song.mp3")
    run = desk.store.add_run(project.id, kind="import", state="done", language=language)
    desk.store.import_segments(run.id, [segment(number, text) for number, text in enumerate(texts)])
    return project.token


@pytest.fixture
def token(desk: Desk) -> str:
    made = song(desk, *SUNG)
    desk.add_reference(ANYBODY, made, LYRICS)
    return made


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines of ours each comparison had that was really made."""
    made: list[int] = []

    def counted(ours: Any, *rest: Any) -> Comparison:
        made.append(len(ours))
        return comparison.compare(ours, *rest)

    monkeypatch.setattr(comparing, "compare", counted)
    return made


def compare(desk: Desk, token: str, known: str | None = None) -> Json:
    return desk.compare(ANYBODY, token, known)


def edit(desk: Desk, token: str, change: Json) -> None:
    """An edit by somebody who has seen all lines as they are."""
    base = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    desk.edit(ANYBODY, token, change, base, "")


def active(desk: Desk, token: str) -> str:
    found: str = compare(desk, token)["reference"]["id"]
    return found


def test_without_a_reference_there_is_nothing_to_compare(desk: Desk) -> None:
    answer = compare(desk, song(desk, " one"))
    settings = answer.pop("settings")
    assert answer == {
        "version": "",
        "reset": True,
        "reference": None,
        "references": [],
        "order": [],
        "rows": [],
        "figures": None,
        "confusions": [],
    }
    assert settings["normalisation"] == "english"


def test_a_row_tells_both_sides_word_by_word(desk: Desk, token: str) -> None:
    rows = {row["id"]: row for row in compare(desk, token)["rows"]}
    assert {**rows["0.0.1"], "twin": "", "version": 0} == {
        "id": "0.0.1",
        "line": "0.0.1",
        "version": 0,
        "kind": "different",
        "ours": "turn the radio it on",
        "theirs": "turn the radio on",
        "ops": [
            ["hit", 0, 4, 0, 4],
            ["hit", 5, 8, 5, 8],
            ["hit", 9, 14, 9, 14],
            ["insertion", 15, 17, None, None],
            ["hit", 18, 20, 15, 17],
        ],
        "breaks": [],
        "counts": [4, 0, 1, 0],
        "start": 3_000,
        "end": 5_000,
        "elsewhere": "",
        "twin": "",
        "dismissed": False,
        "after": "",
    }


def test_a_row_has_the_version_its_line_has(desk: Desk, token: str) -> None:
    versions = {row["id"]: row["version"] for row in desk.open(ANYBODY, token)["rows"]}
    assert {row["line"]: row["version"] for row in compare(desk, token)["rows"] if row["line"]} == versions


def test_what_was_not_heard_is_a_row_behind_the_line_before_it(desk: Desk, token: str) -> None:
    answer = compare(desk, token)
    assert answer["order"] == ["0.0.0", "m2.0.0", "0.0.1", "0.0.2"]
    missing = answer["rows"][1]
    assert (missing["line"], missing["version"], missing["kind"], missing["after"]) == (None, None, "missing", "0.0.0")
    assert (missing["ours"], missing["theirs"], missing["counts"]) == ("", "nothing can stop us", [0, 0, 0, 4])
    assert (missing["start"], missing["end"]) == (2_000, 3_000)


def test_what_is_missing_at_the_top_stands_behind_nothing(desk: Desk) -> None:
    token = song(desk, " turn the radio on")
    desk.add_reference(ANYBODY, token, "nothing can stop us\nturn the radio on")
    assert [(row["id"], row["after"]) for row in compare(desk, token)["rows"]] == [("m0.0.0", ""), ("0.0.0", "")]


def test_a_missing_line_that_is_sung_twice_has_two_names(desk: Desk) -> None:
    token = song(desk, " turn the radio on")
    desk.add_reference(ANYBODY, token, "turn the radio on\nnothing can stop us (x2)")
    assert compare(desk, token)["order"] == ["0.0.0", "m1.0.0", "m1.0.1"]


def test_a_line_that_is_in_no_lyrics_is_extra(desk: Desk, token: str) -> None:
    extra = compare(desk, token)["rows"][3]
    assert (extra["kind"], extra["ours"], extra["theirs"]) == ("extra", "please subscribe", "")


def test_figures_are_of_the_machine_s_text_and_of_the_text_as_it_is(desk: Desk, token: str) -> None:
    before = compare(desk, token)["figures"]
    assert before["before"] == before["after"]
    names = ("wer", "hits", "substitutions", "insertions", "deletions", "reference_words")
    assert [before["before"][name] for name in names] == [7 / 12, 8, 0, 3, 4, 12]
    assert before["headline"][0] == "wer"
    edit(desk, token, set_text("0.0.1", "turn the radio on"))
    after = compare(desk, token)["figures"]
    assert after["before"] == before["before"]
    assert [after["after"][name] for name in names] == [6 / 12, 8, 0, 2, 4, 12]


def test_a_deleted_line_counts_before_and_no_longer_after(desk: Desk, token: str) -> None:
    edit(desk, token, {"op": "delete", "line": "0.0.2"})
    figures = compare(desk, token)["figures"]
    assert (figures["before"]["insertions"], figures["after"]["insertions"]) == (3, 1)


def test_a_mixed_song_has_a_figure_for_each_script(desk: Desk) -> None:
    token = song(desk, " 오늘은 온통 Monday", language="ko")
    desk.add_reference(ANYBODY, token, "오늘은 온통 Sunday")
    figures = compare(desk, token)["figures"]
    assert {name: (both["before"]["hits"], both["after"]["wer"]) for name, both in figures["by_script"].items()} == {
        "hangul": (2, 0.0),
        "latin": (0, 1.0),
    }


def test_confusions_open_their_rows(desk: Desk) -> None:
    token = song(desk, " the knight is young", " same here", " the knight is old")
    desk.add_reference(ANYBODY, token, "the night is young\nsame here\nthe night is old")
    assert compare(desk, token)["confusions"] == [
        {"ours": "knight", "theirs": "night", "count": 2, "rows": ["0.0.0", "0.0.2"]}
    ]


def test_asked_again_nothing_is_compared_and_no_row_is_sent(desk: Desk, token: str, compared: list[int]) -> None:
    first = compare(desk, token)
    again = compare(desk, token, first["version"])
    assert (first["reset"], again["reset"], again["rows"]) == (True, False, [])
    assert (again["version"], again["order"], again["figures"]) == (
        first["version"],
        first["order"],
        first["figures"],
    )
    assert compared == [3]  # the machine's text and the text as it is are the same


def test_after_an_edit_only_what_changed_is_sent(desk: Desk, token: str) -> None:
    first = compare(desk, token)
    edit(desk, token, set_text("0.0.1", "turn the radio on"))
    second = compare(desk, token, first["version"])
    assert [(row["id"], row["kind"]) for row in second["rows"]] == [("0.0.1", "same")]
    assert second["reset"] is False
    assert second["version"] != first["version"]


def test_after_an_edit_the_machine_s_text_is_not_compared_again(desk: Desk, token: str, compared: list[int]) -> None:
    compare(desk, token)
    for text in ("turn", "turn the", "turn the radio on"):
        edit(desk, token, set_text("0.0.1", text))
        compare(desk, token)
    assert len(compared) == 4


def test_a_decision_to_keep_changes_no_text_and_compares_nothing(desk: Desk, token: str, compared: list[int]) -> None:
    first = compare(desk, token)
    edit(desk, token, {"op": "decide", "line": "0.0.1", "decision": "kept"})
    second = compare(desk, token, first["version"])
    assert [row["id"] for row in second["rows"]] == ["0.0.1"]
    assert len(compared) == 1


def test_a_line_that_went_leaves_the_order(desk: Desk, token: str) -> None:
    first = compare(desk, token)
    edit(desk, token, {"op": "delete", "line": "0.0.2"})
    second = compare(desk, token, first["version"])
    assert second["order"] == ["0.0.0", "m2.0.0", "0.0.1"]
    assert second["rows"] == []


def test_a_tab_that_is_far_behind_gets_everything(desk: Desk, token: str) -> None:
    first = compare(desk, token)
    for number in range(9):
        edit(desk, token, set_text("0.0.1", f"turn {number}"))
        compare(desk, token)
    answer = compare(desk, token, first["version"])
    assert (answer["reset"], len(answer["rows"])) == (True, 4)


def test_a_version_of_another_server_gets_everything(desk: Desk, token: str) -> None:
    assert compare(desk, token, "0123456789abcdef")["reset"] is True


def test_another_reference_is_another_comparison(desk: Desk, token: str) -> None:
    first = compare(desk, token)
    desk.add_reference(ANYBODY, token, "\n".join(SUNG), name="as heard")
    second = compare(desk, token, first["version"])
    assert second["reference"]["name"] == "as heard"
    assert second["order"] == ["0.0.0", "0.0.1", "0.0.2"]
    assert second["figures"]["after"]["wer"] == 0.0
    assert [row["id"] for row in second["rows"]] == ["0.0.1", "0.0.2"]


def test_other_settings_are_another_comparison(desk: Desk, token: str) -> None:
    desk.add_reference(ANYBODY, token, "The weather is fine\nturn the radio it on\nplease subscribe")
    assert compare(desk, token)["figures"]["after"]["substitutions"] == 0
    desk.set_comparison(ANYBODY, token, RAW)
    answer = compare(desk, token)
    assert answer["figures"]["after"]["substitutions"] == 1
    assert answer["settings"]["normalisation"] == "raw"


def test_a_heading_that_is_not_kept_out_is_missing(desk: Desk, token: str) -> None:
    desk.set_comparison(ANYBODY, token, ComparisonSettings(Normalisation.STANDARD, KeptOut(headings=False)))
    assert compare(desk, token)["order"][0] == "m0.0.0"


def test_what_was_not_sung_is_remembered(desk: Desk, token: str) -> None:
    first = compare(desk, token)
    desk.dismiss(ANYBODY, token, active(desk, token), "m2.0.0", True)
    second = compare(desk, token, first["version"])
    assert [(row["id"], row["dismissed"]) for row in second["rows"]] == [("m2.0.0", True)]
    again = Desk(desk.store, desk.settings)  # the server was started anew
    assert [row["id"] for row in compare(again, token)["rows"] if row["dismissed"]] == ["m2.0.0"]
    desk.dismiss(ANYBODY, token, active(desk, token), "m2.0.0", False)
    assert not any(row["dismissed"] for row in compare(desk, token)["rows"])


def test_a_typed_line_is_right_against_the_reference(desk: Desk, token: str) -> None:
    edit(desk, token, set_text("0.0.1", "turn that radio on"))
    desk.dismiss(ANYBODY, token, active(desk, token), "0.0.1", True)
    assert [row["id"] for row in compare(desk, token)["rows"] if row["dismissed"]] == ["0.0.1"]


@pytest.mark.parametrize("row", ["9.9.9", "m2.0", "m2.0.0.0", "x", "m٣.0.0"])
def test_only_rows_are_dismissed(desk: Desk, token: str, row: str) -> None:
    with pytest.raises(LineGone):
        desk.dismiss(ANYBODY, token, active(desk, token), row, True)


def test_nothing_is_dismissed_against_what_is_gone(desk: Desk, token: str) -> None:
    with pytest.raises(ReferenceNotFound):
        desk.dismiss(ANYBODY, token, "gone", "m2.0.0", True)


def test_decisions_belong_to_their_reference(desk: Desk, token: str) -> None:
    desk.dismiss(ANYBODY, token, active(desk, token), "m2.0.0", True)
    desk.add_reference(ANYBODY, token, LYRICS)
    assert not any(row["dismissed"] for row in compare(desk, token)["rows"])


def test_ten_who_ask_at_once_have_it_compared_once(desk: Desk, token: str, compared: list[int]) -> None:
    answers: list[Json] = []
    threads = [Thread(target=lambda: answers.append(compare(desk, token))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(compared) == 1
    assert len({answer["version"] for answer in answers}) == 1


def test_an_edit_does_not_wait_for_a_comparison(desk: Desk, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def ours(desk: Desk, token: str) -> object:
        return next(row["ours"] for row in compare(desk, token)["rows"] if row["id"] == "0.0.1")

    def meanwhile(*given: Any) -> Comparison:
        worker = Thread(target=edit, args=(desk, token, set_text("0.0.1", "edited meanwhile")))
        worker.start()
        worker.join(20)
        assert not worker.is_alive()
        return comparison.compare(*given)

    with monkeypatch.context() as patch:
        patch.setattr(comparing, "compare", meanwhile)
        assert ours(desk, token) == "turn the radio it on"
    assert ours(desk, token) == "edited meanwhile"


def test_lines_that_come_in_are_compared(desk: Desk) -> None:
    token = heard(desk, 2)
    desk.add_reference(ANYBODY, token, "line 0\nline 1\nline 2")
    first = compare(desk, token)
    run = desk.store.project_by_token(token).run_id
    assert run is not None
    desk.store.put_window(run, 0, 2, [segment(2)])
    second = compare(desk, token, first["version"])
    assert (first["order"], second["order"]) == (["0.0.0", "0.1.0", "m2.0.0"], ["0.0.0", "0.1.0", "0.2.0"])
    assert (first["figures"]["before"]["deletions"], second["figures"]["before"]["deletions"]) == (2, 0)


def test_a_run_that_was_chosen_has_its_own_figures_before(desk: Desk, token: str) -> None:
    compare(desk, token)
    project = desk.store.project_by_token(token)
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [Segment(0, 900, " the weather is fine")])
    figures = compare(desk, token)["figures"]
    assert (figures["before"]["insertions"], figures["before"]["deletions"]) == (0, 8)


def test_a_text_without_times_is_compared_by_its_words(desk: Desk) -> None:
    project = desk.store.create_project("text")
    run = desk.store.add_run(project.id, kind="import", state="done", language="en")
    desk.store.import_segments(run.id, [Segment(0, 0, "one two"), Segment(0, 0, "three four")])
    desk.add_reference(ANYBODY, project.token, "one two\nthree four\nfive six")
    answer = compare(desk, project.token)
    assert answer["order"] == ["0.0.0", "0.0.1", "m2.0.0"]
    assert {(row["start"], row["end"]) for row in answer["rows"]} == {(0, 0)}


def test_a_deleted_project_is_forgotten(desk: Desk, token: str) -> None:
    compare(desk, token)
    assert len(desk.comparisons) == 1
    desk.remove(ANYBODY, token)
    assert len(desk.comparisons) == 0


def test_what_a_running_job_has_not_come_to_is_not_missing(desk: Desk) -> None:
    project = desk.store.create_project("song.mp3")
    run = desk.store.add_run(project.id, kind="transcribe", model="base")
    desk.store.update_run(run.id, state="hearing", language="en")
    desk.store.put_window(run.id, 0, 0, [segment(0, " the weather is fine"), segment(1, " turn the radio on")])
    desk.add_reference(ANYBODY, project.token, LYRICS + "and the night is long\nand nobody sleeps\n")
    hearing = compare(desk, project.token)
    assert [row["kind"] for row in hearing["rows"]] == ["same", "missing", "same"]
    assert hearing["figures"]["after"]["reference_words"] == 12
    desk.store.update_run(run.id, state="done")
    ended = compare(desk, project.token, hearing["version"])
    assert [row["theirs"] for row in ended["rows"]] == ["and the night is long", "and nobody sleeps"]
    assert ended["figures"]["after"]["reference_words"] == 20
