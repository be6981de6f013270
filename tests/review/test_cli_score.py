"""Figures of a transcript from the command line."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from review.cli.command import main

ROOT = Path(__file__).resolve().parents[2]

Say = Callable[..., str]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs ``score`` and gives what it printed; it must have succeeded and been silent on stderr."""

    def run(*argv: object) -> str:
        code = main(["score", *map(str, argv)])
        out, err = capfd.readouterr()
        assert (code, err) == (0, "")
        return out

    return run


@pytest.fixture
def refused(capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs ``score`` and gives the one sentence with which it refused."""

    def run(*argv: object) -> str:
        code = main(["score", *map(str, argv)])
        out, err = capfd.readouterr()
        assert (code, out, err.count("\n")) == (2, "", 1)
        return err.strip()

    return run


def made(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def sides(folder: Path, hypothesis: str, reference: str) -> tuple[str, Path, str, Path]:
    ours, theirs = made(folder, "ours.txt", hypothesis), made(folder, "theirs.txt", reference)
    return "--hypothesis", ours, "--reference", theirs


def figures(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


# ---- figures


def test_korean_spaces_cost_nothing_where_they_are_ignored(say: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "나는너를 사랑 해", "나는 너를 사랑해")
    found = figures(say(*given, "--normalise", "raw", "--language", "ko", "--json"))
    assert (found["cer_no_spaces"], found["wer_space_insensitive"], found["wer"]) == (0.0, 0.0, 1.0)


def test_decomposed_letters_are_the_same_letters(say: Say, tmp_path: Path) -> None:
    text = "나는 너를 사랑해"
    given = sides(tmp_path, unicodedata.normalize("NFD", text), text)
    for how in ("raw", "standard", "english"):
        found = figures(say(*given, "--normalise", how, "--json"))
        assert (found["wer"], found["cer"]) == (0.0, 0.0)


def test_json_has_every_key_of_the_issue(say: Say, tmp_path: Path) -> None:
    found = figures(say(*sides(tmp_path, "the cat sat\n", "the bat sat down\n"), "--json"))
    assert (found["wer"], found["hits"], found["substitutions"], found["insertions"], found["deletions"]) == (
        *(0.5, 2, 1, 0, 1),
    )
    assert (found["reference_words"], found["reference_characters"], found["normalisation"]) == (4, 16, "standard")
    assert {"cer", "cer_no_spaces", "wer_space_insensitive", "mer", "wil", "confidence_interval"} <= set(found)
    assert found["before"] is None


def test_lines_have_both_texts_and_their_counts(say: Say, tmp_path: Path) -> None:
    found = figures(say(*sides(tmp_path, "the cat sat\nlong ago\n", "the bat sat\nlong ago\n"), "--json"))
    keys = ("kind", "hypothesis", "reference", "hits", "substitutions", "insertions", "deletions")
    assert [tuple(line[key] for key in keys) for line in found["lines"]] == [
        ("different", "the cat sat", "the bat sat", 2, 1, 0, 0),
        ("same", "long ago", "long ago", 2, 0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("options", "how", "wer"),
    [((), "standard", 0.5), (("--language", "en"), "english", 0.0), (("--normalise", "raw"), "raw", 1.0)],
)
def test_the_normalisation_is_chosen_and_told(
    say: Say, tmp_path: Path, options: tuple[str, ...], how: str, wer: float
) -> None:
    found = figures(say(*sides(tmp_path, "Colour it", "color it!"), "--json", *options))
    assert (found["normalisation"], found["wer"]) == (how, wer)


def test_a_transcript_that_says_its_language_is_believed(say: Say, tmp_path: Path) -> None:
    segments = [{"start": 0, "end": 1, "text": " Colour it"}]
    ours = made(tmp_path, "ours.json", json.dumps({"segments": segments, "language": "en"}))
    found = figures(say("--hypothesis", ours, "--reference", made(tmp_path, "l.txt", "color it"), "--json"))
    assert (found["normalisation"], found["language"], found["wer"]) == ("english", "en", 0.0)


def test_an_edited_transcript_has_the_machines_figures_before(say: Say, tmp_path: Path) -> None:
    segments = [
        {"start": 0, "end": 1, "text": " 하나 둘", "original_text": " 한아 둘", "state": "fixed"},
        {"start": 1, "end": 2, "text": " 셋 넷", "state": "added"},
    ]
    ours = made(tmp_path, "ours.json", json.dumps({"segments": segments, "language": "ko"}))
    given = ("--hypothesis", ours, "--reference", made(tmp_path, "l.txt", "하나 둘\n셋 넷\n"))
    found = figures(say(*given, "--json"))
    assert (found["before"]["wer"], found["wer"]) == (0.75, 0.0)
    assert "WER: 75.0 -> 0.0 %" in say(*given)


# ---- what is read


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.srt", "1\n00:00:00,000 --> 00:00:02,000\n하나 둘\n"),
        ("a.vtt", "WEBVTT\n\n00:00.000 --> 00:02.000\n하나 둘\n"),
        ("a.lrc", "[00:00.00]하나 둘\n"),
        ("a.tsv", "start\tend\ttext\n0\t2000\t하나 둘\n"),
        ("a.csv", "start,end,text\n0,2000,하나 둘\n"),
        ("a.json", '{"segments": [{"start": 0, "end": 2, "text": " 하나 둘"}]}'),
        ("a.txt", "하나 둘\n"),
        ("a.md", "하나 둘\n"),
        ("a", "하나 둘\n"),
    ],
)
def test_any_transcript_is_a_hypothesis(say: Say, tmp_path: Path, name: str, text: str) -> None:
    given = ("--hypothesis", made(tmp_path, name, text), "--reference", made(tmp_path, "lyrics.txt", "하나 둘\n"))
    assert figures(say(*given, "--json"))["wer"] == 0.0


def test_text_has_no_times(say: Say, tmp_path: Path) -> None:
    lines = figures(say(*sides(tmp_path, "하나", "하나"), "--json"))["lines"]
    assert (lines[0]["start"], lines[0]["end"]) == (None, None)


ANNOTATED = "봄이 온다\n온기가 내볼까 // 용기를 내볼까\n// 골목길\n"


def test_an_annotated_text_holds_both_sides(say: Say, tmp_path: Path) -> None:
    found = figures(say("--hypothesis", made(tmp_path, "both.txt", ANNOTATED), "--json"))
    assert (found["hits"], found["substitutions"], found["insertions"], found["deletions"]) == (3, 1, 0, 1)


def test_an_annotated_text_may_be_given_as_both(say: Say, tmp_path: Path) -> None:
    both = made(tmp_path, "both.txt", ANNOTATED)
    assert figures(say("--hypothesis", both, "--reference", both, "--json"))["wer"] == 0.4


def test_what_is_kept_out_is_chosen(say: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "하나 둘", "[Verse 1]\n하나 둘\n")
    assert figures(say(*given, "--json"))["wer"] == 0.0
    found = figures(say(*given, "--json", "--keep-out", "none"))
    assert (found["deletions"], found["kept_out"]["headings"]) == (2, False)
    assert figures(say(*given, "--json", "--keep_out", "headings"))["wer"] == 0.0


def test_a_transcript_without_a_line_is_a_defined_result(say: Say, tmp_path: Path) -> None:
    ours = made(tmp_path, "ours.json", '{"segments": []}')
    theirs = made(tmp_path, "lyrics.txt", "하나 둘\n")
    out = say("--hypothesis", ours, "--reference", theirs)
    assert "No word was heard: every word of the reference is missing." in out


def test_a_reference_of_headings_alone_is_a_defined_result(say: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "하나 둘", "[Verse 1]\n")
    assert "There is no word in the reference, so no rate can be given;" in say(*given)
    found = figures(say(*given, "--json"))
    assert (found["wer"], found["insertions"]) == (None, 2)


# ---- text


def test_text(say: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "온기가 내볼까\n봄이 온다\n", "용기를 내볼까\n봄이 온다\n")
    out = say(*given, "--language", "ko")
    assert out.startswith("ours.txt against theirs.txt\nNormalisation: standard (the default); composed letters (NFC)")
    assert "\n\nCER without spaces: 20.0 %\nWER, spacing ignored: 25.0 %\nWER: 25.0 %\n\n" in out
    assert "\n  words right                       3\n  words substituted                 1\n" in out
    assert "  1  heard      [온기가] 내볼까\n     reference  [용기를] 내볼까\n" in out
    assert "\n    1 x  온기가 -> 용기를\n" in out


def test_text_of_strangers_cannot_turn_the_terminal(say: Say, tmp_path: Path) -> None:
    out = say(*sides(tmp_path, "a\u202eb c", "d c"))
    assert "\u202e" not in out and "aU+202Eb" in out


# ---- several pairs


def pairs(folder: Path, table: str) -> Path:
    made(folder, "a.txt", "하나 둘")
    made(folder, "a.ref", "하나 둘")
    made(folder, "b.txt", "셋 넷 다섯")
    made(folder, "b.ref", "셋 넷")
    return made(folder, "pairs.tsv", table)


def test_pairs_have_figures_a_file_and_a_total(say: Say, tmp_path: Path) -> None:
    table = pairs(tmp_path, "a.ref\ta.txt\nb.ref\tb.txt\n")
    found = figures(say("--pairs", table, "--json"))
    assert [(each["hypothesis"], each["wer"]) for each in found["files"]] == [("a.txt", 0.0), ("b.txt", 0.5)]
    assert (found["total"]["wer"], found["total"]["reference_words"]) == (0.25, 4)


def test_pairs_take_a_header_in_any_order(say: Say, tmp_path: Path) -> None:
    table = pairs(tmp_path, "# made by hand\nname\tHypothesis\tReference\n둘째\tb.txt\tb.ref\n")
    found = figures(say("--pairs", table, "--json"))
    assert [(each["hypothesis"], each["wer"]) for each in found["files"]] == [("둘째", 0.5)]


def test_a_third_column_is_the_language(say: Say, tmp_path: Path) -> None:
    table = pairs(tmp_path, "a.ref\ta.txt\tko\nb.ref\tb.txt\tEnglish\n")
    found = figures(say("--pairs", table, "--json"))
    assert [each["language"] for each in found["files"]] == ["ko", "en"]
    assert {each["normalisation"] for each in [*found["files"], found["total"]]} == {"standard"}


def test_pairs_as_text(say: Say, tmp_path: Path) -> None:
    out = say("--pairs", pairs(tmp_path, "a.ref\ta.txt\nb.ref\tb.txt\n"), "--language", "ko")
    assert [line.split()[-1] for line in out.splitlines() if line.endswith(("a.txt", "b.txt", "together"))] == [
        *("a.txt", "b.txt", "together"),
    ]


def test_pairs_in_one_report(say: Say, tmp_path: Path) -> None:
    table = pairs(tmp_path, "a.ref\ta.txt\nb.ref\tb.txt\n")
    say("--pairs", table, "--report", tmp_path / "out.html")
    shown = (tmp_path / "out.html").read_text("utf-8")
    assert '<a href="#f1"><bdi>a.txt</bdi></a>' in shown and '<a href="#f2"><bdi>b.txt</bdi></a>' in shown


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("a.ref\n", "Line 1 of {name} is no pair: a reference, a tab and a hypothesis are needed, paths relative to"),
        ("reference\thypothesis\n\n\ta.txt\n", "Line 3 of {name} is no pair:"),
        ("reference\thypothesis\n", "There is no pair in {name}: one a line, a reference, a tab and a hypothesis."),
        ("a.ref\ta.txt\tklingon\n", "There is no language named klingon here;"),
        ("", "{name}: There is no text in this file."),
        ("a.ref\tgone.txt\n", "There is no file {folder}/gone.txt."),
    ],
)
def test_a_bad_list_of_pairs_is_one_sentence(refused: Say, tmp_path: Path, table: str, said: str) -> None:
    path = pairs(tmp_path, table)
    assert refused("--pairs", path).startswith(said.format(name=path, folder=tmp_path))


# ---- reports


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("out.html", "<!doctype html>"),
        ("out.csv", "\ufeffstart,end,kind,ours,theirs,"),
        ("out.json", '{"hypothesis":"ours.txt"'),
        ("OUT.TXT", "온기가 내볼까 // 용기를 내볼까\n"),
    ],
)
def test_a_report_is_written(say: Say, tmp_path: Path, name: str, begins: str) -> None:
    out = say(*sides(tmp_path, "온기가 내볼까", "용기를 내볼까"), "--report", tmp_path / name)
    assert (tmp_path / name).read_text("utf-8").startswith(begins)
    assert out.startswith("ours.txt against theirs.txt\n")


def test_lyrics_with_a_script_are_text_in_the_report(say: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "<script>alert(1)</script> now", "<script>alert(1)</script> then")
    say(*given, "--report", tmp_path / "out.html")
    shown = (tmp_path / "out.html").read_text("utf-8")
    assert "<script" not in shown and shown.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2


def test_a_report_in_korean(say: Say, tmp_path: Path) -> None:
    say(*sides(tmp_path, "가", "나"), "--report", tmp_path / "out.html", "--report-language", "ko")
    assert '<html lang="ko">' in (tmp_path / "out.html").read_text("utf-8")


def test_into_a_folder_a_report_has_the_transcripts_name(say: Say, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    say(*sides(tmp_path, "가", "나"), "--report", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["ours.html"]


def test_a_report_never_overwrites_its_source(refused: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "가", "나")
    said = refused(*given, "--report", tmp_path / "theirs.txt")
    assert said == f"{tmp_path / 'theirs.txt'} would be overwritten by the report; name another file with --report."
    assert (tmp_path / "theirs.txt").read_text("utf-8") == "나"


@pytest.mark.parametrize("name", ["out.pdf", "out"])
def test_an_unknown_report_is_one_sentence(refused: Say, tmp_path: Path, name: str) -> None:
    said = refused(*sides(tmp_path, "가", "나"), "--report", tmp_path / name)
    assert said == f"There is no report in the format of {name}; its name may end in .html, .csv, .json, .txt."


def test_a_report_that_cannot_be_written_leaves_nothing(refused: Say, tmp_path: Path) -> None:
    given = sides(tmp_path, "가", "나")
    said = refused(*given, "--report", tmp_path / "ours.txt" / "out.html")
    assert said.startswith(f"Nothing can be written to {tmp_path / 'ours.txt'} (")
    said = refused(*given, "--report", tmp_path / "gone" / "out.html")
    assert said.startswith(f"Nothing can be written to {tmp_path / 'gone'} (")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ours.txt", "theirs.txt"]


# ---- mistakes


def test_a_missing_file_is_one_sentence(refused: Say, tmp_path: Path) -> None:
    ours = made(tmp_path, "a.txt", "가")
    gone = tmp_path / "gone.txt"
    assert refused("--hypothesis", ours, "--reference", gone) == f"There is no file {gone}."
    assert refused("--hypothesis", gone, "--reference", ours) == f"There is no file {gone}."


def test_a_folder_is_one_sentence(refused: Say, tmp_path: Path) -> None:
    ours = made(tmp_path, "a.txt", "가")
    assert refused("--hypothesis", ours, "--reference", tmp_path).startswith(f"{tmp_path} cannot be read (")
    assert refused("--hypothesis", tmp_path, "--reference", ours).startswith(f"{tmp_path} cannot be read (")


def test_an_unreadable_file_is_one_sentence(refused: Say, tmp_path: Path) -> None:
    ours, loop = made(tmp_path, "a.txt", "가"), tmp_path / "loop.txt"
    loop.symlink_to(loop)  # unreadable for root as well
    assert refused("--hypothesis", ours, "--reference", loop) == f"{loop} cannot be read ({os.strerror(errno.ELOOP)})."


@pytest.mark.parametrize("name", ["a.txt", "a.json", "a.srt", "a.md", "a.docx", "a"])
@pytest.mark.parametrize("data", [b"", bytes(range(256)) * 40], ids=["empty", "binary"])
def test_an_empty_or_binary_file_is_one_sentence(refused: Say, tmp_path: Path, name: str, data: bytes) -> None:
    bad, good = made(tmp_path, name, data), made(tmp_path, "good.txt", "가")
    assert refused("--hypothesis", bad, "--reference", good).startswith(f"{bad}: ")
    assert refused("--hypothesis", good, "--reference", bad).startswith(f"{bad}: ")


def test_the_interval_stands_with_its_rate(say: Say, tmp_path: Path) -> None:
    lines = [f"{word} one two three" for word in "abcdefghijklmnopqrstuvwx"]
    wrong = [line.replace("two", "too") if at % 3 == 0 else line for at, line in enumerate(lines)]
    out = say(*sides(tmp_path, "\n".join(wrong), "\n".join(lines)))
    assert re.search(r"\nWER: 8\.3 % \(95 % interval \d\.\d to 1\d\.\d %\)\n", out)


@pytest.mark.parametrize("name", ["a.txt", "a.srt", "a.json"])
def test_one_side_alone_is_one_sentence(refused: Say, tmp_path: Path, name: str) -> None:
    texts = {"a.txt": "가", "a.srt": "1\n00:00:00,000 --> 00:00:02,000\n가\n", "a.json": '{"segments": []}'}
    path = made(tmp_path, name, texts[name])
    assert refused("--hypothesis", path) == (
        f"{path} holds one side only (both would be lines of heard // official), so --reference is needed."
    )


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ((), "--hypothesis or --pairs is required"),
        (("--reference", "a"), "--hypothesis or --pairs is required"),
        (("--pairs", "a", "--reference", "b"), "--pairs names both sides of each pair, so --reference and"),
        (("--hypothesis", "a", "--normalise", "none"), "argument --normalise: invalid choice: 'none'"),
        (("--hypothesis", "a", "--keep-out", "verses"), "--keep_out verses is none of headings, repeats, speakers,"),
        (("--hypothesis", "a", "--keep-out", ""), "--keep_out '' is none of headings, repeats, speakers,"),
        (("--hypothesis", "a", "--report-language", "fr"), "argument --report_language/--report-language: invalid"),
        (("--hypothesis", "a", "--loud"), "unrecognized arguments: --loud"),
    ],
)
def test_a_bad_command_is_one_sentence(refused: Say, argv: tuple[str, ...], said: str) -> None:
    assert refused(*argv).startswith(f"The command line was not understood: {said}")


def test_an_unknown_language_is_one_sentence(refused: Say) -> None:
    assert refused("--hypothesis", "a", "--language", "klingon") == (
        "There is no language named klingon here; give a code such as ko or en, or leave it out."
    )


def test_a_reader_that_goes_is_no_trouble(tmp_path: Path) -> None:
    text = "".join(f"하나 둘 {number}\n" for number in range(3_000))
    given = sides(tmp_path, text, text)
    command = [sys.executable, "-m", "review", "score", *map(str, given), "--json"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(timeout=120) == 2


def test_help_says_what_it_takes(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "--help"]) == 0
    out = capfd.readouterr().out
    assert "--pairs" in out and "heard // official" in out.replace("\n", " ")
