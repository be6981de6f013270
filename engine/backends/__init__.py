"""The recognisers. Only ``load`` imports one, and with it torch or CTranslate2."""

# ruff: noqa: PLC0415  (the big libraries are imported where they are used: the web process never pays for them)
from __future__ import annotations

import gc
import pickle
import re
import sys
import threading
from pathlib import Path
from typing import ClassVar

from engine.backends.base import Progress, Recogniser
from engine.errors import UserError
from engine.models.names import model_spec
from engine.models.weights import default_cache, ensure
from engine.options import ENGINES

__all__ = ["BadDevice", "BadWeights", "NoCuda", "UnknownEngine", "load", "unload"]


class UnknownEngine(UserError):
    code: ClassVar[str] = "unknown_engine"
    template: ClassVar[str] = "There is no recogniser named {engine}: choose one of {names}."


class BadDevice(UserError):
    code: ClassVar[str] = "bad_device"
    template: ClassVar[str] = "There is no device named {device}: choose auto, cpu, cuda or cuda:N."


class NoCuda(UserError):
    code: ClassVar[str] = "no_cuda"
    template: ClassVar[str] = "The device {device} cannot be used by {engine} on this machine: choose cpu or auto."


class BadWeights(UserError):
    """The files are there but are no model, or not one this library version reads."""

    code: ClassVar[str] = "bad_weights"
    template: ClassVar[str] = "The files of the model {model} cannot be read: delete {path} and they are fetched again."


_lock = threading.Lock()
_loaded: dict[tuple[str, str, str, str], Recogniser] = {}


def load(
    engine: str,
    model: str,
    device: str = "auto",
    cache_dir: Path | None = None,
    progress: Progress | None = None,
) -> Recogniser:
    """The recogniser ``engine`` with ``model`` on ``device`` (auto, cpu, cuda, cuda:N).

    The one that was loaded last is kept and given again; another takes its place in memory. Missing weights are fetched
    (``progress`` is told bytes so far and in all, and may raise to give up). Raises UnknownEngine, BadDevice, NoCuda,
    UnknownModel, OutOfMemory, BadWeights and what engine.models.weights.ensure does.
    """
    if engine not in ENGINES:
        raise UnknownEngine(engine=engine, names=", ".join(ENGINES))
    stored = model_spec(model).stored
    cache = cache_dir or default_cache()
    with _lock:
        place = _device(device, engine)
        key = (engine, stored, place, str(cache))
        if key not in _loaded:
            weights = ensure(model, engine, cache, progress)
            _evict()
            _loaded[key] = _make(engine, model, place, weights)
        return _loaded[key]


def unload() -> None:
    """Give the memory of the loaded model back."""
    with _lock:
        _evict()


def _evict() -> None:
    _loaded.clear()
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()


def _make(engine: str, model: str, device: str, weights: Path) -> Recogniser:
    try:
        if engine == "faster-whisper":
            from engine.backends.faster_whisper import FasterWhisper

            return FasterWhisper(model, device, weights)
        from engine.backends.openai_whisper import OpenAIWhisper

        return OpenAIWhisper(model, device, weights)
    except (RuntimeError, ValueError, KeyError, OSError, EOFError, pickle.UnpicklingError) as error:
        raise BadWeights(model=model, path=str(weights)) from error


def _device(device: str, engine: str) -> str:
    """What "auto" stands for, or the device as it was named, once it is known to be there."""
    match = re.fullmatch(r"auto|cpu|cuda(:\d{1,3})?", device)
    if match is None:
        raise BadDevice(device=device)
    if device == "cpu":
        return device
    cards = _cards(engine)
    if device == "auto":
        return "cuda" if cards else "cpu"
    if int(device.partition(":")[2] or 0) >= cards:
        raise NoCuda(device=device, engine=engine)
    return device


def _cards(engine: str) -> int:
    """CUDA cards that the recogniser's own library can use."""
    if engine == "faster-whisper":
        import ctranslate2

        return int(ctranslate2.get_cuda_device_count())
    import torch

    return torch.cuda.device_count() if torch.cuda.is_available() else 0
