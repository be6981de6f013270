"""What the page is told of lines, jobs, recordings and projects: plain JSON, no ids or folders of the store."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from engine.models.names import MODELS
from review.line import Line
from review.store import FINAL, Media, Run, Summary

Json = dict[str, Any]

DIGITS = 4
"""Of logarithms and probabilities: more than anybody reads, half the bytes of all."""
SPEED_AFTER_MS = 1_000
"""Of hearing, before its speed means anything."""

_SILENT_ON_SPEECH = frozenset(spec.name for spec in MODELS if not spec.no_speech_informative)


def _figure(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)


def row(line: Line) -> Json:
    """A line; its words are ``[text, start, end, probability]``, since a page holds a hundred thousand of them."""
    return {
        "id": line.id,
        "start": line.start,
        "end": line.end,
        "text": line.text,
        "words": [[word.text, word.start, word.end, _figure(word.probability)] for word in line.words],
        "own": _figure(line.own_logprob),
        "avg": _figure(line.avg_logprob),
        "nsp": _figure(line.no_speech_prob),
        "window": line.window,
        "cr": _figure(line.compression_ratio),
        "temp": _figure(line.temperature),
        "state": line.state,
        "original": line.original,
        "version": line.version,
        "order": line.order,
    }


def rows(lines: Iterable[Line]) -> list[Json]:
    """The lines in their order."""
    return [row(line) for line in lines]


def media(found: Media | None) -> Json | None:
    """A recording; ``fraction`` is how far its decoding is."""
    if found is None:
        return None
    return {
        "name": found.name,
        "state": found.state,
        "duration_ms": found.duration_ms,
        "fraction": 1.0 if found.state == "ready" else round(found.decode_fraction, DIGITS),
        "note": found.note,
        "error": found.error,
        "peaks": found.peaks,
        "playback": found.playback,
    }


def run(found: Run | None, recording: Media | None, position: int | None, now: int) -> Json | None:
    """A job. ``now`` is ms since the epoch; ``position`` how many jobs are before it; ``speed`` in times real time."""
    if found is None:
        return None
    speed = _speed(found, now)
    left = None if found.total_ms is None else max(0, found.total_ms - found.heard_ms)
    hearing = found.state == "hearing"
    return {
        "state": found.state,
        "kind": found.kind,
        "engine": found.engine,
        "model": found.model,
        "heard_ms": found.heard_ms,
        "total_ms": found.total_ms,
        "fraction": _fraction(found, recording),
        "elapsed_ms": None if found.started_at is None else max(0, (found.finished_at or now) - found.started_at),
        "speed": speed,
        "remaining_ms": round(left / speed) if hearing and speed and left is not None else None,
        "download": _download(found),
        "queue_position": position if found.state == "queued" else None,
        "error": found.error,
        "language": found.language,
        "cancelling": found.cancel and found.state not in FINAL,
    }


def _fraction(found: Run, recording: Media | None) -> float:
    """How far the stage is that the job is in: decoding, the download, hearing."""
    if found.state == "done":
        return 1.0
    if found.state == "downloading" and found.download_total:
        return round(min(1.0, (found.download_done or 0) / found.download_total), DIGITS)
    if found.state == "preparing" and recording is not None:
        return round(recording.decode_fraction, DIGITS)
    if found.state in ("hearing", *FINAL) and found.total_ms:
        return round(min(1.0, found.heard_ms / found.total_ms), DIGITS)
    return 0.0


def _speed(found: Run, now: int) -> float | None:
    if found.hearing_started_at is None or not found.heard_ms:
        return None
    taken = (found.finished_at or now) - found.hearing_started_at
    return round(found.heard_ms / taken, 2) if taken >= SPEED_AFTER_MS else None


def _download(found: Run) -> Json | None:
    if found.state != "downloading":
        return None
    return {"done": found.download_done or 0, "total": found.download_total}


SIDE_STATES = {"preparing": "gathering", "downloading": "gathering", "loading": "gathering", "hearing": "gathering"}
"""States of a run beside the jobs as the page knows them; the others are called alike."""


def side(found: Run) -> Json:
    """A run beside the jobs. ``lines`` and ``seconds`` say how much is heard again."""
    again = found.kind == "rehear"
    return {
        "kind": found.kind,
        "mode": found.options.get("mode"),
        "model": found.model if again else None,
        "lines": len(found.options["lines"]) if again else None,
        "seconds": round((found.total_ms or 0) / 1000) if again else None,
        "state": SIDE_STATES.get(found.state, found.state),
        "fraction": 1.0 if found.state == "done" else _side_fraction(found),
        "download": _download(found),
        "error": found.error,
        "cancelling": found.cancel and found.state not in FINAL,
    }


def _side_fraction(found: Run) -> float:
    return round(min(1.0, found.heard_ms / found.total_ms), DIGITS) if found.total_ms else 0.0


def listed(summary: Summary) -> Json:
    """A row of the projects list; ``state`` is that of its newest job, "ready" where there is none or it is done;
    ``examined``: its lines are being examined.
    """
    job, recording = summary.run, summary.media
    idle = job is None or job.state == "done"
    return {
        "token": summary.project.token,
        "name": summary.project.name,
        "duration_ms": None if recording is None else recording.duration_ms,
        "lines": summary.lines,
        "state": "ready" if idle or job is None else job.state,
        "fraction": 1.0 if job is None else _fraction(job, recording),
        "examined": summary.examined,
        "updated_at": summary.project.updated_at,
        "sample": summary.project.sample,
    }


def no_speech_informative(shown: Run | None) -> bool:
    """Whether no_speech_prob says anything with the model whose lines are shown (an import names it, or does not)."""
    if shown is None:
        return True
    return (shown.model or shown.meta.get("model")) not in _SILENT_ON_SPEECH
