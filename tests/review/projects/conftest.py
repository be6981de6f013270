"""A desk over an empty data folder, and a project on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from review.projects import Desk
from review.settings import Settings
from review.store import Store
from tests.review.projects.made import heard

MakeDesk = Callable[..., Desk]


@pytest.fixture
def make_desk(tmp_path: Path) -> Iterator[MakeDesk]:
    """Desks over one data folder; keyword arguments are settings."""
    store = Store(tmp_path / "relisten.sqlite")

    def made(**settings: object) -> Desk:
        return Desk(store, Settings(data_dir=tmp_path, **settings))  # type: ignore[arg-type]

    yield made
    store.close()


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk()


@pytest.fixture
def token(desk: Desk) -> str:
    """A project of three heard lines and four seconds of silence."""
    return heard(desk, 3)
