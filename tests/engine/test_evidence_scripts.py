"""Scripts, and the languages they tell in a recording that mixes them."""

from __future__ import annotations

import pytest

from engine.evidence.scripts import LANGUAGES, NOT_LATIN, SCRIPTS, language_of, script
from engine.languages import LANGUAGES as WHISPER_S


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("안녕하세요", "Hangul"),
        ("Welcome to the desk.", "Latin"),
        ("Über été", "Latin"),
        ("안녕 baby hello", "Latin"),
        ("안녕하세요 hi", "Hangul"),
        ("ありがとう", "Kana"),
        ("你好世界吗", "Han"),
        ("привет", "Cyrillic"),
        ("네 OK", None),
        ("1234 5678", None),
        ("♪ ... ♪", None),
        ("", None),
    ],
)
def test_a_text_is_in_the_script_of_most_of_its_letters(text: str, expected: str | None) -> None:
    assert script(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Welcome to the desk.", "ko", "en"),
        ("Welcome to the desk.", "ja", "en"),
        ("Welcome to the desk.", "en", "en"),
        ("Willkommen am Tisch", "de", "de"),
        ("Welcome to the desk.", None, None),
        ("만나서 반갑습니다", "en", "ko"),
        ("만나서 반갑습니다", None, "ko"),
        ("만나서 반갑습니다", "ko", "ko"),
        ("ありがとう", "ko", "ja"),
        ("你好世界吗", "ja", "ja"),
        ("네 OK", "ko", "ko"),
        ("OK", "ko", "ko"),
        ("Whisper가 듣습니다", "ko", "ko"),
        ("Whisper를 desk에서", "en", "ko"),
        ("baby 사랑해 oh my love", "ko", "en"),
        ("baby 사랑해 oh 그대", "ko", "ko"),
        ("baby 사랑해 oh 그대", "en", "en"),
        ("♪ ♪ ♪ ♪ ♪", "ko", "ko"),
        ("Dobar dan svima", "sr", "sr"),
        ("2023 1234 OK", "ko", "ko"),
        ("3 × 4 ÷ 5", "ko", "ko"),
        ("你好の世界吗朋友们大家", "zh", "zh"),
        ("让・保罗来了吗", "zh", "zh"),
        ("日本語の文章です", "ko", "ja"),
    ],
)
def test_a_line_is_in_the_language_its_script_tells(text: str, language: str | None, expected: str | None) -> None:
    assert language_of(text, language) == expected


def test_the_codes_are_whisper_s_and_the_scripts_known() -> None:
    assert sorted(NOT_LATIN - WHISPER_S.keys()) == []
    assert {*LANGUAGES, "Latin"} == set(SCRIPTS)
