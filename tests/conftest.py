"""Fixtures for every room: the real model's weights, and the recordings the project made itself."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import settings
from numpy.typing import NDArray
from xdist.scheduler.loadscope import LoadScopeScheduling

from engine.models.weights import default_cache, ensure

FIXTURES = Path(__file__).parent / "fixtures"

settings.register_profile("no clock", deadline=None)  # a busy machine is no failure
settings.load_profile("no clock")


MOST_WORKERS = 4
"""Each may start the app, its worker with a model, and a browser: about 2 GB."""


def pytest_xdist_auto_num_workers() -> int:
    """How many test processes ``-n auto`` means."""
    return min(MOST_WORKERS, os.cpu_count() or 1)


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """Where several processes run the tests a file stays in one of them, for its fixtures; and all that drive a browser
    in the same one: they look at pages that somebody else's browser would slow down.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "e2e" if "/e2e/" in file else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """How tests are given to the processes."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The cache of weights (``$RELISTEN_CACHE`` or ``~/.cache/relisten``) with base for faster-whisper in it.

    It is the user's own: the whole suite fetches a model once, and so does the next run.
    """
    ensure("base", "faster-whisper")
    return default_cache()


@pytest.fixture(scope="session")
def english() -> NDArray[np.float32]:
    """13 s of English by two speakers, 16 kHz mono, shape (samples,)."""
    return samples(FIXTURES / "english.flac")


@pytest.fixture(scope="session")
def korean() -> NDArray[np.float32]:
    """21 s of Korean, 16 kHz mono, shape (samples,)."""
    return samples(FIXTURES / "korean.flac")


def samples(path: Path) -> NDArray[np.float32]:
    """A 16 kHz mono recording of ours as Whisper takes it, shape (samples,)."""
    with av.open(str(path)) as container:
        pieces = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    joined: NDArray[np.float32] = np.concatenate(pieces).astype(np.float32) / np.float32(32_768)
    return joined
