"""Which stretch of the reference a line of ours gets, case by case."""

from __future__ import annotations

from tests.review.alignment_kit import Sung, aligned, elsewhere

REFRAIN = ["Oh my love is here", "Stay with me tonight"]
FIRST = ["Walking down the empty street", "Nobody knows my name"]
SECOND = ["Morning comes with silver rain", "Coffee on the windowsill"]
THIRD = ["Letters that I never sent", "Burning in the fireplace"]
WHOLE = [*FIRST, *REFRAIN, *SECOND, *REFRAIN, *THIRD, *REFRAIN]


def same(texts: list[str]) -> list[tuple[str | None, str]]:
    return [(text, text) for text in texts]


def extra(texts: list[str]) -> list[tuple[str | None, str]]:
    return [(text, "") for text in texts]


def missing(texts: list[str]) -> list[tuple[str | None, str]]:
    return [(None, text) for text in texts]


def timed(texts: list[str], begin: int, each: int = 4_000) -> list[Sung]:
    return [Sung(text, begin + each * place, begin + each * place + 3_500) for place, text in enumerate(texts)]


def test_identical() -> None:
    assert aligned(WHOLE, WHOLE) == same(WHOLE)


def test_nothing_on_either_side() -> None:
    assert aligned([], []) == []


def test_nothing_heard() -> None:
    assert aligned([], ["one two", "three"]) == [(None, "one two"), (None, "three")]


def test_nothing_written() -> None:
    assert aligned(["one two", ""], []) == [("one two", ""), ("", "")]


def test_blank_lines_of_theirs_are_no_rows() -> None:
    assert aligned(["one two"], ["", "one two", " "]) == [("one two", "one two")]


def test_a_line_of_theirs_split_in_ours() -> None:
    assert aligned(["walking down", "the empty street"], ["Walking down the empty street"]) == [
        ("walking down", "Walking down"),
        ("the empty street", "the empty street"),
    ]


def test_lines_of_theirs_merged_in_ours() -> None:
    assert aligned(["walking down the empty street nobody knows my name"], FIRST) == [
        ("walking down the empty street nobody knows my name", "Walking down the empty street | Nobody knows my name")
    ]


def test_other_line_breaks() -> None:
    assert aligned(["walking down", "the empty street nobody", "knows my name"], FIRST) == [
        ("walking down", "Walking down"),
        ("the empty street nobody", "the empty street | Nobody"),
        ("knows my name", "knows my name"),
    ]


def test_respaced_korean_at_line_borders() -> None:
    assert aligned(["나는너를 사랑 해", "지금 나눈"], ["나는 너를", "사랑해", "지금 나는"]) == [
        ("나는너를 사랑 해", "나는 너를 | 사랑해"),
        ("지금 나눈", "지금 나는"),
    ]


def test_korean_without_any_space() -> None:
    assert aligned(["나는너를사랑해", "그대만을바라보네"], ["나는 너를 사랑해", "그대만을 바라보네"]) == [
        ("나는너를사랑해", "나는 너를 사랑해"),
        ("그대만을바라보네", "그대만을 바라보네"),
    ]


def test_a_misheard_word_at_a_border_goes_with_the_word_it_stands_for() -> None:
    assert aligned(["너의 온기가", "좋아 지금 나눈", "떠나"], ["너의 용기를 좋아", "지금 나는 떠나"]) == [
        ("너의 온기가", "너의 용기를"),
        ("좋아 지금 나눈", "좋아 | 지금 나는"),
        ("떠나", "떠나"),
    ]


def test_a_letter_of_an_unspaced_script_is_a_word() -> None:
    assert aligned(["今天天气很好我们去", "公园玩吧"], ["今天天气很好", "我们去公园玩吧"]) == [
        ("今天天气很好我们去", "今天天气很好 | 我们去"),
        ("公园玩吧", "公园玩吧"),
    ]


def test_japanese_and_thai_over_other_breaks() -> None:
    assert aligned(["きみが好きだと", "さけびたい"], ["きみが", "好きだとさけびたい"]) == [
        ("きみが好きだと", "きみが | 好きだと"),
        ("さけびたい", "さけびたい"),
    ]
    assert aligned(["ฉันรักเธอ", "ตลอดไป"], ["ฉันรักเธอตลอดไป"]) == [("ฉันรักเธอ", "ฉันรักเธอ"), ("ตลอดไป", "ตลอดไป")]


