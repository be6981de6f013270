"""The worker process, the only one with models. The app starts it; by hand it is ``python -m review worker``."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout

from engine.media import from_env
from review.jobs.context import Work, chunk_ms_from_env
from review.jobs.durable import Jobs
from review.jobs.hardware import keep_published
from review.jobs.watch import Watch
from review.projects.folders import MediaFolders
from review.settings import NoDataFolder, Settings, read_settings
from review.store import Store
from review.supervisor import CANCEL_EXIT

PROGRAM = "python -m review worker"
WITH_PARENT = "--exit-with-parent"  # our standard input is a pipe that closes when the app dies
LOCK_LOOK_SECONDS = 0.5

log = logging.getLogger("relisten.worker")


def main(argv: Sequence[str]) -> int:
    """Hear the jobs of a data directory until the process is ended. Raises UserError for bad settings."""
    settings = read_settings([option for option in argv if option != WITH_PARENT], program=PROGRAM)
    logging.basicConfig(stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s", datefmt="%H:%M:%S")
    logging.getLogger("relisten").setLevel(logging.INFO)
    ended = Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    if WITH_PARENT in argv:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the app as well, and the app ends us
        Thread(target=_leave_with_parent, name="parent", daemon=True).start()
    else:
        signal.signal(signal.SIGINT, lambda *_: ended.set())
    with only_worker(settings.local_dir, ended):
        if not ended.is_set():
            _work(settings, ended)
    leave(0)
    return 0


@contextmanager
def only_worker(folder: Path, ended: Event) -> Iterator[None]:
    """Hold the lock that one worker a data directory may have; waits while another has it, or until ``ended``.

    The system frees the lock of a worker that died. Raises NoDataFolder.
    """
    lock = FileLock(folder / "worker.lock")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        told = False
        while not ended.is_set():
            try:
                lock.acquire(blocking=False)
                break
            except Timeout:
                if not told:
                    log.info("Another worker hears the jobs of this data folder; this one waits for its end.")
                told = True
                ended.wait(LOCK_LOOK_SECONDS)
    except OSError as error:
        raise NoDataFolder(folder=str(folder)) from error
    try:
        yield
    finally:
        lock.release()


def leave(code: int) -> None:
    """End this process now, whatever its threads are doing: what is stored is stored, and the rest is done again."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(code)


def _leave_with_parent() -> None:
    try:
        while os.read(0, 4096):
            pass
    finally:
        leave(0)


def _work(settings: Settings, ended: Event) -> None:
    """Launch the jobs and watch over them."""
    work = Work(
        Store(settings.database, network_disk=settings.network_disk),
        MediaFolders(settings.media_dir),
        from_env(),
        device=settings.device,
        chunk_ms=chunk_ms_from_env(),
    )
    jobs = Jobs(settings.local_dir / "jobs.sqlite", work)
    jobs.launch()
    Thread(target=keep_published, args=(work.store, ended), name="hardware", daemon=True).start()
    Watch(work, jobs, lambda: leave(CANCEL_EXIT), settings.expiry_days).run(ended)
