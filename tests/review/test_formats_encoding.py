"""Whatever the encoding, the text is read or refused in a sentence."""

from __future__ import annotations

import random

import pytest

from engine.errors import UserError
from engine.transcript_json import TranscriptTooLarge
from review.formats.base import EmptyTranscript
from review.formats.encoding import NotText, decode

KOREAN = "1\n00:00:01,000 --> 00:00:02,000\n창가에 앉아 비를 세다가\n우산을 접고 천천히 걸어가\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp949", "euc-kr", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_korean(encoding: str) -> None:
    assert decode(KOREAN.encode(encoding)) == KOREAN


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_korean_whose_zero_bytes_fall_on_both_sides(encoding: str) -> None:
    text = "창가에 앉아 비를 세다가\n우산을 접고 걸어가\n"
    assert decode(text.encode(encoding)) == text


def test_syllables_only_in_cp949() -> None:
    text = "똠방각하와 펲시콜라, 뷁 그리고 햏을 좋아하는 사람들이 모여 앉아 노래를 부른다\n" * 3
    assert decode(text.encode("cp949")) == text


def test_japanese_is_not_taken_for_korean() -> None:
    text = "窓辺に座って雨を数えていた。傘をたたんでゆっくり歩いていく。日曜日の雨がやさしく降っている。\n" * 4
    assert decode(text.encode("shift_jis")) == text


def test_chinese_is_not_taken_for_korean() -> None:
    text = "坐在窗边数着雨滴，收起雨伞慢慢地走，星期天的雨轻轻地下着，打开收音机听一首老歌。\n" * 4
    assert decode(text.encode("gb18030")) == text


def test_western_european() -> None:
    text = "Ein schöner Tag für große Füße, naïve café déjà vu à la carte, señor.\n" * 4
    assert decode(text.encode("cp1252")) == text


def test_utf8_cut_off_in_the_middle_of_a_character() -> None:
    assert decode(("창가에 앉아 비를 세다가 우산을 접고 천천히 걸어가 봄날의 산책").encode()[:-1]).startswith(
        "창가에 앉아"
    )


def test_decomposed_hangul_is_composed() -> None:
    assert decode("\u1112\u1161\u11ab글".encode()) == "한글"


def test_a_few_nul_bytes_are_taken_off() -> None:
    assert decode(b"words\nmore words\0\0\n") == "words\nmore words\n"


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n \t\r\n"])
def test_empty(data: bytes) -> None:
    with pytest.raises(EmptyTranscript):
        decode(data)


@pytest.mark.parametrize("seed", range(5))
def test_random_bytes_are_refused(seed: int) -> None:
    with pytest.raises(NotText):
        decode(random.Random(seed).randbytes(20_000))


def test_a_sound_file_is_refused() -> None:
    with pytest.raises(UserError):
        decode(b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00" + bytes(range(256)) * 40)


def test_fifty_megabytes_are_read() -> None:
    data = ("창가에 앉아 비를 세다가\n".encode() * 1_700_000)[: 50 * 1024 * 1024]
    assert len(decode(data)) > 10_000_000


def test_more_than_fifty_megabytes_are_refused() -> None:
    with pytest.raises(TranscriptTooLarge) as caught:
        decode(b"a" * (50 * 1024 * 1024 + 1))
    assert caught.value.params == {"limit_mb": 50}
