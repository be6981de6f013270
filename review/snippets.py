"""A line's sound as a WAV file, and all of them with their texts as a data set for training.

Cut with pydub from the decoded PCM (raw s16le, 16 kHz, mono), of which only the wanted stretch is read.
"""

from __future__ import annotations

import csv
import io
import os
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from review.formats.base import SheetLine, machine_text, one_line

with warnings.catch_warnings():
    # pydub looks for ffmpeg, which it needs for compressed formats only; it is given PCM here.
    warnings.filterwarnings("ignore", message="Couldn't find ffmpeg or avconv", category=RuntimeWarning)
    from pydub import AudioSegment

SAMPLE_RATE = 16_000
BYTES_PER_MS = SAMPLE_RATE * 2 // 1000
FADE_MS = 5
"""Long enough that a cut inside a wave does not click, too short to hear."""
MAX_PAD_MS = 5_000
MAX_SNIPPET_MS = 10 * 60_000
"""Keeps a snippet under 20 MB of memory, whatever times a line was given."""
COLUMNS = ("file_name", "transcription", "start", "end", "original", "state", "own_logprob", "avg_logprob")

Progress = Callable[[int, int], None]


class NoSound(UserError):
    code = "snippet_no_sound"
    template = "There is no sound to cut at {time} s: the recording ends before it, or the line has no length."


class NoSnippets(UserError):
    code = "snippet_none"
    template = "No line of this project has sound to cut, so there is nothing to put in the data set."


@dataclass(frozen=True, slots=True)
class Cut:
    """The stretch that is cut, in ms of the recording."""

    start: int
    end: int


def stretch(pcm: Path, start: int, end: int, pad: int = 0) -> Cut:
    """The line's time widened by ``pad`` ms on both sides (0 to 5 s), kept inside the recording and ten minutes."""
    pad = max(0, min(MAX_PAD_MS, pad))
    length = pcm.stat().st_size // BYTES_PER_MS
    first = max(0, min(start - pad, length))
    last = max(first, min(end + pad, length, first + MAX_SNIPPET_MS))
    return Cut(first, last)


def snippet(pcm: Path, start: int, end: int, pad: int = 0) -> bytes:
    """A line's sound as a WAV file. Raises NoSound where the recording has none at these times (ms)."""
    cut = stretch(pcm, start, end, pad)
    if cut.start >= cut.end:
        raise NoSound(time=start / 1000)
    return _wav(pcm, cut)


def dataset_zip(
    pcm: Path, lines: Sequence[SheetLine], target: Path, *, pad: int = 0, progress: Progress | None = None
) -> int:
    """Write every line's sound and text into the zip ``target``, in Hugging Face's ``audiofolder`` layout:
    ``metadata.csv`` and ``audio/0001.wav`` … https://huggingface.co/docs/datasets/audio_dataset

    One snippet is in memory at a time. The file gets its name when it is whole. Lines without sound are left out.
    ``metadata.csv`` is for training, not for a spreadsheet: its texts are exact, without a quote before a formula.

    Returns
    -------
    The number of snippets. Raises NoSnippets where there is none.
    """
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            count = _fill(archive, pcm, lines, pad, progress)
        if not count:
            raise NoSnippets()
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _fill(archive: zipfile.ZipFile, pcm: Path, lines: Sequence[SheetLine], pad: int, progress: Progress | None) -> int:
    metadata = io.StringIO(newline="")
    table = csv.writer(metadata, lineterminator="\n")
    table.writerow(COLUMNS)
    digits = max(4, len(str(len(lines))))
    count = 0
    for done, line in enumerate(lines, start=1):
        cut = stretch(pcm, line.start, line.end, pad)
        if cut.start < cut.end and line.start < line.end:
            count += 1
            name = f"audio/{count:0{digits}d}.wav"
            archive.writestr(name, _wav(pcm, cut))
            figures = ("" if value is None else value for value in (line.own_logprob, line.avg_logprob))
            original = one_line(machine_text(line) or "")
            seconds = (cut.start / 1000, cut.end / 1000)
            table.writerow((name, one_line(line.text), *seconds, original, line.state, *figures))
        if progress is not None:
            progress(done, len(lines))
    archive.writestr("metadata.csv", metadata.getvalue().encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)
    return count


def _wav(pcm: Path, cut: Cut) -> bytes:
    with pcm.open("rb") as file:
        file.seek(cut.start * BYTES_PER_MS)
        data = file.read((cut.end - cut.start) * BYTES_PER_MS)
    sound = AudioSegment(data=data, sample_width=2, frame_rate=SAMPLE_RATE, channels=1)
    fade = min(FADE_MS, len(sound) // 2)
    if fade:
        sound = sound.fade_in(fade).fade_out(fade)
    target = io.BytesIO()
    sound.export(target, format="wav")
    return target.getvalue()
