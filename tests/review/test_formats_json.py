"""The export in Whisper's layout, with the edited text."""

from __future__ import annotations

import json as standard
from functools import partial

import pytest

from engine.transcript import Word
from engine.transcript_json import NotJson, Review
from review.formats import Sheet, json
from review.formats.base import EmptyTranscript
from review.line import Line

row = partial(Line, "0")

LINE = row(
    start=0,
    end=2400,
    text=" fixed text",
    original=" machine text",
    state="fixed",
    window=0,
    words=(Word(0, 1000, " fixed"), Word(1000, 2400, " text", 0.5, (7,), (-0.7,))),
    tokens=(5, 6, 7),
    own_logprob=-0.25,
)


def test_edited_text_with_the_machines_beside_it() -> None:
    data = json.write(Sheet("talk", [LINE, row(3000, 4000, " b")], language="ko", meta={"model": "base"}))
    assert standard.loads(data) == {
        "text": " fixed text b",
        "segments": [
            {
                "id": 0,
                "seek": 0,
                "start": 0.0,
                "end": 2.4,
                "text": " fixed text",
                "tokens": [5, 6, 7],
                "own_logprob": -0.25,
                "words": [
                    {"word": " fixed", "start": 0.0, "end": 1.0},
                    {"word": " text", "start": 1.0, "end": 2.4, "probability": 0.5},
                ],
                "original_text": " machine text",
                "state": "fixed",
            },
            {"id": 1, "start": 3.0, "end": 4.0, "text": " b", "tokens": []},
        ],
        "language": "ko",
        "relisten": {"model": "base"},
    }


def test_what_a_person_did_comes_back() -> None:
    assert json.reviews(json.write(Sheet("talk", [LINE]))) == {0: Review(" machine text", "fixed")}


def test_cannot_hold_log_probabilities_of_tokens() -> None:
    (found,) = json.read(json.write(Sheet("talk", [LINE]))).segments
    assert found.words == (Word(0, 1000, " fixed"), Word(1000, 2400, " text", 0.5))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_encodings(encoding: str) -> None:
    data = '{"segments": [{"start": 0, "end": 1, "text": "창가에 앉아 비를 세다가"}]}'.encode(encoding)
    assert json.read(data).text == "창가에 앉아 비를 세다가"


@pytest.mark.parametrize("data", [b"", b" \n", b"\0\0\0"])
def test_nothing_is_refused(data: bytes) -> None:
    with pytest.raises(EmptyTranscript):
        json.read(data)


def test_half_a_file_is_refused() -> None:
    with pytest.raises(NotJson):
        json.read(b'{"segments": [{"start": 0, "end"')
