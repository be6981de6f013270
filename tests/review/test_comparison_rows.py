"""Ours beside theirs, row by row."""

from __future__ import annotations

import gc

import jiwer
from hypothesis import given, settings
from hypothesis import strategies as st

from review.comparison import Comparison, Row, compare
from review.reference import ScoredLine
from review.scoring import Counts, Normalisation, normalise

RAW, STANDARD, ENGLISH = Normalisation.RAW, Normalisation.STANDARD, Normalisation.ENGLISH
WORD = st.sampled_from(
    ["나는", "너를", "나는너를", "love", "Love,", "you", "don't", "do", "not", "21", "twenty", "one", "♪", "君の名"]
)
LINES = st.lists(st.lists(WORD, max_size=5).map(" ".join), max_size=5)


def lines(*texts: str, every: int = 2_000) -> list[ScoredLine]:
    """Lines of a song, one every two seconds, a second and a half long."""
    return [ScoredLine(text, n, n * every, n * every + 1_500) for n, text in enumerate(texts)]


def of(ours: list[str], theirs: list[str], how: Normalisation = STANDARD) -> Comparison:
    """The comparison of these lines; theirs have no times."""
    return compare(lines(*ours), [ScoredLine(text, n) for n, text in enumerate(theirs)], how, "ko", 60_000)


def changes(row: Row) -> list[tuple[str, str | None, str | None]]:
    """Each op with the text it covers."""
    return [
        (op.change, op.ours and row.ours[slice(*op.ours)], op.theirs and row.theirs[slice(*op.theirs)])
        for op in row.ops
    ]


def test_the_same_but_for_case_and_punctuation() -> None:
    [row] = of([" Turn the radio on"], ["Turn the Radio, on!"]).rows
    assert (row.kind, row.counts, row.twin) == ("same", Counts(hits=4), "")
    assert (row.ours, row.theirs) == ("Turn the radio on", "Turn the Radio, on!")


def test_only_other_spaces() -> None:
    [row] = of(["골목끝에서 멈춰서서 그래"], ["골목 끝에서 멈춰 서서 그래"]).rows
    assert row.kind == "spacing"
    assert changes(row) == [
        ("spacing", "골목끝에서", "골목 끝에서"),
        ("spacing", "멈춰서서", "멈춰 서서"),
        ("hit", "그래", "그래"),
    ]


def test_words_that_differ() -> None:
    [row] = of(["온기가 또 내볼까"], ["용기를 내볼까 봐"]).rows
    assert row.kind == "different"
    assert changes(row) == [
        ("substitution", "온기가", "용기를"),
        ("insertion", "또", None),
        ("hit", "내볼까", "내볼까"),
        ("deletion", None, "봐"),
    ]


def test_another_script_at_the_same_place() -> None:
    [row] = of(["오늘은 온통 썬데이"], ["오늘은 온통 Sunday"]).rows
    assert changes(row)[-1] == ("script", "썬데이", "Sunday")


def test_another_script_with_other_spaces_is_one_step() -> None:
    [row] = of(["나의 러브유 그대"], ["나의 love you 그대"]).rows
    assert changes(row)[1] == ("script", "러브유", "love you")


def test_a_script_without_spaces_is_compared_letter_by_letter() -> None:
    [row] = of(["君の名前を呼んだ"], ["君の名を、呼んだよ"]).rows
    assert changes(row) == [
        ("hit", "君の名", "君の名"),
        ("insertion", "前", None),
        ("hit", "を呼んだ", "を、呼んだ"),
        ("deletion", None, "よ"),
    ]


def test_marks_stay_with_their_letters() -> None:
    [row] = of(["ที่รัก"], ["ทีรัก"]).rows
    assert changes(row) == [("substitution", "ที่", "ที"), ("hit", "รัก", "รัก")]


def test_english_words_that_stand_for_several() -> None:
    [row] = of(["I don't have twenty one dogs"], ["I do not have 21 cats"], ENGLISH).rows
    assert changes(row) == [
        ("hit", "I", "I"),
        ("hit", "don't", "do not"),
        ("hit", "have", "have"),
        ("hit", "twenty one", "21"),
        ("substitution", "dogs", "cats"),
    ]


