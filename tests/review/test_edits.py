"""What each edit does to the lines, and that taking it back restores them."""

from __future__ import annotations

import pytest

from engine.transcript import Segment, Word
from review import edits
from review.edits import CannotSplit, LineExists, NotNeighbours, TextTooLong
from review.planning import LineGone, joined
from tests.review.building import Book, heard, plain, spelt, word


@pytest.fixture
def book() -> Book:
    return Book([heard(" one two", 0), heard(" three four", 1000)], [heard(" five", 2000, window=2000)])


# SetText


def test_a_typed_text_is_fixed_and_keeps_the_leading_space(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "one too"))
    line = book.document.get("0.0.0")
    assert (line.text, line.original, line.state) == (" one too", " one two", "fixed")
    assert line.words == (word(" one", 0, 500), Word(500, 1000, " too"))


def test_a_fixed_line_keeps_the_evidence_on_what_was_heard(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "something else"))
    line = book.document.get("0.0.0")
    assert (line.own_logprob, line.avg_logprob, line.tokens) == (-0.5, -0.4, ())


def test_the_same_text_but_for_spaces_around_it_changes_nothing(book: Book) -> None:
    assert book.document.plan(edits.SetText("0.0.0", "one two ")).empty


def test_typing_the_machines_text_back_brings_its_evidence_back(book: Book) -> None:
    before = book.state()
    book.do(edits.SetText("0.0.0", "won two"))
    book.do(edits.SetText("0.0.0", "one two"))
    assert book.state() == before


def test_a_kept_line_that_is_changed_and_changed_back_is_undecided(book: Book) -> None:
    book.do(edits.Decide("0.0.0", "kept"))
    book.do(edits.SetText("0.0.0", "x"))
    book.do(edits.SetText("0.0.0", "one two"))
    assert book.document.get("0.0.0").state == ""


def test_a_line_can_be_emptied_and_filled_again(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "  "))
    emptied = book.document.get("0.0.0")
    assert (emptied.text, emptied.words, emptied.state) == ("", (), "fixed")
    book.do(edits.SetText("0.0.0", "one new"))
    assert book.document.get("0.0.0").text == " one new"


def test_a_line_without_words_stays_without() -> None:
    book = Book([plain("one two", 0, 900)])
    book.do(edits.SetText("0.0.0", "one too"))
    assert (book.document.get("0.0.0").text, book.document.get("0.0.0").words) == ("one too", ())


def test_a_line_that_is_gone_cannot_be_changed(book: Book) -> None:
    with pytest.raises(LineGone):
        book.do(edits.SetText("0.9.9", "x"))


# SetTimes


def test_times_change_and_text_words_and_state_do_not(book: Book) -> None:
    before = book.document.get("0.0.0")
    book.do(edits.SetTimes("0.0.0", 100, 900))
    after = book.document.get("0.0.0")
    assert (after.start, after.end) == (100, 900)
    assert (after.text, after.words, after.state) == (before.text, before.words, "")


def test_a_line_whose_start_passes_its_neighbours_moves_behind_them(book: Book) -> None:
    book.do(edits.SetTimes("0.0.0", 2500, 3000))
    assert book.names() == ["0.0.1", "0.1.0", "0.0.0"]
    book.undo()
    assert book.names() == ["0.0.0", "0.0.1", "0.1.0"]


def test_a_line_whose_start_goes_before_its_neighbours_moves_up(book: Book) -> None:
    book.do(edits.SetTimes("0.1.0", 500, 3000))
    assert book.names() == ["0.0.0", "0.1.0", "0.0.1"]


def test_a_line_stays_where_the_neighbours_were_out_of_order_before() -> None:
    book = Book([plain("late", 5000, 6000), plain("a", 1000, 2000), plain("b", 3000, 4000)])
    book.do(edits.SetTimes("0.0.1", 900, 2000))
    assert book.names() == ["0.0.0", "0.0.1", "0.0.2"]


def test_the_same_times_change_nothing(book: Book) -> None:
    assert book.document.plan(edits.SetTimes("0.0.0", 0, 1000)).empty


# Split


