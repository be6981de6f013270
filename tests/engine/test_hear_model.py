"""A recording of two chunks heard by a real model."""

from __future__ import annotations

from math import fsum
from pathlib import Path

import jiwer
import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backends import load
from engine.hear import hear_all
from engine.lines import MAX_LINE_MS
from engine.media import decode, open_pcm
from engine.options import DecodingOptions
from engine.transcript import Transcript

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
MOST_WRONG = 0.15  # of the letters
NEAR_MS = 1_500  # Whisper's own times are no better
pytestmark = pytest.mark.model


def sound(name: str, folder: Path) -> NDArray[np.int16]:
    decode(FIXTURES / f"{name}.flac", folder / f"{name}.pcm")
    return open_pcm(folder / f"{name}.pcm")


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Transcript:
    """The English fixture and then, 13.4 s later, the mixed one: 38 s, which one chunk cannot hold."""
    folder = tmp_path_factory.mktemp("pcm")
    pcm = np.concatenate([sound("english", folder), sound("mixed", folder)])
    recogniser = load("faster-whisper", "base")
    return hear_all(recogniser, pcm, DecodingOptions(), lambda _: None, lambda *_: None, lambda: False)


def letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def test_all_chunks_are_heard(heard: Transcript) -> None:
    spoken = [(FIXTURES / f"{name}.txt").read_text(encoding="utf-8").splitlines() for name in ("english", "mixed")]
    english = "".join(line for lines in spoken for line in lines if line.isascii())
    said = "".join(line.text for line in heard.segments if line.text.isascii())
    assert jiwer.cer(letters(english), letters(said)) < MOST_WRONG


@pytest.mark.parametrize(
    ("beginning", "start"),
    [("Good morning", 0), ("Welcome", 20_350), ("Every word", 29_650), ("Fix what", 34_300)],
)
def test_times_are_the_recordings(heard: Transcript, beginning: str, start: int) -> None:
    line = next(line for line in heard.segments if line.text.strip().startswith(beginning))
    assert line.start == pytest.approx(start, abs=NEAR_MS)


def test_the_language_is_found_once(heard: Transcript) -> None:
    assert heard.language == "en"


def test_every_line_has_its_own_evidence(heard: Transcript) -> None:
    for line in heard.segments:
        assert line.own_logprob == pytest.approx(fsum(line.token_logprobs) / len(line.tokens))


def test_words_spell_their_line_inside_its_time(heard: Transcript) -> None:
    for line in heard.segments:
        assert "".join(word.text for word in line.words) == line.text
        assert line.start <= line.words[0].start and line.words[-1].end <= line.end


def test_lines_are_short(heard: Transcript) -> None:
    assert max(line.end - line.start for line in heard.segments) <= MAX_LINE_MS
