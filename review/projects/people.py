"""Who works here: a login where there is one, this computer's own user, or a visitor with a token."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """``user`` is the login, None where there is none; ``trusted`` is this computer's own user, who sees everything."""

    user: str | None = None
    trusted: bool = False

    def may_read(self, owner: str | None) -> bool:
        """Whether a project of ``owner`` opens for this caller, who holds its token: a login's opens for it alone."""
        return owner is None or owner == self.user or self.trusted


def payer(who: Caller, visitor: str) -> str:
    """Whose job or sample it is: the login's, whichever browser it uses, else the browser's."""
    return visitor if who.user is None else f"login {who.user}"
