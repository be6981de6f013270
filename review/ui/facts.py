"""What the page must know before anything is opened: the machine, the models, the options, the limits, the formats."""

from __future__ import annotations

from typing import Any

from engine.models.hardware import Hardware, default_engine, default_model
from engine.models.names import MODELS
from engine.options import ENGINES, LANGUAGES, OPTIONS
from review.flags import (
    DEFAULT_AVG_LOGPROB,
    DEFAULT_NO_SPEECH_PROB,
    WHISPER_AVG_LOGPROB,
    WHISPER_NO_SPEECH_PROB,
)
from review.formats import FORMATS
from review.heartbeat import is_alive
from review.projects import Caller, Desk
from review.store import Store
from review.store.records import now


def facts(desk: Desk, who: Caller) -> dict[str, Any]:
    """Answer of ``hello``. ``hardware`` is None until the worker has looked, which takes it some seconds once."""
    settings, store = desk.settings, desk.store
    hardware = _hardware(store)
    suited = hardware or Hardware("cpu", "", 0.0)
    return {
        "hardware": None if hardware is None else hardware.as_dict(),
        "models": [model.as_dict() for model in MODELS],
        "engines": list(ENGINES),
        "default_model": settings.model or default_model(suited),
        "default_engine": default_engine(suited),
        "options": [option.as_dict() for option in OPTIONS],
        "languages": [[code, name] for code, name in LANGUAGES.items()],
        "evidence": settings.evidence,
        "limits": {
            "upload_bytes": settings.upload_bytes,
            "duration_ms": settings.duration_ms,
            "jobs_per_visitor": settings.jobs_per_visitor,
            "expiry_days": settings.expiry_days,
        },
        "space": settings.space,
        "lists_all": who.trusted,
        "user": who.user,
        "formats": [
            {"name": each.name, "extension": each.extension, "cannot_hold": each.cannot_hold}
            for each in FORMATS.values()
        ],
        "flags": {
            "avg_logprob": {"default": DEFAULT_AVG_LOGPROB, "whisper": WHISPER_AVG_LOGPROB},
            "no_speech_prob": {"default": DEFAULT_NO_SPEECH_PROB, "whisper": WHISPER_NO_SPEECH_PROB},
        },
        "worker_alive": is_alive(store, now()),
    }


def _hardware(store: Store) -> Hardware | None:
    found = store.get_setting("hardware")
    return None if found is None else Hardware.from_dict(found)