def test_a_line_is_split_at_a_word_by_the_words_times(book: Book) -> None:
    book.do(edits.Split("0.0.0", 4, "e1"))
    one, two = book.document.get("0.0.0"), book.document.get("e1")
    assert (one.text, one.start, one.end, one.words) == (" one", 0, 500, (word(" one", 0, 500),))
    assert (two.text, two.start, two.end, two.words) == (" two", 500, 1000, (word(" two", 500, 1000),))
    assert book.names() == ["0.0.0", "e1", "0.0.1", "0.1.0"]


@pytest.mark.parametrize("at", [4, 5])
def test_the_space_between_goes_to_the_second_line(book: Book, at: int) -> None:
    book.do(edits.Split("0.0.0", at, "e1"))
    assert book.texts()[:2] == [" one", " two"]


def test_a_pause_between_the_words_belongs_to_neither_line() -> None:
    words = (word(" a", 0, 300), word(" b", 700, 900))
    book = Book([Segment(0, 900, " a b", words=words)])
    book.do(edits.Split("0.0.0", 2, "e1"))
    assert (book.document.get("0.0.0").end, book.document.get("e1").start) == (300, 700)


def test_a_given_time_is_where_the_lines_meet(book: Book) -> None:
    book.do(edits.Split("0.0.0", 4, "e1", time=620))
    assert (book.document.get("0.0.0").end, book.document.get("e1").start) == (620, 620)


def test_a_given_time_outside_the_line_is_brought_inside(book: Book) -> None:
    book.do(edits.Split("0.0.0", 4, "e1", time=99_000))
    assert (book.document.get("0.0.0").end, book.document.get("e1").start) == (999, 999)


def test_a_line_without_words_is_split_by_its_letters() -> None:
    book = Book([plain("abcd efgh", 0, 900)])
    book.do(edits.Split("0.0.0", 4, "e1"))
    assert [(line.text, line.start, line.end) for line in book.document] == [("abcd", 0, 400), ("efgh", 400, 900)]


def test_a_line_without_times_is_split_without_times() -> None:
    book = Book([plain("one two", 0, 0)])
    book.do(edits.Split("0.0.0", 3, "e1"))
    assert [(line.text, line.start, line.end) for line in book.document] == [("one", 0, 0), ("two", 0, 0)]


def test_each_part_has_the_log_probability_of_its_own_tokens() -> None:
    words = (word(" a", 0, 300, -0.1), word(" b", 300, 600, -0.9))
    book = Book([Segment(0, 600, " a b", 0, own_logprob=-0.5, avg_logprob=-0.4, words=words)])
    book.do(edits.Split("0.0.0", 2, "e1"))
    assert [(line.own_logprob, line.avg_logprob) for line in book.document] == [(-0.1, -0.4), (-0.9, -0.4)]


def test_both_parts_of_an_untouched_line_are_untouched(book: Book) -> None:
    book.do(edits.Split("0.0.0", 4, "e1"))
    assert [(line.original, line.state) for line in book.document][:2] == [(" one", ""), (" two", "")]


def test_the_original_of_a_fixed_line_is_split_where_it_answers(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "won two"))
    book.do(edits.Split("0.0.0", 4, "e1"))
    assert [(line.text, line.original, line.state) for line in book.document][:2] == [
        (" won", " one", "fixed"),
        (" two", " two", ""),
    ]


@pytest.mark.parametrize("at", [-5, 0, 1, 8, 99])
def test_a_split_needs_text_on_both_sides(book: Book, at: int) -> None:
    with pytest.raises(CannotSplit):
        book.do(edits.Split("0.0.0", at, "e1"))


def test_a_split_inside_a_word_cuts_the_word(book: Book) -> None:
    book.do(edits.Split("0.0.0", 2, "e1"))
    assert [(line.text, spelt(line)) for line in book.document][:2] == [(" o", " o"), (" ne two", " ne two")]


def test_an_emoji_is_one_character() -> None:
    book = Book([plain("😀 b", 0, 1000)])
    book.do(edits.Split("0.0.0", 1, "e1"))
    assert book.texts() == ["😀", "b"]


def test_a_new_line_may_not_take_a_name_that_was_used_before(book: Book) -> None:
    book.do(edits.Insert("e1", 0, 5, "x"))
    book.do(edits.Delete("e1"))
    with pytest.raises(LineExists):
        book.do(edits.Split("0.0.0", 4, "e1"))


