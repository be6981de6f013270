"""What this machine hears with, and the model that suits it. Only the worker calls ``detect``: it imports torch."""

# ruff: noqa: PLC0415  (the big libraries are imported where they are used: the web process never pays for them)
from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from typing import Any

LARGE_GB = 10
TURBO_GB = 6
MAX_THREADS = 8
"""Whisper's matrices are too small to gain from more."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """``device`` is "cuda" or "cpu", ``name`` what its maker calls it, ``memory_gb`` the card's memory (0 on a CPU)."""

    device: str
    name: str
    memory_gb: float

    def as_dict(self) -> dict[str, Any]:
        """For the store."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Hardware:
        """The inverse of ``as_dict``."""
        return cls(str(data["device"]), str(data["name"]), float(data["memory_gb"]))


def detect() -> Hardware:
    """The first CUDA card, which is the one that "cuda" means, else the CPU."""
    import torch

    if not torch.cuda.is_available():
        return Hardware("cpu", f"CPU, {cores()} cores", 0.0)
    card = torch.cuda.get_device_properties(0)
    return Hardware("cuda", str(card.name), round(card.total_memory / 2**30, 1))


def default_model(hardware: Hardware) -> str:
    """large-v3 from 10 GB of card memory, turbo from 6, small below; base without a card.

    Cards are sold by round numbers and report a little less (a 6 GB card 5.8), hence the rounding.
    """
    if hardware.device != "cuda":
        return "base"
    memory = round(hardware.memory_gb)
    if memory >= LARGE_GB:
        return "large-v3"
    return "turbo" if memory >= TURBO_GB else "small"


def default_engine(hardware: Hardware) -> str:
    """openai-whisper on a card; faster-whisper on a CPU, where it is several times as fast."""
    return "openai-whisper" if hardware.device == "cuda" else "faster-whisper"


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def thread_count(wanted: int) -> int:
    """Threads for a model on the CPU: as asked, or one a core up to eight for 0."""
    return wanted if wanted > 0 else min(cores(), MAX_THREADS)
