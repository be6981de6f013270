"""How a job can end badly, as sentences."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import UserError


class InternalError(UserError):
    """A bug, or a machine in trouble: nothing the person did."""

    code: ClassVar[str] = "internal_error"
    template: ClassVar[str] = (
        "Something went wrong here that should not have; the log in the worker's terminal has details."
    )


class KeepsCrashing(UserError):
    """The worker died again and again at one place of a job."""

    code: ClassVar[str] = "keeps_crashing"
    template: ClassVar[str] = (
        "The worker died {count} times at the same place of this recording, so it was given up; "
        "there may be too little memory: try a smaller model."
    )


class RecordingGone(UserError):
    """The uploaded file is not in the data directory any more."""

    code: ClassVar[str] = "recording_gone"
    template: ClassVar[str] = "The file of this recording is no longer in the data folder; add it again."
