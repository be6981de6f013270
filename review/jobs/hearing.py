"""Hearing a recording: the model, then chunk after chunk, each of which is stored window by window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.backends import load
from engine.backends.base import Progress, Recogniser
from engine.chunks import Chunk
from engine.errors import Cancelled
from engine.hear import Carry, hear_chunk, relisten_meta
from engine.media import open_pcm
from engine.models.hardware import default_engine, default_model
from engine.transcript import Segment
from review.jobs.context import Rarely, Work
from review.jobs.errors import RecordingGone
from review.jobs.guard import finished
from review.jobs.hardware import known
from review.modes import decoding_options
from review.store import ChunkRow, Run
from review.store.records import now


def hear(work: Work, run: Run, index: int) -> None:
    """Hear chunk ``index`` of the run's plan, unless it was heard before. Raises Cancelled or a UserError."""
    chunks = work.store.chunks(run.id)
    chunk = chunks[index]
    if chunk.done:
        return
    media = work.recording(run.media_id)
    if media is None:
        raise RecordingGone()
    options = decoding_options(run.options)
    recogniser = loaded(work, run)
    meta = {**relisten_meta(recogniser, options), "hearing_ms": run.meta.get("hearing_ms", 0)}
    began = _begin(work, run, chunk, meta)
    carry = hear_chunk(
        recogniser,
        open_pcm(work.folders.of(media.folder).pcm),
        Chunk(chunk.index, chunk.start, chunk.end),
        options,
        Carry.from_dict(chunks[index - 1].carry or {}) if index else Carry(),
        _teller(work, run, index),
        work.stop(run),
    )
    if not work.store.finish_chunk(run.id, index, carry.as_dict()):
        raise Cancelled  # asked for since the last window: what that told was not stored, so the chunk is not done
    language = options.language or carry.language
    work.store.update_run(run.id, heard_ms=chunk.end, language=language, meta={**meta, "hearing_ms": now() - began})


def finish(work: Work, run: Run) -> None:
    """All chunks are heard. One that is not, after all, is heard now: the store may be an older copy put back."""
    for chunk in work.store.chunks(run.id):
        if not chunk.done:
            with work.turns.hearing():
                hear(work, run, chunk.index)
    work.hearing_since.pop(run.id, None)
    finished(work, run.id, heard_ms=run.total_ms or 0)


def _begin(work: Work, run: Run, chunk: ChunkRow, meta: dict[str, Any]) -> int:
    """The run is hearing now. Answers since when, ms since the epoch, as if it had never paused: a job that was
    cancelled or killed and goes on later would else look slow.
    """
    began = work.hearing_since.setdefault(run.id, now() - meta["hearing_ms"])
    heard = max(run.heard_ms, chunk.start)
    work.store.update_run(run.id, state="hearing", hearing_started_at=began, heard_ms=heard, meta=meta)
    return began


def _teller(work: Work, run: Run, index: int) -> Callable[[int, tuple[Segment, ...]], None]:
    def tell(window: int, lines: tuple[Segment, ...]) -> None:
        work.store.put_window(run.id, index, window, lines, heard_ms=lines[-1].end if lines else None)

    return tell


def loaded(work: Work, run: Run) -> Recogniser:
    """The run's model; the store is told of a download and of the loading."""
    engine, model = run.engine, run.model
    if engine is None or model is None:
        hardware = known(work.store)
        engine, model = engine or default_engine(hardware), model or default_model(hardware)
    if run.id not in work.hearing_since:
        work.store.update_run(run.id, state="loading", engine=engine, model=model)
    recogniser = load(engine, model, work.device, work.cache_dir, download_teller(work, run))
    work.check(run)
    return recogniser


def download_teller(work: Work, run: Run) -> Progress:
    """Tells the store how much of a model is fetched; raises Cancelled where the run was asked to stop."""
    due = Rarely()

    def progress(done: int, total: int) -> None:
        work.check(run)
        if done >= total:
            work.store.update_run(run.id, state="loading", download_done=done, download_total=total)
        elif due():
            work.store.update_run(run.id, state="downloading", download_done=done, download_total=total)

    return progress
