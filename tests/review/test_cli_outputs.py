"""The files of ``transcribe``: the registry's formats, and subtitles broken as the whisper command breaks them."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from engine.transcript import Segment, Transcript, Word
from review.cli.errors import CannotWrite
from review.cli.outputs import Wrapping, sheet_of, writable, write_outputs, write_whole


def heard(text: str, start: int = 0) -> Segment:
    """Words of 500 ms, one after the other."""
    words = []
    for at, word in enumerate(text.split()):
        begin = start + 500 * at
        words.append(Word(begin, begin + 500, f" {word}", 0.5, (at,), (-0.5,)))
    return Segment(start, words[-1].end, f" {' '.join(text.split())}", 0, own_logprob=-0.5, words=tuple(words))


TALK = Transcript((heard("one two three four five"), heard("six seven", 6_000)), "en", {"model": "base"})


def written(folder: Path, format_name: str, transcript: Transcript = TALK, **wrapping: Any) -> str:
    paths = write_outputs(folder, "talk", [format_name], sheet_of("talk.mp3", transcript), Wrapping(**wrapping))
    return paths[0].read_bytes().decode()


def test_each_format_gets_a_file_of_the_stem(tmp_path: Path) -> None:
    paths = write_outputs(tmp_path, "talk.v2", ["srt", "json"], sheet_of("talk.v2.mp3", TALK), Wrapping())
    assert paths == [tmp_path / "talk.v2.srt", tmp_path / "talk.v2.json"]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_json_is_whispers_with_what_is_ours(tmp_path: Path) -> None:
    data = json.loads(written(tmp_path, "json"))
    assert data["text"] == " one two three four five six seven"
    assert (data["language"], data["relisten"]) == ("en", {"model": "base"})
    assert data["segments"][1]["own_logprob"] == -0.5
    assert data["segments"][1]["words"][0] == {"word": " six", "start": 6.0, "end": 6.5, "probability": 0.5}


def test_heard_lines_have_no_original_beside_them(tmp_path: Path) -> None:
    assert "original_text" not in json.loads(written(tmp_path, "json"))["segments"][0]


def test_a_subtitle_without_limits_is_a_line(tmp_path: Path) -> None:
    assert written(tmp_path, "srt") == (
        "1\n00:00:00,000 --> 00:00:02,500\none two three four five\n\n2\n00:00:06,000 --> 00:00:07,000\nsix seven\n\n"
    )


def test_words_a_subtitle_can_be_limited(tmp_path: Path) -> None:
    assert written(tmp_path, "srt", max_words_per_line=3) == (
        "1\n00:00:00,000 --> 00:00:01,500\none two three\n\n"
        "2\n00:00:01,500 --> 00:00:02,500\nfour five\n\n"
        "3\n00:00:06,000 --> 00:00:07,000\nsix seven\n\n"
    )


def test_long_lines_are_broken_by_width(tmp_path: Path) -> None:
    assert written(tmp_path, "vtt", max_line_width=10) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:02.500\none two\nthree four\nfive\n\n"
        "00:00:06.000 --> 00:00:07.000\nsix seven\n\n"
    )


def test_the_word_spoken_is_underlined(tmp_path: Path) -> None:
    talk = Transcript((heard("one <two>"),))
    assert written(tmp_path, "vtt", talk, highlight_words=True) == (
        "WEBVTT\n\n"
        "00:00:00.000 --> 00:00:00.500\n<u>one</u> &lt;two&gt;\n\n"
        "00:00:00.500 --> 00:00:01.000\none <u>&lt;two&gt;</u>\n\n"
    )


def test_a_line_without_words_is_one_piece(tmp_path: Path) -> None:
    talk = Transcript((Segment(0, 2_000, " one two three"),))
    assert "one two three" in written(tmp_path, "srt", talk, max_words_per_line=1)


@pytest.mark.parametrize(
    "wrapping",
    [
        {"max_line_width": 12},
        {"max_line_width": 12, "max_line_count": 1},
        {"max_line_width": 9, "max_line_count": 2},
        {"max_words_per_line": 2},
        {"max_line_count": 2},
        {"highlight_words": True},
        {"highlight_words": True, "max_line_width": 12, "max_line_count": 2},
    ],
)
def test_subtitles_are_the_whisper_commands_own(tmp_path: Path, wrapping: dict[str, Any]) -> None:
    result = json.loads(written(tmp_path, "json"))
    import_module("whisper.utils").get_writer("srt", str(tmp_path))(result, "theirs.mp3", None, **wrapping)
    assert written(tmp_path, "srt", **wrapping) == (tmp_path / "theirs.srt").read_text(encoding="utf-8")


def test_an_existing_file_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "talk.txt").write_text("old", encoding="utf-8")
    assert written(tmp_path, "txt") == "one two three four five\nsix seven\n"


def test_a_file_that_cannot_be_replaced_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "talk.txt" / "in the way").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"Nothing can be written to .* \(Is a directory\)"):
        write_whole(tmp_path / "talk.txt", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["talk.txt"]


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    writable(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(CannotWrite, match=r"choose another place for the results"):
        writable(tmp_path / "file" / "folder")
