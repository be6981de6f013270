"""``python -m review queue``: which lines of a transcript to listen to again, and why, without a project."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import Cancelled, UserError
from engine.evidence import PartEvidence
from engine.evidence.gather import plan_parts
from engine.languages import language_code
from engine.media import decode, from_env, open_pcm
from engine.media.pcm import SAMPLES_PER_MS
from engine.models.hardware import default_engine, default_model, detect
from engine.models.names import NAMES, model_spec
from engine.options import ENGINES
from review import formats, queue
from review.cli.errors import BadInput, NoSuchFile
from review.cli.export import reviewed
from review.cli.interrupt import interruptible
from review.cli.parser import Parser
from review.cli.progress import Progress
from review.cli.queue_text import Row, as_json, as_table
from review.cli.score_inputs import whole
from review.cli.transcribe import shown
from review.jobs.examining import examined
from review.jobs.stretches import evidence_plan
from review.line import Line, from_segment
from review.modes import DEFAULT, MODES
from review.queue import Evidence, Item
from review.queue.onto import onto

SILENT_PARTS = ("text",)
"""What can be said of lines without their sound."""
EPILOG = """
Lines and stretches of sound without text are printed in time order, each with its suspicion: the probability that two
or more letters are wrong. Where the transcript does not say what heard it, the hardware decides on engine and model. A
.json or .csv that Relisten exported keeps what a person decided: such lines have no suspicion.
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """What was asked for; ``engine`` and ``model`` are None for the transcript's own."""

    file: Path
    audio: Path | None
    evidence: str
    engine: str | None
    model: str | None
    device: str
    model_dir: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A transcript: its ``lines`` as they are now, and those of them that the machine ``heard``, by id, as it did."""

    lines: tuple[Line, ...]
    heard: Mapping[str, Line]
    language: str | None
    meta: Mapping[str, Any]

    @property
    def added(self) -> list[tuple[int, int]]:
        """When the lines were said that a person added, ms."""
        return [(line.start, line.end) for line in self.lines if line.original is None]


def main(argv: Sequence[str]) -> int:
    """The command; the exit code."""
    return run(read_queue(argv))


def run(asked: Queue) -> int:
    """Rank what was asked for; the exit code. Raises UserError, KeyboardInterrupt for Ctrl-C."""
    if asked.model is not None:
        model_spec(asked.model)
    sheet = read_sheet(asked.file)
    with tempfile.TemporaryDirectory(prefix="relisten-", ignore_cleanup_errors=True) as scratch:
        rows = interruptible(lambda stop: Session(asked, sheet, Path(scratch), stop).rows())
    if asked.as_json:
        sys.stdout.flush()
        sys.stdout.buffer.write(as_json(rows))
        sys.stdout.buffer.flush()
    else:
        sys.stdout.write(as_table(rows))
        sys.stdout.flush()
    return 0


def read_sheet(path: Path) -> Sheet:
    """The transcript in a file, of an own export also what a person had done.

    Raises NoSuchFile, CannotRead, BadInput.
    """
    data = whole(path)
    try:
        found = formats.read(path.name, data)
        reviews = formats.reviews(path.name, data)
    except UserError as error:
        raise BadInput(name=str(path), reason=str(error)) from error
    lines, heard = [], {}
    for at, segment in enumerate(found.segments):
        line = reviewed(from_segment(str(at), segment), reviews.get(at))
        lines.append(line)
        if line.original is not None:
            heard[line.id] = from_segment(line.id, replace(segment, text=line.original))
    language = found.language and (language_code(found.language) or found.language)
    return Sheet(tuple(lines), heard, language, found.meta)


def rows_of(sheet: Sheet, items: Sequence[Item]) -> list[Row]:
    """All lines and the gaps that nobody filled, in time order."""
    rows = [Row(line.start, line.end, line.text, None) for line in sheet.lines if line.original is None]
    for place in onto(items, sheet.heard, sheet.lines, ()):
        item = None if place.decided else place.item
        if place.line is not None:
            rows.append(Row(place.line.start, place.line.end, place.line.text, item))
        elif item is not None:
            rows.append(Row(item.start, item.end, "", item))
    return sorted(rows, key=lambda row: row.start)


class Session:
    """One transcript: its evidence gathered, its lines ranked."""

    def __init__(self, asked: Queue, sheet: Sheet, scratch: Path, stop: Callable[[], bool]) -> None:
        self._asked = asked
        self._sheet = sheet
        self._pcm = scratch / "audio.pcm"
        self._stop = stop
        self._progress = Progress(sys.stderr)
        self._fetching = False

    def rows(self) -> list[Row]:
        """As ``rows_of`` says. Raises UserError."""
        try:
            pcm = self._sound()
            evidence = Evidence.merged(part.as_dict() for part in self._gathered(pcm))
        finally:
            self._progress.clear()
        heard = tuple(self._sheet.heard.values())
        return rows_of(self._sheet, queue.rank(heard, evidence))

    def _sound(self) -> NDArray[np.int16] | None:
        """The recording's samples, None without a recording."""
        audio = self._asked.audio
        if audio is None:
            return None
        if not audio.is_file():
            raise NoSuchFile(name=str(audio))
        self._progress.begin(f"{shown(audio.name)}: reading")
        decoded = decode(audio, self._pcm, from_env(), self._reading)
        self._progress.clear()
        if decoded.note:
            print(f"{shown(audio.name)}: {decoded.note}", file=sys.stderr, flush=True)
        return open_pcm(self._pcm)

    def _reading(self, part: float) -> None:
        """Called while a file is decoded: what is raised here ends the decoder."""
        self._check()
        self._progress.show(part, 1.0)

    def _gathered(self, pcm: NDArray[np.int16] | None) -> Iterator[PartEvidence]:
        """All parts of the mode, stretch by stretch; without a recording those that need none."""
        lines = tuple(self._sheet.heard.values())
        parts = [part for part in plan_parts(self._asked.evidence) if pcm is not None or part in SILENT_PARTS]
        end = max((line.end for line in lines), default=0) if pcm is None else len(pcm) // SAMPLES_PER_MS
        plan = evidence_plan(lines, ((0, end),))
        steps = [(part, index) for part in parts for index in range(len(plan))]
        engine, model = self._recogniser(pcm is not None and bool(steps))
        self._begin()
        for number, (part, index) in enumerate(steps, start=1):
            yield examined(
                part,
                lines,
                np.zeros(0, dtype=np.int16) if pcm is None else pcm,
                plan,
                index,
                language=self._sheet.language,
                model=model,
                engine=engine,
                device=self._asked.device,
                cache_dir=self._asked.model_dir,
                stop=self._stop,
                progress=self._fetched,
                spoken=self._sheet.added,
            )
            if self._fetching:
                self._progress.clear()
                self._begin()
            self._progress.show(number, len(steps))
        self._progress.end()

    def _begin(self) -> None:
        self._fetching = False
        self._progress.begin(f"{shown(self._asked.file.name)}: examining")

    def _fetched(self, done: int, total: int) -> None:
        """Called while a model is fetched."""
        self._check()
        if not self._fetching:
            self._progress.clear()
            self._progress.begin("downloading a model")
            self._fetching = True
        self._progress.show(done, total)

    def _check(self) -> None:
        if self._stop():
            raise Cancelled

    def _recogniser(self, listens: bool) -> tuple[str, str]:
        """Engine and model: those asked for, else the transcript's own, else the hardware's; none without sound."""
        if not listens:
            return "", ""
        meta = self._sheet.meta
        engine = self._asked.engine or next((name for name in ENGINES if name == meta.get("engine")), None)
        model = self._asked.model or next((name for name in NAMES if name == meta.get("model")), None)
        if engine is None or model is None:
            hardware = detect()
            engine, model = engine or default_engine(hardware), model or default_model(hardware)
        return engine, model


