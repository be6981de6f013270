"""The sample project: every visitor gets one of their own, to try everything in the first ten seconds."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from functools import cached_property
from pathlib import Path
from threading import Lock

import orjson

from engine.media import decode, from_env, write_peaks
from engine.transcript import Transcript
from engine.transcript_json import from_json, loads
from review import sample
from review.projects.folders import MediaFolder
from review.projects.importing import Importing
from review.projects.people import Caller, payer
from review.projects.views import Json
from review.settings import Settings
from review.store import Project, Store
from review.store.records import new_id


class Sampling(Importing):
    """Making samples: lines at once, sound copied from a template that is decoded once a data folder."""

    def __init__(self, store: Store, settings: Settings) -> None:
        super().__init__(store, settings)
        self._sampling = Lock()

    def sample(self, who: Caller, visitor: str) -> str:
        """The token of this visitor's sample, made at the first call and after it was deleted."""
        owner = payer(who, visitor)
        with self._sampling:
            found = self.store.sample_of(owner)
            if found is not None and found.run_id is None:  # a crash left it half made
                self.store.delete_project(found.id)
                found = None
            if found is None:
                found = self._make_sample(who, owner)
            self._store_evidence(found)
            return found.token

    def _make_sample(self, who: Caller, owner: str) -> Project:
        heard = self._sample_transcript
        folder = self._sample_folder()
        duration = folder.pcm.stat().st_size // 32
        recording = self.store.add_media(
            sample.NAME,
            folder.path.name,
            folder.source.stat().st_size,
            state="ready",
            duration_ms=duration,
            decode_fraction=1.0,
            peaks=True,
            playback=True,
        )
        project = self.store.create_project(
            sample.NAME, owner=who.user, visitor=owner, media_id=recording.id, sample=True
        )
        self._store_lines(project, heard)
        return self.store.project(project.id)

    def _store_evidence(self, project: Project) -> None:
        """What was found out about the lines, as a run that was finished elsewhere; nothing where there is any."""
        shown = None if project.run_id is None else self.store.run(project.run_id)
        if shown is None or shown.kind != "import" or self.store.evidence_of(shown.id)[0]:
            return
        steps = self._sample_evidence
        run = self.store.add_run(
            project.id,
            kind="evidence",
            media_id=project.media_id,
            engine=shown.engine,
            model=shown.model,
            options={"of": shown.id, "mode": sample.MODE},
            state="done",
            language=shown.language,
            meta={"parts": list(dict.fromkeys(step["part"] for step in steps))},
            current=False,
        )
        self.store.import_evidence(run.id, shown.id, steps)

    @cached_property
    def _sample_transcript(self) -> Transcript:
        return from_json(loads(sample.TRANSCRIPT.read_bytes()))

    @cached_property
    def _sample_evidence(self) -> list[Json]:
        return list(orjson.loads(sample.EVIDENCE.read_bytes()))

    def _sample_folder(self) -> MediaFolder:
        """A recording's folder with the sample's files, linked from the template where the disk can do that."""
        template = self._template()
        folder = self.folders.of(new_id())
        folder.path.mkdir(parents=True)
        for made, target in ((template.pcm, folder.pcm), (template.peaks, folder.peaks)):
            _link(made, target)
        for target in (folder.source, folder.playback):  # the sample is what a browser plays as it is
            shutil.copyfile(sample.AUDIO, target)
        return folder

    def _template(self) -> MediaFolder:
        """The decoded sample, made once: it appears under its name only when it is whole."""
        template = MediaFolder(self.settings.data_dir / "sample" / sample.VERSION)
        if not template.path.is_dir():
            template.path.parent.mkdir(parents=True, exist_ok=True)
            making = MediaFolder(Path(tempfile.mkdtemp(dir=template.path.parent)))
            decode(sample.AUDIO, making.pcm, from_env())
            write_peaks(making.pcm, making.peaks)
            try:
                making.path.rename(template.path)
            except OSError:  # another process was quicker
                shutil.rmtree(making.path, ignore_errors=True)
        return template


def _link(made: Path, target: Path) -> None:
    with contextlib.suppress(OSError):
        os.link(made, target)
        return
    shutil.copyfile(made, target)
