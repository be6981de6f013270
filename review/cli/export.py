"""``python -m review export``: a project's edited text, or a transcript file, in any format."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from engine.models.names import MODELS
from engine.transcript_json import Review
from review import formats
from review.cli.arguments import Export, read_export
from review.cli.errors import CannotRead, NoSuchFile, SameFile
from review.cli.outputs import why, write_whole
from review.flags import Thresholds, flags
from review.line import Line, from_segment, settled
from review.projects import Caller, Desk, Download
from review.settings import read_settings
from review.store import Store

PROGRAM = "python -m review export"
TOKEN_IN_ADDRESS = re.compile(r"[?&]project=([\w-]+)")


def main(argv: Sequence[str]) -> int:
    """The command; the exit code."""
    return export(read_export(argv))


def export(asked: Export) -> int:
    """Write what was asked for; the exit code. Raises UserError."""
    source = Path(asked.source)
    if source.is_file():
        download = of_file(source, asked.to)
    elif formats.is_transcript_name(asked.source) or (len(source.parts) > 1 and not _token(asked.source)):
        raise NoSuchFile(name=asked.source)
    else:
        download = of_project(_token(asked.source) or asked.source, asked.to, asked.data_dir)
    if asked.output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(download.data)
        sys.stdout.buffer.flush()
        return 0
    target = asked.output / download.name if asked.output.is_dir() else asked.output
    if source.is_file() and target.exists() and target.samefile(source):
        raise SameFile(name=str(source))
    write_whole(target, download.data)
    return 0


def of_file(path: Path, to: str) -> Download:
    """A transcript file in the format ``to``: what a person had done in an own export goes with it.

    Raises CannotRead, BadTranscript, UnknownExport.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotRead(name=str(path), reason=why(error)) from error
    heard = formats.read(path.name, data)
    reviews = formats.reviews(path.name, data)
    lines = [reviewed(from_segment(str(at), segment), reviews.get(at)) for at, segment in enumerate(heard.segments)]
    informative = heard.meta.get("model") not in {spec.name for spec in MODELS if not spec.no_speech_informative}
    codes = [[flag.code for flag in flags(line, Thresholds(), informative)] for line in lines]
    chosen = formats.format_named(to)
    sheet = formats.Sheet(path.name, lines, heard.language, heard.meta, codes)
    return Download(formats.filename(path.name, chosen.extension), chosen.mime, chosen.write(sheet))


def of_project(token: str, to: str, data_dir: Path | None) -> Download:
    """The project of that token in the data folder. Raises ProjectNotFound, NoDataFolder."""
    settings = read_settings([] if data_dir is None else ["--data-dir", str(data_dir)], program=PROGRAM)
    store = Store(settings.database, network_disk=settings.network_disk)
    try:
        return Desk(store, settings).export(Caller(trusted=True), token, to, Thresholds())
    finally:
        store.close()


def reviewed(line: Line, review: Review | None) -> Line:
    """``line`` with what a person had done to it, as the file keeps that."""
    if review is None:
        return line
    if review.state == "added":
        return replace(line, original=None, state="added")
    original = line.original if review.original is None else review.original
    return replace(line, original=original, state=settled(original, line.text, "kept" if review.state else ""))


def _token(address: str) -> str | None:
    """The token in a project's address, as the browser shows it."""
    found = TOKEN_IN_ADDRESS.search(address)
    return None if found is None else found[1]
