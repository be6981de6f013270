"""Splitting long segments into lines."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lines import MAX_LINE_COLUMNS, MAX_LINE_MS, columns, split_segment
from engine.transcript import Segment, Word


def segment(text: str, ms_each: int = 50, start: int = 1_000, by_character: bool = False) -> Segment:
    """A segment whose words follow each other, ``ms_each`` a character, two tokens a word with a timestamp around."""
    words: list[Word] = []
    time = start
    for index, part in enumerate(list(text) if by_character else re.findall(r"\s*\S+", text)):
        end = time + len(part) * ms_each
        words.append(Word(time, end, part, 0.5, (2 * index, 2 * index + 1), (-0.25, -0.25 * index)))
        time = end
    tokens = (50_364, *(token for word in words for token in word.tokens), 50_900)
    logprobs = (-1.0, *(value for word in words for value in word.token_logprobs), -2.0)
    return Segment(start, time, text, 0, tokens, logprobs, -0.5, -0.3, 0.1, 1.2, 0.0, tuple(words))


def texts(text: str, by_character: bool = False) -> list[str]:
    return [line.text for line in split_segment(segment(text, by_character=by_character))]


def test_a_short_segment_stays_as_it_is() -> None:
    short = segment(" Short enough.")
    assert split_segment(short) == (short,)


def test_a_long_segment_without_words_stays_as_it_is() -> None:
    long = Segment(0, 60_000, "word " * 50)
    assert split_segment(long) == (long,)


def test_a_segment_whose_words_do_not_spell_its_text_stays_as_it_is() -> None:
    long = Segment(0, 20_000, " one two", words=(Word(0, 9_000, " one"), Word(9_000, 20_000, " three")))
    assert split_segment(long) == (long,)


def test_sentence_ends_come_first() -> None:
    text = " It was late, and we were all very, very tired. Nobody wanted, at that hour, to walk on and on."
    assert texts(text) == [
        " It was late, and we were all very, very tired.",
        " Nobody wanted, at that hour, to walk on and on.",
    ]


def test_a_closing_quote_may_follow_the_sentence_end() -> None:
    assert texts(' He said "we are all very tired indeed today." Nobody at that late hour wanted to walk home.') == [
        ' He said "we are all very tired indeed today."',
        " Nobody at that late hour wanted to walk home.",
    ]


def test_a_title_ends_no_sentence() -> None:
    assert texts(" and after all of these years they went to see old Mr. Brown, who lived then in the high tower") == [
        " and after all of these years they went to see old Mr. Brown,",
        " who lived then in the high tower",
    ]


def test_clauses_come_before_bare_words() -> None:
    assert texts(" it was late and we were all very tired indeed that night, nobody wanted to walk all the way") == [
        " it was late and we were all very tired indeed that night,",
        " nobody wanted to walk all the way",
    ]


def test_without_punctuation_the_lines_are_even() -> None:
    assert texts(" aaaa" * 20) == [" aaaa" * 10, " aaaa" * 10]


def test_a_pause_is_a_place_to_split() -> None:
    words = [Word(0, 700, " aaaa")] + [Word(700 * i, 700 * (i + 1), " aaaa") for i in range(1, 8)]
    words += [Word(700 * i + 1_000, 700 * (i + 1) + 1_000, " aaaa") for i in range(8, 14)]
    paused = Segment(0, 10_800, " aaaa" * 14, words=tuple(words))
    assert [(line.start, line.end) for line in split_segment(paused)] == [(0, 5_600), (6_600, 10_800)]


def test_no_word_is_left_alone() -> None:
    assert [len(text.split()) for text in texts(" Yes." + " bbbb" * 18)] == [10, 9]


def test_korean_syllables_are_two_columns_wide() -> None:
    assert texts(
        " 저는 오늘 여러분께 한국어 음성 인식에 대해서 말씀드리려고 합니다."
        " 이 기술은 최근에 아주 많이 발전했고, 널리 쓰입니다."
    ) == [
        " 저는 오늘 여러분께 한국어 음성 인식에 대해서 말씀드리려고 합니다.",
        " 이 기술은 최근에 아주 많이 발전했고, 널리 쓰입니다.",
    ]


def test_scripts_without_spaces_are_split_between_their_words() -> None:
    text = "今日はとても天気がいいので、友達と公園に散歩に行きました。そこで一緒にコーヒーを飲みながら話しました。"
    assert texts(text, by_character=True) == [
        "今日はとても天気がいいので、友達と公園に散歩に行きました。",
        "そこで一緒にコーヒーを飲みながら話しました。",
    ]


def test_a_word_in_two_parts_is_not_split() -> None:
    parts = [" it was a most", " long", "-lasting", " thing"]
    words = tuple(Word(4_000 * i, 4_000 * (i + 1), part) for i, part in enumerate(parts))
    lines = split_segment(Segment(0, 16_000, "".join(parts), words=words))
    assert [line.text for line in lines] == [" it was a most", " long-lasting", " thing"]


def test_a_single_long_word_stays_whole() -> None:
    assert texts(" " + "a" * 200) == [" " + "a" * 200]


def test_a_combining_mark_has_no_column() -> None:
    assert columns("e\u0301") == 1


def test_the_window_figures_are_copied() -> None:
    lines = split_segment(segment(" aaaa" * 20))
    figures = {(x.window, x.avg_logprob, x.no_speech_prob, x.compression_ratio, x.temperature) for x in lines}
    assert figures == {(0, -0.3, 0.1, 1.2, 0.0)}


def test_tokens_go_with_their_words() -> None:
    first, second = split_segment(segment(" aaaa" * 20))
    assert first.tokens == (50_364, *range(20)) and second.tokens == (*range(20, 40), 50_900)


def test_each_line_has_the_mean_of_its_own_tokens() -> None:
    first, second = split_segment(segment(" aaaa" * 20))
    assert first.own_logprob == pytest.approx((-1.0 - 2.5 - 0.25 * 45) / 21)
    assert second.own_logprob == pytest.approx((-2.0 - 2.5 - 0.25 * 145) / 21)


def test_tokens_of_words_alone_will_do() -> None:
    whole = segment(" aaaa" * 20)
    bare = Segment(whole.start, whole.end, whole.text, words=whole.words)
    assert [line.tokens for line in split_segment(bare)] == [tuple(range(20)), tuple(range(20, 40))]


def test_without_token_logprobs_a_line_has_no_own_logprob() -> None:
    words = tuple(Word(1_000 * i, 1_000 * (i + 1), " aaaa") for i in range(20))
    lines = split_segment(Segment(0, 20_000, " aaaa" * 20, own_logprob=-0.5, words=words))
    assert [line.own_logprob for line in lines] == [None, None]


words_of_text = st.lists(
    st.tuples(
        st.text(st.sampled_from("abc가나漢字ーé.,?! -\u0301"), min_size=1, max_size=12).filter(str.strip),
        st.booleans(),
        st.integers(-300, 2_000),
        st.integers(-200, 4_000),
    ),
    min_size=1,
    max_size=60,
)


@given(words_of_text)
def test_lines_are_the_segment_in_pieces(parts: list[tuple[str, bool, int, int]]) -> None:
    words: list[Word] = []
    time = 500
    for index, (text, spaced, gap, length) in enumerate(parts):
        start = max(time + gap, 0)
        time = max(start + length, 0)
        words.append(Word(start, time, " " + text.strip() if spaced else text, 0.5, (index,), (-0.1,)))
    end = max(word.end for word in words)
    tokens = tuple(range(len(words)))
    whole = Segment(0, end, "".join(w.text for w in words), 0, tokens, (-0.1,) * len(words), words=tuple(words))
    lines = split_segment(whole)
    assert "".join(line.text for line in lines) == whole.text
    assert tuple(word for line in lines for word in line.words) == whole.words
    assert tuple(token for line in lines for token in line.tokens) == whole.tokens
    assert (lines[0].start, lines[-1].end) == (0, end)
    times = [time for line in lines for time in (line.start, line.end)]
    assert times == sorted(times)


@given(st.lists(st.integers(1, 12), min_size=2, max_size=80), st.integers(20, 200))
def test_lines_of_short_words_are_short(lengths: list[int], ms_each: int) -> None:
    for line in split_segment(segment("".join(" " + "a" * length for length in lengths), ms_each)):
        assert line.end - line.start <= MAX_LINE_MS
        assert len(line.text.strip()) <= MAX_LINE_COLUMNS
