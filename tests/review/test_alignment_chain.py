"""The chain of pairs: its score is the best there is, and gaps are of two kinds."""

from __future__ import annotations

from functools import cache

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from review.alignment.chain import ACROSS, INSIDE, OPEN, PER_WORD, PER_WORD_LONG, Axis, chain

Scores = list[list[float]]


def axis(size: int, breaks: set[int]) -> Axis:
    return Axis(np.ones(size), np.array([place in {0, size, *breaks} for place in range(size + 1)]))


def paired(text: str, other: str) -> list[tuple[int, int]]:
    scores = np.array([[1.0 if a == b else -0.6 for b in other] for a in text])
    return chain(axis(len(text), set()), axis(len(other), set()), lambda i: scores[i])


def gap(axis_: Axis, low: int, high: int, across: bool) -> float:
    """What leaving out the units low to high costs, the other side standing at a line break or not."""
    if low == high:
        return 0.0
    ends = sum(0.0 if axis_.edge[place] else INSIDE for place in (low, high))
    beside = 0.0 if across else ACROSS
    return min(PER_WORD * (high - low), OPEN + ends + beside + PER_WORD_LONG * (high - low))


def best(left: Axis, right: Axis, scores: Scores) -> float:
    """By trying everything."""

    @cache
    def reach(i: int, j: int, came: str) -> float:
        if (i, j) == (0, 0):
            return 0.0
        found = [float("-inf")]
        if i and j:
            found.append(reach(i - 1, j - 1, "") + scores[i - 1][j - 1])
        if came != "v":
            found += [reach(k, j, "v") - gap(left, k, i, bool(right.edge[j])) for k in range(i)]
        if came != "h":
            found += [reach(i, k, "h") - gap(right, k, j, bool(left.edge[i])) for k in range(j)]
        return max(found)

    return reach(len(left), len(right), "")


def total(left: Axis, right: Axis, scores: Scores, pairs: list[tuple[int, int]]) -> float:
    """What the pairs score, the gaps between two of them in the cheaper order."""
    score, i, j = 0.0, 0, 0
    for a, b in [*pairs, (len(left), len(right))]:
        first = gap(left, i, a, bool(right.edge[j])) + gap(right, j, b, bool(left.edge[a]))
        second = gap(right, j, b, bool(left.edge[i])) + gap(left, i, a, bool(right.edge[b]))
        score -= min(first, second)
        if (a, b) != (len(left), len(right)):
            score += scores[a][b]
        i, j = a + 1, b + 1
    return score


@settings(max_examples=150, deadline=None)
@given(st.data(), st.integers(1, 6), st.integers(1, 6))
def test_no_chain_scores_more(data: st.DataObject, rows: int, columns: int) -> None:
    values = st.sampled_from([-0.6, -0.15, 0.4, 1.0])
    scores = [[data.draw(values) for _ in range(columns)] for _ in range(rows)]
    left = axis(rows, data.draw(st.sets(st.integers(0, rows))))
    right = axis(columns, data.draw(st.sets(st.integers(0, columns))))
    pairs = chain(left, right, lambda i: np.array(scores[i]))
    assert total(left, right, scores, pairs) >= best(left, right, scores) - 1e-4


def test_a_long_part_left_out_costs_little() -> None:
    assert paired("abXYZUVWcd", "abcd") == [(0, 0), (1, 1), (8, 2), (9, 3)]


def test_what_belongs_together_stays_together() -> None:
    assert paired("XaXXbXXcXXXXXXabc", "abc") == [(14, 0), (15, 1), (16, 2)]


def test_the_first_of_two_that_are_as_good() -> None:
    assert paired("abcdeabcde", "abcde") == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]
    assert paired("abcde", "abcdeabcde") == [(0, 0), (1, 1), (2, 2), (3, 3), (4, 4)]


def test_nothing_to_pair() -> None:
    assert paired("", "abc") == []
