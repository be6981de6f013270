"""DBOS, the memory of jobs: a workflow a run, a step a chunk. After a crash a workflow goes on at its first open step.

A run's workflow has the run's id. What a step did is in the store, which alone is the truth: a step of a job that ended
meanwhile does nothing, a chunk that was heard is not heard again. So a workflow may be thrown away and begun anew.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path

from dbos import DBOS, DBOSConfig, SetWorkflowID

from review.jobs import gathering, hearing, intake, playback
from review.jobs.context import Work
from review.jobs.guard import guarded
from review.store import Run, is_damage, teach_unixepoch

JOB_FORMAT = "2"
"""Of the workflows below: their steps, arguments and results. A change of them is another number; jobs that an older
number left behind are begun anew and skip what was heard."""

EXECUTOR = "worker"  # the same in each worker, so that one takes over what the last one left
HEARING_QUEUE = "hearing"
MEDIA_QUEUE = "media"  # decoding for imports, and playback copies, beside the one job that hears
EVIDENCE_QUEUE = "evidence"  # of the side runs, which wait in their steps for those that go before: work.turns
REHEAR_QUEUE = "rehear"
QUEUES = {"prepare": MEDIA_QUEUE, "transcribe": HEARING_QUEUE, "evidence": EVIDENCE_QUEUE, "rehear": REHEAR_QUEUE}
POLL_SECONDS = 0.5
LIVE = ("ENQUEUED", "PENDING", "DELAYED")

log = logging.getLogger("relisten.jobs")
_work: Work | None = None


def _the_work() -> Work:
    assert _work is not None, "launch() comes first"
    return _work


@DBOS.step(name="prepare")
def _prepare(run_id: str) -> tuple[bool, int, str | None]:
    """Whether the job goes on, how many chunks there are to hear, and the recording's id."""
    work = _the_work()
    if not guarded(work, run_id, "prepare", lambda run: intake.prepare(work, run)):
        return False, 0, None
    run = work.store.run(run_id)
    return run is not None, len(work.store.chunks(run_id)), run.media_id if run else None


@DBOS.step(name="hear")
def _hear(run_id: str, index: int) -> bool:
    work = _the_work()
    with work.turns.hearing():
        return guarded(work, run_id, f"hear {index}", lambda run: hearing.hear(work, run, index))


@DBOS.step(name="finish")
def _finish(run_id: str) -> None:
    work = _the_work()
    guarded(work, run_id, "finish", lambda run: hearing.finish(work, run))


@DBOS.step(name="follow", retries_allowed=True, max_attempts=10)
def _follow(run_id: str) -> None:
    """A store that is busy or full for a while must not cost the evidence: the job itself is done by now."""
    gathering.follow(_the_work(), run_id)


@DBOS.step(name="survey")
def _survey(run_id: str) -> tuple[bool, list[str], int]:
    """Whether the job goes on, the parts that are to be examined, and how many stretches each of them has."""
    work = _the_work()
    goes_on = guarded(work, run_id, "survey", lambda run: gathering.survey(work, run))
    return goes_on, *gathering.steps(work, run_id)


@DBOS.step(name="examine")
def _examine(run_id: str, part: str, index: int) -> bool:
    work = _the_work()
    with work.turns.aside(run_id):
        return guarded(work, run_id, f"{part} {index}", lambda run: gathering.examine(work, run, part, index))


@DBOS.step(name="examined")
def _examined(run_id: str) -> None:
    work = _the_work()
    guarded(work, run_id, "examined", lambda run: gathering.finish(work, run))


@DBOS.step(name="copy")
def _copy(media_id: str) -> None:
    playback.make_copy(_the_work(), media_id)


@DBOS.workflow(name="playback", max_recovery_attempts=None)
def playback_copy(media_id: str) -> None:
    """Make a recording's playback copy."""
    _copy(media_id)


@DBOS.workflow(name="prepare", max_recovery_attempts=None)
def prepare(run_id: str) -> None:
    """Take in the recording of an imported transcript."""
    goes_on, _chunks, media_id = _prepare(run_id)
    if goes_on:
        _finish(run_id)
        _copy_soon(media_id)
        _follow(run_id)