# Merge


def test_two_lines_become_one_under_the_first_name(book: Book) -> None:
    book.do(edits.Merge("0.0.0", "0.0.1"))
    line = book.document.get("0.0.0")
    assert (line.text, line.start, line.end, line.state) == (" one two three four", 0, 2000, "")
    assert [each.probability for each in line.words] == [0.9, 0.9, 0.9, 0.9]
    assert book.names() == ["0.0.0", "0.1.0"]


def test_the_merged_original_is_both_machine_texts(book: Book) -> None:
    book.do(edits.SetText("0.0.1", "3 four"))
    book.do(edits.Merge("0.0.0", "0.0.1"))
    line = book.document.get("0.0.0")
    assert (line.text, line.original, line.state) == (" one two 3 four", " one two three four", "fixed")


def test_split_and_merge_give_the_line_again(book: Book) -> None:
    before = book.state()
    book.do(edits.Split("0.0.0", 4, "e1"))
    book.do(edits.Merge("0.0.0", "e1"))
    assert book.state() == before


def test_the_log_probability_is_over_the_tokens_of_both() -> None:
    one = Segment(0, 500, " a", 0, own_logprob=-0.2, words=(word(" a", 0, 500, -0.2),))
    two = Segment(
        500, 1500, " b c", 0, own_logprob=-0.8, words=(word(" b", 500, 900, -0.8), word(" c", 900, 1500, -0.8))
    )
    book = Book([one, two])
    book.do(edits.Merge("0.0.0", "0.0.1"))
    assert book.document.get("0.0.0").own_logprob == pytest.approx(-0.6)


def test_of_two_windows_the_more_doubtful_figures_stay() -> None:
    one = Segment(0, 500, " a", 0, avg_logprob=-0.2, no_speech_prob=0.1, compression_ratio=2.0, temperature=0.0)
    two = Segment(500, 900, " b", 500, avg_logprob=-0.9, no_speech_prob=0.05, compression_ratio=1.0, temperature=0.4)
    book = Book([one], [two])
    book.do(edits.Merge("0.0.0", "0.1.0"))
    line = book.document.get("0.0.0")
    assert (line.window, line.avg_logprob, line.no_speech_prob) == (0, -0.9, 0.1)
    assert (line.compression_ratio, line.temperature) == (2.0, 0.4)


def test_only_neighbours_can_be_merged(book: Book) -> None:
    with pytest.raises(NotNeighbours):
        book.do(edits.Merge("0.0.0", "0.1.0"))
    with pytest.raises(NotNeighbours):
        book.do(edits.Merge("0.0.1", "0.0.0"))
    with pytest.raises(NotNeighbours):
        book.do(edits.Merge("0.0.0", "0.0.0"))


def test_an_added_line_merged_into_a_heard_one_fixes_it(book: Book) -> None:
    book.do(edits.Insert("e1", 900, 950, "more", "0.0.0"))
    book.do(edits.Merge("0.0.0", "e1"))
    line = book.document.get("0.0.0")
    assert (line.text, line.original, line.state) == (" one two more", " one two", "fixed")
    assert line.words == (word(" one", 0, 500), word(" two", 500, 1000), Word(900, 950, " more"))


def test_a_merge_too_long_for_a_line_is_refused() -> None:
    book = Book([plain("a" * 6000, 0, 500), plain("b" * 6000, 500, 900)])
    with pytest.raises(TextTooLong):
        book.do(edits.Merge("0.0.0", "0.0.1"))


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (" a", " b", " a b"),
        ("a", "b", "a b"),
        ("今日は", "雨です", "今日は雨です"),
        ("나는", "간다", "나는 간다"),
        ("今日", "ok", "今日 ok"),
        (" a", "", " a"),
        ("", " b", "b"),
        ("a ", "b", "a b"),
    ],
)
def test_texts_are_joined_as_their_script_wants(first: str, second: str, both: str) -> None:
    assert joined(first, second) == both


# Insert