def test_a_word_in_another_script_goes_by_its_place() -> None:
    assert aligned(["너의 어텐션 좋아", "그래"], ["너의 Attention 좋아", "그래"]) == [
        ("너의 어텐션 좋아", "너의 Attention 좋아"),
        ("그래", "그래"),
    ]


def test_a_line_in_another_script_goes_by_its_place() -> None:
    assert aligned(["첫 줄입니다", "어텐션", "마지막 줄이야"], ["첫 줄입니다", "Attention", "마지막 줄이야"]) == [
        ("첫 줄입니다", "첫 줄입니다"),
        ("어텐션", "Attention"),
        ("마지막 줄이야", "마지막 줄이야"),
    ]


def test_lines_in_another_script_go_by_their_sounds() -> None:
    heard = ["You know I like it", "아이 필 판타스틱", "댓 아이 두 라이트 나우", "goodbye my love"]
    wrote = [
        "You know I like it",
        "I feel fantastic",
        "And I never felt so good",
        "That I do right now",
        "goodbye my love",
    ]
    assert aligned(heard, wrote) == [
        (heard[0], wrote[0]),
        (heard[1], wrote[1]),
        (None, wrote[2]),
        (heard[2], wrote[3]),
        (heard[3], wrote[4]),
    ]


def test_a_line_misheard_beyond_recognition_goes_by_its_place() -> None:
    ours = [*FIRST, "the quick green zebra", *REFRAIN]
    theirs = [*FIRST, "Sunlight over mountains", *REFRAIN]
    assert aligned(ours, theirs) == [*same(FIRST), (ours[2], theirs[2]), *same(REFRAIN)]


def test_one_word_in_common_is_no_match() -> None:
    assert aligned(["the walking man"], ["I ate the pizza"]) == [("the walking man", ""), (None, "I ate the pizza")]


def test_verses_that_have_nothing_in_common_are_not_paired() -> None:
    assert aligned([*FIRST, *SECOND, "x", *REFRAIN], [*FIRST, *THIRD, "the only one", *REFRAIN]) == [
        *same(FIRST),
        *extra([*SECOND, "x"]),
        *missing([*THIRD, "the only one"]),
        *same(REFRAIN),
    ]


def test_a_verse_that_was_not_heard() -> None:
    assert aligned([*FIRST, *REFRAIN, *REFRAIN, *THIRD], [*FIRST, *REFRAIN, *SECOND, *REFRAIN, *THIRD]) == [
        *same([*FIRST, *REFRAIN]),
        *missing(SECOND),
        *same([*REFRAIN, *THIRD]),
    ]


def test_a_verse_that_is_not_written() -> None:
    assert aligned([*FIRST, *SECOND, *REFRAIN], [*FIRST, *REFRAIN]) == [*same(FIRST), *extra(SECOND), *same(REFRAIN)]


def test_the_first_refrain_not_written() -> None:
    assert aligned(WHOLE, [*FIRST, *SECOND, *REFRAIN, *THIRD, *REFRAIN]) == [
        *same(FIRST),
        *extra(REFRAIN),
        *same(WHOLE[4:]),
    ]


def test_the_second_refrain_not_written() -> None:
    assert aligned(WHOLE, [*FIRST, *REFRAIN, *SECOND, *THIRD, *REFRAIN]) == [
        *same(WHOLE[:6]),
        *extra(REFRAIN),
        *same(WHOLE[8:]),
    ]


def test_the_last_refrain_not_written() -> None:
    assert aligned(WHOLE, WHOLE[:-2]) == [*same(WHOLE[:-2]), *extra(REFRAIN)]


def test_the_second_refrain_not_heard() -> None:
    assert aligned([*WHOLE[:6], *WHOLE[8:]], WHOLE) == [*same(WHOLE[:6]), *missing(REFRAIN), *same(WHOLE[8:])]


def test_a_refrain_written_once_matches_where_it_stands_and_is_elsewhere_later() -> None:
    theirs = [*FIRST, *REFRAIN, *SECOND, *THIRD]
    assert aligned(WHOLE, theirs) == [
        *same(WHOLE[:6]),
        *extra(REFRAIN),
        *same(THIRD),
        *extra(REFRAIN),
    ]
    assert elsewhere(WHOLE, theirs) == {6: REFRAIN[0], 7: REFRAIN[1], 10: REFRAIN[0], 11: REFRAIN[1]}