@DBOS.workflow(name="transcribe", max_recovery_attempts=None)
def transcribe(run_id: str) -> None:
    """Hear a recording chunk by chunk; the playback copy is begun once the first lines are there."""
    goes_on, chunks, media_id = _prepare(run_id)
    if not goes_on:
        return
    for index in range(chunks):
        if not _hear(run_id, index):
            return
        if index == 0:
            _copy_soon(media_id)
    _finish(run_id)
    _follow(run_id)


@DBOS.workflow(name="examine", max_recovery_attempts=None)
def examine(run_id: str) -> None:
    """Find out about the lines of another run, part by part; each part goes through the whole recording."""
    goes_on, parts, chunks = _survey(run_id)
    if not goes_on:
        return
    for part in parts:
        for index in range(chunks):
            if not _examine(run_id, part, index):
                return
    _examined(run_id)


def _copy_soon(media_id: str | None) -> None:
    if media_id is not None:
        with SetWorkflowID(f"playback-{media_id}"):
            DBOS.enqueue_workflow(MEDIA_QUEUE, playback_copy, media_id)


WORKFLOWS = {"prepare": prepare, "transcribe": transcribe, "evidence": examine, "rehear": examine}
"""By the kind of a run, as ``QUEUES``."""


class Jobs:
    """The jobs of one data directory. ``database`` is DBOS's own SQLite file; it must lie on a local disk."""

    def __init__(self, database: Path, work: Work) -> None:
        self._database = database
        self._work = work

    def launch(self) -> None:
        """Start DBOS: jobs that were in work when the last worker died go on. One process at a time may do this.

        A damaged database is put aside and begun anew, since the store knows all jobs. Whatever else is wrong (a disk
        that is full, a file that may not be written) is raised: it may pass, and then the jobs' memory is still there.
        """
        global _work
        _work = self._work
        try:
            self._launch()
        except Exception as error:
            DBOS.destroy()
            if not is_damage(error):
                raise
            aside = _put_aside(self._database)
            log.warning("The job database is damaged; it is kept as %s and begun anew.", aside.name)
            self._launch()
        for name in QUEUES.values():
            DBOS.register_queue(
                name, worker_concurrency=1, polling_interval_sec=POLL_SECONDS, on_conflict="always_update"
            )

    def _launch(self) -> None:
        teach_unixepoch()
        path = str(self._database).replace("%", "%25").replace("?", "%3F")  # what a URL takes for something else
        config: DBOSConfig = {
            "name": "relisten",
            "system_database_url": f"sqlite:///{path}",
            "application_version": JOB_FORMAT,
            "executor_id": EXECUTOR,
            "log_level": "WARNING",
        }
        DBOS(config=config)
        DBOS.launch()

    def ensure(self, run: Run) -> bool:
        """See to it that an unfinished run has a workflow that will work on it; whether that is certain now.

        It is not for a run that was put back into the queue while its last workflow is about to return.
        """
        status = DBOS.get_workflow_status(run.id)
        if status is not None:
            if status.status in LIVE and status.app_version == JOB_FORMAT:
                return status.status != "PENDING" or run.state != "queued"
            if status.status == "ERROR":  # what guarded() could not catch is the store's or the job library's trouble
                self._work.put_off(run.id)
            if not self._work.is_due(run.id):
                return False
            DBOS.delete_workflow(run.id)
        with SetWorkflowID(run.id):
            DBOS.enqueue_workflow(QUEUES[run.kind], WORKFLOWS[run.kind], run.id)
        return True

    def close(self) -> None:
        """Let go of DBOS without waiting for steps."""
        with suppress(Exception):
            DBOS.destroy()


def _put_aside(database: Path) -> Path:
    """Rename the database and what belongs to it; its new name, which no earlier one has."""
    number = 1
    while database.with_name(f"{database.name}.damaged-{number}").exists():
        number += 1
    aside = database.with_name(f"{database.name}.damaged-{number}")
    for suffix in ("-wal", "-shm", "-journal", ""):
        with suppress(FileNotFoundError):
            database.with_name(database.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside
