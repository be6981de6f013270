"""Typed text laid onto heard words."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from engine.transcript import Word
from review.realign import cut, realign, spell, spread
from tests.review.building import heard, word

HEARD = heard(" the cat sat down").words  # 500 ms a word, from 0


def test_the_same_text_keeps_every_word() -> None:
    assert realign(HEARD, " the cat sat down", 0, 2000) == HEARD


def test_a_changed_word_takes_the_time_and_loses_the_evidence() -> None:
    assert realign(HEARD, " the cut sat down", 0, 2000) == (
        HEARD[0],
        Word(500, 1000, " cut"),
        HEARD[2],
        HEARD[3],
    )


def test_a_longer_word_is_a_changed_word() -> None:
    assert realign(HEARD, " the cats sat down", 0, 2000)[1] == Word(500, 1000, " cats")


def test_two_words_for_one_share_its_time_by_length() -> None:
    assert realign(HEARD, " the big dog sat down", 0, 2000)[1:3] == (
        Word(500, 750, " big"),
        Word(750, 1000, " dog"),
    )


def test_a_word_typed_between_two_takes_the_pause() -> None:
    words = (word(" one", 0, 400), word(" three", 900, 1300))
    assert realign(words, " one two three", 0, 1300)[1] == Word(400, 900, " two")


def test_a_word_typed_before_all_takes_the_time_from_the_lines_start() -> None:
    words = (word(" one", 300, 400),)
    assert realign(words, " no one", 100, 400)[0] == Word(100, 300, " no")


def test_a_deleted_word_leaves_the_others() -> None:
    assert realign(HEARD, " the cat down", 0, 2000) == (HEARD[0], HEARD[1], HEARD[3])


def test_other_spaces_keep_the_words() -> None:
    words = realign(HEARD, "the  cat sat down ", 0, 2000)
    assert [each.text for each in words] == ["the", "  cat", " sat", " down "]
    assert [each.probability for each in words] == [0.9, 0.9, 0.9, 0.9]


def test_words_of_a_script_without_spaces_are_kept_letter_by_letter() -> None:
    words = (word("今日", 0, 300), word("は", 300, 400), word("雨", 400, 600), word("です", 600, 900))
    assert realign(words, "今日は晴れです", 0, 900) == (
        words[0],
        words[1],
        Word(400, 600, "晴れ"),
        words[3],
    )


def test_a_korean_word_with_another_ending_is_a_changed_word() -> None:
    words = heard(" 나는 학교에 간다").words
    assert [each.probability for each in realign(words, " 나는 학교로 간다", 0, 1500)] == [0.9, None, 0.9]


def test_no_words_stay_no_words() -> None:
    assert realign((), "typed", 0, 1000) == ()


def test_no_text_leaves_no_words() -> None:
    assert realign(HEARD, "  ", 0, 2000) == ()


def test_words_that_nobody_heard_share_the_time_by_length() -> None:
    assert spread("ab cdef", 0, 700) == (Word(0, 200, "ab"), Word(200, 700, " cdef"))


def test_a_word_is_cut_with_its_time() -> None:
    left, right = cut((word("abcd", 0, 400), word(" e", 400, 500)), 3)
    assert left == (Word(0, 300, "abc"),)
    assert right == (Word(300, 400, "d"), word(" e", 400, 500))


def test_a_cut_between_words_keeps_them_whole() -> None:
    assert cut(HEARD, 4) == (HEARD[:1], HEARD[1:])


TEXT = st.text(alphabet=st.sampled_from("abc 가나 日本\u3000.,é"), max_size=30)


@given(TEXT, TEXT)
@example(" a", "a a a a a a")
@example("日本 a", "日 本a")
def test_the_words_always_spell_the_text(before: str, after: str) -> None:
    words = spread(before, 0, 10_000)
    assert spell(realign(words, after, 0, 10_000)) == (after if words and after.strip() else "")


@given(TEXT, TEXT)
def test_times_never_run_backwards(before: str, after: str) -> None:
    made = realign(spread(before, 0, 10_000), after, 0, 10_000)
    assert all(each.start <= each.end for each in made)
    assert all(one.end <= two.start for one, two in pairwise(made))


@given(TEXT, st.integers(-1, 40))
def test_a_cut_loses_no_letter(text: str, at: int) -> None:
    words = spread(text, 0, 10_000)
    left, right = cut(words, at)
    assert spell(left) + spell(right) == spell(words)
    assert spell(left) == spell(words)[: max(0, at)]
