"""What counts as a word, and what is compared of one."""

from __future__ import annotations

import pytest

from review.alignment import words
from review.alignment.words import units


def split(text: str) -> list[str]:
    return [text[begin:end] for begin, end in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("나는 너를 사랑해", ["나는", "너를", "사랑해"]),
        ("  Don't stop, me now! ", ["Don't", "stop,", "me", "now!"]),
        ("今天天气。很好", ["今", "天", "天", "气。", "很", "好"]),
        ("「きみ」が好き", ["「き", "み」", "が", "好", "き"]),
        ("เสียงดี", ["เ", "สี", "ย", "ง", "ดี"]),
        ("iPhone中文 ok", ["iPhone", "中", "文", "ok"]),
        ("사랑해요中文AI를", ["사랑해요", "中", "文", "AI를"]),
        ("- ♪ one", ["-", "♪", "one"]),
        ("", []),
        (" \u3000\t", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Don’t", ("dont",)),
        ("STRASSE,", ("strasse",)),
        ("나는", ("나", "는")),
        ("attention이", ("attention", "이")),
        ("sex-machine", ("sex", "machine")),
        ("ＡＢＣ", ("abc",)),
        ("♪", ()),
        ("\u1112\u1161\u11ab", ("한",)),
    ],
)
def test_units(word: str, expected: tuple[str, ...]) -> None:
    assert units(word) == expected
