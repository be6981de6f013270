"""The command line as a person runs it: real processes, a real model, real files."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jiwer
import pytest

from engine.transcript import nfc
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
DATA = ROOT.parent / "shared" / "data"
MOST_WRONG = 0.15  # of the letters
MINUTES = 10 * 60  # seconds a run may take on a busy machine

model = pytest.mark.model
data = pytest.mark.data


def command(*argv: object) -> list[str]:
    return [sys.executable, "-m", "review", *map(str, argv)]


def run(*argv: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*argv), cwd=ROOT, capture_output=True, encoding="utf-8", timeout=MINUTES)


def refused(*argv: object) -> str:
    """The one sentence on stderr of a command that fails before it writes anything."""
    done = run(*argv)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and done.stderr.endswith("\n"), done.stderr
    return done.stderr.strip()


def letters(text: str) -> str:
    """Without spaces and punctuation."""
    return "".join(char for char in nfc(text).casefold() if char.isalnum())


def wrong_letters(reference: str, heard: str) -> float:
    """Character errors a character of the reference."""
    return float(jiwer.cer(letters(reference), letters(heard)))


def reference_of(name: str) -> str:
    return (FIXTURES / f"{name}.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Both fixtures heard in one command, with a file that is none between them."""
    folder = tmp_path_factory.mktemp("heard")
    done = run(
        *("transcribe", FIXTURES / "english.flac", folder / "missing.mp3", FIXTURES / "korean.flac"),
        *("--model", "base", "--engine", "faster-whisper", "--output-dir", folder / "out"),
    )
    return done, folder / "out"


def document(folder: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_bytes())
    return found


@model
@pytest.mark.parametrize("name", ["english", "korean"])
def test_few_letters_are_wrong(heard: tuple[object, Path], name: str) -> None:
    assert wrong_letters(reference_of(name), document(heard[1], name)["text"]) < MOST_WRONG


@model
@pytest.mark.parametrize(("name", "language"), [("english", "en"), ("korean", "ko")])
def test_the_language_is_found(heard: tuple[object, Path], name: str, language: str) -> None:
    assert document(heard[1], name)["language"] == language


