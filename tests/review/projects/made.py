"""Projects as tests want them: heard lines without a model."""

from __future__ import annotations

from engine.transcript import Segment, Word
from review.projects import Caller, Desk
from review.store.records import new_id

VISITOR = "visitor-of-the-tests"
ANYBODY = Caller()
SECOND_OF_PCM = bytes(32_000)


def segment(number: int, text: str = "") -> Segment:
    """The ``number``th line, three seconds each; one word, doubtful."""
    start = 3_000 * number
    said = text or f" line {number}"
    word = Word(start, start + 2_000, said, 0.5, (1,), (-0.7,))
    return Segment(
        start,
        start + 2_000,
        said,
        0,
        (1,),
        (-0.7,),
        -0.7,
        -0.4,
        0.1,
        compression_ratio=1.2,
        temperature=0.0,
        words=(word,),
    )


def heard(desk: Desk, lines: int, *, owner: str | None = None) -> str:
    """A finished project of so many lines."""
    store = desk.store
    folder = desk.folders.of(new_id())
    folder.path.mkdir(parents=True)
    folder.pcm.write_bytes(SECOND_OF_PCM * 4)
    folder.peaks.write_bytes(bytes(range(100)))
    media = store.add_media(
        "봄날.mp3", folder.path.name, 7, state="ready", duration_ms=4_000, peaks=True, decode_fraction=1.0
    )
    project = store.create_project("봄날.mp3", owner=owner, visitor=VISITOR, media_id=media.id)
    run = store.add_run(project.id, kind="transcribe", media_id=media.id, model="base", engine="faster-whisper")
    for number in range(lines):
        store.put_window(run.id, 0, number, [segment(number)])
    store.update_run(run.id, state="done", language="ko")
    return project.token


def set_text(line: str, text: str) -> dict[str, object]:
    """The edit a page sends when a line was retyped."""
    return {"op": "set_text", "line": line, "text": text}