def test_a_line_that_was_not_heard() -> None:
    rows = of(
        ["첫 번째 노래 가사", "세 번째 노래 가사"], ["첫 번째 노래 가사", "전혀 다른 이야기 하나", "세 번째 노래 가사"]
    ).rows
    assert [row.kind for row in rows] == ["same", "missing", "same"]
    assert (rows[1].line, rows[1].ours, rows[1].theirs) == (None, "", "전혀 다른 이야기 하나")
    assert rows[1].counts == Counts(deletions=4)


def test_a_line_that_is_not_in_the_reference() -> None:
    rows = of(["하나 둘 셋", "시청해 주셔서 감사합니다", "넷 다섯 여섯"], ["하나 둘 셋", "넷 다섯 여섯"]).rows
    assert [row.kind for row in rows] == ["same", "extra", "same"]
    assert (rows[1].theirs, rows[1].counts) == ("", Counts(insertions=3))


def test_a_line_of_signs_only_is_no_difference() -> None:
    rows = of(["하나 둘 셋", "♪", "넷 다섯 여섯"], ["하나 둘 셋", "넷 다섯 여섯"]).rows
    assert [row.kind for row in rows] == ["same", "same", "same"]


def test_breaks_are_the_spaces_at_which_the_reference_breaks() -> None:
    [row] = of(["마음대로 너를 그려볼게 오늘"], ["마음대로 너를", "그려볼게 오늘"]).rows
    assert (row.theirs, row.breaks) == ("마음대로 너를 그려볼게 오늘", (7,))
    assert row.theirs[7] == " "


def test_rows_of_the_same_difference_are_twins() -> None:
    ours = ["마음대로 너를 그려", "다른 가사 한 줄", "마음대로, 너를 그려", "마음대로 나를 그려"]
    theirs = ["마음대로 나를 그려", "다른 가사 한 줄", "마음대로 나를 그려", "마음대로 나를 그려"]
    rows = of(ours, theirs).rows
    assert rows[0].twin == rows[2].twin != ""
    assert rows[1].twin == rows[3].twin == ""


def test_figures_are_of_the_whole_texts() -> None:
    found = of(["하나 둘 셋", "넷 다섯"], ["하나 둘", "셋 넷 여섯"]).report
    assert found.score.counts == Counts(hits=4, substitutions=1)
    assert found.line_breaks is not None and found.line_breaks.f1 == 0.0


def test_a_reference_of_no_lines() -> None:
    found = of(["하나 둘"], [])
    assert [row.kind for row in found.rows] == ["extra"]
    assert found.report.score.note == "empty_reference"


def test_no_lines_of_ours() -> None:
    found = of([], ["하나 둘"])
    assert [row.kind for row in found.rows] == ["missing"]
    assert found.report.score.note == "empty_hypothesis"


def test_nothing_at_all() -> None:
    found = of([], [])
    assert (found.rows, found.report.score.note, found.confusions) == ((), "both_empty", ())


@settings(deadline=None)
@given(LINES, LINES, st.sampled_from(list(Normalisation)))
def test_counts_are_jiwers_for_each_row(ours: list[str], theirs: list[str], how: Normalisation) -> None:
    for row in of(ours, theirs, how).rows:
        found = jiwer.process_words(normalise(row.theirs, how), normalise(row.ours, how))
        assert row.counts == Counts(found.hits, found.substitutions, found.insertions, found.deletions)


@settings(deadline=None)
@given(LINES, LINES, st.sampled_from(list(Normalisation)))
def test_ops_rise_and_leave_out_nothing_that_counts(ours: list[str], theirs: list[str], how: Normalisation) -> None:
    for row in of(ours, theirs, how).rows:
        for text, ranges in ((row.ours, [op.ours for op in row.ops]), (row.theirs, [op.theirs for op in row.ops])):
            left_out, done = "", 0
            for begin, end in filter(None, ranges):
                assert done <= begin < end <= len(text)
                left_out += text[done:begin] + " "
                done = end
            assert normalise(left_out + text[done:], how) == ""


@settings(deadline=None)
@given(LINES, LINES)
def test_rows_hold_every_line_of_ours_once(ours: list[str], theirs: list[str]) -> None:
    rows = of(ours, theirs).rows
    assert [row.line for row in rows if row.line is not None] == list(range(len(ours)))


def test_the_collector_is_on_again_afterwards() -> None:
    of(["하나"], ["둘"])
    assert gc.isenabled()
