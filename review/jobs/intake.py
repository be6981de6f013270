"""The first step of a job: the uploaded file becomes PCM on disk, a waveform, and a plan of chunks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from engine.chunks import plan_chunks
from engine.errors import Cancelled
from engine.media import MediaError, decode, open_pcm, write_peaks
from engine.media.pcm import SAMPLES_PER_MS
from engine.options import DecodingOptions
from review.jobs.context import Rarely, Work
from review.jobs.errors import RecordingGone
from review.modes import decoding_options
from review.store import Media, Run
from review.store.records import now


def prepare(work: Work, run: Run) -> None:
    """Decode the run's recording, unless that was done before, and plan its chunks.

    Raises Cancelled, RecordingGone, a MediaError (the recording is marked as failed then).
    """
    if run.state == "queued":
        work.hearing_since.pop(run.id, None)
        work.store.update_run(run.id, if_state=("queued",), state="preparing", started_at=now())
    media = _recording(work, run)
    with work.only_one(media.id, lambda: work.check(run)):
        if not is_taken_in(work, _recording(work, run)):
            _take_in(work, media, run)
    if run.kind == "transcribe":
        _plan(work, run)


def is_taken_in(work: Work, media: Media) -> bool:
    """Whether the recording's PCM and waveform are there."""
    folder = work.folders.of(media.folder)
    return media.state == "ready" and folder.pcm.exists() and folder.peaks.exists()


def _recording(work: Work, run: Run) -> Media:
    media = work.recording(run.media_id)
    if media is None:
        raise RecordingGone()
    return media


def _take_in(work: Work, media: Media, run: Run) -> None:
    folder = work.folders.of(media.folder)
    if not folder.source.exists():
        work.store.update_media(media.id, state="failed", error=RecordingGone().as_dict())
        raise RecordingGone()
    work.store.update_media(media.id, state="decoding", decode_fraction=0.0, error=None)
    try:
        decoded = decode(folder.source, folder.pcm, work.limits, _reporter(work, media, run))
        write_peaks(folder.pcm, folder.peaks)
    except Cancelled:
        work.store.update_media(media.id, state="new", decode_fraction=0.0)
        raise
    except MediaError as error:
        work.store.update_media(media.id, state="failed", error=error.as_dict())
        raise
    facts = {"duration_ms": decoded.duration_ms, "note": decoded.note, "peaks": True, "decode_fraction": 1.0}
    work.store.update_media(media.id, state="ready", **facts)


def _reporter(work: Work, media: Media, run: Run) -> Callable[[float], None]:
    """Tells the store how far the decoding is; raises Cancelled in the decoder when it should end."""
    due = Rarely()

    def report(fraction: float) -> None:
        work.check(run)
        if due():
            work.store.update_media(media.id, decode_fraction=fraction)

    return report


def _plan(work: Work, run: Run) -> None:
    """Store what is to be heard. The first plan of a run stands, however often it is made."""
    chunks = work.store.chunks(run.id)
    if not chunks:
        pcm = open_pcm(work.folders.of(_recording(work, run).folder).pcm)
        chunks = work.store.put_plan(run.id, list(stretches(work, pcm, decoding_options(run.options))))
    work.store.update_run(run.id, total_ms=chunks[-1].end if chunks else 0)


def stretches(work: Work, pcm: NDArray[np.int16], options: DecodingOptions) -> Iterator[tuple[int, int]]:
    """The chunks to hear, (start, end) in ms: those of every clip the options name, usually of all there is."""
    first_max = work.first_max
    for start, end in options.clips(len(pcm) // SAMPLES_PER_MS):
        clip = pcm[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS]
        for chunk in plan_chunks(clip, first_max, work.later_max):
            yield start + chunk.start, start + chunk.end
            first_max = work.later_max