@model
def test_a_bad_file_is_named_and_the_others_are_heard(heard: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = heard
    assert done.returncode == 2
    assert f"There is no file {folder.parent / 'missing.mp3'}." in done.stderr.splitlines()


@model
def test_every_format_is_written(heard: tuple[object, Path]) -> None:
    endings = ["csv", "json", "lrc", "srt", "tsv", "txt", "vtt"]
    expected = [f"{name}.{ending}" for name in ("english", "korean") for ending in endings]
    assert sorted(path.name for path in heard[1].iterdir()) == expected


@model
def test_lines_are_printed_as_the_whisper_command_does(
    heard: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    done, folder = heard
    first = document(folder, "english")["segments"][0]
    assert done.stdout.splitlines()[0].startswith("[00:0") and done.stdout.splitlines()[0].endswith(first["text"])


@model
def test_progress_goes_to_stderr(heard: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    lines = heard[0].stderr.splitlines()
    assert any(line.startswith("english.flac: hearing") and "100%" in line and "real time" in line for line in lines)


@model
def test_no_traceback_and_no_library_talks(heard: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    said = [line for line in heard[0].stderr.splitlines() if ": hearing" not in line and ": reading" not in line]
    assert [line for line in said if not line.startswith(("There is no file", "downloading"))] == []


@model
def test_json_has_whispers_fields_and_ours(heard: tuple[object, Path]) -> None:
    found = document(heard[1], "english")
    assert list(found) == ["text", "segments", "language", "relisten"]
    assert {"id", "seek", "start", "end", "text", "tokens", "temperature", "avg_logprob"} <= set(found["segments"][0])
    assert {"compression_ratio", "no_speech_prob", "own_logprob", "words"} <= set(found["segments"][0])
    assert set(found["segments"][0]["words"][0]) == {"word", "start", "end", "probability"}


@model
def test_json_says_how_it_was_made(heard: tuple[object, Path]) -> None:
    made = document(heard[1], "korean")["relisten"]
    assert (made["model"], made["engine"], made["seed"]) == ("base", "faster-whisper", 0)
    assert made["options"]["beam_size"] == 5 and made["versions"]


@model
def test_text_and_segments_and_words_agree(heard: tuple[object, Path]) -> None:
    found = document(heard[1], "korean")
    assert "".join(segment["text"] for segment in found["segments"]) == found["text"]
    for segment in found["segments"]:
        assert "".join(word["word"] for word in segment["words"]) == segment["text"]


@model
def test_times_rise_inside_the_recording(heard: tuple[object, Path]) -> None:
    segments = document(heard[1], "english")["segments"]
    times = [segment[edge] for segment in segments for edge in ("start", "end")]
    assert times == sorted(times) and times[0] >= 0 and times[-1] <= 14.0


@model
def test_the_other_recogniser_takes_the_same_options(tmp_path: Path) -> None:
    done = run(
        *("transcribe", FIXTURES / "english.flac", "--engine", "openai-whisper", "--model", "base", "--language"),
        *("English", "--beam-size=2", "--patience", "1.5", "--initial_prompt", "The old harbor.", "--verbose", "None"),
        *("--output_dir", tmp_path, "--output_format", "json"),
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    made = document(tmp_path, "english")
    assert wrong_letters(reference_of("english"), made["text"]) < MOST_WRONG
    assert (made["relisten"]["options"]["beam_size"], made["relisten"]["options"]["patience"]) == (2, 1.5)


@model
def test_only_the_clips_are_heard(tmp_path: Path) -> None:
    done = run(
        *("transcribe", FIXTURES / "english.flac", "--model", "base", "--clip_timestamps", "6.3", "-o", tmp_path),
        *("-f", "json", "--verbose", "None"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert letters(document(tmp_path, "english")["text"]).startswith("thankyoumyfamily")
    assert 6.3 <= document(tmp_path, "english")["segments"][0]["start"] <= 8


def reference_in(folder: str, name: str) -> str:
    with (DATA / folder / "refs.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return next(row["reference"] for row in rows if row["file"] == name)


@data
@model
@pytest.mark.skipif(not DATA.is_dir(), reason="the recordings beside the project are absent")
@pytest.mark.parametrize(
    ("folder", "name"),
    [("many-languages", "ko-KR_train_audio1.flac"), ("english-speech", "1688-142285-0001.flac")],
)
def test_few_letters_of_people_are_wrong(tmp_path: Path, folder: str, name: str) -> None:
    done = run("transcribe", DATA / folder / name, "--model", "base", "-o", tmp_path, "-f", "json", "--verbose", "None")
    assert (done.returncode, done.stderr) == (0, "")
    assert wrong_letters(reference_in(folder, name), document(tmp_path, Path(name).stem)["text"]) < MOST_WRONG


@pytest.fixture
def long_recording(tmp_path: Path) -> Path:
    """Twenty minutes of a buzz: more than is heard while a test waits."""
    path = tmp_path / "long.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((b"\x00\x10" * 40 + b"\x00\xf0" * 40) * (16_000 * 1_200 // 80))
    return path


@pytest.fixture
def hearing(tmp_path: Path, long_recording: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command that has begun to hear for long."""
    log = (tmp_path / "stderr.txt").open("wb")
    argv = command("transcribe", long_recording, "--model", "base", "-o", tmp_path / "out", "--task", "transcribe")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a child inherits it where it is ignored
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=log, env=environment)
    try:
        wait_until(lambda: "long.wav: hearing" in (tmp_path / "stderr.txt").read_text(encoding="utf-8"), MINUTES)
        yield process
    finally:
        signal.signal(signal.SIGINT, before)
        process.kill()
        process.wait()
        log.close()


@model
def test_ctrl_c_leaves_quietly_and_soon(hearing: subprocess.Popen[bytes], tmp_path: Path) -> None:
    hearing.send_signal(signal.SIGINT)
    assert hearing.wait(timeout=20) == 130
    assert "Traceback" not in (tmp_path / "stderr.txt").read_text(encoding="utf-8")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--language", "klingon"], "Whisper knows no language named klingon: leave it empty to have it detected."),
        (["--beam_size", "0"], "The option beam_size must be between 1 and 32, not 0."),
        (["--patience", "2", "--beam_size", "None"], "Patience needs a beam: set beam_size, or leave patience empty."),
    ],
)
def test_a_bad_option_is_one_sentence(argv: Sequence[str], said: str) -> None:
    assert refused("transcribe", FIXTURES / "english.flac", *argv) == said


def test_an_unknown_model_is_one_sentence(tmp_path: Path) -> None:
    said = refused("transcribe", FIXTURES / "english.flac", "--model", "huge", "-o", tmp_path)
    assert said.startswith("Whisper has no model named huge: choose one of tiny.en, tiny, base.en, base,")


def test_a_path_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "mine.pt").write_bytes(b"evil")
    said = refused("transcribe", FIXTURES / "english.flac", "--model", tmp_path / "mine.pt", "-o", tmp_path)
    assert said.startswith("Whisper has no model named ")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    assert refused("transcribe", tmp_path / "no.mp3", "-o", tmp_path) == f"There is no file {tmp_path / 'no.mp3'}."


def test_a_file_that_is_no_media_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "notes.mp3").write_text("these are only notes", encoding="utf-8")
    said = refused("transcribe", tmp_path / "notes.mp3", "-o", tmp_path, "--verbose", "None")
    assert said == "This is not an audio or video file that can be opened here."


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    said = refused("transcribe", FIXTURES / "english.flac", "--output_dir", tmp_path / "file")
    assert said.startswith(f"Nothing can be written to {tmp_path / 'file'} (")


def test_no_command_is_one_sentence() -> None:
    assert refused() == (
        "The command line was not understood: the following arguments are required: COMMAND (--help lists the options)."
    )


def test_an_unknown_command_is_one_sentence() -> None:
    assert "invalid choice: 'sing'" in refused("sing")


def test_version() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "relisten 0.1.0\n", "")


@pytest.mark.parametrize(
    ("argv", "shown"),
    [(["--help"], "transcribe"), (["transcribe", "--help"], "--patience"), (["export", "-h"], "PROJECT_OR_JSON")],
)
def test_help_goes_to_stdout(argv: Sequence[str], shown: str) -> None:
    done = run(*argv)
    assert (done.returncode, done.stderr) == (0, "") and shown in done.stdout
