"""The queue from the command line: which lines, why, and what instead."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.evidence import Gap, PartEvidence
from review import queue
from review.cli import queue as command
from review.cli.command import main
from review.cli.queue_text import Row, as_table, sentence
from review.line import Line
from review.queue import Choice, Item, Reason

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
KEYS = {"start", "end", "text", "suspicion", "reasons", "alternatives"}

Say = Callable[..., str]


@pytest.fixture
def say(capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs ``queue``, which must succeed, and gives what it printed."""

    def run(*argv: object) -> str:
        code = main(["queue", *map(str, argv)])
        out, err = capfd.readouterr()
        assert code == 0, err
        return out

    return run


@pytest.fixture
def refused(capfd: pytest.CaptureFixture[str]) -> Say:
    """Runs ``queue`` and gives the one sentence with which it refused."""

    def run(*argv: object) -> str:
        code = main(["queue", *map(str, argv)])
        out, err = capfd.readouterr()
        assert (code, out, err.count("\n")) == (2, "", 1), err
        return err.strip()

    return run


def made(folder: Path, segments: Sequence[Mapping[str, Any]], name: str = "talk.json", **top: Any) -> Path:
    path = folder / name
    path.write_text(json.dumps({"text": "", "segments": list(segments), "language": "en", **top}), encoding="utf-8")
    return path


def said(text: str, start: float = 0.0, end: float = 2.0, **rest: Any) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, **rest}


def lines(out: str) -> list[dict[str, Any]]:
    top = json.loads(out)
    assert set(top) == {"lines"}
    found: list[dict[str, Any]] = top["lines"]
    for line in found:
        assert set(line) == KEYS
        assert 0 <= line["suspicion"] <= 1
        assert all(set(reason) == {"code", "params", "text"} and reason["text"] for reason in line["reasons"])
        assert all(set(choice) == {"source", "text"} for choice in line["alternatives"])
    assert [line["start"] for line in found] == sorted(line["start"] for line in found)
    return found


