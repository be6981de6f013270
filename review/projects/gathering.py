"""What a person wants found out about the lines: evidence, and those in doubt heard again by a larger model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from engine.models.names import MODELS, ModelSpec, model_spec
from engine.option_errors import OptionNotChoice
from review import modes
from review.line import Line
from review.projects.allowance import Allowance
from review.projects.errors import (
    GatheringUnderWay,
    JobUnderWay,
    ModelNotLarger,
    NoRecording,
    NothingToHearAgain,
    NothingToResume,
)
from review.projects.people import Caller, payer
from review.projects.views import Json, side
from review.store import FINAL, Project, Run

LARGER_PART = 0.95
"""A model of this part of another's size or less is a smaller one: two versions of one size are not."""
WINDOW_MS = 30_000
"""What the model's encoder looks at for each line, however short the line is."""
ENCODER_SHARE = 0.3
"""Of hearing a full window, what looking at the sound takes; the rest grows with what is said. A rough figure."""


class Gathering(Allowance):
    """Runs beside the jobs: none of them is waited for, none is ever shown, and of each kind one goes on at a time.

    Lines heard again count as one of their visitor's jobs; evidence, which follows by itself, does not.
    """

    def gather(self, who: Caller, token: str, mode: str) -> None:
        """Gather evidence on the lines that are shown; a run of this mode that was stopped goes on instead.

        Raises OptionNotChoice, NoRecording, JobUnderWay, GatheringUnderWay.
        """
        if modes.checked(mode) in (None, "off"):
            raise OptionNotChoice(name=modes.KEY, value=mode, choices=", ".join(modes.MODES[1:]))
        project = self.project(who, token)
        self._examine(project, self._examinable(project), "evidence", {"mode": mode})

    def rehear(
        self, who: Caller, token: str, model: str, lines: Sequence[str] | None, visitor: str | None = None
    ) -> None:
        """Have lines heard again by ``model``: those named, or (None) those that are flagged. What it hears instead
        becomes a choice beside each line.

        Raises UnknownModel, ModelNotLarger, NothingToHearAgain, NoRecording, JobUnderWay, GatheringUnderWay,
        TooManyJobs.
        """
        project = self.project(who, token)
        shown = self._examinable(project)
        if model_spec(model).stored not in [spec.name for spec in larger_models(shown)]:
            raise ModelNotLarger(model=model, own=_own_model(shown) or "?")
        wanted = [line.id for line in self._machine_lines(project, lines)]
        if not wanted:
            raise NothingToHearAgain()
        by = payer(who, visitor or project.visitor or project.id)
        self._examine(project, shown, "rehear", {"lines": wanted}, model, by)

    def rehear_cost(self, who: Caller, token: str, model: str | None, lines: Sequence[str] | None) -> Json:
        """What hearing lines again would take: {"lines", "seconds_of_sound", "minutes", "models"}.

        ``minutes`` is an estimate: this recording's own hearing speed, times how much larger the model is by the size
        of its weights, and for every line the share of a whole window that the encoder takes. It leaves out a
        download and the loading. None where nobody knows the speed (a transcript made elsewhere) or no model is
        named. ``models`` are those that may be asked for, the smallest first, each with its own ``minutes``.
        """
        project = self.project(who, token)
        shown = self._shown(project)
        found = self._machine_lines(project, lines)
        offered = [] if shown is None else larger_models(shown)
        sound = sum(_sound(line) for line in found)
        return {
            "lines": len(found),
            "seconds_of_sound": round(sound / 1000),
            "minutes": _minutes(shown, model_spec(model), found) if model else None,
            "models": [
                {"name": spec.name, "size_mb": spec.size_mb, "minutes": _minutes(shown, spec, found)}
                for spec in offered
            ],
        }

    def cancel_gathering(self, who: Caller, token: str) -> None:
        """Stop what is being found out about the project's lines; what was found stays."""
        self._cancel_sides(self.project(who, token))

    def resume_gathering(self, who: Caller, token: str) -> None:
        """Go on with the newest run that was stopped or failed. Raises NothingToResume, GatheringUnderWay."""
        project = self.project(who, token)
        runs = self._side_runs(project)
        if not runs or runs[-1].state not in ("cancelled", "failed"):
            raise NothingToResume()
        self._check_free(runs, runs[-1].kind)
        self.store.requeue(runs[-1].id)

    def evidence_state(self, project: Project) -> Json:
        """How far the evidence on the lines shown is: {"mode", "state", "fraction", "parts", "error"}.

        ``state`` is none, queued, gathering, done, failed or cancelled; ``parts`` are those that are complete.
        """
        runs = [run for run in self._side_runs(project) if run.kind == "evidence"]
        if not runs:
            shown = self._shown(project)
            mode = "off" if shown is None else modes.mode_of(shown.options)
            return {"mode": mode, "state": "none", "fraction": 0.0, "parts": [], "error": None}
        newest = side(runs[-1])
        complete = {part: None for run in runs for part in _complete(run)}
        kept = {name: newest[name] for name in ("mode", "state", "fraction", "error")}
        return {**kept, "parts": list(complete)}

    def rehear_state(self, project: Project) -> Json | None:
        """The newest run that hears lines again: {"model", "lines", "seconds", "state", "fraction", "error"}."""
        runs = [run for run in self._side_runs(project) if run.kind == "rehear"]
        return side(runs[-1]) if runs else None

    def side_job(self, project: Project) -> Json | None:
        """What the page tells of the runs beside the jobs: the one that goes on, else the newest if it failed."""
        runs = self._side_runs(project)
        going = [run for run in runs if run.state not in FINAL]
        failed = [run for run in runs[-1:] if run.state == "failed"]
        return side(sorted(going, key=lambda run: run.state == "queued")[0]) if going else _first(failed)

    def flagged_lines(self, project: Project) -> Sequence[str]:  # noqa: ARG002 - for whoever ranks lines
        """The ids of lines that are to be checked; none where nothing ranks them."""
        return ()

    # What these have in common

    def _examine(
        self,
        project: Project,
        shown: Run,
        kind: str,
        options: dict[str, Any],
        model: str | None = None,
        by: str | None = None,
    ) -> None:
        """Queue a run of that kind, as a job of ``by`` where somebody is named; the newest one is put back where it was
        asked the same and stopped."""
        runs = [run for run in self._side_runs(project) if run.kind == kind]
        self._check_free(runs, kind)
        asked = {"of": shown.id, **options}
        last = runs[-1] if runs else None
        same = last is not None and last.options == asked and last.media_id == project.media_id
        if last is not None and same and model in (None, last.model) and self.store.requeue(last.id):
            return
        with nullcontext() if by is None else self.allowed(by):
            self.store.add_run(
                project.id,
                kind=kind,
                media_id=project.media_id,
                engine=shown.engine,
                model=model or _own_model(shown),
                options=asked,
                visitor=by,
                language=shown.language,
                current=False,
            )

    def _examinable(self, project: Project) -> Run:
        """The run that is shown, once its lines and its sound are there. Raises NoRecording, JobUnderWay."""
        shown = self._shown(project)
        if project.media_id is None or shown is None:
            raise NoRecording()
        job = self.store.latest_run(project.id)
        if job is not None and job.state not in FINAL:
            raise JobUnderWay()
        return shown

    def _shown(self, project: Project) -> Run | None:
        return None if project.run_id is None else self.store.run(project.run_id)

    def _side_runs(self, project: Project) -> list[Run]:
        """The runs on the lines that are shown, the oldest first."""
        return [run for run in self.store.side_runs(project.id) if run.options.get("of") == project.run_id]

    def _check_free(self, runs: Sequence[Run], kind: str) -> None:
        if any(run.kind == kind and run.state not in FINAL for run in runs):
            raise GatheringUnderWay()

    def _cancel_sides(self, project: Project) -> None:
        """One that waits is stopped here and now: the worker may be busy, or not be there."""
        for run in self.store.side_runs(project.id):
            if run.state not in FINAL and self.store.request_cancel(run.id):
                self.store.update_run(run.id, if_state=("queued",), state="cancelled")

    def _machine_lines(self, project: Project, names: Sequence[str] | None) -> list[Line]:
        """The machine's lines of those names, by their start, or the flagged ones."""
        wanted = frozenset(self.flagged_lines(project) if names is None else names)
        with self.documents.at(project.id) as document:
            found = [line for name in wanted if (line := document.heard(name)) is not None]
        return sorted(found, key=lambda line: (line.start, line.end))


