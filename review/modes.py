"""How much evidence a person wants on what was heard: a choice that stands beside the decoding options of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.option_errors import OptionNotChoice
from engine.options import DecodingOptions

KEY = "evidence"
"""Of the mode among a run's options."""

MODES = ("off", "fast", "thorough")
"""Nothing is examined; the sound and the text's own tokens; a second listen besides."""

DEFAULT = "thorough"


def decoding_options(kept: Mapping[str, Any]) -> DecodingOptions:
    """The decoding options of a run without what stands beside them."""
    return DecodingOptions.from_dict({name: value for name, value in kept.items() if name != KEY})


def mode_of(kept: Mapping[str, Any]) -> str:
    """The mode a run was asked for; "off" for a run of a version that had none."""
    mode = kept.get(KEY)
    return mode if mode in MODES else "off"


REHEAR_MARGIN_MS = 300
"""Of sound on either side of a line that is heard again: its times are seldom exact."""


def checked(mode: object) -> str | None:
    """The mode a page or a person chose, None for no choice. Raises OptionNotChoice."""
    if mode is None or mode == "":
        return None
    if mode not in MODES:
        raise OptionNotChoice(name=KEY, value=str(mode), choices=", ".join(MODES))
    return str(mode)
