"""One step of examining lines, wherever they come from: a run of the store, or a file on the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.evidence import PartEvidence
from engine.evidence.gather import HeardLine, gather
from review.jobs.stretches import lines_of
from review.line import Line

Stretch = tuple[int, int]


def examined(
    part: str,
    lines: Sequence[Line],
    pcm: NDArray[np.int16],
    plan: Sequence[Stretch],
    index: int,
    *,
    language: str | None,
    model: str,
    engine: str,
    device: str,
    cache_dir: Path | None,
    stop: Callable[[], bool],
    progress: Callable[[int, int], None] | None,
    spoken: Sequence[Stretch] = (),
) -> PartEvidence:
    """What ``part`` finds in stretch ``index`` of ``plan``; ``lines`` are all of the transcript, as the machine heard
    them, and ``spoken`` the times (ms) of what else has a text. The rest is as engine.evidence.gather says.
    """
    mine = lines_of(lines, plan, index)
    names = {line.id for line in mine}
    others = [(line.start, line.end) for line in lines if line.id not in names]
    return gather(
        part,
        [HeardLine(line.id, line.start, line.end, line.text, line.words, line.tokens) for line in mine],
        pcm,
        plan[index],
        language=language,
        model=model,
        engine=engine,
        device=device,
        cache_dir=cache_dir,
        stop=stop,
        progress=progress,
        others=[*others, *spoken],
    )
