"""However a step of a job ends, the store says so: a job is never left between two states."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from contextlib import suppress

from engine.errors import Cancelled, UserError
from engine.media.errors import DiskFull
from review.jobs.context import Work
from review.jobs.errors import InternalError
from review.store import FINAL, Run, StorageFailed

IN_WORK = ("queued", "preparing", "downloading", "loading", "hearing")
"""The states that are not FINAL."""

_NO_SPACE = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}

log = logging.getLogger("relisten.jobs")


def guarded(work: Work, run_id: str, place: str, step: Callable[[Run], None]) -> bool:
    """Do one step of a run and return whether the job goes on.

    It does not where the run is gone or at its end, was cancelled, or failed; the store then says which. ``place``
    names the step: a worker that keeps dying there gives the job up. Where the store itself cannot be written, the
    job is put off: its workflow ends, and another is begun later.
    """
    with work.stops.running(run_id):
        run = work.store.run(run_id)
        if run is None or run.state in FINAL:
            work.attempts.end(run_id)
            return False
        try:
            if run.cancel:
                raise Cancelled
            work.attempts.begin(run_id, f"{place}@{run.heard_ms}")
            step(run)
        except Cancelled:
            cancelled(work, run_id)
        except StorageFailed as error:
            log.warning("A job is put off: %s", error)
            work.put_off(run_id)
            with suppress(StorageFailed):
                work.attempts.end(run_id)  # the worker did not die
        except Exception as error:
            if work.store.run(run_id) is not None:  # else its files went with it, and that is all there is to say
                _end(work, run_id, state="failed", error=as_sentence(error).as_dict())
        else:
            return True
    return False


def as_sentence(error: Exception) -> UserError:
    """What to tell a person of ``error``; what is none of their doing goes to the log in full."""
    if isinstance(error, UserError):
        return error
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return DiskFull()
    log.error("A job failed.", exc_info=error)
    return InternalError()


def finished(work: Work, run_id: str, **fields: object) -> None:
    """The run is done; a cancelling that came too late stays without effect."""
    _end(work, run_id, state="done", **fields)


def cancelled(work: Work, run_id: str) -> None:
    """The run was cancelled; what was heard stays."""
    _end(work, run_id, state="cancelled")


def _end(work: Work, run_id: str, **fields: object) -> None:
    """The run's last state, unless it is at its end already or gone."""
    work.attempts.end(run_id)
    work.store.update_run(run_id, if_state=IN_WORK, **fields)
