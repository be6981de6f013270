"""Names of recordings: shown as they are, on one line."""

from __future__ import annotations

import pytest

from review.projects.names import display_name, title


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("talk.mp3", "talk.mp3"),
        ("C:\\fakepath\\talk.mp3", "talk.mp3"),
        ("../../etc/passwd", "passwd"),
        ("<img src=x onerror=alert(1)>.wav", "<img src=x onerror=alert(1)>.wav"),
        ("\u1112\u1161\u11ab.mp3", "한.mp3"),
        ("a\u202egpj.mp3", "agpj.mp3"),
        ("a\x00b\r\nc", "a b c"),
        ("  ", "recording"),
        ("", "recording"),
        ("/", "recording"),
        ("x" * 300, "x" * 200),
    ],
)
def test_an_uploaded_file_s_name_is_one_harmless_line(sent: str, shown: str) -> None:
    assert display_name(sent) == shown


def test_a_title_may_hold_a_slash() -> None:
    assert title("  AC/DC \n live ") == "AC/DC live"
