"""What is marked in lyrics and scripts: headings, repeats, speakers, directions, backing vocals."""

from __future__ import annotations

import pytest

from review.reference import ReferenceLine, parse, read


def lines(text: str) -> list[ReferenceLine]:
    return [line for line in parse(text).lines if line.kind != "blank"]


def headings(text: str) -> list[str]:
    return [line.text for line in lines(text) if line.kind == "heading"]


@pytest.mark.parametrize(
    "heading",
    [
        "[Verse 1]", "[Verse 1: Mina]", "[Chorus x2]", "[후렴]", "[Pre-Chorus]", "[Outro - All]", "(Chorus)", "(후렴)",
        "(간주)", "Chorus:", "Hook:", "후렴:", "1절", "제2절", "Verse 2", "VERSE II", "Bridge", "# Anything at all",
        "## Second", "=== Part of it ===", "== x ==", "--- Second day ---", "※ 후렴", "- Chorus -", "<1절>", "【후렴】",
        "Chorus (x2)", "[Mina & Joon]", "Title: A Song", "작사: 홍길동", "(Repeat Chorus)", "후렴 반복", "SCENE 2",
        "INT. HOUSE - NIGHT", "S#3. 학교 옥상", "제1막", "[Guitar Solo]",
    ],
)  # fmt: skip
def test_headings(heading: str) -> None:
    assert headings(f"{heading}\nthen a line\nand one more\n") == [heading]


@pytest.mark.parametrize(
    "line",
    [
        "Under the bridge", "(Break it down)", "Hook", "End", "Break", "#1 in my heart", "# la la la #",
        "[I love you.]", "The chorus of angels sings", "(oh yeah)", "Part of me", "우리 1절만 하자", "12:30",
        "I met you at the bridge: then",
    ],
)  # fmt: skip
def test_lyrics_that_are_no_headings(line: str) -> None:
    assert headings(f"{line}\nthen a line") == []


def test_a_line_in_square_brackets_amid_others_is_sung() -> None:
    (_, line, _) = lines("I hear you\n[hear you now]\nagain")
    assert (line.kind, line.text, line.asides) == ("text", "[hear you now]", ())


def test_a_bare_section_word_amid_others_is_sung() -> None:
    assert headings("walking\nbridge\nwater") == []


@pytest.mark.parametrize(
    ("written", "text", "mark", "repeats"),
    [
        ("La la la (x2)", "La la la", "(x2)", 2),
        ("La la la x2", "La la la", "x2", 2),
        ("La la la ×3", "La la la", "×3", 3),
        ("라라라 (2회 반복)", "라라라", "(2회 반복)", 2),
        ("라라라 (반복)", "라라라", "(반복)", 2),
        ("La la la [x4]", "La la la", "[x4]", 4),
        ("La la la repeat x2", "La la la", "repeat x2", 2),
        ("La la la (3 times)", "La la la", "(3 times)", 3),
        ("La (la) (2x)", "La (la)", "(2x)", 2),
        ("(x2)", "", "(x2)", 2),
    ],
)
def test_repeats(written: str, text: str, mark: str, repeats: int) -> None:
    (line,) = lines(f"{written}\n")
    assert (line.written, line.text, line.mark, line.repeats) == (written, text, mark, repeats)


@pytest.mark.parametrize(
    "text", ["I called you 3 times", "tax 2", "max2", "la (x99)", "do it again (again)", "사랑해 반복"]
)
def test_what_is_no_repeat(text: str) -> None:
    (line,) = lines(text)
    assert (line.text, line.mark, line.repeats) == (text, "", 1)


def test_a_headings_repeat() -> None:
    assert [line.repeats for line in lines("[Chorus x2]\nla\n[Verse]\nlo\nChorus (x3)\nla")] == [2, 1, 1, 1, 3, 1]
    assert [line.repeats for line in lines("[Chorus x2]\nla\n\nChorus (x3)\nla")] == [2, 1, 3, 1]


SCRIPT = """MINA: Are you there (softly)?
민수: 여기 있어요.
- Mina: It is 12:30.
(She leaves)
[door slams]
*sighs*
<whispers>
MINA (whispering): Wait! [turns] Come back.
민수: (웃으며) 네.
"""


