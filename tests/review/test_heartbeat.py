"""Whether a worker is alive, as the web process can know it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from review.heartbeat import beat, is_alive
from review.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store(tmp_path / "relisten.sqlite")
    yield found
    found.close()


def test_before_the_first_beat_nobody_is_alive(store: Store) -> None:
    assert is_alive(store, 1_000_000) is False


def test_a_worker_is_alive_until_it_is_silent_for_thirty_seconds(store: Store) -> None:
    beat(store, 1_000_000, 0)
    assert store.get_setting("worker") == {"pid": os.getpid(), "seen_at": 1_000_000, "crashes": 0}
    assert is_alive(store, 1_029_999) is True
    assert is_alive(store, 1_030_000) is False


@pytest.mark.parametrize(("crashes", "alive"), [(2, True), (3, False)])
def test_a_beat_after_many_crashes_is_no_sign_of_life(store: Store, crashes: int, alive: bool) -> None:
    beat(store, 1_000_000, crashes)
    assert is_alive(store, 1_000_001) is alive
