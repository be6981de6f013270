"""The worker as a process: one a data directory, gone with its parent, never without a sentence."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event

import pytest

from review.heartbeat import WORKER
from review.settings import ROOT
from review.supervisor import Supervisor
from review.worker import only_worker
from tests.review.job_kit import Place
from tests.review.processes import SUPPORTED, is_alive, kill, processes_of
from tests.waiting import wait_until

START_SECONDS = 60.0  # importing everything, on a machine that does other things as well

# A worker whose model kills it, and which gives up a little sooner than a real one.
POISONED = """
import os, sys
from review import worker
from review.jobs import attempts, hearing
hearing.load = lambda *arguments: os._exit(1)
attempts.Attempts.__init__.__defaults__ = (3,)
worker.main(sys.argv[1:])
"""


class Workers:
    """Workers of one data directory; all are gone at the end of the test."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.place = Place(folder)
        self.folder = folder
        self._stack = stack

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "review", "worker", "--data-dir", str(self.folder), *options]
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
        self._stack.enter_context(child)
        self._stack.callback(child.kill)
        return child

    def pid_at_work(self) -> int | None:
        told = self.place.store.get_setting(WORKER)
        return None if told is None else int(told["pid"])

    def wait_for(self, child: subprocess.Popen[bytes]) -> None:
        wait_until(lambda: self.pid_at_work() == child.pid, START_SECONDS, what="the worker's sign of life")


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Workers]:
    with ExitStack() as stack:
        yield Workers(tmp_path, stack)


def test_a_worker_leaves_when_its_parent_is_gone(workers: Workers) -> None:
    child = workers.start("--exit-with-parent")
    workers.wait_for(child)
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(5.0) == 0


def test_a_worker_started_by_hand_does_not_need_an_input(workers: Workers) -> None:
    child = workers.start()
    assert child.stdin is not None
    child.stdin.close()
    workers.wait_for(child)
    assert child.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to catch")
def test_a_worker_leaves_when_it_is_told_to(workers: Workers) -> None:
    child = workers.start()
    workers.wait_for(child)
    child.terminate()
    assert child.wait(5.0) == 0


def test_a_second_worker_waits_for_the_end_of_the_first(workers: Workers) -> None:
    first = workers.start()
    workers.wait_for(first)
    second = workers.start()
    assert second.stderr is not None
    assert b"this one waits" in second.stderr.readline()
    assert workers.pid_at_work() == first.pid
    first.kill()
    workers.wait_for(second)


def test_a_bad_setting_is_one_sentence_and_exit_code_2(workers: Workers) -> None:
    child = workers.start("--device", "abacus")
    _, said = child.communicate(timeout=START_SECONDS)
    assert child.returncode == 2
    assert said.decode() == '--device is "abacus", but it must be auto, cpu, cuda or cuda:N.\n'


def test_the_hardware_is_told_to_the_page(workers: Workers) -> None:
    workers.start()
    told = wait_until(lambda: workers.place.store.get_setting("hardware"), START_SECONDS)
    assert told["device"] in ("cpu", "cuda")
    assert told["name"]


def test_a_job_that_kills_each_worker_is_given_up(workers: Workers) -> None:
    run = workers.place.add_run(workers.place.add_decoded(4.0))
    keeper = Supervisor([sys.executable, "-c", POISONED, "--data-dir", str(workers.folder), "--exit-with-parent"])
    keeper.start()
    try:
        wait_until(lambda: workers.place.run(run).state == "failed", 2 * START_SECONDS, what="the job's end")
    finally:
        keeper.stop()
    assert (workers.place.run(run).error or {})["code"] == "keeps_crashing"
    assert keeper.starts == 4


@pytest.mark.skipif(not SUPPORTED, reason="looks into /proc")
def test_the_decoder_dies_with_its_worker(workers: Workers) -> None:
    media = workers.place.add_recording(600.0)
    workers.place.add_run(media, kind="prepare")
    child = workers.start()

    def decoders() -> dict[int, str]:
        found = processes_of(str(workers.folder)).items()
        return {pid: command for pid, command in found if "engine.media" in command}

    decoder = next(iter(wait_until(decoders, START_SECONDS, what="the decoder")))
    kill(child.pid)
    child.wait()
    wait_until(lambda: not is_alive(decoder), 5.0, what="the decoder's end")


def test_the_lock_is_free_after_its_worker(tmp_path: Path) -> None:
    with only_worker(tmp_path, Event()):
        pass
    with only_worker(tmp_path, Event()):
        assert (tmp_path / "worker.lock").exists()


def test_waiting_for_the_lock_ends_when_the_process_is_ended(tmp_path: Path) -> None:
    ended = Event()
    ended.set()
    with only_worker(tmp_path, Event()), only_worker(tmp_path, ended):
        assert ended.is_set()