def test_speakers_and_directions_of_a_script() -> None:
    assert [(line.kind, line.speaker, line.label, line.text, line.asides) for line in lines(SCRIPT)] == [
        ("text", "MINA", "MINA:", "Are you there (softly)?", ((14, 22),)),
        ("text", "민수", "민수:", "여기 있어요.", ()),
        ("text", "Mina", "- Mina:", "It is 12:30.", ()),
        ("direction", None, "", "(She leaves)", ()),
        ("direction", None, "", "[door slams]", ()),
        ("direction", None, "", "*sighs*", ()),
        ("direction", None, "", "<whispers>", ()),
        ("text", "MINA", "MINA (whispering):", "Wait! [turns] Come back.", ((6, 13),)),
        ("text", "민수", "민수:", "(웃으며) 네.", ((0, 5),)),
    ]


@pytest.mark.parametrize("line", ["<script>alert(1)</script>", "two <b>bold</b> words", "<whispers>"])
def test_markup_in_lyrics_is_text(line: str) -> None:
    (found,) = lines(line)
    assert (found.kind, found.text, found.asides) == ("text", line, ())


@pytest.mark.parametrize(
    "line",
    [
        "Note: they never met.",
        "It was 12:30 by then",
        "and then she said: go",
        "See http://example.org",
        "참고: 가사 없음",
    ],
)
def test_what_stands_before_a_colon_and_is_no_speaker(line: str) -> None:
    (found,) = lines(f"{line}")
    assert (found.speaker, found.text) == (None, line)
    prose = "Some words that go on.\nAnd some more of them.\n"
    assert [each.speaker for each in lines(f"{prose}{line}\n{prose}{line} again")] == [None] * 6


def test_one_word_before_a_colon_amid_lyrics_is_sung() -> None:
    assert [line.speaker for line in lines("Remember: love\nis all\nyou need\nRemember: love")] == [None] * 4


def test_a_minor_part_speaks_only_once() -> None:
    text = "MINA: one\nJOON: two\nsome action\nMINA: three\nmore of it\nand more\nGUARD: Stop!\nand more\nJOON: four\n"
    assert [line.speaker for line in lines(text) if line.speaker] == ["MINA", "JOON", "MINA", "GUARD", "JOON"]


def test_scenes_make_a_script() -> None:
    assert [
        (line.kind, line.speaker) for line in lines("SCENE 1\nIt is dark.\nMINA: hello\n(She leaves)\n#2 Street")
    ] == [
        ("heading", None),
        ("text", None),
        ("text", "MINA"),
        ("direction", None),
        ("heading", None),
    ]


def test_parentheses_in_lyrics_are_backing_vocals() -> None:
    (line,) = lines("I love you (love you), baby (yeah （oh）)")
    assert (line.backing, line.asides) == (((11, 21), (28, 39)), ())


def test_sounds_and_sections_in_parentheses_are_directions() -> None:
    (line,) = lines("I love you (applause) baby (간주)")
    assert (line.backing, line.asides) == ((), ((11, 21), (27, 31)))


def test_singers_named_before_their_lines_leave_lyrics_lyrics() -> None:
    found = lines("[Verse 1]\n지민: 안녕 (안녕)\nRM: hello\n지민: 그래")
    assert [(line.speaker, line.backing) for line in found[1:3]] == [("지민", ((3, 7),)), ("RM", ())]


def test_brackets_in_subtitles_are_directions() -> None:
    found = read(
        "a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n[phone rings]\n\n2\n00:00:03,000 --> 00:00:04,000\n# la\n"
    )
    assert [line.kind for line in found.lines] == ["direction", "text"]


def test_markup_in_asterisks_is_told_from_censored_words() -> None:
    assert [line.asides for line in lines("what the f*ck and sh*t\n2 * 3 * 4")] == [(), ()]


def test_decoration_is_a_blank_line() -> None:
    assert [line.kind for line in parse("a\n-----\nb\n* * *\nc").lines] == ["text", "blank", "text", "blank", "text"]
