"""What the references say of the lines that were heard, worked out beside the requests where it takes long."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Literal

from review.queue import Told

log = logging.getLogger("relisten.desk")

MOST_TOLD = 100_000
"""Lines of all projects kept together, about 30 MB; those of the project in use are kept however many they are."""

State = Literal["none", "used", "waiting"]


@dataclass(frozen=True, slots=True)
class ToldLines:
    """What is told by line id. ``source`` is which lines, ``key`` all that it depends on."""

    source: object
    key: object
    told: Mapping[str, Told]


NOTHING = ToldLines(None, None, {})


class Telling:
    """By project id. Safe to use from several threads."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, ToldLines] = OrderedDict()
        self._threads: dict[str, Thread] = {}
        self._lock = Lock()

    def of(
        self, project_id: str, source: object, key: object, make: Callable[[], Mapping[str, Told]], *, at_once: bool
    ) -> tuple[ToldLines, State]:
        """What is told of the project's lines ``source``; made now, or else by a thread while the answer is what was
        told of the same lines before, "waiting".
        """
        with self._lock:
            known = self._made.get(project_id, NOTHING)
            if (known.source, known.key) == (source, key):
                self._made.move_to_end(project_id)
                return known, "used"
            if not at_once and project_id not in self._threads:
                work = Thread(target=self._work, args=(project_id, source, key, make), daemon=True)
                self._threads[project_id] = work
                work.start()
        if at_once:
            return self._keep(project_id, ToldLines(source, key, make())), "used"
        return (known if known.source == source else NOTHING), "waiting"

    def wait(self, project_id: str) -> None:
        """Until a thread that works for the project is done."""
        thread = self._threads.get(project_id)
        if thread is not None:
            thread.join()

    def forget(self, project_id: str) -> None:
        """Drop a deleted project's."""
        with self._lock:
            self._made.pop(project_id, None)

    def _work(self, project_id: str, source: object, key: object, make: Callable[[], Mapping[str, Told]]) -> None:
        try:
            self._keep(project_id, ToldLines(source, key, make()))
        except Exception:  # the project may be gone, the disk full: the next who asks tries again
            log.exception("what the reference says could not be worked out")
        finally:
            with self._lock:
                self._threads.pop(project_id, None)

    def _keep(self, project_id: str, made: ToldLines) -> ToldLines:
        with self._lock:
            self._made[project_id] = made
            self._made.move_to_end(project_id)
            while len(self._made) > 1 and sum(len(each.told) for each in self._made.values()) > MOST_TOLD:
                self._made.popitem(last=False)
        return made
