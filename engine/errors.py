"""The errors a user can cause: each is one sentence that says what happened and what to do."""

from __future__ import annotations

from typing import ClassVar


class UserError(Exception):
    """Base of every error whose text is meant for the person at the page or the command line.

    A child sets ``code`` (the page translates by it) and ``template``, one English sentence whose
    ``{placeholders}`` are filled from the keyword arguments; ``params`` keeps those for the page.
    """

    code: ClassVar[str] = "user_error"
    template: ClassVar[str] = "{reason}"

    def __init__(self, **params: str | int | float) -> None:
        self.params = params
        super().__init__(self.template.format(**params))

    def as_dict(self) -> dict[str, object]:
        """What a store or a server function keeps of it: code, params and the English sentence."""
        return {"code": self.code, "params": self.params, "message": str(self)}


class Cancelled(Exception):
    """Raised inside a recogniser when the person asked to stop: not an error, nothing is lost."""
