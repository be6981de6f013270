"""The whisper command's options by their names, and the sentences for what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import UserError
from engine.options import DecodingOptions
from review.cli.arguments import read_export, read_transcribe
from review.cli.outputs import Wrapping


def options(*argv: str) -> DecodingOptions:
    return read_transcribe(["talk.mp3", *argv]).options


def sentence(*argv: str) -> str:
    with pytest.raises(UserError) as caught:
        read_transcribe(["talk.mp3", *argv])
    return str(caught.value)


def test_the_defaults_are_the_whisper_commands() -> None:
    assert options() == DecodingOptions()


def test_the_command_people_know_works() -> None:
    command = "talk.mp3 --model large-v3 --language ko --device cuda --patience 2 --beam_size 5 -o out -f srt"
    asked = read_transcribe(command.split())
    assert (asked.model, asked.device, asked.output_dir, asked.formats) == ("large-v3", "cuda", Path("out"), ("srt",))
    assert asked.options == DecodingOptions(language="ko", patience=2.0, beam_size=5)


def test_hyphens_mean_the_same() -> None:
    assert options("--beam-size", "3", "--initial-prompt=a-b --c-d") == DecodingOptions(
        beam_size=3, initial_prompt="a-b --c-d"
    )


def test_several_files() -> None:
    assert read_transcribe(["a.mp3", "b.wav", "--task", "translate"]).files == (Path("a.mp3"), Path("b.wav"))


@pytest.mark.parametrize("name", ["ko", "KO", "Korean", "korean"])
def test_a_language_by_code_or_name(name: str) -> None:
    assert options("--language", name).language == "ko"


def test_none_turns_an_option_off() -> None:
    off = options("--beam_size", "None", "--temperature_increment_on_fallback", "None", "--best_of", "None")
    assert (off.beam_size, off.temperature_increment_on_fallback, off.best_of) == (None, None, None)


def test_switches_are_true_or_false() -> None:
    off = options("--fp16", "False", "--condition_on_previous_text", "False", "--carry_initial_prompt", "True")
    assert (off.fp16, off.condition_on_previous_text, off.carry_initial_prompt) == (False, False, True)


def test_a_negative_number_is_a_value() -> None:
    assert options("--suppress_tokens", "-1", "--logprob_threshold", "-0.5").logprob_threshold == -0.5


def test_all_formats_unless_told_otherwise() -> None:
    assert read_transcribe(["talk.mp3"]).formats == ("srt", "vtt", "lrc", "txt", "tsv", "csv", "json")


@pytest.mark.parametrize(("value", "verbose"), [("True", True), ("False", False), ("None", None)])
def test_verbose_has_three_settings(value: str, verbose: bool | None) -> None:
    assert read_transcribe(["talk.mp3", "--verbose", value]).verbose is verbose


def test_word_timestamps_may_be_asked_for() -> None:
    assert read_transcribe(["talk.mp3", "--word_timestamps", "True"]).options == DecodingOptions()


def test_subtitles_are_wrapped_as_asked() -> None:
    asked = read_transcribe(
        ["talk.mp3", "--max_line_width", "40", "--max_line_count", "2", "--highlight_words", "True"]
    )
    assert asked.wrapping == Wrapping(True, 40, 2, None)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--language", "klingon"], "Whisper knows no language named klingon: leave it empty to have it detected."),
        (["--beam_size", "99"], "The option beam_size must be between 1 and 32, not 99."),
        (["--beam_size", "many"], "argument --beam_size: 'many' is no whole number"),
        (["--temperature", "warm"], "argument --temperature: 'warm' is no number"),
        (["--fp16", "perhaps"], "argument --fp16: 'perhaps' is neither True nor False"),
        (["--word_timestamps", "False"], "words always have their times here"),
        (["--max_line_width", "0"], "0 is less than 1"),
        (["--colour", "red"], "unrecognized arguments: --colour red"),
        (["--task", "sing"], "The option task must be one of transcribe, translate, not sing."),
        (["--output_format", "docx"], "argument --output_format/-f: invalid choice: 'docx'"),
        (["--engine", "steam"], "argument --engine: invalid choice: 'steam'"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(argv: list[str], said: str) -> None:
    assert said in sentence(*argv) and "\n" not in sentence(*argv)


def test_no_file_is_a_sentence() -> None:
    with pytest.raises(UserError, match="the following arguments are required: FILE"):
        read_transcribe([])


@pytest.mark.parametrize("command", [read_transcribe, read_export])
def test_help_explains_every_option(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command(["--help"])  # type: ignore[operator]
    assert left.value.code == 0 and "show this help" in capsys.readouterr().out


def test_export_reads_source_format_and_place() -> None:
    asked = read_export(["talk.json", "--to", "srt", "--output", "talk.srt", "--data-dir", "data"])
    assert (asked.source, asked.to, asked.output, asked.data_dir) == (
        "talk.json",
        "srt",
        Path("talk.srt"),
        Path("data"),
    )


def test_export_to_a_hyphen_is_standard_output() -> None:
    assert read_export(["talk.json", "--to", "srt", "-o", "-"]).output is None
