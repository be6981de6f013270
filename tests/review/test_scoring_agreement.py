"""Capitals, punctuation and line breaks as figures of their own."""

from __future__ import annotations

from review.scoring import Agreement, Normalisation, Pair, Report, report

RAW, STANDARD = Normalisation.RAW, Normalisation.STANDARD


def of(*pairs: tuple[str, str], how: Normalisation = STANDARD, breaks: list[list[int]] | None = None) -> Report:
    """The report of these pairs, ours first."""
    return report([Pair(ours, theirs) for ours, theirs in pairs], how, "en", breaks=breaks)


def test_case_is_of_capitals_in_words_that_match() -> None:
    found = of(("Hello World FOO", "Hello world You"))
    assert found.case == Agreement(0.5, 1.0, 2 / 3, both=1, ours=2, theirs=1)


def test_case_is_the_same_under_raw() -> None:
    assert of(("Hello World FOO", "Hello world You"), how=RAW).case == Agreement(0.5, 1.0, 2 / 3, 1, 2, 1)


def test_no_case_in_a_script_without_it() -> None:
    assert of(("나는 너를", "나는 너를")).case is None


def test_capitals_on_one_side_only() -> None:
    assert of(("hello", "Hello")).case == Agreement(None, 0.0, 0.0, 0, 0, 1)


def test_punctuation_is_of_the_marks_after_words_that_match() -> None:
    found = of(("Hello, world. xx!", "Hello, world! yy!"))
    assert found.punctuation == Agreement(0.5, 0.5, 0.5, both=1, ours=2, theirs=2)


def test_signs_that_mean_the_same_are_the_same_mark() -> None:
    found = of(("そう。 wait… “so”", 'そう. wait... "so"')).punctuation
    assert found is not None and found.f1 == 1.0


def test_no_punctuation_at_all() -> None:
    assert of(("hello world", "hello world")).punctuation is None


def test_line_breaks_that_agree() -> None:
    found = of(("a b", "a b"), ("c d", "c d"), breaks=[[3], [3]])
    assert found.line_breaks == Agreement(1.0, 1.0, 1.0, both=1, ours=1, theirs=1)


def test_a_line_of_ours_over_two_of_theirs_misses_a_break() -> None:
    found = of(("a b c d", "a b c d"), ("e", "e"), breaks=[[3, 7], [1]])
    assert found.line_breaks == Agreement(1.0, 0.5, 2 / 3, both=1, ours=1, theirs=2)


def test_a_line_of_theirs_over_two_of_ours_is_a_break_too_many() -> None:
    found = of(("a b", "a b"), ("c d", "c d"), ("e", "e"), breaks=[[], [3], [1]])
    assert found.line_breaks == Agreement(0.5, 1.0, 2 / 3, both=1, ours=2, theirs=1)


def test_a_break_after_a_misheard_word_counts() -> None:
    found = of(("a x", "a b"), ("c", "c"), breaks=[[3], [1]])
    assert found.line_breaks == Agreement(1.0, 1.0, 1.0, 1, 1, 1)


def test_a_break_after_a_word_that_was_not_heard_does_not() -> None:
    assert of(("a", "a"), ("", "b"), ("c", "c"), breaks=[[], [1], [1]]).line_breaks == Agreement(
        0.0, None, 0.0, 0, 1, 0
    )


def test_the_ends_of_the_texts_are_no_breaks() -> None:
    assert of(("a b", "a b"), breaks=[[3]]).line_breaks is None


def test_nothing_is_said_of_breaks_that_are_not_known() -> None:
    assert of(("a", "a"), ("b", "b")).line_breaks is None
