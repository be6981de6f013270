"""`python -m engine.media`: the child process in which libav runs. Started by engine.media.process, not by hand."""

from __future__ import annotations

import os
import sys

from engine.media.child.main import main

if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)  # no waiting for the watching threads, and no last word for libav's destructors
