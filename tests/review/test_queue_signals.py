"""The signals of words as numbers: what is known, what is not, and where each stands in its recording."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from review.queue import Evidence
from review.queue.signals import LEAST, SIGNALS, Table, WordRow, columns, table, word_rows
from tests.review.queue_kit import evidence, line, told


def column(rows: Sequence[WordRow], name: str) -> Table:
    (found,) = columns(rows, (name,))
    return found


def test_there_is_a_row_for_each_word_with_a_letter() -> None:
    rows = word_rows([line("네, 맞아요!"), line("— 그래", 1)], Evidence())
    assert [(row.line, row.text) for row in rows] == [(0, "네,"), (0, "맞아요!"), (1, "그래")]


def test_a_word_stands_where_the_line_without_its_first_space_has_it() -> None:
    (first, last) = word_rows([line("네, 맞아요!", probability=0.9)], Evidence())
    assert (first.place.begin, first.place.end) == (0, 2)
    assert (last.place.begin, last.place.end) == (3, 7)


def test_an_unlikely_word_has_more_of_it() -> None:
    rows = word_rows([line("용기가 나요", probability=[0.5, 1.0])], Evidence())
    assert column(rows, "unlikely").tolist() == pytest.approx([0.6931, 0.0], abs=1e-4)


def test_a_word_is_as_unlikely_as_its_unlikeliest_part() -> None:
    whole = line("용기가", probability=0.5)
    first, last = (
        type(whole.words[0])(0, 250, " 용기", 0.9),
        type(whole.words[0])(250, 500, "가", 0.25),
    )
    (row,) = word_rows([type(whole)(whole.id, 0, 500, " 용기가", (first, last))], Evidence())
    assert row.known["unlikely"] == pytest.approx(1.3863, abs=1e-4)


def test_no_word_is_unlikelier_than_the_least_probability() -> None:
    rows = word_rows([line("용기가 나요", probability=[0.0, LEAST])], Evidence())
    assert column(rows, "unlikely").tolist() == pytest.approx([9.2103, 9.2103], abs=1e-4)


def test_without_word_probabilities_nothing_is_guessed() -> None:
    rows = word_rows([line("용기가 나요")], Evidence())
    assert np.isnan(column(rows, "unlikely")).tolist() == [True, True]


def test_one_word_s_probability_may_be_missing() -> None:
    rows = word_rows([line("용기가 나요", probability=[None, 1.0])], Evidence())
    assert np.isnan(column(rows, "unlikely")).tolist() == [True, False]


def test_how_a_word_is_spelt_is_always_known() -> None:
    rows = word_rows([line("KBS 2시에 봐요")], Evidence())
    assert [column(rows, name).tolist() for name in ("letters", "digits", "latin")] == [
        [3, 3, 2],
        [0, 1, 0],
        [1, 0, 0],
    ]


def test_evidence_is_found_by_the_word_s_place() -> None:
    one = line("용기가 나요")
    rows = word_rows([one], evidence(told(one, {}, {"ent_max": 2.5})))
    assert [row.known.get("ent_max") for row in rows] == [None, 2.5]


def test_more_of_a_signal_is_more_suspicious() -> None:
    one = line("용기가 나요")
    rows = word_rows([one], evidence(told(one, {"lp_min": -3.0, "pmi_min": 4.0}, {"lp_min": -0.5, "pmi_min": 1.0})))
    assert column(rows, "logprob_min").tolist() == [3.0, 0.5]
    assert column(rows, "gain_min").tolist() == [-4.0, -1.0]


def test_the_table_has_the_values_and_then_their_ranks() -> None:
    rows = word_rows([line("가 나다 라마바 사아자차")], Evidence())
    assert table(rows, ["letters", "digits"]).tolist() == [
        [1, 0, -0.75, 0],
        [2, 0, -0.25, 0],
        [3, 0, 0.25, 0],
        [4, 0, 0.75, 0],
    ]


def test_words_that_are_alike_share_the_middle_of_their_ranks() -> None:
    rows = word_rows([line("가 나 라마바")], Evidence())
    assert table(rows, ["letters"])[:, 1].tolist() == pytest.approx([-1 / 3, -1 / 3, 2 / 3])


def test_what_is_not_known_is_ranked_in_the_middle_and_counts_for_no_other() -> None:
    rows = word_rows([line("하나 둘 셋", probability=[0.5, None, 0.9])], Evidence())
    assert table(rows, ["unlikely"])[:, 1].tolist() == [0.5, 0.0, -0.5]


def test_a_figure_known_of_one_word_alone_has_no_rank() -> None:
    rows = word_rows([line("하나 둘", probability=[0.5, None])], Evidence())
    assert table(rows, ["unlikely"])[:, 1].tolist() == [0.0, 0.0]


def test_ranks_are_of_the_recording_not_of_the_line() -> None:
    rows = word_rows([line("하나", probability=0.9), line("둘", 1, probability=0.5)], Evidence())
    assert table(rows, ["unlikely"])[:, 1].tolist() == [-0.5, 0.5]


def test_no_words_make_an_empty_table() -> None:
    assert table([], list(SIGNALS)).shape == (0, 2 * len(SIGNALS))


def test_a_figure_that_is_none_is_not_known() -> None:
    rows = word_rows([line("하나 둘", probability=[math.nan, 0.5])], Evidence())
    assert np.isnan(column(rows, "unlikely")).tolist() == [True, False]
