"""The server functions over Gradio's own route, as the page calls them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from engine.models.names import NAMES
from review.projects import Caller, Desk
from tests.review.projects.made import heard, segment, set_text
from tests.review.ui.conftest import MakeServer, Server

VISITOR = "0123456789abcdef"
JSON = b'{"segments": [{"start": 0.5, "end": 2.0, "text": " <script>alert(1)</script>"}]}'


@pytest.fixture
def token(server: Server) -> str:
    return heard(server.desk, 2)


def test_hello_tells_what_the_page_needs(make_server: MakeServer) -> None:
    server = make_server(host="0.0.0.0")
    answer = server.call(server.browser(), "hello", {})
    assert [model["name"] for model in answer["models"]] == list(NAMES)
    assert answer["engines"] == ["openai-whisper", "faster-whisper"]
    assert (answer["default_model"], answer["default_engine"]) == ("base", "faster-whisper")
    assert answer["limits"] == {
        "upload_bytes": 2**31,
        "duration_ms": 43_200_000,
        "jobs_per_visitor": None,
        "expiry_days": None,
    }
    assert [answer[name] for name in ("space", "lists_all", "user", "worker_alive", "hardware")] == [
        False,
        False,
        None,
        False,
        None,
    ]
    assert answer["formats"][0]["extension"] == ".srt"
    assert answer["flags"]["avg_logprob"]["whisper"] == -1.0
    assert "beam_size" in [option["name"] for option in answer["options"]]
    assert ["ko", "korean"] in answer["languages"]


def test_hello_tells_what_the_worker_found(server: Server, browser: TestClient) -> None:
    server.desk.store.set_setting("hardware", {"device": "cuda", "name": "A card", "memory_gb": 11.0})
    server.desk.store.set_setting("worker", {"pid": 1, "seen_at": 32_503_680_000_000})
    answer = server.call(browser, "hello", {})
    assert (answer["default_model"], answer["default_engine"], answer["worker_alive"]) == (
        "large-v3",
        "openai-whisper",
        True,
    )


def test_an_uploaded_transcript_becomes_a_project(server: Server, browser: TestClient) -> None:
    path = server.upload(browser, "talk.json", JSON)
    made = server.call(browser, "create", {"visitor": VISITOR, "transcript": {"path": path, "name": "talk.json"}})
    opened = server.call(browser, "open", {"token": made["token"]})
    assert opened["rows"][0]["text"] == " <script>alert(1)</script>"
    assert not Path(path).exists()


def test_an_uploaded_recording_is_moved_into_the_data_folder(server: Server, browser: TestClient) -> None:
    path = server.upload(browser, "talk.mp3", b"sound")
    made = server.call(browser, "create", {"visitor": VISITOR, "media": {"path": path, "name": "talk.mp3"}})
    opened = server.call(browser, "open", {"token": made["token"]})
    assert (opened["run"]["state"], opened["media"]["name"]) == ("queued", "talk.mp3")
    assert not Path(path).exists()
    assert server.desk.recording(Caller(), made["token"]).source.read_bytes() == b"sound"


def test_uploads_lie_inside_the_data_folder(server: Server, browser: TestClient) -> None:
    path = Path(server.upload(browser, "talk.mp3", b"sound"))
    assert path.is_relative_to(server.desk.settings.data_dir / "uploads")


def test_an_upload_cannot_be_fetched_by_anybody(server: Server, browser: TestClient) -> None:
    path = server.upload(browser, "talk.html", b"<script>alert(1)</script>")
    assert browser.get(f"/gradio_api/file={path}").status_code == 404


@pytest.mark.parametrize("path", ["/etc/passwd", "relisten.sqlite", "../relisten.sqlite", 7, None, {"path": "x"}, ""])
def test_a_path_that_was_not_uploaded_is_refused(server: Server, browser: TestClient, path: object) -> None:
    answer = server.call(browser, "create", {"visitor": VISITOR, "media": {"path": path, "name": "x"}})
    assert answer["ok"] is False
    assert answer["error"]["code"] in ("upload_missing", "bad_request")


def test_the_database_is_no_upload(server: Server, browser: TestClient) -> None:
    path = str(server.desk.settings.database)
    answer = server.call(browser, "create", {"visitor": VISITOR, "media": {"path": path, "name": "x"}})
    assert answer["error"]["code"] == "upload_missing"
    assert server.desk.settings.database.exists()


def test_a_file_over_the_limit_is_refused_while_it_is_sent(make_server: MakeServer) -> None:
    server = make_server(upload_bytes=1_000)
    answer = server.browser().post("/gradio_api/upload", files={"files": ("a.wav", b"x" * 2_000)})
    assert answer.status_code == 413


def test_an_edit_is_made_and_seen_by_the_next_pull(server: Server, browser: TestClient, token: str) -> None:
    opened = server.call(browser, "open", {"token": token})
    base = {"0.0.0": opened["rows"][0]["version"]}
    made = server.call(
        browser, "edit", {"token": token, "edit": set_text("0.0.0", "fixed"), "base": base, "client": "t.1"}
    )
    assert (made["ok"], made["rows"][0]["text"], made["undo"]) == (True, " fixed", True)
    pulled = server.call(browser, "pull", {"token": token, "since": opened["revision"]})
    assert [row["text"] for row in pulled["rows"]] == [" fixed"]


def test_a_conflict_is_answered_with_the_rows_as_they_are(server: Server, browser: TestClient, token: str) -> None:
    payload = {"token": token, "edit": set_text("0.0.0", "late"), "base": {"0.0.0": None}, "client": "t.2"}
    answer = server.call(browser, "edit", payload)
    assert (answer["ok"], answer["error"]["code"]) == (False, "conflict")
    assert [row["text"] for row in answer["rows"]] == [" line 0"]


def test_undo_and_redo(server: Server, browser: TestClient, token: str) -> None:
    base = {"0.0.0": server.call(browser, "open", {"token": token})["rows"][0]["version"]}
    server.call(browser, "edit", {"token": token, "edit": set_text("0.0.0", "fixed"), "base": base, "client": "1"})
    assert server.call(browser, "undo", {"token": token, "client": "2"})["rows"][0]["text"] == " line 0"
    assert server.call(browser, "redo", {"token": token, "client": "3"})["rows"][0]["text"] == " fixed"


def test_rename_and_remove(server: Server, browser: TestClient, token: str) -> None:
    assert server.call(browser, "rename", {"token": token, "name": "new"}) == {"ok": True, "name": "new"}
    assert server.call(browser, "remove", {"token": token}) == {"ok": True}
    assert server.call(browser, "open", {"token": token})["error"]["code"] == "project_not_found"


def test_hearing_again_cancelling_and_going_on(server: Server, browser: TestClient, token: str) -> None:
    assert server.call(browser, "transcribe", {"token": token, "options": {"model": "tiny"}}) == {"ok": True}
    assert server.call(browser, "cancel", {"token": token}) == {"ok": True}
    assert server.call(browser, "resume", {"token": token}) == {"ok": True}
    assert server.call(browser, "resume", {"token": token})["error"]["code"] == "nothing_to_resume"


def test_a_recording_is_attached(server: Server, browser: TestClient, token: str) -> None:
    path = server.upload(browser, "b.wav", b"sound")
    assert server.call(browser, "attach", {"token": token, "media": {"path": path, "name": "b.wav"}}) == {"ok": True}
    assert server.call(browser, "pull", {"token": token, "since": 0})["media"]["name"] == "b.wav"


def test_the_sample_is_one_call_away(server: Server, browser: TestClient) -> None:
    made = server.call(browser, "sample", {"visitor": VISITOR})
    listed = server.call(browser, "projects", {"tokens": [made["token"]], "visitor": VISITOR})["projects"]
    assert [(row["token"], row["sample"]) for row in listed] == [(made["token"], True)]


NAMES_AND_NONSENSE: list[tuple[str, Any]] = [
    ("open", None),
    ("open", []),
    ("open", {}),
    ("open", {"token": 7}),
    ("open", {"token": "x" * 5_000}),
    ("pull", {"token": "x", "since": "0"}),
    ("pull", {"token": "x", "since": -1}),
    ("projects", {"tokens": "x"}),
    ("projects", {"tokens": [{}]}),
    ("create", {"visitor": ""}),
    ("create", {"visitor": VISITOR, "media": "path"}),
    ("create", {"visitor": VISITOR, "options": []}),
    ("edit", {"token": "x", "edit": "drop", "base": {}}),
    ("edit", {"token": "x", "edit": {}, "base": []}),
    ("rename", {"token": "x", "name": ""}),
    ("rename", {"token": "x", "name": "\ud800"}),
    ("sample", {"visitor": ["a"]}),
]


@pytest.mark.parametrize(("name", "payload"), NAMES_AND_NONSENSE)
def test_nonsense_is_a_bad_request_with_the_field_s_name(
    server: Server, browser: TestClient, name: str, payload: object
) -> None:
    answer = server.call(browser, name, payload)
    assert (answer["ok"], answer["error"]["code"]) == (False, "bad_request")


def test_of_a_bug_the_page_learns_only_that_there_was_one(
    server: Server, browser: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret is in /root/secret.txt")

    monkeypatch.setattr(Desk, "open", broken)
    answer = server.call(browser, "open", {"token": "x"})
    assert answer == {
        "ok": False,
        "error": {
            "code": "internal",
            "params": {},
            "message": "Something went wrong on the server that should not have; its log has the details.",
        },
    }
    assert "the secret is in" in caplog.text


def test_only_the_page_s_own_functions_can_be_called(server: Server, browser: TestClient) -> None:
    for name in ("get_config", "postprocess", "__init__", "desk", "launch"):
        assert server.raw(browser, name, {}).status_code == 404


def test_a_form_instead_of_json_is_a_bad_request(server: Server, browser: TestClient) -> None:
    fields = {"component_id": str(server.component), "fn_name": "hello", "session_hash": "s"}
    answer = browser.post("/gradio_api/component_server/", data=fields, files={"a": ("a", b"a")})
    assert answer.json()["error"]["code"] == "bad_request"


def test_ten_thousand_lines_open(server: Server, browser: TestClient) -> None:
    project = server.desk.store.create_project("long")
    run = server.desk.store.add_run(project.id, kind="import", state="done")
    server.desk.store.import_segments(run.id, [segment(number) for number in range(10_000)])
    assert len(server.call(browser, "open", {"token": project.token})["rows"]) == 10_000
