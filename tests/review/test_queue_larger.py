"""What a larger model heard in a line: its words, and what that does to the suspicion."""

from __future__ import annotations

import pytest

from engine.evidence import LineEvidence
from review.queue import Choice, Evidence, Item, Reason, WordDoubt
from review.queue.larger import HeardByLarger, doubted, heard_by_larger, reason, suspected
from review.queue.signals import word_rows
from tests.review.queue_kit import larger, line, second, told

LINE = line("우리는 용기가, 났어요.")
TEXT = "우리는 용기가, 났어요."
ITEM = Item("0.0.0", "0.0.0", 0, 1_500, 0.4, True)


def heard(text: str, ours: str = TEXT) -> HeardByLarger:
    one = line(ours)
    found = heard_by_larger(told(one, alternatives=[larger(text)]), word_rows([one], Evidence()))
    assert found is not None
    return found


def silent(ours: str = TEXT) -> HeardByLarger:
    one = line(ours)
    found = heard_by_larger(told(one, signals={"larger_silent": 1.0}), word_rows([one], Evidence()))
    assert found is not None
    return found


def test_where_no_larger_model_listened_nothing_is_told() -> None:
    rows = word_rows([LINE], Evidence())
    assert heard_by_larger(None, rows) is None
    assert heard_by_larger(LineEvidence("0.0.0"), rows) is None
    assert heard_by_larger(told(LINE, alternatives=[second("우리는")]), rows) is None


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("우리는 용기가 났어요", 0),
        ("우리는 용기가 났어", 1),
        ("우리는 용기 났어요", 1),
        ("우리는 용이 났어요", 2),
        ("우리는 큰 용기가 났어요", 1),
        ("우리는 정말 용기가 났어요", 2),
    ],
)
def test_letters_apart_are_counted_within_the_line(text: str, apart: int) -> None:
    assert heard(text).apart == apart


def test_what_it_heard_before_and_behind_the_line_is_another_line_s() -> None:
    assert heard("그래서 우리는 용기가 났어요 정말로").apart == 0


def test_each_word_has_its_version() -> None:
    assert [version.text for version in heard("우리는 용이가 났어요").words.values()] == ["우리는", "용이가", "났어요"]


def test_where_it_heard_nothing_all_letters_are_apart() -> None:
    assert silent().apart == 9


def test_a_line_without_words_is_as_far_apart_as_it_heard_letters() -> None:
    assert heard("안녕하세요.", "...").apart == 5
    assert silent("...").apart == 0


# ---- words ------------------------------------------------------------------------------------------------------


def test_without_it_the_doubts_stay() -> None:
    doubts = (WordDoubt(4, 8, 0.5),)
    assert doubted(doubts, TEXT, None) == doubts


def test_its_word_comes_before_the_second_listen_s() -> None:
    doubts = (WordDoubt(4, 8, 0.5, (Choice("second", "요기가,"),)),)
    assert doubted(doubts, TEXT, heard("우리는 용이가 났어요")) == (
        WordDoubt(4, 8, 0.5, (Choice("larger", "용이가,"), Choice("second", "요기가,"))),
    )


def test_a_word_nobody_doubted_is_doubted_where_it_heard_another() -> None:
    assert doubted((), TEXT, heard("우리는 용기가 낫어요")) == (WordDoubt(9, 13, 0.6, (Choice("larger", "낫어요."),)),)


def test_doubted_words_stay_in_the_order_of_the_line() -> None:
    found = doubted((WordDoubt(9, 13, 0.9),), TEXT, heard("우리들 용기가 났어요"))
    assert [(doubt.begin, doubt.end) for doubt in found] == [(0, 3), (9, 13)]


def test_a_word_it_did_not_hear_is_doubted_without_a_choice() -> None:
    assert doubted((), TEXT, heard("우리는 났어요")) == (WordDoubt(4, 8, 0.6),)


# ---- the line ---------------------------------------------------------------------------------------------------


def test_what_it_heard_otherwise_raises_the_suspicion_and_flags() -> None:
    item = Item("0.0.0", "0.0.0", 0, 1_500, 0.1)
    found = suspected(item, heard("우리는 용이 났어요"), 0.3)
    assert (found.suspicion, found.flagged) == (0.6, True)


def test_it_lowers_no_higher_suspicion() -> None:
    item = Item("0.0.0", "0.0.0", 0, 1_500, 0.8, True)
    assert suspected(item, heard("우리는 용이 났어요"), 0.3).suspicion == 0.8


def test_what_it_heard_alike_is_half_as_suspicious_and_not_flagged() -> None:
    found = suspected(ITEM, heard("우리는 용기가 났어요"), 0.3)
    assert (found.suspicion, found.flagged) == (0.2, False)


def test_one_letter_apart_changes_nothing() -> None:
    assert suspected(ITEM, heard("우리는 용기가 났어"), 0.3) == ITEM


def test_a_line_that_looks_made_up_stays_so() -> None:
    item = Item("0.0.0", "0.0.0", 0, 1_500, 0.95, True, outright=True)
    assert suspected(item, heard("우리는 용기가 났어요"), 0.3) == item


def test_without_it_the_line_stays() -> None:
    assert suspected(ITEM, None, 0.3) is ITEM


# ---- the reason -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told_as"),
    [
        ("우리는 용이가 났어요", "용이가"),
        ("저희는 용이가 났어요", "저희는"),
        ("우리는 났어요", "우리는 났어요"),
        ("우리는 정말 용기가 났어요", "우리는 정말 용기가 났어요"),
    ],
)
def test_the_reason_names_the_first_other_word_or_all_that_it_heard(text: str, told_as: str) -> None:
    assert reason(heard(text)) == (Reason("larger", {"text": told_as}, 2.4),)


def test_where_it_heard_nothing_the_reason_names_nothing() -> None:
    assert reason(silent()) == (Reason("larger", {"text": ""}, 2.4),)


def test_where_it_heard_the_same_there_is_no_reason() -> None:
    assert reason(heard("우리는 용기가 났어요")) == reason(None) == ()


def test_of_a_line_without_words_the_reason_names_what_it_heard() -> None:
    assert reason(heard("안녕하세요.", "...")) == (Reason("larger", {"text": "안녕하세요."}, 2.4),)
