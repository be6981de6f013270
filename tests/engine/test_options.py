"""Decoding options: whisper's own names and defaults, and a sentence for every mistake."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import whisper
from whisper.decoding import BeamSearchDecoder
from whisper.tokenizer import LANGUAGES as THEIRS
from whisper.tokenizer import TO_LANGUAGE_CODE

from engine.errors import UserError
from engine.languages import ALIASES, LANGUAGES, language_code
from engine.option_errors import BadOption
from engine.options import ENGINES, OPTIONS, SPECS, DecodingOptions

ROOT = Path(__file__).resolve().parents[2]
NOT_DECODING = {
    *("help", "audio", "model", "model_dir", "device", "output_dir", "output_format", "verbose", "word_timestamps"),
    *("highlight_words", "max_line_width", "max_line_count", "max_words_per_line"),
}


def error_of(given: dict[str, Any]) -> str:
    with pytest.raises(BadOption) as caught:
        DecodingOptions.from_dict(given)
    return str(caught.value)


@pytest.fixture(scope="module")
def whisper_defaults() -> dict[str, Any]:
    """The whisper command's options and defaults, read off its own parser."""
    found: dict[str, Any] = {}

    def parse_args(parser: argparse.ArgumentParser) -> None:
        found.update({action.dest: action.default for action in parser._actions})
        raise SystemExit

    patch = pytest.MonkeyPatch()
    patch.setattr(argparse.ArgumentParser, "parse_args", parse_args)
    try:
        with pytest.raises(SystemExit):
            sys.modules["whisper.transcribe"].cli()
    finally:
        patch.undo()
    return found


def test_every_decoding_option_of_the_whisper_command_is_there(whisper_defaults: dict[str, Any]) -> None:
    assert set(SPECS) - {"seed"} == set(whisper_defaults) - NOT_DECODING


def test_defaults_are_the_whisper_commands(whisper_defaults: dict[str, Any]) -> None:
    ours = DecodingOptions().as_dict()
    assert {name: ours[name] for name in ours if name != "seed"} == {
        name: value for name, value in whisper_defaults.items() if name not in NOT_DECODING
    }


def test_the_table_has_the_dataclass_fields_and_defaults() -> None:
    assert {spec.name: spec.default for spec in OPTIONS} == DecodingOptions().as_dict()
    assert tuple(spec.name for spec in OPTIONS) == tuple(field.name for field in fields(DecodingOptions))


def test_the_everyday_options() -> None:
    everyday = [spec.name for spec in OPTIONS if spec.everyday]
    assert everyday == ["language", "task", "beam_size", "patience", "initial_prompt"]


@pytest.mark.parametrize("spec", OPTIONS, ids=lambda spec: spec.name)
def test_help_is_one_sentence_with_a_source(spec: Any) -> None:
    assert spec.help.endswith(".")
    assert ". " not in spec.help.replace("... ", "")
    assert spec.source.startswith(("https://github.com/openai/whisper/blob/v20250625/", "https://arxiv.org/abs/"))


@pytest.mark.parametrize("spec", OPTIONS, ids=lambda spec: spec.name)
def test_source_line_exists(spec: Any) -> None:
    """The cited line is in the file of the installed release, which the address names."""
    file, _, line = spec.source.rpartition("/")[2].partition("#L")
    if not line:
        return
    lines = (Path(whisper.__file__).parent / file).read_text(encoding="utf-8").splitlines()
    assert lines[int(line) - 1].strip()


def test_patience_multiplies_the_finished_candidates() -> None:
    """What its help says, seen in whisper's own code."""
    assert BeamSearchDecoder(5, eot=0, inference=None, patience=2.0).max_candidates == 10


def test_languages_are_whispers() -> None:
    assert list(LANGUAGES.items()) == list(THEIRS.items())
    assert {**{name: code for code, name in LANGUAGES.items()}, **ALIASES} == TO_LANGUAGE_CODE


@pytest.mark.parametrize(
    ("name", "code"), [("ko", "ko"), ("Korean", "ko"), ("KO", "ko"), ("mandarin", "zh"), (" en ", "en"), ("x", None)]
)
def test_language_code(name: str, code: str | None) -> None:
    assert language_code(name) == code


def test_options_survive_json() -> None:
    options = DecodingOptions(language="ko", beam_size=None, temperature=0.4, initial_prompt="이름: 김민수")
    assert DecodingOptions.from_dict(json.loads(json.dumps(options.as_dict()))) == options


def test_what_is_not_given_keeps_its_default() -> None:
    assert DecodingOptions.from_dict({"beam_size": 2}) == DecodingOptions(beam_size=2)


