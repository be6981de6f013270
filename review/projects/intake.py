"""How projects come to be: a recording to transcribe, a transcript made elsewhere, the sample; and the jobs on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import UserError
from engine.models.names import model_spec
from engine.option_errors import OptionNotChoice
from engine.options import ENGINES, DecodingOptions
from review import modes
from review.projects.errors import FileNotTaken, JobUnderWay, NoRecording, NothingGiven, NothingToResume
from review.projects.folders import Upload
from review.projects.gathering import Gathering
from review.projects.importing import Imported, Importing, imported
from review.projects.names import display_name, title
from review.projects.people import Caller, payer
from review.store import FINAL, Media, Project, Run

PASTED = "text.txt"
"""The name under which a pasted text is read: plain text, or whichever of our formats it plainly is."""
NAME_WORDS = 6
"""Of a pasted text, for the project's name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person brings: a recording, a transcript file, a pasted text; ``options`` as the page has them."""

    visitor: str
    name: str | None = None
    media: Upload | None = None
    transcript: Upload | None = None
    text: str | None = None
    options: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """How to transcribe; ``engine`` and ``model`` None leave the choice to the worker, which knows the hardware.

    ``evidence`` is one of ``modes.MODES``, None for the server's default.
    """

    engine: str | None
    model: str | None
    options: DecodingOptions
    evidence: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Hearing:
        """From the page's options, engine, model and evidence among them. Raises BadOption, UnknownModel."""
        rest = dict(given)
        engine, model = rest.pop("engine", None) or None, rest.pop("model", None) or None
        if engine is not None and engine not in ENGINES:
            raise OptionNotChoice(name="engine", value=str(engine), choices=", ".join(ENGINES))
        if model is not None:
            model_spec(str(model))
        evidence = modes.checked(rest.pop(modes.KEY, None))
        return cls(engine, model, DecodingOptions.from_dict(rest), evidence)

    @classmethod
    def again(cls, run: Run) -> Hearing:
        """As an earlier job was asked to."""
        return cls(
            run.engine, run.model, modes.decoding_options(run.options), modes.checked(run.options.get(modes.KEY))
        )


class Intake(Importing, Gathering):
    """Everything that takes files in or asks the worker for something."""

    def create(self, who: Caller, wanted: Wanted) -> str:
        """A new project; its token. What is wrong with a transcript or the options is said before anything is kept."""
        hearing = Hearing.of(wanted.options or {})
        by = payer(who, wanted.visitor)
        if wanted.media is not None:
            self.check_allowed(by)
        brought = _read(wanted)
        if wanted.media is None and brought is None:
            raise NothingGiven()
        taken = None if wanted.media is None else self._take(wanted.media)
        media_id = None if taken is None else taken.id
        name = title(wanted.name or _first_name(wanted))
        project = self.store.create_project(name, owner=who.user, visitor=wanted.visitor, media_id=media_id)
        try:
            if brought is not None:
                self._import(project, brought, taken)
            if taken is not None:
                with self.allowed(by):
                    self._add_job(project, taken, by, hearing, heard=brought is not None)
        except UserError:
            self._delete(project)
            raise
        return project.token

    def attach(
        self, who: Caller, token: str, upload: Upload, visitor: str | None = None, evidence: str | None = None
    ) -> None:
        """Give the project a recording, or another one. Its lines stay; where nothing was heard yet, it is now.

        ``evidence`` is a mode for the lines that stay, None for the server's default. Raises JobUnderWay, TooManyJobs,
        FileNotTaken, OptionNotChoice.
        """
        mode = modes.checked(evidence)
        project = self.project(who, token)
        self._check_idle(project)
        by = payer(who, visitor or project.visitor or project.id)
        with self.allowed(by):
            taken = self._take(upload)
            self.store.set_media(project.id, taken.id)
            shown = None if project.run_id is None else self.store.run(project.run_id)
            unheard = shown is not None and shown.kind == "transcribe" and not shown.lines
            hearing = Hearing.again(shown) if shown is not None and unheard else Hearing.of({modes.KEY: mode})
            self._cancel_sides(project)
            self._add_job(project, taken, by, hearing, heard=not unheard)

    def transcribe(self, who: Caller, token: str, options: Mapping[str, Any], visitor: str | None = None) -> None:
        """Hear the recording (again): the new lines are shown, the former ones and the work on them stay in the store.

        Raises NoRecording, JobUnderWay, TooManyJobs, BadOption.
        """
        project = self.project(who, token)
        hearing = Hearing.of(options)
        recording = self.media_of(project)
        if recording is None:
            raise NoRecording()
        self._check_idle(project)
        by = payer(who, visitor or project.visitor or project.id)
        with self.allowed(by):
            self._cancel_sides(project)  # of lines that are no longer shown
            self._add_job(project, recording, by, hearing, heard=False)

    def cancel(self, who: Caller, token: str) -> None:
        """Ask the worker to stop the project's job; what was heard stays. No error where none is under way.

        A job that waits is stopped here and now: the worker may be busy, or not be there.
        """
        job = self.store.latest_run(self.project(who, token).id)
        if job is not None and self.store.request_cancel(job.id):
            self.store.update_run(job.id, if_state=("queued",), state="cancelled")

    def resume(self, who: Caller, token: str) -> None:
        """Go on with the newest job where it stopped. Raises NothingToResume."""
        job = self.store.latest_run(self.project(who, token).id)
        if job is None or not self.store.requeue(job.id):
            raise NothingToResume()

    def _take(self, upload: Upload) -> Media:
        """Move the file to its place and enter it in the store; the folder goes again if that fails."""
        try:
            folder = self.folders.take(upload.path)
        except OSError as error:
            raise FileNotTaken(reason=error.strerror or "no regular file") from error
        try:
            size = folder.source.stat().st_size
            return self.store.add_media(display_name(upload.name), folder.path.name, size)
        except (UserError, OSError):
            self.folders.remove(folder.path.name)
            raise

    def _add_job(self, project: Project, recording: Media, by: str, hearing: Hearing, *, heard: bool) -> Run:
        """Queue a transcription or, where the lines are there (``heard``), what playing and examining them needs; for
        ``by``, who must be ``allowed`` it."""
        mode = {modes.KEY: hearing.evidence or self.settings.evidence}
        if heard:
            return self.store.add_run(
                project.id, kind="prepare", media_id=recording.id, options=mode, visitor=by, current=False
            )
        return self.store.add_run(
            project.id,
            kind="transcribe",
            media_id=recording.id,
            engine=hearing.engine,
            model=hearing.model or self.settings.model,
            options={**hearing.options.as_dict(), **mode},
            visitor=by,
            language=hearing.options.language,
        )

    def _check_idle(self, project: Project) -> None:
        job = self.store.latest_run(project.id)
        if job is not None and job.state not in FINAL:
            raise JobUnderWay()


def _read(wanted: Wanted) -> Imported | None:
    """The transcript a person brought, None where there is none. Raises BadTranscript."""
    if wanted.transcript is not None:
        return imported(display_name(wanted.transcript.name), wanted.transcript.take())
    return imported(PASTED, wanted.text.encode()) if wanted.text else None


def _first_name(wanted: Wanted) -> str:
    """The recording's name, else the transcript's, else the text's first words."""
    for given in (wanted.media, wanted.transcript):
        if given is not None:
            return display_name(given.name)
    return " ".join((wanted.text or "").split()[:NAME_WORDS])
