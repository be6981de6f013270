"""What can go wrong at the desk, as sentences."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import UserError


class NothingGiven(UserError):
    """Neither a recording nor a transcript."""

    code: ClassVar[str] = "nothing_given"
    template: ClassVar[str] = "There is no recording and no transcript yet: choose a file, or paste a text."


class TooManyJobs(UserError):
    """The server's bound on what one visitor may have transcribed in a day."""

    code: ClassVar[str] = "too_many_jobs"
    template: ClassVar[str] = (
        "This server takes at most {limit} jobs a day from each visitor (a recording transcribed, lines heard again); "
        "try again later."
    )


class NoRecording(UserError):
    """There is nothing to hear."""

    code: ClassVar[str] = "no_recording"
    template: ClassVar[str] = "This project has no recording; add one first."


class JobUnderWay(UserError):
    """One job a project at a time."""

    code: ClassVar[str] = "job_under_way"
    template: ClassVar[str] = "A job of this project is still under way; wait for it or cancel it first."


class GatheringUnderWay(UserError):
    """One run of a kind examines a project's lines at a time."""

    code: ClassVar[str] = "gathering_under_way"
    template: ClassVar[str] = "The lines of this project are being examined already; wait for that or stop it first."


class ModelNotLarger(UserError):
    """Hearing lines again with the same model, or a smaller one, gains nothing."""

    code: ClassVar[str] = "model_not_larger"
    template: ClassVar[str] = (
        "The model {model} is not larger than {own}, which heard these lines, or does not know their language: "
        "choose another."
    )


class NothingToHearAgain(UserError):
    """No line is flagged, or those that were named were not heard by the machine."""

    code: ClassVar[str] = "nothing_to_hear_again"
    template: ClassVar[str] = "There are no lines to hear again."


class NothingToResume(UserError):
    """The newest job was not cancelled and did not fail."""

    code: ClassVar[str] = "nothing_to_resume"
    template: ClassVar[str] = "There is no cancelled or failed job to go on with."


class FileNotTaken(UserError):
    """The disk refused the uploaded file."""

    code: ClassVar[str] = "file_not_taken"
    template: ClassVar[str] = "The file could not be stored in the data folder ({reason})."


class NothingToCompareWith(UserError):
    """Neither a text nor a file was sent as a reference."""

    code: ClassVar[str] = "nothing_to_compare_with"
    template: ClassVar[str] = "There is no text yet: paste the lyrics or the script, or choose a file."


class NoReference(UserError):
    """What was asked for is made of a comparison, and there is nothing to compare with."""

    code: ClassVar[str] = "no_reference"
    template: ClassVar[str] = "This project has no lyrics or script to compare with; add them first."


class NoTimes(UserError):
    """Every line of a text without times stands at 0."""

    code: ClassVar[str] = "no_times"
    template: ClassVar[str] = (
        "The lines of this project have no times, so the lyrics or the script cannot get any from them."
    )
