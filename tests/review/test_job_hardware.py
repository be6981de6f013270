"""What the page learns of the machine, and what a job without a chosen model goes by."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from engine.models.hardware import Hardware
from review.jobs import hardware
from review.store import Store

CARD = Hardware("cuda", "A card", 10.0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "relisten.sqlite")


def test_this_machine_is_looked_at_in_a_process_of_its_own() -> None:
    found = hardware.look()
    assert found.device in ("cpu", "cuda")
    assert found.name != ""


def test_where_looking_fails_there_is_a_cpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "no python"))
    found = hardware.look()
    assert (found.device, found.memory_gb) == ("cpu", 0.0)


def test_the_hardware_is_published(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "look", lambda: CARD)
    hardware.keep_published(store, Event())
    assert store.get_setting("hardware") == {"device": "cuda", "name": "A card", "memory_gb": 10.0}


def test_hardware_that_is_known_is_looked_at_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.set_setting("hardware", CARD.as_dict())
    monkeypatch.setattr(hardware, "look", lambda: Hardware("cpu", "", 0.0))
    ended = Event()
    ended.set()
    hardware.keep_published(store, ended)
    assert hardware.known(store) == CARD


def test_hardware_that_is_not_known_yet_is_looked_at(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "look", lambda: CARD)
    assert hardware.known(store) == CARD
