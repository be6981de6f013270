"""CTranslate2 models from the model hub faster-whisper itself uses: its own cache first, then the network."""

# ruff: noqa: PLC0415  (the big libraries are imported where they are used: the web process never pays for them)
from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.models.fetch import TIMEOUT_S, Progress, RemoteFile, SourceFailed, download

NEEDED = ("model.bin", "config.json", "tokenizer.json")
WANTED = (*NEEDED, "preprocessor_config.json", "vocabulary.json", "vocabulary.txt")


def cached_folder(model: str) -> Path | None:
    """Where faster-whisper itself has put the model before, if it has."""
    try:
        from faster_whisper.utils import download_model

        folder = Path(download_model(model, local_files_only=True))
    except (OSError, ValueError, ImportError):
        return None
    return folder if all((folder / name).is_file() for name in NEEDED) else None


def fetch_from_hub(model: str, folder: Path, progress: Progress) -> None:
    """Put the files of ``model`` into ``folder``, each verified. Raises SourceFailed, and OSError of the local disk."""
    files = _files(model)
    total = sum(file.size for file in files)
    before = 0
    for file in files:
        done = before
        download(file, folder, lambda now, _all, done=done: progress(done + now, total))  # type: ignore[misc]
        before += file.size


def _files(model: str) -> list[RemoteFile]:
    """The files to fetch, with the hub's own sizes and hashes."""
    from faster_whisper.utils import _MODELS
    from huggingface_hub import HfApi, hf_hub_url

    repository = _MODELS.get(model)
    if repository is None:
        raise SourceFailed(f"the hub has no {model}")
    try:
        info: Any = HfApi().model_info(repository, files_metadata=True, timeout=TIMEOUT_S)
    except Exception as error:  # whatever goes wrong there, the next source may do
        raise SourceFailed(str(error)) from error
    files = [
        RemoteFile(
            hf_hub_url(repository, entry.rfilename, revision=info.sha),
            entry.rfilename,
            entry.size or 0,
            sha256=entry.lfs.sha256 if entry.lfs else None,
            git_sha1=entry.blob_id,
        )
        for entry in info.siblings or []
        if entry.rfilename in WANTED
    ]
    if not set(NEEDED) <= {file.name for file in files}:
        raise SourceFailed(f"{repository} lacks files")
    return files
