"""``python -m review transcribe``: recordings in, transcripts out, no project."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from engine.backends import load
from engine.errors import Cancelled, UserError
from engine.hear import hear_all
from engine.media import decode, from_env, open_pcm
from engine.models.hardware import default_engine, default_model, detect
from engine.models.names import model_spec
from engine.transcript import Segment, Transcript
from review.cli.arguments import Transcribe, read_transcribe
from review.cli.errors import NoSuchFile, SameName
from review.cli.interrupt import interruptible
from review.cli.outputs import sheet_of, writable, write_outputs
from review.cli.progress import Progress

if TYPE_CHECKING:
    from engine.backends.base import Recogniser


def main(argv: Sequence[str]) -> int:
    """The command; the exit code."""
    return transcribe(read_transcribe(argv))


def transcribe(asked: Transcribe) -> int:
    """Hear every file; the exit code is 0, or 2 where a file failed. Raises UserError for what no file is to blame for,
    KeyboardInterrupt for Ctrl-C.
    """
    if asked.model is not None:
        model_spec(asked.model)
    writable(asked.output_dir)
    with tempfile.TemporaryDirectory(prefix="relisten-", ignore_cleanup_errors=True) as scratch:
        return interruptible(lambda stop: Session(asked, Path(scratch), stop).run())


class Session:
    """One run over all files, with one model loaded at most once."""

    def __init__(self, asked: Transcribe, scratch: Path, stop: Callable[[], bool]) -> None:
        self._asked = asked
        self._scratch = scratch
        self._stop = stop
        self._progress = Progress(sys.stderr, quiet=asked.verbose is None)
        self._recogniser: Recogniser | None = None
        self._stems: dict[str, Path] = {}

    def run(self) -> int:
        """The exit code. A file that fails is named on stderr and the next one follows."""
        code = 0
        for file in self._asked.files:
            try:
                self._check(file)
                self._read(file)
            except UserError as error:
                code = self._failed(file, error)
                continue
            recogniser = self._loaded()
            try:
                self._write(file, self._hear(recogniser, file))
            except UserError as error:
                code = self._failed(file, error)
        return code

    def _check(self, file: Path) -> None:
        if not file.is_file():
            raise NoSuchFile(name=str(file))
        other = self._stems.setdefault(file.stem, file)
        if other is not file:
            raise SameName(name=str(file), other=str(other))

    def _read(self, file: Path) -> None:
        """Decode ``file`` to the scratch folder."""
        self._progress.begin(f"{shown(file.name)}: reading")
        decoded = decode(file, self._pcm, from_env(), self._reading)
        self._progress.clear()
        if decoded.note:
            self._say(f"{shown(file.name)}: {decoded.note}")

    def _reading(self, part: float) -> None:
        """Called while a file is decoded: what is raised here ends the decoder."""
        if self._stop():
            raise Cancelled
        self._progress.show(part, 1.0)

    def _loaded(self) -> Recogniser:
        """The recogniser, loaded at the first file that could be read."""
        if self._recogniser is None:
            asked = self._asked
            hardware = detect()
            engine = asked.engine or default_engine(hardware)
            model = asked.model or default_model(hardware)
            self._progress.begin(f"downloading {model}")
            self._recogniser = load(engine, model, asked.device, asked.model_dir, self._progress.show)
            self._progress.clear()
        return self._recogniser

    def _hear(self, recogniser: Recogniser, file: Path) -> Transcript:
        self._progress.begin(f"{shown(file.name)}: hearing")
        transcript = hear_all(
            recogniser,
            open_pcm(self._pcm),
            self._asked.options,
            self._tell,
            lambda heard, total: self._progress.show(heard, total, media_ms=heard),
            self._stop,
        )
        self._progress.end()
        return transcript

    def _write(self, file: Path, transcript: Transcript) -> None:
        asked = self._asked
        write_outputs(asked.output_dir, file.stem, asked.formats, sheet_of(file.name, transcript), asked.wrapping)

    def _tell(self, lines: tuple[Segment, ...]) -> None:
        """Print lines as the whisper command prints them."""
        if not self._asked.verbose:
            return
        self._progress.clear()
        for line in lines:
            print(f"[{stamp(line.start)} --> {stamp(line.end)}] {shown(line.text)}", flush=True)

    def _failed(self, file: Path, error: UserError) -> int:
        """One sentence; with several files, with the name of the one it is about."""
        self._progress.clear()
        sentence = shown(str(error))
        alone = len(self._asked.files) == 1 or file.name in sentence
        self._say(sentence if alone else f"{shown(file.name)}: {sentence}")
        return 2

    def _say(self, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)

    @property
    def _pcm(self) -> Path:
        return self._scratch / "audio.pcm"


def shown(text: str) -> str:
    """``text`` without what a terminal would take for a command: names and lines come from strangers."""
    return "".join(char if char.isprintable() else "�" for char in text)


def stamp(ms: int) -> str:
    """``61_500`` -> ``01:01.500``, with hours only where there are some."""
    hours, rest = divmod(ms, 3_600_000)
    head = f"{hours:02d}:" if hours else ""
    return f"{head}{rest // 60_000:02d}:{rest // 1000 % 60:02d}.{rest % 1000:03d}"
