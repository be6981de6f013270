"""The five switches: what of a reference is compared, and where the backing vocals are in it."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.reference import KeptOut, Reference, ReferenceLine, as_dict, from_dict, parse, scored
from review.reference.errors import ReferenceTooManyLines

NOTHING = KeptOut(headings=False, repeats=False, speakers=False, directions=False, backing=False)
SONG = "[Chorus]\nI love you (love you), baby (x2)\n\n(oh yeah)\n♪ ♪\n*sighs*\n"
SCRIPT = "MINA (sadly): Go (away) now.\nJOON: No.\n(He leaves)\nMINA:\nWhy?\n"

PIECES = st.sampled_from(
    ["la ", "(oh)", " (oh yeah), ", "[x]", "*sighs* ", "<hm>", "(x2)", " x3", "MINA: ", "민수: ", "[Chorus x2]", "♪",
     ",", "(a (b) c)", ")", "(", "  ", "가나 ", "\n", "\n\n", "(x2)\n", " // ", "# ", "(간주)", "가나다(라마)"]
)  # fmt: skip
kept_outs = st.builds(KeptOut, *[st.booleans()] * 5)


def said(text: str, kept_out: KeptOut) -> list[str]:
    return [line.text for line in scored(parse(text), kept_out)]


def test_lyrics_as_they_are_compared_by_default() -> None:
    found = scored(parse(SONG), KeptOut())
    assert [(line.text, line.line, line.backing) for line in found] == [
        ("I love you (love you), baby", 1, ((11, 21),)),
        ("I love you (love you), baby", 1, ((11, 21),)),
        ("(oh yeah)", 3, ((0, 9),)),
    ]


def test_nothing_kept_out() -> None:
    assert said(SONG, NOTHING) == ["[Chorus]", "I love you (love you), baby (x2)", "(oh yeah)", "*sighs*"]
    assert said(SCRIPT, NOTHING) == ["MINA (sadly): Go (away) now.", "JOON: No.", "(He leaves)", "MINA:", "Why?"]


def test_backing_vocals_kept_out() -> None:
    assert said(SONG, KeptOut(backing=True)) == ["I love you, baby", "I love you, baby"]


def test_a_script_as_it_is_compared_by_default() -> None:
    assert said(SCRIPT, KeptOut()) == ["Go now.", "No.", "Why?"]


def test_speakers_kept_in_without_how_they_speak() -> None:
    assert said(SCRIPT, KeptOut(speakers=False)) == ["MINA: Go now.", "JOON: No.", "MINA:", "Why?"]


def test_backing_ranges_move_with_what_is_put_before_and_taken_out() -> None:
    text = "[Verse]\nMINA: *sighs* la (oh) la\nMINA: no"
    assert [(line.text, line.backing) for line in scored(parse(text), KeptOut(speakers=False))] == [
        ("MINA: la (oh) la", ((9, 13),)),
        ("MINA: no", ()),
    ]
    assert scored(parse(text), KeptOut())[0].backing == ((3, 7),)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a (b) c", "a c"),
        ("a (b), c", "a, c"),
        ("(b) c", "c"),
        ("a (b)", "a"),
        ("a (b) (c) d", "a d"),
        ("가(나)다", "가다"),
        ("a (b)c", "a c"),
    ],
)
def test_what_is_left_without_backing_vocals(text: str, left: str) -> None:
    assert said(text, KeptOut(backing=True)) == [left]


def test_a_marked_line_stands_as_often_as_it_says() -> None:
    assert said("la (x3)\nlo", KeptOut()) == ["la", "la", "la", "lo"]


def test_a_mark_alone_repeats_its_block_in_order() -> None:
    assert said("x\n\na\nb\n(x2)\nc", KeptOut()) == ["x", "a", "b", "a", "b", "c"]
    assert said("x\n\na\nb\n\n(x2)\n\nc", KeptOut()) == ["x", "a", "b", "a", "b", "c"]


def test_a_headings_mark_repeats_the_block_behind_it() -> None:
    assert said("[Chorus x2]\na\nb\n\nc", KeptOut()) == ["a", "b", "a", "b", "c"]
    assert said("[Chorus x2]\n\na\nb\n[Verse]\nc", KeptOut()) == ["a", "b", "a", "b", "c"]


def test_marks_are_text_where_they_are_not_kept_out() -> None:
    text = "[Chorus x2]\na (x2)\n(x2)"
    assert said(text, KeptOut(headings=False, repeats=False)) == ["[Chorus x2]", "a (x2)", "(x2)"]


def test_times_are_the_first_ones_only() -> None:
    found = scored(parse("[00:01.00]la (x2)\n[00:03.00]lo"), KeptOut())
    assert [(line.text, line.start, line.end) for line in found] == [
        ("la", 1000, 3000),
        ("la", None, None),
        ("lo", 3000, 8000),
    ]


def test_too_many_repeats_of_a_reference_made_by_hand() -> None:
    lines = tuple(ReferenceLine("la", "la", repeats=20) for _ in range(20_000))
    with pytest.raises(ReferenceTooManyLines):
        scored(Reference(lines, "txt"), KeptOut())


@given(st.lists(PIECES, max_size=25).map(lambda pieces: "x" + "".join(pieces)), kept_outs)
def test_ranges_hold_backing_vocals_under_every_switch(text: str, kept_out: KeptOut) -> None:
    reference = parse(text)
    for line in scored(reference, kept_out):
        whole = reference.lines[line.line]
        assert line.text == line.text.strip()
        assert any(char.isalnum() for char in line.text)
        expected = [] if kept_out.backing else [whole.text[begin:end] for begin, end in whole.backing]
        assert [line.text[begin:end] for begin, end in line.backing] == expected


@given(st.lists(PIECES, max_size=25).map(lambda pieces: "x" + "".join(pieces)))
def test_with_nothing_kept_out_every_word_is_compared(text: str) -> None:
    reference = parse(text)
    words = [char for line in reference.lines if line.kind != "blank" for char in _official(line) if char.isalnum()]
    compared = [char for line in scored(reference, NOTHING) for char in line.text if char.isalnum()]
    assert compared == words


def _official(line: ReferenceLine) -> str:
    return line.written if line.heard is None else f"{line.label}{line.text}{line.mark}"


@pytest.mark.parametrize("switches", list(product([False, True], repeat=5)))
def test_lines_stay_in_the_references_order(switches: tuple[bool, ...]) -> None:
    indices = [line.line for line in scored(parse(SCRIPT + SONG), KeptOut(*switches))]
    assert indices == sorted(indices)


@given(st.lists(PIECES, max_size=25).map(lambda pieces: "x" + "".join(pieces)))
def test_the_store_keeps_everything(text: str) -> None:
    reference = parse(text)
    assert from_dict(as_dict(reference)) == reference


def test_what_the_store_keeps() -> None:
    reference = parse("MINA: hi (x2)\nJOON: ho\n\nhelo // hello (oh) // #c")
    assert as_dict(parse("hello wold // hello world (oh) // #c\n\nla (x2)")) == {
        "format": "annotated",
        "lines": [
            {
                "text": "hello world (oh)",
                "written": "hello wold // hello world (oh) // #c",
                "backing": [[12, 16]],
                "heard": "hello wold",
                "comment": "c",
            },
            {"text": "", "kind": "blank"},
            {"text": "la", "written": "la (x2)", "repeats": 2, "mark": "(x2)", "heard": "la (x2)"},
        ],
    }
    assert from_dict(as_dict(reference)) == reference
