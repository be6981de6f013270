"""The command line of ``transcribe`` and ``export``: every option of the whisper command by its own name."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.options import ENGINES, OPTIONS, DecodingOptions, OptionSpec
from review.cli.outputs import Wrapping
from review.cli.parser import Parser
from review.formats import FORMATS

ALL_FORMATS = "all"


@dataclass(frozen=True, slots=True)
class Transcribe:
    """What ``transcribe`` was asked to do. ``engine`` and ``model`` are None for the hardware's default, ``verbose`` is
    None for no output but errors, False for progress alone, True for the lines on stdout too.
    """

    files: tuple[Path, ...]
    engine: str | None
    model: str | None
    device: str
    model_dir: Path | None
    output_dir: Path
    formats: tuple[str, ...]
    verbose: bool | None
    options: DecodingOptions
    wrapping: Wrapping


@dataclass(frozen=True, slots=True)
class Export:
    """What ``export`` was asked to do: ``source`` is a file or a project's token; no ``output`` means stdout."""

    source: str
    to: str
    output: Path | None
    data_dir: Path | None


def read_transcribe(argv: Sequence[str]) -> Transcribe:
    """Raises BadCommand, or what DecodingOptions says of a value; ``--help`` prints and raises SystemExit(0)."""
    given = vars(_transcribe_parser().parse_args(_underscored(argv)))
    options = {spec.name: given[spec.name] for spec in OPTIONS if spec.name in given}
    return Transcribe(
        files=tuple(Path(file) for file in given["audio"]),
        engine=given["engine"],
        model=given["model"],
        device=given["device"],
        model_dir=Path(given["model_dir"]) if given["model_dir"] else None,
        output_dir=Path(given["output_dir"]),
        formats=tuple(FORMATS) if given["output_format"] == ALL_FORMATS else (given["output_format"],),
        verbose=given["verbose"],
        options=DecodingOptions.from_dict(options),
        wrapping=Wrapping(**{name: given[name] for name in Wrapping.__dataclass_fields__}),
    )


def read_export(argv: Sequence[str]) -> Export:
    """Raises BadCommand; ``--help`` prints and raises SystemExit(0)."""
    given = _export_parser().parse_args(_underscored(argv))
    output = Path(given.output) if given.output and given.output != "-" else None
    return Export(given.source, given.to, output, Path(given.data_dir) if given.data_dir else None)


def _underscored(argv: Sequence[str]) -> list[str]:
    """``--beam-size`` as ``--beam_size``: both spellings are known, values stay as they are."""
    end = argv.index("--") if "--" in argv else len(argv)
    return [re.sub(r"^--[\w-]+", _with_underscores, token) for token in argv[:end]] + list(argv[end:])


def _with_underscores(match: re.Match[str]) -> str:
    return "--" + match[0][2:].replace("-", "_")


def _transcribe_parser() -> Parser:
    parser = Parser(
        prog="python -m review transcribe",
        description="Hear recordings and write their transcripts.",
        epilog="The options are those of the whisper command; --beam-size means the same as --beam_size.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("audio", nargs="+", metavar="FILE", help="a recording: anything with sound that a video player opens")
    add("--engine", choices=ENGINES, help="the recogniser (default: openai-whisper on CUDA, faster-whisper on a CPU)")
    add("--model", metavar="NAME", help="a model of Whisper's (default: by the hardware)")
    add("--model_dir", metavar="FOLDER", help="where models are kept (default: ~/.cache/relisten)")
    add("--device", default="auto", metavar="NAME", help="auto, cpu, cuda or cuda:N (default: auto)")
    add("--output_dir", "-o", default=".", metavar="FOLDER", help="where the files are written (default: here)")
    formats = (*FORMATS, ALL_FORMATS)
    add("--output_format", "-f", default=ALL_FORMATS, choices=formats, help="what to write (default: all of them)")
    add(
        "--verbose",
        type=_switch,
        default=True,
        help="True: show lines and progress; False: progress alone; None: nothing",
    )
    add("--word_timestamps", type=_always, default=True, help="always on: lines are split by their words")
    for spec in OPTIONS:
        add(f"--{spec.name}", type=_reader(spec), default=argparse.SUPPRESS, metavar=_metavar(spec), help=_help(spec))
    _add_wrapping(parser)
    return parser


def _add_wrapping(parser: Parser) -> None:
    """How .srt and .vtt are broken; the other formats keep one line a line."""
    group = parser.add_argument_group("subtitles (.srt and .vtt)")
    add = group.add_argument
    add("--highlight_words", type=_switch, default=False, help="underline each word as it is spoken (default: False)")
    add("--max_line_width", type=_count, metavar="N", help="characters before a line is broken (default: no limit)")
    add("--max_line_count", type=_count, metavar="N", help="lines in a subtitle; needs --max_line_width")
    add(
        "--max_words_per_line",
        type=_count,
        metavar="N",
        help="words in a subtitle; without effect with --max_line_width",
    )


def _export_parser() -> Parser:
    parser = Parser(
        prog="python -m review export",
        description="Write a project, or any transcript file, in another format.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("source", metavar="PROJECT_OR_JSON", help="a project's token (from its address) or a transcript: " + _names())
    add("--to", required=True, choices=tuple(FORMATS), help="the format to write")
    add("--output", "-o", metavar="FILE", help="where to write, or a folder to write into (default: standard output)")
    add("--data_dir", metavar="FOLDER", help="folder of all projects (default: the app's own)")
    return parser


def _names() -> str:
    return ", ".join(found.extension for found in FORMATS.values())


def _reader(spec: OptionSpec) -> Callable[[str], Any]:
    """How an option's value is read; ``None`` is the whisper command's word for no value."""
    plain = {"int": _whole, "float": _number, "bool": _switch}.get(spec.kind, str)
    return lambda text: None if text == "None" else plain(text)


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number") from None


def _switch(text: str) -> bool | None:
    words = {"true": True, "false": False, "none": None, "1": True, "0": False, "yes": True, "no": False}
    if text.lower() not in words:
        raise argparse.ArgumentTypeError(f"{text!r} is neither True nor False")
    return words[text.lower()]


def _always(text: str) -> bool:
    if _switch(text) is not True:
        raise argparse.ArgumentTypeError("words always have their times here")
    return True


def _count(text: str) -> int | None:
    if text == "None":
        return None
    if _whole(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return int(text)


def _metavar(spec: OptionSpec) -> str:
    return {"int": "N", "float": "X", "bool": "True|False", "text": "TEXT"}.get(spec.kind, "NAME")


def _help(spec: OptionSpec) -> str:
    """Argparse takes ``%`` for a placeholder of its own."""
    return f"{spec.help} (default: {spec.default})".replace("%", "%%")
