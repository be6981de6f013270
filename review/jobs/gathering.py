"""Examining the lines of a run: evidence part by part and stretch by stretch, and lines heard again by a larger model.

The lines are the machine's, whatever a person made of them since. The store is the truth of what is done: a step
whose payload is there does nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled
from engine.evidence.gather import plan_parts
from engine.media import open_pcm
from engine.media.pcm import SAMPLES_PER_MS
from engine.models.hardware import default_engine, default_model
from engine.models.names import NAMES, model_spec
from engine.options import ENGINES
from review.jobs import hearing, rehearing
from review.jobs.context import Work
from review.jobs.errors import RecordingGone
from review.jobs.examining import examined
from review.jobs.guard import finished
from review.jobs.hardware import known
from review.jobs.intake import is_taken_in
from review.jobs.stretches import CHUNK_MS, evidence_plan, rehear_plan, step_of
from review.line import Line, from_segment
from review.modes import decoding_options, mode_of
from review.store import FINAL, Media, ProjectNotFound, Run
from review.store.records import now

# ---- what is queued behind a job -----------------------------------------------------------------------------------


def follow(work: Work, run_id: str) -> None:
    """Queue what examines the lines that a finished job heard, or those it brought the sound of; once a recording."""
    run = work.store.run(run_id)
    mode = "off" if run is None else mode_of(run.options)
    if run is None or run.state != "done" or mode == "off":
        return
    with suppress(ProjectNotFound):
        of = run if run.kind == "transcribe" else _shown(work, run)
        if of is not None and of.state in FINAL and not _examiners(work, of, run.media_id):
            work.store.add_run(
                run.project_id,
                kind="evidence",
                media_id=run.media_id,
                engine=of.engine,
                model=of.model,
                options={"of": of.id, "mode": mode},
                language=of.language,
                current=False,
            )


def _shown(work: Work, run: Run) -> Run | None:
    """The run whose lines the project of ``run`` shows. Raises ProjectNotFound."""
    shown = work.store.project(run.project_id).run_id
    return None if shown is None else work.store.run(shown)


def _examiners(work: Work, of: Run, media_id: str | None) -> list[Run]:
    """The runs that gather evidence on the lines of ``of`` in this recording, or did."""
    sides = (side for side in work.store.side_runs(of.project_id) if side.kind == "evidence")
    return [side for side in sides if side.options.get("of") == of.id and side.media_id == media_id]


# ---- the plan ------------------------------------------------------------------------------------------------------


def survey(work: Work, run: Run) -> None:
    """Plan the run's steps, unless that was done before: its parts are in ``meta``, its chunks in the plan.

    ``total_ms`` counts the recording once a part. Raises RecordingGone.
    """
    of, lines = _examined(work, run)
    duration = _duration(work, run)
    if run.kind == "rehear":
        parts, plan = ["rehear"], rehear_plan(_wanted(run, lines))
    else:
        clips = decoding_options(of.options).clips(duration) if of.kind == "transcribe" else ((0, duration),)
        longest = min(CHUNK_MS, work.chunk_ms or CHUNK_MS)
        parts, plan = run.meta.get("parts") or _open_parts(work, run, of), evidence_plan(lines, clips, longest)
    stretches = work.store.put_plan(run.id, plan)
    engine, model = _recogniser(work, run, of)
    work.store.update_run(
        run.id,
        state="hearing",
        started_at=run.started_at or now(),
        total_ms=len(parts) * sum(stretch.end - stretch.start for stretch in stretches),
        engine=engine,
        model=model,
        meta={**run.meta, "parts": list(parts)},
    )


def steps(work: Work, run_id: str) -> tuple[list[str], int]:
    """The parts and the number of chunks of each that ``survey`` planned."""
    run = work.store.run(run_id)
    return ([], 0) if run is None else (list(run.meta.get("parts", ())), len(work.store.chunks(run_id)))


def _open_parts(work: Work, run: Run, of: Run) -> list[str]:
    """What the run's mode wants: without the parts that an earlier run has gathered of this recording, unless that
    leaves nothing: then a person wants them anew.
    """
    wanted = list(plan_parts(run.options["mode"]))
    gathered = {
        part
        for side in _examiners(work, of, run.media_id)
        if side.state == "done"
        for part in side.meta.get("parts", ())
    }
    return [part for part in wanted if part not in gathered] or wanted


def _recogniser(work: Work, run: Run, of: Run) -> tuple[str, str]:
    """Engine and model to examine with: those that heard the lines. A transcript that was brought may name others, of
    which only a model no larger than this machine's own is taken: nobody asked for its download.
    """
    engine = run.engine if run.engine in ENGINES else default_engine(known(work.store))
    if of.kind == "transcribe" or run.kind == "rehear":
        return engine, run.model or default_model(known(work.store))
    ours = default_model(known(work.store))
    small = run.model in NAMES and model_spec(run.model).size_mb <= model_spec(ours).size_mb
    return engine, run.model if run.model and small else ours


# ---- the lines -----------------------------------------------------------------------------------------------------


def _examined(work: Work, run: Run) -> tuple[Run, tuple[Line, ...]]:
    """The run that is examined and its lines as the machine heard them, by their start; kept for the next step.

    Raises RecordingGone where it is not there.
    """
    of = work.store.run(run.options["of"])
    if of is None:
        raise RecordingGone()
    kept = work.examined  # another side run may be planned meanwhile
    if kept is None or kept[0] != of.id:
        heard = work.store.heard(of.id)
        names = [(f"{each.chunk}.{each.window}.{at}", one) for each in heard for at, one in enumerate(each.segments)]
        lines = [from_segment(name, segment) for name, segment in names]
        kept = work.examined = (of.id, tuple(sorted(lines, key=lambda line: (line.start, line.end))))
    return of, kept[1]


def _wanted(run: Run, lines: Sequence[Line]) -> list[Line]:
    """Those that a person wants heard again."""
    names = set(run.options["lines"])
    return [line for line in lines if line.id in names]


def _media(work: Work, run: Run) -> Media:
    """The recording, decoded. Raises RecordingGone."""
    media = work.recording(run.media_id)
    if media is None or not is_taken_in(work, media):
        raise RecordingGone()
    return media


def _pcm(work: Work, run: Run) -> NDArray[np.int16]:
    return open_pcm(work.folders.of(_media(work, run).folder).pcm)


def _duration(work: Work, run: Run) -> int:
    return len(_pcm(work, run)) // SAMPLES_PER_MS


# ---- the steps -----------------------------------------------------------------------------------------------------


def examine(work: Work, run: Run, part: str, index: int) -> None:
    """Do one step and store what it found, unless that is stored. Raises Cancelled or a UserError."""
    if not work.store.has_evidence(run.id, part, index):
        of, lines = _examined(work, run)
        found = _found(work, run, of, lines, part, index)
        stored = work.store.put_evidence(run.id, of.id, part, index, found)
        if not stored and not work.store.has_evidence(run.id, part, index):
            raise Cancelled
    work.store.update_run(run.id, state="hearing", heard_ms=max(run.heard_ms, sum(_place(work, run, part, index))))


def finish(work: Work, run: Run) -> None:
    """All steps are done. One that is not, after all, is done now: the store may be an older copy put back."""
    parts, chunks = steps(work, run.id)
    for part in parts:
        for index in range(chunks):
            if not work.store.has_evidence(run.id, part, index):
                with work.turns.aside(run.id):
                    examine(work, run, part, index)
    work.hearing_since.pop(run.id, None)
    work.examined = None
    finished(work, run.id, heard_ms=run.total_ms or 0)


def _found(work: Work, run: Run, of: Run, lines: Sequence[Line], part: str, index: int) -> dict[str, Any]:
    """The payload of one step."""
    pcm = _pcm(work, run)
    if part == "rehear":
        before, length = _place(work, run, part, index)
        wanted = step_of(_wanted(run, lines), index)

        def tell(fraction: float) -> None:
            work.store.update_run(run.id, heard_ms=before + round(length * fraction))

        return rehearing.hear_again(work, run, of, wanted, pcm, tell)
    plan = [(chunk.start, chunk.end) for chunk in work.store.chunks(run.id)]
    engine, model = _recogniser(work, run, of)
    return examined(
        part,
        lines,
        pcm,
        plan,
        index,
        language=of.language,
        model=model,
        engine=engine,
        device=work.device,
        cache_dir=work.cache_dir,
        stop=work.stop(run),
        progress=hearing.download_teller(work, run),
    ).as_dict()


def _place(work: Work, run: Run, part: str, index: int) -> tuple[int, int]:
    """Where in the run's ``total_ms`` the step begins, and how much of it is its own."""
    lengths = [chunk.end - chunk.start for chunk in work.store.chunks(run.id)]
    before = run.meta["parts"].index(part) * sum(lengths)
    return before + sum(lengths[:index]), lengths[index]
