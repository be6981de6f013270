"""The default model and recogniser by hardware."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from engine.models.hardware import Hardware, cores, default_engine, default_model, detect, thread_count


@pytest.mark.parametrize(
    ("device", "memory_gb", "model"),
    [
        ("cuda", 24.0, "large-v3"),
        ("cuda", 10.0, "large-v3"),
        ("cuda", 9.6, "large-v3"),
        ("cuda", 8.0, "turbo"),
        ("cuda", 5.8, "turbo"),
        ("cuda", 4.0, "small"),
        ("cpu", 0.0, "base"),
    ],
)
def test_default_model(device: str, memory_gb: float, model: str) -> None:
    assert default_model(Hardware(device, "", memory_gb)) == model


@pytest.mark.parametrize(("device", "engine"), [("cuda", "openai-whisper"), ("cpu", "faster-whisper")])
def test_default_engine(device: str, engine: str) -> None:
    assert default_engine(Hardware(device, "", 0.0)) == engine


def test_detect_without_a_card(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert detect() == Hardware("cpu", f"CPU, {cores()} cores", 0.0)


def test_detect_takes_the_first_card(monkeypatch: pytest.MonkeyPatch) -> None:
    cards = [SimpleNamespace(name="First", total_memory=16 * 2**30), SimpleNamespace(name="Second", total_memory=2**30)]
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    monkeypatch.setattr("torch.cuda.get_device_properties", lambda index: cards[index])
    assert detect() == Hardware("cuda", "First", 16.0)


def test_hardware_survives_json() -> None:
    hardware = Hardware("cuda", "Card", 11.9)
    assert Hardware.from_dict(hardware.as_dict()) == hardware


def test_threads_as_asked() -> None:
    assert thread_count(3) == 3


def test_threads_by_the_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.models.hardware.cores", lambda: 64)
    assert thread_count(0) == 8
