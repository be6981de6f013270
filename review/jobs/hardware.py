"""What this machine hears with, found out in a process of its own: torch costs seconds and half a gigabyte."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from threading import Event

from engine.models.hardware import Hardware, cores, detect
from review.settings import ROOT
from review.store import Store

HARDWARE = "hardware"  # the setting under which the page finds it
LATER_SECONDS = 20.0  # where the page knows from last time, a waiting job goes first
LONGEST_SECONDS = 120.0

log = logging.getLogger("relisten.worker")


def keep_published(store: Store, ended: Event) -> None:
    """Tell the page of the hardware: at once if it does not know, else later, since cards come and go."""
    if store.get_setting(HARDWARE) is not None and ended.wait(LATER_SECONDS):
        return
    store.set_setting(HARDWARE, look().as_dict())


def known(store: Store) -> Hardware:
    """The hardware as it was last published, or looked at now."""
    published = store.get_setting(HARDWARE)
    return look() if published is None else Hardware.from_dict(published)


def look() -> Hardware:
    """``detect()`` in a child process; a CPU where that fails."""
    command = (sys.executable, "-m", "review.jobs.hardware")
    try:
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as child:
            assert child.stdout is not None
            timer = threading.Timer(LONGEST_SECONDS, child.kill)
            timer.start()
            answer = child.stdout.read()
            timer.cancel()
        return Hardware.from_dict(json.loads(answer))
    except (OSError, ValueError, KeyError) as error:
        log.warning("The hardware could not be looked at (%s): a CPU is taken for granted.", error)
        return Hardware("cpu", f"CPU, {cores()} cores", 0.0)


def _leave_with_parent() -> None:
    os.read(0, 1)
    os._exit(0)


if __name__ == "__main__":
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    print(json.dumps(detect().as_dict()), flush=True)
    os._exit(0)