def test_an_added_line_stands_behind_the_one_named(book: Book) -> None:
    book.do(edits.Insert("e1", 5000, 6000, "new", "0.0.0"))
    line = book.document.get("e1")
    assert book.names() == ["0.0.0", "e1", "0.0.1", "0.1.0"]
    assert (line.text, line.original, line.state, line.words) == (" new", None, "added", ())


def test_without_a_name_it_stands_where_its_start_belongs(book: Book) -> None:
    book.do(edits.Insert("e1", 1500, 1600, "new"))
    assert book.names() == ["0.0.0", "0.0.1", "e1", "0.1.0"]


def test_behind_a_line_that_is_gone_it_stands_where_its_start_belongs(book: Book) -> None:
    book.do(edits.Delete("0.0.1"))
    book.do(edits.Insert("e1", 1500, 1600, "new", "0.0.1"))
    assert book.names() == ["0.0.0", "e1", "0.1.0"]


def test_a_line_can_stand_before_all_others(book: Book) -> None:
    book.do(edits.Insert("e1", 0, 5, "new", edits.TOP))
    assert book.names()[0] == "e1"


def test_a_line_can_be_added_to_an_empty_document() -> None:
    book = Book()
    book.do(edits.Insert("e1", 0, 5, "new"))
    assert book.texts() == ["new"]


def test_an_added_line_whose_text_changes_is_still_added(book: Book) -> None:
    book.do(edits.Insert("e1", 0, 5, "new", "0.0.0"))
    book.do(edits.SetText("e1", "newer"))
    assert (book.document.get("e1").text, book.document.get("e1").state) == (" newer", "added")


# Delete, Decide, ReplaceAll


def test_a_deleted_line_is_gone_and_comes_back_whole(book: Book) -> None:
    before = book.state()
    book.do(edits.Delete("0.0.1"))
    assert book.names() == ["0.0.0", "0.1.0"]
    book.undo()
    assert book.state() == before


def test_a_decision_is_kept_and_taken_back(book: Book) -> None:
    book.do(edits.Decide("0.0.0", "kept"))
    assert book.document.get("0.0.0").state == "kept"
    book.do(edits.Decide("0.0.0", ""))
    assert book.document.get("0.0.0").state == ""


def test_a_fixed_line_is_decided_already(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "x"))
    assert book.document.plan(edits.Decide("0.0.0", "kept")).empty


def test_all_texts_change_in_one_stroke_and_back(book: Book) -> None:
    before = book.state()
    book.do(edits.ReplaceAll((edits.SetText("0.0.0", "1 two"), edits.SetText("0.1.0", "5"))))
    assert book.texts() == [" 1 two", " three four", " 5"]
    book.undo()
    assert book.state() == before


def test_one_line_that_is_gone_stops_the_whole_stroke(book: Book) -> None:
    with pytest.raises(LineGone):
        book.do(edits.ReplaceAll((edits.SetText("0.0.0", "1"), edits.SetText("gone", "5"))))
    assert book.texts() == [" one two", " three four", " five"]


def test_what_looks_like_code_is_text(book: Book) -> None:
    book.do(edits.SetText("0.0.0", "<script>alert(1)</script>"))
    assert book.document.get("0.0.0").text == " <script>alert(1)</script>"


def test_a_passed_stretch_is_kept_and_taken_back() -> None:
    book = Book([heard(" one")])
    book.do(edits.PassGap(5_000, 6_000))
    book.do(edits.PassGap(1_000, 2_000))
    assert list(book.document.passed) == [(1_000, 2_000), (5_000, 6_000)]
    book.undo()
    assert list(book.document.passed) == [(5_000, 6_000)]
    book.redo()
    assert list(book.document.passed) == [(1_000, 2_000), (5_000, 6_000)]
    assert book.rebuilt().passed == book.document.passed


def test_a_stretch_that_was_passed_is_not_passed_twice() -> None:
    book = Book([heard(" one")])
    book.do(edits.PassGap(0, 900))
    assert book.document.plan(edits.PassGap(0, 900)).empty
    assert not book.document.plan(edits.PassGap(0, 901)).empty


def test_passing_a_gap_changes_no_line() -> None:
    book = Book([heard(" one")])
    before = list(book.document)
    book.do(edits.PassGap(0, 900))
    assert list(book.document) == before
    assert book.document.delta(book.document.revision - 1).lines == ()
