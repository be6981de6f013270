"""What can be wrong with a decoding option: one class a sentence, so that the page can translate it."""

from __future__ import annotations

from typing import ClassVar

from engine.errors import UserError


class BadOption(UserError):
    """Base of all errors about decoding options."""

    code: ClassVar[str] = "bad_option"
    template: ClassVar[str] = "The option {name} cannot be used: {reason}."


class UnknownOption(BadOption):
    code = "unknown_option"
    template = "There is no decoding option named {name}."


class OptionNotNumber(BadOption):
    code = "option_not_number"
    template = "The option {name} must be a number, not {value}."


class OptionNotWhole(BadOption):
    code = "option_not_whole"
    template = "The option {name} must be a whole number, not {value}."


class OptionNotSwitch(BadOption):
    code = "option_not_switch"
    template = "The option {name} must be on or off, not {value}."


class OptionNotText(BadOption):
    code = "option_not_text"
    template = "The option {name} must be text, not {value}."


class OptionNotChoice(BadOption):
    code = "option_not_choice"
    template = "The option {name} must be one of {choices}, not {value}."


class OptionOutOfRange(BadOption):
    code = "option_out_of_range"
    template = "The option {name} must be between {min} and {max}, not {value}."


class OptionTooLong(BadOption):
    code = "option_too_long"
    template = "The option {name} can hold at most {max} characters: shorten it."


class PatienceNeedsBeam(BadOption):
    code = "patience_needs_beam"
    template = "Patience needs a beam: set beam_size, or leave {name} empty."


class UnknownLanguage(BadOption):
    code = "unknown_language"
    template = "Whisper knows no language named {value}: leave it empty to have it detected."


class BadTokens(BadOption):
    code = "bad_tokens"
    template = "The option suppress_tokens must be token numbers with commas between them, not {value}."


class BadClips(BadOption):
    code = "bad_clips"
    template = (
        "The option clip_timestamps must be rising seconds with commas between them (start,end,start,end), not {value}."
    )
