"""What the tests of jobs share: a data directory, recordings of a few seconds, and a recogniser without a model."""

from __future__ import annotations

import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.backends.base import OnWindow, Stop
from engine.errors import Cancelled
from engine.media import MediaLimits, write_peaks
from engine.options import DecodingOptions
from engine.transcript import Segment
from review.events import WindowHeard
from review.jobs.context import Work
from review.projects.folders import MediaFolders
from review.store import Media, Run, Store

WINDOW_MS = 2_000


@dataclass
class FakeRecogniser:
    """Hears one line in each 2 s. ``before_window`` is called with the window's start, ms in the chunk."""

    engine: str = "faster-whisper"
    model: str = "base"
    device: str = "cpu"
    precision: str = "int8"
    versions: dict[str, str] = field(default_factory=lambda: {"fake": "1"})
    before_window: Callable[[int], None] = lambda _start: None
    heard: list[int] = field(default_factory=list)
    prompts: list[str | None] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)

    def transcribe(
        self,
        pcm: NDArray[np.float32],
        options: DecodingOptions,  # noqa: ARG002 - the protocol's name
        *,
        language: str | None,
        prompt: str | None,
        on_window: OnWindow,
        stop: Stop,
    ) -> str:
        self.heard.append(len(pcm) // 16)
        self.prompts.append(prompt)
        for start in range(0, len(pcm) // 16, WINDOW_MS):
            self.before_window(start)
            if stop():
                raise Cancelled
            end = min(start + WINDOW_MS, len(pcm) // 16)
            on_window((Segment(start, end, f" Line {start}.", window=start, temperature=0.0),))
        return language or "en"


class Place:
    """A data directory with a store, and ``work`` as the worker has it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(folder / "relisten.sqlite")
        self.folders = MediaFolders(folder / "media")
        self.work = Work(self.store, self.folders, MediaLimits(), device="cpu", chunk_ms=10_000)

    def add_recording(self, seconds: float = 25.0, content: bytes | None = None) -> Media:
        """A new upload: a WAV file of a soft hum, or ``content``."""
        upload = self.folder / "upload"
        if content is None:
            write_hum(upload, seconds)
        else:
            upload.write_bytes(content)
        folder = self.folders.take(upload)
        return self.store.add_media("hum.wav", folder.path.name, folder.source.stat().st_size)

    def add_decoded(self, seconds: float) -> Media:
        """A recording as it is after its intake, without the seconds that a decoder takes to start."""
        media = self.add_recording(seconds)
        folder = self.folders.of(media.folder)
        folder.pcm.write_bytes(folder.source.read_bytes()[44:])
        write_peaks(folder.pcm, folder.peaks)
        self.store.update_media(media.id, state="ready", duration_ms=int(seconds * 1000), peaks=True)
        return self.media(media)

    def add_run(self, media: Media, kind: str = "transcribe", **options: object) -> Run:
        """A queued run of a new project."""
        project = self.store.create_project("hum", media_id=media.id)
        return self.store.add_run(
            project.id, kind=kind, media_id=media.id, engine="faster-whisper", model="base", options=options
        )

    def run(self, run: Run) -> Run:
        """The run as it is now."""
        found = self.store.run(run.id)
        assert found is not None
        return found

    def media(self, media: Media) -> Media:
        """The recording as it is now."""
        found = self.store.media(media.id)
        assert found is not None
        return found

    def windows(self, run: Run) -> list[tuple[int, int, tuple[str, ...]]]:
        """(chunk, window, texts) of all that is stored of a run, in the order in which it was stored."""
        return [
            (event.chunk, event.window, tuple(segment.text for segment in event.segments))
            for event in self.store.changes_since(run.project_id, 0).events
            if isinstance(event, WindowHeard)
        ]


def write_hum(path: Path, seconds: float) -> None:
    """A WAV file, 16 kHz mono, whose loudness changes each half second, so that there are places to cut."""
    moments = np.arange(int(seconds * 16_000)) / 16_000
    loudness = np.where((moments * 2).astype(int) % 2 == 0, 8_000, 500)
    samples = (np.sin(moments * 2 * np.pi * 220) * loudness).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(samples.tobytes())
