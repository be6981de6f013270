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
