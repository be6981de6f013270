"""Every model of the whisper command as plain constants: no torch, so that the page can list them at once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from engine.errors import UserError


class UnknownModel(UserError):
    """The name is none of Whisper's: a path would be one, and unpickling a user's file runs its code."""

    code: ClassVar[str] = "unknown_model"
    template: ClassVar[str] = "Whisper has no model named {model}: choose one of {names}."


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model. ``size_mb`` is openai-whisper's file, ``needs_gb`` the GPU memory the whisper README asks for.

    ``no_speech_informative`` is false for the turbo models: their no_speech_prob is about 1e-10 whatever is heard.
    ``same_as`` is the name under which the same weights are stored, where the model is a second name.
    """

    name: str
    multilingual: bool
    size_mb: int
    needs_gb: int
    no_speech_informative: bool = True
    same_as: str | None = None

    @property
    def stored(self) -> str:
        """The name its files go by."""
        return self.same_as or self.name

    def as_dict(self) -> dict[str, Any]:
        """For the page."""
        return asdict(self)


MODELS: tuple[ModelSpec, ...] = (
    ModelSpec("tiny.en", False, 76, 1),
    ModelSpec("tiny", True, 76, 1),
    ModelSpec("base.en", False, 145, 1),
    ModelSpec("base", True, 145, 1),
    ModelSpec("small.en", False, 484, 2),
    ModelSpec("small", True, 484, 2),
    ModelSpec("medium.en", False, 1528, 5),
    ModelSpec("medium", True, 1528, 5),
    ModelSpec("large-v1", True, 3087, 10),
    ModelSpec("large-v2", True, 3087, 10),
    ModelSpec("large-v3", True, 3088, 10),
    ModelSpec("large", True, 3088, 10, same_as="large-v3"),
    ModelSpec("large-v3-turbo", True, 1618, 6, no_speech_informative=False),
    ModelSpec("turbo", True, 1618, 6, no_speech_informative=False, same_as="large-v3-turbo"),
)
"""In the order of ``whisper.available_models()``."""

NAMES: tuple[str, ...] = tuple(spec.name for spec in MODELS)

SMALLER_PART = 0.9
"""A model this part of another's size or less is worth naming when memory runs out."""

_BY_NAME = {spec.name: spec for spec in MODELS}


def model_spec(name: str) -> ModelSpec:
    """The model of that name. Raises UnknownModel."""
    if name not in _BY_NAME:
        raise UnknownModel(model=name, names=", ".join(NAMES))
    return _BY_NAME[name]


def smaller_model(name: str) -> str | None:
    """The next smaller model of the same languages, to name when memory runs out; None below the smallest."""
    spec = model_spec(name)
    fitting = [
        other
        for other in MODELS
        if other.same_as is None
        and other.size_mb < SMALLER_PART * spec.size_mb
        and other.multilingual == spec.multilingual
    ]
    return max(fitting, key=lambda other: other.size_mb).name if fitting else None
