"""Reading a command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from review.cli.errors import BadCommand


class Parser(argparse.ArgumentParser):
    """Argparse answers a mistake with a usage of many lines and leaves; one sentence is enough."""

    def error(self, message: str) -> NoReturn:
        """Raises BadCommand."""
        raise BadCommand(reason=message)
