"""What a line looks like beside its neighbours: loops, speed, script, stock phrases."""

from __future__ import annotations

import pytest

from review.queue.habits import STOCK_PHRASES, habits, letters_per_s
from tests.review.queue_kit import lasting, line


def repeated(*texts: str) -> list[int]:
    return [each.repeated for each in habits([line(text, number) for number, text in enumerate(texts)])]


def scripts(*texts: str) -> list[str | None]:
    return [each.script for each in habits([line(text, number) for number, text in enumerate(texts)])]


def stock(text: str) -> bool:
    return habits([line(text)])[0].stock


def test_each_of_the_same_lines_in_a_row_knows_how_many_they_are() -> None:
    assert repeated("가자", "안녕", "안녕", "안녕", "가자") == [1, 3, 3, 3, 1]


def test_marks_spaces_and_case_do_not_part_the_same_lines() -> None:
    assert repeated("La la!", "la, LA", "lala") == [3, 3, 3]


def test_empty_lines_are_no_loop() -> None:
    assert repeated("", "...", "", "♪") == [1, 1, 1, 1]


def test_speed_is_told_against_the_recording_s_median() -> None:
    lines = [lasting(line("가나다라마바", number), ms) for number, ms in enumerate((1_000, 2_000, 2_000, 6_000))]
    assert [each.pace for each in habits(lines)] == pytest.approx([2.0, 1.0, 1.0, 1 / 3])


def test_short_lines_have_no_speed_and_count_for_none() -> None:
    lines = [lasting(line("네", 0), 10), lasting(line("가나다라", 1), 2_000), lasting(line("...", 2), 10)]
    assert [each.pace for each in habits(lines)] == [None, 1.0, None]


def test_a_line_without_length_has_a_speed() -> None:
    assert habits([lasting(line("가나다라"), 0)])[0].pace == 1.0


def test_a_line_s_pace_is_held_against_those_of_its_script() -> None:
    texts = ["welcome here", "가나다라", "nice evening", "마바사아", "going places"]
    lines = [lasting(line(text, at), 1_000) for at, text in enumerate(texts)]
    assert [each.pace for each in habits(lines)] == [1.0] * 5


def test_letters_a_second_leave_spaces_and_marks_out() -> None:
    assert letters_per_s(lasting(line("가나, 다라!"), 2_000)) == 2.0


def test_a_line_in_another_script_than_its_neighbours_is_told_by_it() -> None:
    assert scripts("우리는 갔다", "그리고 왔다", "This is it", "다시 갔다") == [None, None, "Latin", None]


def test_hangul_among_latin_is_told_too() -> None:
    assert scripts("This is it", "디스 이즈 잇", "and that was") == [None, "Hangul", None]


def test_among_neighbours_of_two_scripts_none_is_odd() -> None:
    assert scripts("우리는 갔다", "This is it", "그리고 왔다", "and that was") == [None, None, None, None]


def test_a_foreign_word_inside_a_line_does_not_make_it_one() -> None:
    assert scripts("우리는 갔다", "그 radio 소리를 들었다", "다시 갔다") == [None, None, None]


def test_of_few_letters_no_script_is_told() -> None:
    assert scripts("우리는 갔다", "OK", "다시 갔다") == [None, None, None]


def test_only_three_lines_before_and_after_are_neighbours() -> None:
    assert scripts("This is it", *["우리는 갔다"] * 3, "and that was")[0] == "Latin"
    assert scripts("This is it", *["우리는 갔다"] * 3, "and that was")[4] == "Latin"
    assert scripts("This is it", "and that was", *["우리는 갔다"] * 3)[:2] == [None, None]


def test_a_script_that_is_not_known_is_never_odd() -> None:
    assert scripts("This is it", "მიყვარხარ", "and that was") == [None, None, None]


def test_a_line_alone_has_no_odd_script() -> None:
    assert scripts("This is it") == [None]


@pytest.mark.parametrize("phrase", STOCK_PHRASES)
def test_a_stock_phrase_is_one_whatever_its_marks(phrase: str) -> None:
    assert stock(f" {phrase.upper()}! ")


@pytest.mark.parametrize("text", ["감사합니다", "구독과 좋아요는 사랑입니다", "I said thanks for watching", "", "..."])
def test_a_phrase_inside_a_line_or_a_common_one_is_none(text: str) -> None:
    assert not stock(text)


def test_no_lines_have_no_habits() -> None:
    assert habits([]) == []