def larger_models(shown: Run) -> list[ModelSpec]:
    """The models larger than the one whose lines are shown, the smallest first; all where nobody knows which it was.

    Those that know only English are for English alone.
    """
    own = _own_model(shown)
    size = 0 if own is None else model_spec(own).size_mb
    fitting = [spec for spec in MODELS if spec.same_as is None and (spec.multilingual or shown.language == "en")]
    return sorted((spec for spec in fitting if size < LARGER_PART * spec.size_mb), key=lambda spec: spec.size_mb)


def _own_model(shown: Run) -> str | None:
    """The model that heard the lines, None where it is none of Whisper's or not known."""
    named = shown.model or shown.meta.get("model")
    return named if named in [spec.name for spec in MODELS] else None


def _minutes(shown: Run | None, spec: ModelSpec, lines: Sequence[Line]) -> float | None:
    """See ``rehear_cost``."""
    own = None if shown is None else _own_model(shown)
    if shown is None or own is None:
        return None
    took = shown.meta.get("hearing_ms") or 0
    if shown.heard_ms <= 0 or took <= 0:
        return None
    sound = sum(ENCODER_SHARE * WINDOW_MS + (1 - ENCODER_SHARE) * _sound(line) for line in lines)
    relative = spec.size_mb / model_spec(own).size_mb
    return round(sound * took / shown.heard_ms * relative / 60_000, 1)


def _sound(line: Line) -> int:
    """How much is heard for a line, ms."""
    return line.end - line.start + 2 * modes.REHEAR_MARGIN_MS


def _complete(run: Run) -> list[str]:
    """The parts of an evidence run that are gathered for the whole recording."""
    parts = list(run.meta.get("parts", ()))
    if run.state == "done":
        return parts
    return parts[: len(parts) * run.heard_ms // run.total_ms] if run.total_ms else []


def _first(runs: Sequence[Run]) -> Json | None:
    return side(runs[0]) if runs else None
