"""kill -9 in the middle of saving: whatever was acknowledged is there, and the database is sound."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from review.document import Document
from review.store import Store
from tests.review.building import heard

WRITER = """
import sys
from pathlib import Path
from review import edits
from review.document import Document
from review.store import Store

path, project_id, network, life = Path(sys.argv[1]), sys.argv[2], sys.argv[3] == "1", sys.argv[4]
store = Store(path, network_disk=network)
document = Document()
count = 0
while True:
    document.update(store.changes_since(project_id, document.revision))
    text = f"life {life} edit {count}"
    plan = document.plan(edits.SetText(f"0.0.{count % 5}", text))
    entry = store.log_edit(project_id, document.revision, plan.edit.as_dict(), plan.inverse.as_dict(), client=text)
    document.absorb(entry)
    sys.stdout.write(f"{entry.revision} {text}\\n")
    sys.stdout.flush()
    count += 1
"""
LIVES = 6
ACKNOWLEDGED = 25
"""Read before the kill; the writer goes on meanwhile, so that it dies inside a transaction."""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no kill -9 on this system")
@pytest.mark.parametrize("network_disk", [False, True])
def test_nothing_acknowledged_is_lost(tmp_path: Path, network_disk: bool) -> None:
    file = tmp_path / "relisten.sqlite"
    store = Store(file, network_disk=network_disk)
    project = store.create_project("a")
    run = store.add_run(project.id, kind="import", state="done")
    store.import_segments(run.id, [heard(f" line {number}", number * 1000) for number in range(5)])
    acknowledged: dict[int, str] = {}
    for life in range(LIVES):
        acknowledged |= killed_while_writing(file, project.id, network_disk, life)
        logged = {entry.revision: entry.client for entry in store.log_entries(project.id)}
        assert acknowledged.items() <= logged.items()
    assert len(acknowledged) >= LIVES * ACKNOWLEDGED
    with sqlite3.connect(file) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    document = Document()
    document.update(store.changes_since(project.id, 0))
    assert document.skipped == ()
    newest = {entry.edit["line"]: entry.edit["text"] for entry in store.log_entries(project.id)}
    assert {line.id: line.text.strip() for line in document} == newest


def killed_while_writing(file: Path, project_id: str, network_disk: bool, life: int) -> dict[int, str]:
    """Let one process edit until it is killed; revision -> text of every edit it said was saved."""
    command = [sys.executable, "-c", WRITER, str(file), project_id, str(int(network_disk)), str(life)]
    with Popen(command, stdout=PIPE, text=True, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}) as writer:
        assert writer.stdout is not None
        said = [writer.stdout.readline() for _ in range(ACKNOWLEDGED + life)]
        writer.kill()
        said += writer.stdout.readlines()
    whole = [line.split(maxsplit=1) for line in said if line.endswith("\n")]
    return {int(revision): text.strip() for revision, text in whole}
