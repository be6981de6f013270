"""``python -m review``: the command line."""

from __future__ import annotations

import os
import sys

from review.cli.command import INTERRUPTED, main

if __name__ == "__main__":
    code = main()
    if code == INTERRUPTED:  # a library's threads may still compute: they would crash an orderly end
        sys.stdout.flush()
        os._exit(code)
    sys.exit(code)
