"""Model names: constants of ours that are whisper's own."""

from __future__ import annotations

import pytest
import whisper

from engine.models.names import MODELS, NAMES, UnknownModel, model_spec, smaller_model


def test_names_are_whispers() -> None:
    assert list(NAMES) == whisper.available_models()


def test_second_names_have_the_same_weights() -> None:
    addresses = whisper._MODELS
    assert all(addresses[spec.name] == addresses[spec.stored] for spec in MODELS)


def test_second_names() -> None:
    assert {spec.name: spec.stored for spec in MODELS if spec.same_as} == {
        "large": "large-v3",
        "turbo": "large-v3-turbo",
    }


def test_english_models_know_one_language() -> None:
    assert [spec.name for spec in MODELS if not spec.multilingual] == ["tiny.en", "base.en", "small.en", "medium.en"]


def test_turbo_has_no_informative_no_speech_prob() -> None:
    assert [spec.name for spec in MODELS if not spec.no_speech_informative] == ["large-v3-turbo", "turbo"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/tmp/model.pt", "Base", ""])
def test_a_path_or_an_unknown_name_is_refused(name: str) -> None:
    with pytest.raises(UnknownModel):
        model_spec(name)


@pytest.mark.parametrize(
    ("name", "smaller"),
    [
        ("large-v3", "large-v3-turbo"),
        ("large", "large-v3-turbo"),
        ("large-v2", "large-v3-turbo"),
        ("turbo", "small"),
        ("medium", "small"),
        ("base", "tiny"),
        ("tiny", None),
        ("small.en", "base.en"),
        ("tiny.en", None),
    ],
)
def test_smaller_model(name: str, smaller: str | None) -> None:
    assert smaller_model(name) == smaller
