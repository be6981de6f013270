"""What every alignment is, whatever the texts."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from review.alignment import Part, Stretch, align, words
from tests.review.alignment_kit import Sung

FEW = [
    "la",
    "oh",
    "the",
    "love",
    "tonight",
    "나는",
    "너를",
    "나는너를",
    "사랑해",
    "사랑",
    "天",
    "好",
    "天好",
    "♪",
    "-",
    "Love,",
    "เธอ",
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(FEW), max_size=6).map(" ".join),
    st.text(alphabet="ab나는天 .'\u0301เี(", max_size=12),
)
TIMES = st.none() | st.integers(0, 60_000)
LINES = st.lists(
    st.builds(lambda text, at: Sung(text, at, None if at is None else at + 2_000), TEXTS, TIMES), max_size=12
)


def check(ours: list[Sung], theirs: list[Sung], rows: tuple[Stretch, ...]) -> None:
    assert [row.ours for row in rows if row.ours is not None] == list(range(len(ours)))
    bounds = [words(line.text) for line in theirs]
    for row in rows:
        assert row.theirs or row.ours is not None
        assert not (row.theirs and row.elsewhere)
        for parts in (row.theirs, row.elsewhere):
            for part in parts:
                assert part.begin in {begin for begin, _ in bounds[part.line]}
                assert part.end in {end for _, end in bounds[part.line]}
            keys = [(part.line, part.begin) for part in parts]
            assert keys == sorted(keys)
        if row.ours is None:
            (part,) = row.theirs
            assert (part.begin, part.end) == (bounds[part.line][0][0], bounds[part.line][-1][1])
    held = [(part.line, word) for row in rows for part in row.theirs for word in inside(part, bounds[part.line])]
    assert sorted(held) == [(line, word) for line, ranges in enumerate(bounds) for word in ranges]


def inside(part: Part, ranges: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    return [(begin, end) for begin, end in ranges if part.begin <= begin and end <= part.end]


@settings(max_examples=200, deadline=None)
@given(LINES, LINES)
def test_every_line_of_ours_and_every_word_of_theirs_once(ours: list[Sung], theirs: list[Sung]) -> None:
    rows = align(ours, theirs)
    check(ours, theirs, rows)
    assert align(ours, theirs) == rows


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=10))
def test_a_text_against_itself(texts: list[str]) -> None:
    lines = [Sung(text) for text in texts]
    for row in align(lines, lines):
        if row.ours is not None and words(texts[row.ours]):
            assert {part.line for part in row.theirs} == {row.ours}


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_words_hold_every_character_that_is_no_space(text: str) -> None:
    ranges = words(text)
    assert "".join(text[begin:end] for begin, end in ranges) == "".join(text.split())
    assert all(first[1] <= second[0] for first, second in pairwise(ranges))


def long_text(random: Random, count: int, vocabulary: int) -> list[Sung]:
    return [Sung(" ".join(f"w{random.randrange(vocabulary)}" for _ in range(8))) for _ in range(count)]


def worse(lines: list[Sung], random: Random) -> list[Sung]:
    return [
        Sung(" ".join(f"x{random.randrange(99)}" if random.random() < 0.15 else word for word in line.text.split()))
        for line in lines
    ]


def test_a_text_too_long_for_one_table_keeps_its_lines() -> None:
    random = Random(1)
    theirs = long_text(random, 1_000, 2_000)
    ours = worse(theirs, random)
    rows = align(ours, theirs)
    check(ours, theirs, rows)
    assert sum([part.line for part in row.theirs] == [row.ours] for row in rows) >= 998


def test_a_long_text_that_repeats_itself_keeps_its_lines() -> None:
    random = Random(2)
    theirs = long_text(random, 10, 30) * 100
    ours = worse(theirs, random)
    rows = align(ours, theirs)
    check(ours, theirs, rows)
    assert sum([part.line for part in row.theirs] == [row.ours] for row in rows) >= 990


def test_long_texts_with_a_part_left_out_on_each_side() -> None:
    random = Random(3)
    whole = long_text(random, 1_200, 2_000)
    ours, theirs = worse([*whole[:300], *whole[500:]], random), [*whole[:800], *whole[900:]]
    rows = align(ours, theirs)
    check(ours, theirs, rows)
    assert [row.ours for row in rows if not row.theirs] == list(range(600, 700))
    assert [row.theirs[0].line for row in rows if row.ours is None] == list(range(300, 500))


def test_an_enormous_line_that_has_nothing_to_do_with_theirs_is_an_extra_one() -> None:
    random = Random(4)
    line = Sung(" ".join(f"q{random.randrange(9_999)}" for _ in range(8_000)))
    rows = align([line], long_text(random, 1_000, 2_000))
    assert [row.ours for row in rows if row.ours is not None] == [0]