# ---- the command line ---------------------------------------------------------------------------------------------


def read_queue(argv: Sequence[str]) -> Queue:
    """Raises BadCommand; ``--help`` prints and raises SystemExit(0)."""
    given = _parser().parse_args(list(argv))
    return Queue(
        file=Path(given.transcript),
        audio=None if given.audio is None else Path(given.audio),
        evidence=given.evidence,
        engine=given.engine,
        model=given.model,
        device=given.device,
        model_dir=None if given.model_dir is None else Path(given.model_dir),
        as_json=given.json,
    )


def _parser() -> Parser:
    parser = Parser(
        prog="python -m review queue",
        description="Say which lines of a transcript to listen to again, and why.",
        epilog=EPILOG,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("transcript", metavar="TRANSCRIPT.json", help="Whisper's JSON, Relisten's, or any transcript it imports")
    add("--audio", metavar="FILE", help="the recording: without it only the text itself is examined")
    add("--evidence", choices=MODES, default=DEFAULT, help=_EVIDENCE_HELP)
    add("--engine", choices=ENGINES, help="the recogniser that examines (default: the one that heard the lines)")
    add("--model", metavar="NAME", help="its model (default: the one that heard the lines)")
    add("--model_dir", "--model-dir", metavar="FOLDER", help="where models are kept (default: ~/.cache/relisten)")
    add("--device", default="auto", metavar="NAME", help="auto, cpu, cuda or cuda:N (default: auto)")
    add("--json", action="store_true", help='print JSON: {"lines": [...]}, times in seconds')
    return parser


_EVIDENCE_HELP = (
    "how much is gathered: nothing (off), the sound and the text's own tokens (fast), a second listen besides "
    f"(thorough); default: {DEFAULT}"
)
