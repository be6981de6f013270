"""What can go wrong at the command line, as sentences."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import UserError


class BadCommand(UserError):
    """The command line cannot be read."""

    code: ClassVar[str] = "bad_command"
    template: ClassVar[str] = "The command line was not understood: {reason} (--help lists the options)."


class NoSuchFile(UserError):
    """There is nothing at the path that was given."""

    code: ClassVar[str] = "no_such_file"
    template: ClassVar[str] = "There is no file {name}."


class CannotRead(UserError):
    """The file is there, but the system does not let us read it."""

    code: ClassVar[str] = "cannot_read"
    template: ClassVar[str] = "{name} cannot be read ({reason})."


class CannotWrite(UserError):
    """The folder for the results cannot be made or written."""

    code: ClassVar[str] = "cannot_write"
    template: ClassVar[str] = "Nothing can be written to {folder} ({reason}); choose another place for the results."


class SameName(UserError):
    """Two recordings in one command whose results would have the same name."""

    code: ClassVar[str] = "same_output_name"
    template: ClassVar[str] = "{name} was left out: its transcript would overwrite that of {other}."


class SameFile(UserError):
    """An export onto its own source."""

    code: ClassVar[str] = "same_file"
    template: ClassVar[str] = "{name} would be overwritten by its own export; name another file with --output."


class BadInput(UserError):
    """One of the files given cannot be used; ``reason`` is the sentence that says why."""

    code: ClassVar[str] = "bad_input"
    template: ClassVar[str] = "{name}: {reason}"


class OneSided(UserError):
    """A hypothesis without a reference, in a file that does not hold both."""

    code: ClassVar[str] = "one_sided"
    template: ClassVar[str] = (
        "{name} holds one side only (both would be lines of heard // official), so --reference is needed."
    )


class UnknownReport(UserError):
    """A report asked for in a format there is none of."""

    code: ClassVar[str] = "unknown_report"
    template: ClassVar[str] = "There is no report in the format of {name}; its name may end in {formats}."


class ReportOverInput(UserError):
    """A report onto one of the files it is made from."""

    code: ClassVar[str] = "report_over_input"
    template: ClassVar[str] = "{name} would be overwritten by the report; name another file with --report."


class NoSuchLanguage(UserError):
    """A language that Whisper does not know."""

    code: ClassVar[str] = "no_such_language"
    template: ClassVar[str] = "There is no language named {value} here; give a code such as ko or en, or leave it out."


class BadPairs(UserError):
    """A list of pairs that is no list of pairs."""

    code: ClassVar[str] = "bad_pairs"
    template: ClassVar[str] = (
        "Line {line} of {name} is no pair: a reference, a tab and a hypothesis are needed, paths relative to the list."
    )


class NoPairs(UserError):
    """A list of pairs without one."""

    code: ClassVar[str] = "no_pairs"
    template: ClassVar[str] = "There is no pair in {name}: one a line, a reference, a tab and a hypothesis."
