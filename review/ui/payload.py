"""What a browser sent, read strictly: every field is asked for by its type, nothing is guessed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, ClassVar

from engine.errors import UserError

MAX_TEXT = 100_000
MAX_LIST = 100_000
TOKEN_LENGTH = 128


class BadRequest(UserError):
    """The page and the server disagree about what is sent: a reload brings the page up to date."""

    code: ClassVar[str] = "bad_request"
    template: ClassVar[str] = "The request's field {field} is not what it should be; reload the page."


class Payload:
    """A JSON object whose fields are read with their types; a wrong one raises BadRequest naming it."""

    def __init__(self, value: object, name: str = "payload") -> None:
        if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
            raise BadRequest(field=name)
        self._values: dict[str, Any] = value

    def has(self, field: str) -> bool:
        """Whether the field is there and not null."""
        return self._values.get(field) is not None

    def text(self, field: str, *, most: int = MAX_TEXT, empty: bool = False) -> str:
        """A string of at most ``most`` characters without NUL or lone surrogates; empty only where allowed."""
        value = self._values.get(field)
        if not isinstance(value, str) or len(value) > most or "\0" in value or not (value or empty):
            raise BadRequest(field=field)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise BadRequest(field=field) from None
        return value

    def optional_text(self, field: str, *, most: int = MAX_TEXT) -> str | None:
        """As ``text``, None where the field is absent, null or empty."""
        return self.text(field, most=most) if self._values.get(field) not in (None, "") else None

    def integer(self, field: str, *, least: int = 0, most: int = 2**53) -> int:
        """A whole number within bounds; booleans are none."""
        value = self._values.get(field)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise BadRequest(field=field)
        return value

    def switch(self, field: str) -> bool:
        """true or false, nothing that only counts as one of them."""
        value = self._values.get(field)
        if not isinstance(value, bool):
            raise BadRequest(field=field)
        return value

    def choice(self, field: str, choices: Collection[str]) -> str:
        """One of these strings."""
        value = self._values.get(field)
        if not isinstance(value, str) or value not in choices:
            raise BadRequest(field=field)
        return value

    def mapping(self, field: str) -> Mapping[str, Any]:
        """A JSON object."""
        return Payload(self._values.get(field), field)._values

    def part(self, field: str) -> Payload:
        """A JSON object to read on as a payload of its own."""
        return Payload(self._values.get(field), field)

    def optional_part(self, field: str) -> Payload | None:
        """As ``part``, None where the field is absent or null."""
        return self.part(field) if self.has(field) else None

    def texts(self, field: str, *, most: int = MAX_LIST) -> list[str]:
        """A list of strings of a token's length at most."""
        value = self._values.get(field)
        if not isinstance(value, list) or len(value) > most:
            raise BadRequest(field=field)
        if not all(isinstance(item, str) and len(item) <= TOKEN_LENGTH for item in value):
            raise BadRequest(field=field)
        return value

    def versions(self, field: str) -> dict[str, int]:
        """An object whose values are whole numbers: the revision each line had when the edit was made.

        null, of a line the page has no version of, becomes one that no line has.
        """
        found = self.mapping(field)
        if not all(type(value) in (int, type(None)) for value in found.values()):
            raise BadRequest(field=field)
        return {name: -1 if value is None else value for name, value in found.items()}
