"""The sample: one a visitor, at once, with something to fix."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from engine.transcript_json import from_json, loads
from review import sample
from review.projects import Caller, Desk
from tests.review.projects.made import ANYBODY


def test_a_visitor_has_one_sample_of_its_own(desk: Desk) -> None:
    mine = desk.sample(ANYBODY, "me")
    assert desk.sample(ANYBODY, "me") == mine
    assert desk.sample(ANYBODY, "somebody else") != mine


def test_the_sample_plays_at_once(desk: Desk) -> None:
    opened = desk.open(ANYBODY, desk.sample(ANYBODY, "me"))
    assert opened["project"]["sample"] is True
    assert (opened["media"]["state"], opened["media"]["peaks"], opened["media"]["playback"]) == ("ready", True, True)
    assert 40_000 < opened["media"]["duration_ms"] < 60_000


def test_the_sample_s_files_are_all_there(desk: Desk) -> None:
    folder = desk.recording(ANYBODY, desk.sample(ANYBODY, "me"))
    seconds = folder.pcm.stat().st_size // 32_000
    assert folder.peaks.stat().st_size // 100 == seconds
    assert folder.playback.read_bytes() == sample.AUDIO.read_bytes()


def test_the_sample_has_lines_in_doubt_and_lines_that_are_wrong(desk: Desk) -> None:
    rows = desk.open(ANYBODY, desk.sample(ANYBODY, "me"))["rows"]
    said = (Path(__file__).parents[2] / "fixtures" / "korean.txt").read_text(encoding="utf-8").split("\n")
    spoken = {sentence.rstrip(".?") for sentence in " ".join(said).replace("?", ".").split(". ")}
    wrong = [row for row in rows if row["start"] > 25_000 and row["text"].strip() not in spoken]
    assert len(wrong) >= 2
    assert len([row for row in rows if row["own"] < -0.6]) >= 3


def test_the_sample_says_what_it_was_heard_with() -> None:
    heard = from_json(loads(sample.TRANSCRIPT.read_bytes()))
    assert (heard.meta["model"], heard.meta["engine"]) == ("base", "faster-whisper")


def test_a_deleted_sample_is_made_again(desk: Desk) -> None:
    first = desk.sample(ANYBODY, "me")
    desk.remove(ANYBODY, first)
    second = desk.sample(ANYBODY, "me")
    assert second != first
    assert len(desk.open(ANYBODY, second)["rows"]) > 5


def test_one_browser_s_logins_have_samples_of_their_own(desk: Desk) -> None:
    ann, bob = Caller(user="ann"), Caller(user="bob")
    assert desk.sample(ann, "me") != desk.sample(bob, "me")
    assert desk.open(bob, desk.sample(bob, "me"))["project"]["sample"] is True


def test_asked_for_by_two_tabs_at_once_there_is_one(desk: Desk) -> None:
    found: list[str] = []
    threads = [Thread(target=lambda: found.append(desk.sample(ANYBODY, "me"))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_the_sample_is_ranked_with_fixes_at_hand(desk: Desk) -> None:
    """Two lines share a mistake, which the second listen heard right; English among Korean is not suspicious."""
    token = desk.sample(ANYBODY, "me")
    answer = desk.queue(ANYBODY, token, None)
    assert answer["summary"]["evidence"] == {
        "mode": "thorough",
        "state": "done",
        "fraction": 1.0,
        "parts": ["sound", "text", "tokens", "listen"],
        "error": None,
    }
    texts = {row["id"]: row["text"] for row in desk.open(ANYBODY, token)["rows"]}
    rows = {row["id"]: row for row in answer["rows"]}
    wrong = [name for name, text in texts.items() if text.endswith("출세요")]
    assert [rows[name]["words"][-1]["choices"] for name in wrong] == [[{"source": "second", "text": "주세요"}]] * 2
    assert all(rows[name]["flagged"] for name in wrong)
    english = [name for name, text in texts.items() if text.isascii()]
    assert len(english) == 4
    assert not any(rows[name].get("flagged") for name in english)
    assert answer["summary"]["to_check"] == len([row for row in answer["rows"] if row.get("flagged")]) > 0


def test_nothing_is_queued_for_the_sample(desk: Desk) -> None:
    desk.sample(ANYBODY, "me")
    assert desk.store.unfinished_runs() == []


def test_a_sample_that_is_without_evidence_gets_it(desk: Desk) -> None:
    """One of an older version, or one whose making a crash cut short."""
    token = desk.sample(ANYBODY, "me")
    project = desk.project(ANYBODY, token)
    with desk.store._database.write() as connection:
        connection.exec_driver_sql("DELETE FROM evidence")
    assert desk.sample(ANYBODY, "me") == token
    assert len(desk.store.evidence_of(project.run_id or "")[1]) == 4
    assert desk.sample(ANYBODY, "me") == token
    assert len(desk.store.evidence_of(project.run_id or "")[1]) == 4
