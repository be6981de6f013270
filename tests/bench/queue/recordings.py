"""The recordings of ../shared/data whose right text is known, each by one speaker (or one song), told apart by name."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.media import decode
from engine.media.pcm import SAMPLES_PER_MS

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
BETWEEN_MS = 250
"""Silence between the fragments of a talk, as the corpus' README asks for."""

TALKS, SPEECH, LANGUAGES, SONGS, SILENCE = "korean-talks", "english-speech", "many-languages", "songs", "no-speech"
GROUPS = (TALKS, SPEECH, LANGUAGES, SONGS, SILENCE)
NO_LANGUAGE = "zxx"


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch (ms) of a recording and what was said in it."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Recording:
    """``name`` is the speaker's (or the song's): what has the same name is never fitted on and scored on at once.

    ``timed`` says whether the stretches of ``said`` are where it was said: of a song there is one, all of it.
    """

    group: str
    name: str
    language: str | None
    pcm: NDArray[np.int16]
    said: tuple[Said, ...]

    @property
    def key(self) -> str:
        """A name for files."""
        return f"{self.group}__{self.name}"

    @property
    def timed(self) -> bool:
        """Whether it is known when each part was said."""
        return self.group in (TALKS, SPEECH)

    @property
    def duration(self) -> int:
        """ms."""
        return len(self.pcm) // SAMPLES_PER_MS


def recordings(groups: tuple[str, ...], cache: Path) -> Iterator[Recording]:
    """The recordings of ``groups``; decoded sound is kept in ``cache``."""
    for group in groups:
        files: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (DATA / group / "refs.tsv").open(encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                files[_speaker(group, row["file"])].append(row)
        for name, rows in files.items():
            yield _joined(group, name, rows, cache)


def _speaker(group: str, file: str) -> str:
    if group == TALKS:
        return file.rpartition("-")[0]
    return file.partition("-")[0] if group == SPEECH else Path(file).stem


def _joined(group: str, name: str, rows: list[dict[str, str]], cache: Path) -> Recording:
    silence = np.zeros(BETWEEN_MS * SAMPLES_PER_MS, dtype=np.int16)
    parts: list[NDArray[np.int16]] = []
    said: list[Said] = []
    at = 0
    for row in rows:
        sound = _decoded(DATA / group / row["file"], cache)
        length = len(sound) // SAMPLES_PER_MS
        if row["reference"].strip():
            said.append(Said(at, at + length, row["reference"]))
        parts += [sound, silence]
        at += length + BETWEEN_MS
    language = rows[0]["language"]
    return Recording(
        group, name, None if language == NO_LANGUAGE else language, np.concatenate(parts[:-1]), tuple(said)
    )


def _decoded(file: Path, cache: Path) -> NDArray[np.int16]:
    target = cache / "pcm" / f"{file.parent.name}_{file.stem}.pcm"
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.unlink(missing_ok=True)
        decode(file, part)
        part.replace(target)
    return np.fromfile(target, dtype="<i2")
