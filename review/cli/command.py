"""The command line: ``python -m review`` and its commands. Exit 0, or 2 and one sentence."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module

from engine.errors import UserError
from review.cli.parser import Parser
from review.supervisor import MANY_CRASHES, crashes_before

VERSION = "0.1.0"
FAILED = 2
INTERRUPTED = 130  # 128 + SIGINT, as shells count

# name: (module whose main(argv) returns the exit code, one line of help)
COMMANDS = {
    "transcribe": ("review.cli.transcribe", "hear recordings and write their transcripts"),
    "export": ("review.cli.export", "write a project, or any transcript file, in another format"),
    "score": ("review.cli.score", "count the errors of a transcript against lyrics or a script"),
    "queue": ("review.cli.queue", "say which lines of a transcript to listen to again, and why"),
    "worker": ("review.worker", "hear the jobs of a data folder (the app starts one by itself)"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code; never a traceback, unless RELISTEN_DEBUG is set."""
    given = list(sys.argv[1:] if argv is None else argv)
    warnings.filterwarnings("ignore")  # libraries talk to programmers: stderr is the person's
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        command, rest = _split(given)
        return int(import_module(COMMANDS[command][0]).main(rest))  # no command pays for the libraries of another
    except SystemExit as leaving:  # argparse after --help and --version
        return int(leaving.code or 0)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: nobody is left to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except UserError as error:
        print(error, file=sys.stderr)
        return FAILED
    except Exception as error:
        if os.environ.get("RELISTEN_DEBUG") or (given[:1] == ["worker"] and crashes_before() < MANY_CRASHES):
            raise  # a worker's log is read by programmers, but not the same traceback again and again
        detail = " ".join(f"{type(error).__name__}: {error}".split())
        print(f"Something went wrong that should not have ({detail}); RELISTEN_DEBUG=1 shows where.", file=sys.stderr)
        return FAILED


def _split(argv: Sequence[str]) -> tuple[str, list[str]]:
    """The command and what belongs to it. Raises BadCommand; --help and --version print and raise SystemExit(0)."""
    parser = Parser(prog="python -m review", description="Relisten, a review desk for Whisper transcripts.")
    parser.add_argument("--version", action="version", version=f"relisten {VERSION}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, text) in COMMANDS.items():
        commands.add_parser(name, help=text, add_help=False)
    return parser.parse_args(list(argv[:1])).command, list(argv[1:])
