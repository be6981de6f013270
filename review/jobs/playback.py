"""The copy of a recording that a browser plays, made while the recording is being heard."""

from __future__ import annotations

from collections.abc import Callable

from engine.errors import Cancelled
from engine.media import make_playback
from review.jobs.context import Rarely, Work
from review.jobs.guard import as_sentence

SECONDS_BETWEEN_LOOKS = 2.0


def make_copy(work: Work, media_id: str) -> None:
    """Make the playback copy of a recording, unless there is one. Without it the page plays the PCM.

    However it ends is written to the recording; one that is deleted meanwhile ends it.
    """
    media = work.recording(media_id)
    if media is None or media.playback:
        return
    folder = work.folders.of(media.folder)
    job = f"playback-{media_id}"
    try:
        work.attempts.begin(job, "playback")
        make_playback(folder.source, folder.playback, work.limits, _still_wanted(work, media_id))
        work.store.update_media(media_id, playback=True, playback_error=None)
    except Cancelled:
        work.folders.remove(media.folder)
    except Exception as error:
        if work.recording(media_id) is not None:
            work.store.update_media(media_id, playback_error=str(as_sentence(error)))
    work.attempts.end(job)


def _still_wanted(work: Work, media_id: str) -> Callable[[float], None]:
    """Raises Cancelled in the encoder once the recording is deleted."""
    due = Rarely(SECONDS_BETWEEN_LOOKS)

    def look(_fraction: float) -> None:
        if due() and work.recording(media_id) is None:
            raise Cancelled

    return look