@pytest.mark.parametrize(
    ("given", "name", "value"),
    [
        ({"language": "Korean"}, "language", "ko"),
        ({"language": "auto"}, "language", None),
        ({"language": ""}, "language", None),
        ({"beam_size": 5.0}, "beam_size", 5),
        ({"beam_size": None}, "beam_size", None),
        ({"beam_size": ""}, "beam_size", None),
        ({"temperature": 1}, "temperature", 1.0),
        ({"temperature": None}, "temperature", 0.0),
        ({"initial_prompt": "  "}, "initial_prompt", None),
        ({"no_speech_threshold": None}, "no_speech_threshold", None),
        ({"suppress_tokens": ""}, "suppress_tokens", ""),
        ({"seed": 4294967295}, "seed", 4294967295),
    ],
)
def test_values_are_read(given: dict[str, Any], name: str, value: Any) -> None:
    assert getattr(DecodingOptions.from_dict(given), name) == value


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"beam": 5}, "There is no decoding option named beam."),
        ({"beam_size": "five"}, "The option beam_size must be a number, not five."),
        ({"beam_size": True}, "The option beam_size must be a number, not True."),
        ({"beam_size": float("nan")}, "The option beam_size must be a number, not nan."),
        ({"beam_size": 2.5}, "The option beam_size must be a whole number, not 2.5."),
        ({"beam_size": 0}, "The option beam_size must be between 1 and 32, not 0."),
        ({"temperature": 1.5}, "The option temperature must be between 0 and 1, not 1.5."),
        (
            {"temperature_increment_on_fallback": 0},
            "The option temperature_increment_on_fallback must be between 0.05 and 1, not 0.",
        ),
        ({"fp16": "yes"}, "The option fp16 must be on or off, not yes."),
        ({"task": "sing"}, "The option task must be one of transcribe, translate, not sing."),
        ({"task": 7}, "The option task must be text, not 7."),
        ({"language": "Klingon"}, "Whisper knows no language named Klingon: leave it empty to have it detected."),
        ({"initial_prompt": "x" * 4001}, "The option initial_prompt can hold at most 4000 characters: shorten it."),
        (
            {"suppress_tokens": "1,a"},
            "The option suppress_tokens must be token numbers with commas between them, not 1,a.",
        ),
        (
            {"clip_timestamps": "5,3"},
            "The option clip_timestamps must be rising seconds with commas between them (start,end,start,end), "
            "not 5,3.",
        ),
        (
            {"clip_timestamps": "0,inf"},
            "The option clip_timestamps must be rising seconds with commas between them (start,end,start,end), "
            "not 0,inf.",
        ),
        (
            {"patience": 2, "beam_size": None},
            "Patience needs a beam: set beam_size, or leave patience empty.",
        ),
        ({"patience": 0.4, "beam_size": 1}, "The option patience must be between 1.0 and 10, not 0.4."),
    ],
)
def test_mistakes_are_told_in_a_sentence(given: dict[str, Any], sentence: str) -> None:
    assert error_of(given) == sentence


def test_temperatures_are_the_commands() -> None:
    assert DecodingOptions().temperatures() == pytest.approx(tuple(np.arange(0, 1.0 + 1e-6, 0.2)), abs=0)


def test_temperatures_from_a_higher_start() -> None:
    options = DecodingOptions(temperature=0.5, temperature_increment_on_fallback=0.3)
    assert options.temperatures() == pytest.approx((0.5, 0.8))


def test_one_temperature_without_fallback() -> None:
    assert DecodingOptions(temperature_increment_on_fallback=None).temperatures() == (0.0,)


@pytest.mark.parametrize(("given", "tokens"), [("-1", [-1]), ("", []), ("1, 2,", [1, 2])])
def test_suppressed_tokens(given: str, tokens: list[int]) -> None:
    assert DecodingOptions(suppress_tokens=given).suppressed_tokens() == tokens


@pytest.mark.parametrize(
    ("given", "clips"),
    [
        ("0", ((0, 10_000),)),
        ("", ((0, 10_000),)),
        ("2.5", ((2_500, 10_000),)),
        ("1,2,4", ((1_000, 2_000), (4_000, 10_000))),
        ("1,20", ((1_000, 10_000),)),
        ("20,30", ()),
    ],
)
def test_clips(given: str, clips: tuple[tuple[int, int], ...]) -> None:
    assert DecodingOptions(clip_timestamps=given).clips(10_000) == clips


@pytest.mark.parametrize(
    "module",
    ["engine.options", "engine.models.names", "engine.models.hardware", "engine.models.weights", "engine.backends"],
)
def test_importing_brings_no_model_library(module: str) -> None:
    heavy = "{'torch', 'whisper', 'ctranslate2', 'faster_whisper', 'huggingface_hub'}"
    code = f"import sys, {module}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_engines() -> None:
    assert ENGINES == ("openai-whisper", "faster-whisper")


def test_errors_are_user_errors() -> None:
    assert issubclass(BadOption, UserError)