@pytest.fixture
def ranked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Stands in for the ranking: what it was given, and "items" for what it gives (default: 0.5 a line)."""
    given: dict[str, Any] = {}

    def rank(heard: Sequence[Line], evidence: queue.Evidence) -> tuple[Item, ...]:
        given.update(lines=heard, evidence=evidence)
        usual = tuple(Item(line.id, line.id, line.start, line.end, 0.5) for line in heard)
        return (*usual, *given.get("items", ()))

    monkeypatch.setattr(queue, "rank", rank)
    return given


# ---- transcripts without their recording


def test_every_line_in_time_order(say: Say, tmp_path: Path) -> None:
    found = lines(say(made(tmp_path, [said(" two", 2.5, 4.25), said(" one", 0.25, 2.0)]), "--json"))
    assert [(line["start"], line["end"], line["text"]) for line in found] == [(0.25, 2.0, " one"), (2.5, 4.25, " two")]


def test_without_word_probabilities(say: Say, tmp_path: Path) -> None:
    bare = [said(" Good morning.", 0, 2), said(" And so on.", 2, 4)]
    assert len(lines(say(made(tmp_path, bare), "--json"))) == 2


@pytest.mark.parametrize("language", ["mi", "Hawaiian", "xx", "", None])
def test_a_language_never_seen_in_fitting(say: Say, tmp_path: Path, language: str | None) -> None:
    path = made(tmp_path, [said(" Kia ora koutou", 0, 2), said(" e te whānau", 2, 4)], language=language)
    assert len(lines(say(path, "--json"))) == 2


def test_one_line(say: Say, tmp_path: Path) -> None:
    assert len(lines(say(made(tmp_path, [said(" Yes.")]), "--json"))) == 1


def test_an_empty_transcript(say: Say, tmp_path: Path) -> None:
    path = made(tmp_path, [])
    assert json.loads(say(path, "--json")) == {"lines": []}
    assert say(path) == "0 of 0 to check, marked *\n"


def test_ten_thousand_lines(say: Say, tmp_path: Path) -> None:
    many = [said(f" This is sentence number {at}.", 3 * at, 3 * at + 2.5) for at in range(10_000)]
    assert len(lines(say(made(tmp_path, many), "--json"))) == 10_000


def test_subtitles_are_read_too(say: Say, tmp_path: Path) -> None:
    path = tmp_path / "talk.srt"
    path.write_text("1\n00:00:01,000 --> 00:00:02,500\nGood morning\n", encoding="utf-8")
    (line,) = lines(say(path, "--json"))
    assert (line["start"], line["end"], line["text"]) == (1.0, 2.5, "Good morning")


def test_korean_text_is_read_without_its_sound(say: Say, ranked: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("kiwipiepy")
    say(made(tmp_path, [said(" 해복이 됩니다")], language="Korean"), "--json")
    assert ranked["evidence"].lines["0"].signals["text_top"] > 0


def test_off_gathers_nothing(say: Say, ranked: dict[str, Any], tmp_path: Path) -> None:
    say(made(tmp_path, [said(" 해복이 됩니다")], language="ko"), "--json", "--evidence", "off")
    assert ranked["evidence"] == queue.Evidence()


# ---- what a person had done


def test_the_machines_own_text_is_ranked_and_what_is_decided_is_not_suspicious(
    say: Say, ranked: dict[str, Any], tmp_path: Path
) -> None:
    path = made(
        tmp_path,
        [
            said(" the harbour", 0, 2, original_text=" the harbor", state="fixed"),
            said(" boats", 2, 4, state="kept"),
            said(" and ropes", 4, 6),
            said(" added", 6, 8, state="added"),
        ],
    )
    found = lines(say(path, "--json"))
    assert [line.text for line in ranked["lines"]] == [" the harbor", " boats", " and ropes"]
    assert [(line["text"], line["suspicion"]) for line in found] == [
        (" the harbour", 0.0),
        (" boats", 0.0),
        (" and ropes", 0.5),
        (" added", 0.0),
    ]


def test_a_gap_is_a_line_without_text_unless_a_person_filled_it(
    say: Say, ranked: dict[str, Any], tmp_path: Path
) -> None:
    ranked["items"] = (Item("gap.2000.3000", None, 2_000, 3_000, 0.7), Item("gap.6000.8000", None, 6_000, 8_000, 0.7))
    path = made(tmp_path, [said(" one", 0, 2), said(" two", 4, 6), said(" added", 6, 8, state="added")])
    found = lines(say(path, "--json"))
    assert [(line["start"], line["end"], line["text"]) for line in found] == [
        (0.0, 2.0, " one"),
        (2.0, 3.0, ""),
        (4.0, 6.0, " two"),
        (6.0, 8.0, " added"),
    ]


# ---- what is printed


def test_reasons_and_alternatives(say: Say, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    item = Item(
        "0",
        "0",
        0,
        2_000,
        0.87654,
        flagged=True,
        reasons=(Reason("second_listen", {"text": "용기가"}, 2.0), Reason("fast", {"n": 21.25}, 1.0)),
        choices=(Choice("second", "용기가 나요"),),
    )
    monkeypatch.setattr(queue, "rank", lambda *_, **__: (item,))
    path = made(tmp_path, [said(" 용이가 나요")])
    (line,) = lines(say(path, "--json", "--evidence", "off"))
    assert line == {
        "start": 0.0,
        "end": 2.0,
        "text": " 용이가 나요",
        "suspicion": 0.8765,
        "reasons": [
            {"code": "second_listen", "params": {"text": "용기가"}, "text": "a second listen heard 용기가"},
            {
                "code": "fast",
                "params": {"n": 21.25},
                "text": "faster than this recording's habit (21.2 letters a second)",
            },
        ],
        "alternatives": [{"source": "second", "text": "용기가 나요"}],
    }
    assert say(path, "--evidence", "off") == (
        "1 of 1 to check, marked *\n0:00.0   88 % * 용이가 나요  a second listen heard 용기가\n"
    )


@pytest.mark.parametrize(
    ("reason", "said_"),
    [
        (Reason("unsure_words", {"n": 1}), "1 word the model was unsure of"),
        (Reason("unsure_words", {"n": 3}), "3 words the model was unsure of"),
        (Reason("reference", {"text": ""}), "the reference has nothing here"),
        (Reason("larger", {"text": "", "model": "turbo"}), "a larger model heard nothing here"),
        (Reason("larger", {"text": "{model}", "model": "turbo"}), "a larger model heard {model}"),
        (Reason("sound_without_text", {"s": 2.0}), "2 s of sound without text before this line"),
        (Reason("script", {"text": "Latin"}), "written in another script: Latin letters"),
        (Reason("never_heard_of"), "never_heard_of"),
    ],
)
def test_reasons_are_the_pages_sentences(reason: Reason, said_: str) -> None:
    assert sentence(reason) == said_


def test_the_table_is_for_a_terminal() -> None:
    rows = [
        Row(0, 1_500, " " + "가" * 40, Item("0", "0", 0, 1_500, 0.25)),
        Row(1_500, 3_000, "", Item("gap.1500.3000", None, 1_500, 3_000, 0.75, True, reasons=(Reason("gap"),))),
        Row(3_000, 4_000, " red \x1b[31m", None),
    ]
    assert as_table(rows).splitlines() == [
        "1 of 3 to check, marked *",
        f"0:00.0   25 %   {'가' * 28}...",
        f"0:01.5   75 % * {'(1.5 s without text)':<60}  it sounds like speech",
        "0:03.0      -   red \ufffd[31m",
    ]


# ---- what cannot be done


def test_one_sentence_says_what_is_wrong(refused: Say, tmp_path: Path) -> None:
    good = made(tmp_path, [said(" one")])
    broken = tmp_path / "broken.json"
    broken.write_text('{"segments": [', encoding="utf-8")
    noise = tmp_path / "noise.wav"
    noise.write_bytes(b"no sound at all")
    assert refused(tmp_path / "none.json") == f"There is no file {tmp_path / 'none.json'}."
    assert refused(broken).startswith(f"{broken}: This file is not whole JSON")
    assert refused(good, "--audio", tmp_path / "none.mp3") == f"There is no file {tmp_path / 'none.mp3'}."
    assert refused(good, "--audio", noise)
    assert refused(good, "--model", "gigantic").startswith("Whisper has no model named gigantic")
    assert "--evidence" in refused(good, "--evidence", "much")
    assert "TRANSCRIPT.json" in refused()


def test_a_device_that_is_none(tmp_path: Path) -> None:
    path = made(tmp_path, [said(" one")], relisten={"model": "base", "engine": "faster-whisper"})
    sentence_ = run(path, "--audio", FIXTURES / "korean.flac", "--evidence", "fast", "--device", "abacus")
    assert sentence_.returncode == 2
    assert sentence_.stderr.splitlines()[-1].startswith("There is no device named abacus")
    assert "Traceback" not in sentence_.stderr


# ---- with the recording


def run(*argv: object) -> subprocess.CompletedProcess[str]:
    command_ = [sys.executable, "-m", "review", "queue", *map(str, argv)]
    return subprocess.run(command_, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)


@pytest.mark.parametrize(
    ("relisten", "argv", "expected"),
    [
        ({"model": "small", "engine": "openai-whisper"}, (), ("openai-whisper", "small")),
        ({"model": "small", "engine": "openai-whisper"}, ("--model", "tiny"), ("openai-whisper", "tiny")),
        ({"model": "/etc/passwd", "engine": ["sh"]}, (), ("faster-whisper", "base")),
        (None, ("--engine", "openai-whisper"), ("openai-whisper", "base")),
    ],
)
def test_who_examines(
    say: Say,
    ranked: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    relisten: Any,
    argv: tuple[str, ...],
    expected: tuple[str, str],
) -> None:
    asked: list[tuple[str, str]] = []
    parts: list[str] = []

    def examined(part: str, _lines: Any, pcm: Any, *_: Any, **given: Any) -> PartEvidence:
        parts.append(part)
        assert len(pcm) // 16 == 20_911, "ms of korean.flac"
        asked.append((given["engine"], given["model"]))
        return PartEvidence(part, gaps=(Gap(9_000, 9_500, {}),) if part == "sound" else ())

    monkeypatch.setattr(command, "examined", examined)
    monkeypatch.setattr(command, "default_engine", lambda _: "faster-whisper")
    monkeypatch.setattr(command, "default_model", lambda _: "base")
    path = made(tmp_path, [said(" 안녕하세요")], relisten=relisten)
    say(path, "--json", "--audio", FIXTURES / "korean.flac", *argv)
    assert set(asked) == {expected}
    assert parts == ["sound", "text", "tokens", "listen"]
    assert [gap.start for gap in ranked["evidence"].gaps] == [9_000]


@pytest.mark.model
def test_a_real_recording(tmp_path: Path, model_cache: Path) -> None:  # noqa: ARG001
    texts = (FIXTURES / "korean.txt").read_text(encoding="utf-8").split("\n")
    first = texts[0].strip()
    path = made(
        tmp_path,
        [said(f" {first}", 0, 4), said(" 시청해주셔서 감사합니다", 4, 4.2)],
        language="ko",
        relisten={"model": "base", "engine": "faster-whisper"},
    )
    done = run(path, "--audio", FIXTURES / "korean.flac", "--json")
    assert done.returncode == 0, done.stderr
    found = lines(done.stdout)
    assert [line["text"] for line in found if line["text"]] == [f" {first}", " 시청해주셔서 감사합니다"]
    gaps = [line for line in found if not line["text"]]
    assert gaps and all(line["start"] >= 4 and line["end"] <= 20.92 for line in gaps)
    assert "examining" in done.stderr
    assert "Traceback" not in done.stderr
