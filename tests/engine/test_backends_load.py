"""Loading a recogniser: one at a time in memory, devices that exist, files that are models."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import backends
from engine.backends import BadDevice, BadWeights, NoCuda, UnknownEngine, load, unload
from engine.models.names import UnknownModel

pytestmark = pytest.mark.usefixtures("nothing_loaded")


@pytest.fixture
def nothing_loaded() -> Iterator[None]:
    unload()
    yield
    unload()


@pytest.fixture
def bad_cache(tmp_path: Path) -> Path:
    """A cache whose faster-whisper model "small" is none."""
    folder = tmp_path / "faster-whisper" / "small"
    folder.mkdir(parents=True)
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (folder / name).write_bytes(b"{}")
    return tmp_path


@pytest.mark.model
def test_the_same_model_is_given_again(model_cache: Path) -> None:
    first = load("faster-whisper", "base", "cpu", model_cache)
    assert load("faster-whisper", "base", "cpu", model_cache) is first


@pytest.mark.model
def test_what_it_says_of_itself(model_cache: Path) -> None:
    found = load("faster-whisper", "base", "cpu", model_cache)
    assert (found.engine, found.model, found.device, found.precision) == ("faster-whisper", "base", "cpu", "int8")
    assert sorted(found.versions) == ["ctranslate2", "faster-whisper"]


@pytest.mark.model
def test_another_model_takes_its_place(model_cache: Path, bad_cache: Path) -> None:
    former = weakref.ref(load("faster-whisper", "base", "cpu", model_cache))
    with pytest.raises(BadWeights):
        load("faster-whisper", "small", "cpu", bad_cache)
    gc.collect()
    assert former() is None


def test_files_of_no_model_are_told(bad_cache: Path) -> None:
    with pytest.raises(BadWeights) as caught:
        load("faster-whisper", "small", "cpu", bad_cache)
    folder = bad_cache / "faster-whisper" / "small"
    assert str(caught.value) == (
        f"The files of the model small cannot be read: delete {folder} and they are fetched again."
    )


def test_an_unknown_engine() -> None:
    with pytest.raises(UnknownEngine, match="choose one of openai-whisper, faster-whisper"):
        load("whisper.cpp", "base")


def test_a_path_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(UnknownModel):
        load("openai-whisper", str(tmp_path / "model.pt"))


@pytest.mark.parametrize("device", ["gpu", "cuda:", "cuda:x", "mps", "cpu; rm"])
def test_an_unknown_device(device: str) -> None:
    with pytest.raises(BadDevice):
        load("faster-whisper", "base", device)


@pytest.mark.parametrize(("device", "cards"), [("cuda", 0), ("cuda:1", 1)])
def test_a_card_that_is_not_there(device: str, cards: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_cards", lambda _engine: cards)
    with pytest.raises(NoCuda):
        load("faster-whisper", "base", device)


@pytest.mark.parametrize(("cards", "device"), [(0, "cpu"), (2, "cuda")])
def test_auto(cards: int, device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backends, "_cards", lambda _engine: cards)
    assert backends._device("auto", "faster-whisper") == device
