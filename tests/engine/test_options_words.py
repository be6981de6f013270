"""The page's words for the options and for what can go wrong in the engine's models: Korean beside English."""

from __future__ import annotations

import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine.backends
import engine.backends.base
import engine.models.weights  # noqa: F401  (its errors are found among the children of UserError)
from engine.errors import UserError
from engine.options import OPTIONS

WORDS = Path(__file__).resolve().parents[2] / "review" / "ui" / "i18n"
EN: dict[str, str] = json.loads((WORDS / "en.json").read_text(encoding="utf-8"))
KO: dict[str, str] = json.loads((WORDS / "ko.json").read_text(encoding="utf-8"))
ROOMS = ("engine.option", "engine.models", "engine.backends")


def children(kind: type[UserError]) -> Iterator[type[UserError]]:
    for child in kind.__subclasses__():
        yield child
        yield from children(child)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


ERRORS = sorted({kind for kind in children(UserError) if kind.__module__.startswith(ROOMS)}, key=lambda kind: kind.code)


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_error_is_said_in_english_as_in_the_code(kind: type[UserError]) -> None:
    assert EN[f"error.{kind.code}"] == kind.template


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.code)
def test_error_is_said_in_korean_with_the_same_places(kind: type[UserError]) -> None:
    assert placeholders(KO[f"error.{kind.code}"]) == placeholders(kind.template)


@pytest.mark.parametrize("name", [spec.name for spec in OPTIONS])
def test_option_has_its_words(name: str) -> None:
    assert EN[f"option.{name}.label"]
    assert KO[f"option.{name}.label"]
    assert KO[f"option.{name}.help"].endswith(".")