def test_the_first_of_two_copies_matches_where_nothing_tells_them_apart() -> None:
    assert aligned([*REFRAIN, *REFRAIN], REFRAIN) == [*same(REFRAIN), *extra(REFRAIN)]
    assert aligned(REFRAIN, [*REFRAIN, *REFRAIN]) == [*same(REFRAIN), *missing(REFRAIN)]


def test_swapped_verses_are_elsewhere() -> None:
    ours, theirs = [*SECOND, *FIRST, *REFRAIN], [*FIRST, *SECOND, *REFRAIN]
    assert aligned(ours, theirs) == [*missing(FIRST), *same(SECOND), *extra(FIRST), *same(REFRAIN)]
    assert elsewhere(ours, theirs) == {2: FIRST[0], 3: FIRST[1]}


def test_times_tell_which_of_two_copies_was_not_written() -> None:
    ours = [*timed(REFRAIN, 0), *timed(REFRAIN, 8_000), *timed(FIRST, 16_000)]
    for kept in (0, 8_000):
        theirs = [*timed(REFRAIN, kept), *timed(FIRST, 16_000)]
        expected = [*same(REFRAIN), *extra(REFRAIN)] if kept == 0 else [*extra(REFRAIN), *same(REFRAIN)]
        assert aligned(ours, theirs) == [*expected, *same(FIRST)]


def test_times_of_a_recording_with_a_longer_intro() -> None:
    ours = [*timed(REFRAIN, 20_000), *timed(REFRAIN, 28_000), *timed([*FIRST, *SECOND], 36_000)]
    theirs = [*timed(REFRAIN, 8_000), *timed([*FIRST, *SECOND], 16_000)]
    assert aligned(ours, theirs) == [*extra(REFRAIN), *same([*REFRAIN, *FIRST, *SECOND])]


def test_times_that_do_not_agree_are_not_believed() -> None:
    ours, theirs = timed(WHOLE, 0), [Sung(text, 0, 1) for text in WHOLE]
    assert aligned(ours, theirs) == same(WHOLE)


def test_a_line_half_of_which_is_not_written() -> None:
    ours = [*FIRST, "morning comes with silver rain oh my love is here", REFRAIN[1]]
    assert aligned(ours, [*FIRST, *REFRAIN]) == [*same(FIRST), (ours[2], REFRAIN[0]), (REFRAIN[1], REFRAIN[1])]


def test_words_left_out_go_with_the_rest_of_their_line() -> None:
    assert aligned(["walking down", "nobody knows my"], FIRST) == [
        ("walking down", FIRST[0]),
        ("nobody knows my", FIRST[1]),
    ]


def test_signs_go_with_the_words_beside_them() -> None:
    assert aligned(["one two"], ["- one, two ♪"]) == [("one two", "- one, two ♪")]


def test_a_line_of_signs_is_found_by_its_signs() -> None:
    assert aligned(["♪", "one two", "…"], ["♪", "one two"]) == [("♪", "♪"), ("one two", "one two"), ("…", "")]


def test_a_line_of_signs_that_was_not_heard() -> None:
    assert aligned(["one two", "three four"], ["one two", "* * *", "three four"]) == [
        ("one two", "one two"),
        (None, "* * *"),
        ("three four", "three four"),
    ]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    assert aligned(["\u1112\u1161\u11ab 줄", "caf\u00e9"], ["한 줄", "cafe\u0301"]) == [
        ("\u1112\u1161\u11ab 줄", "한 줄"),
        ("caf\u00e9", "cafe\u0301"),
    ]


def test_one_line_against_many() -> None:
    assert aligned([" ".join(WHOLE)], WHOLE) == [(" ".join(WHOLE), " | ".join(WHOLE))]


def test_many_lines_against_one() -> None:
    assert aligned(WHOLE, [" ".join(WHOLE)]) == same(WHOLE)


def test_a_repeated_word_keeps_to_its_lines() -> None:
    ours = ["la la la", "la la la la", "la la la"]
    assert aligned(ours, ours) == same(ours)
