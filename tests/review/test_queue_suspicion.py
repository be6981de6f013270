"""Suspicion: the model each line is judged by, two wrong letters of independent words, and numbers that hold."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from review.line import Line
from review.queue import Evidence
from review.queue.signals import SIGNALS, line_edges, word_rows
from review.queue.suspicion import FILE, UNKNOWN, fitted, suspicions, two_letters
from tests.review.queue_kit import AGAIN, OTHER, READ, TOKENS, evidence, line, told

CHANCES = st.floats(0.0, 1.0)
WORDS = st.lists(st.tuples(CHANCES, CHANCES).map(lambda pair: (max(pair), min(pair))), min_size=1, max_size=6)


# ---- two wrong letters ------------------------------------------------------------------------------------------


def of_all_outcomes(words: list[tuple[float, float]]) -> float:
    """Each word has no wrong letter, one, or two and more: the probability of two in all."""
    found = 0.0
    for outcome in itertools.product(range(3), repeat=len(words)):
        if sum(outcome) >= 2:
            chances = [(1 - one, one - two, two)[wrong] for wrong, (one, two) in zip(outcome, words, strict=True)]
            found += math.prod(chances)
    return found


def of_words(words: list[tuple[float, float]]) -> float:
    one, two = np.array(words).T
    (found,) = two_letters(one, two, np.array([0, len(words)]))
    return float(found)


@given(WORDS)
def test_two_letters_are_wrong_as_often_as_all_outcomes_say(words: list[tuple[float, float]]) -> None:
    assert of_words(words) == pytest.approx(of_all_outcomes(words), abs=1e-4)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([(0.5, 0.5)], 0.5),
        ([(0.5, 0.0)], 0.0),
        ([(0.5, 0.0), (0.5, 0.0)], 0.25),
        ([(0.5, 0.5), (0.5, 0.5)], 0.75),
        ([(0.0, 0.0)] * 3, 0.0),
        ([(0.2, 0.1), (0.4, 0.3)], 0.38),
    ],
)
def test_two_letters_of_few_words(words: list[tuple[float, float]], expected: float) -> None:
    assert of_words(words) == pytest.approx(expected, abs=1e-5)


def test_each_line_has_its_own_words_and_one_without_any_is_right() -> None:
    one, two = np.array([0.5, 0.2, 0.4]), np.array([0.5, 0.1, 0.3])
    assert two_letters(one, two, np.array([0, 0, 1, 1, 3, 3])) == pytest.approx([0.0, 0.5, 0.0, 0.38, 0.0], abs=1e-5)


def test_a_word_has_not_oftener_two_wrong_letters_than_one() -> None:
    assert of_words([(0.2, 0.9)]) == pytest.approx(0.2)


@given(WORDS, st.integers(0, 5), CHANCES, CHANCES)
def test_more_doubt_in_one_word_never_lowers_the_line_s(
    words: list[tuple[float, float]], at: int, one: float, two: float
) -> None:
    before = words[at % len(words)]
    more = [*words]
    more[at % len(words)] = (max(before[0], one), max(before[1], two))
    assert of_words(more) >= of_words(words) - 1e-12


# ---- the model of each line -------------------------------------------------------------------------------------

READ_AND_AGAIN = {**READ, "reads_better": 3.0, "reads_better_first": 3.0}


def judged_by(lines: list[Line], known: Evidence) -> list[str]:
    """By name the first model that makes of each line the suspicion that it has."""
    rows = word_rows(lines, known)
    _, found = suspicions(rows, len(lines))
    names = []
    for number in range(len(lines)):
        for model in fitted():
            own = model.lines(*model.words(rows), line_edges(rows, len(lines)))
            if any(row.line == number for row in rows) and math.isclose(own[number], found[number], rel_tol=1e-9):
                names.append(model.name)
                break
        else:
            names.append("none")
    return names


@pytest.mark.parametrize(
    ("probability", "signals", "name"),
    [
        (None, {}, "text alone"),
        (0.6, {}, "word probabilities"),
        (0.6, READ, "read, word probabilities"),
        (None, READ, "read"),
        (0.6, {"lp_min": -2.0, "lp_mean": -1.0}, "token probabilities"),
        (0.6, TOKENS, "tokens"),
        (None, TOKENS, "tokens"),
        (0.6, {**TOKENS, **AGAIN}, "tokens, heard again"),
        (0.6, {**TOKENS, **AGAIN, **OTHER}, "heard by another model"),
        (0.6, {**TOKENS, **OTHER}, "heard by another model"),
        (None, OTHER, "heard by another model"),
        (0.6, {**TOKENS, **READ}, "read, tokens"),
        (0.6, {**TOKENS, **AGAIN, **READ_AND_AGAIN}, "read, tokens, heard again"),
    ],
)
def test_a_line_is_judged_by_the_model_that_knows_most_of_it(
    probability: float | None, signals: dict[str, float], name: str
) -> None:
    one, two = line("용기가 나요", probability=probability), line("정말 그래요", 1, probability=probability)
    known = evidence(told(one, signals, signals), told(two, {**signals, "lp_mean": -0.4} if signals else {}, signals))
    assert judged_by([one, two], known) == [name, name]


def test_lines_of_which_evidence_is_there_are_judged_by_it_and_the_others_without() -> None:
    lines = [line("용기가 나요", number, probability=0.6) for number in range(4)]
    known = evidence(*(told(each, TOKENS, {**TOKENS, "ent_max": 0.5}) for each in lines[:2]))
    assert judged_by(lines, known) == ["tokens", "tokens", "word probabilities", "word probabilities"]


def test_half_of_a_line_s_words_are_enough() -> None:
    lines = [line("용기가 나요", probability=[0.5, None]), line("정말 나는 그래요", 1, probability=[0.5, None, None])]
    assert judged_by(lines, Evidence()) == ["word probabilities", "text alone"]


def test_a_line_without_words_has_the_suspicion_of_any_line() -> None:
    lines = [line("용기가 나요", probability=0.9), line("...", 1), line("", 2)]
    _, found = suspicions(word_rows(lines, Evidence()), 3)
    assert found.tolist()[1:] == [UNKNOWN, UNKNOWN] == [0.25, 0.25]


def test_no_lines_have_no_suspicions() -> None:
    words, lines = suspicions([], 0)
    assert (words.tolist(), lines.tolist()) == ([], [])


def test_a_word_that_was_unlikely_is_more_suspicious_than_its_neighbours() -> None:
    rows = word_rows([line("우리는 용기가 났어요", probability=[0.95, 0.1, 0.95])], Evidence())
    words, _ = suspicions(rows, 1)
    assert int(words.argmax()) == 1


def test_a_line_of_unlikely_words_is_more_suspicious_than_one_of_likely_ones() -> None:
    lines = [line("우리는 용기가 났어요", number, probability=given) for number, given in enumerate((0.98, 0.2, 0.9))]
    _, found = suspicions(word_rows(lines, Evidence()), 3)
    assert found[1] > max(found[0], found[2])


ANY = st.one_of(st.floats(-20, 20), st.floats(allow_nan=True, allow_infinity=True))
SIGNAL_NAMES = sorted({name for name, _ in SIGNALS.values()})


@given(st.lists(st.dictionaries(st.sampled_from(SIGNAL_NAMES), ANY), min_size=1, max_size=5), st.lists(ANY, min_size=5))
def test_a_suspicion_is_a_probability_whatever_the_figures(known: list[dict[str, float]], likely: list[float]) -> None:
    lines = [line("용기가 A1", number, probability=likely[number]) for number in range(len(known))]
    with np.errstate(over="ignore"):
        words, found = suspicions(
            word_rows(lines, evidence(*(told(one, given) for one, given in zip(lines, known, strict=True)))), len(lines)
        )
    assert ((words >= 0) & (words <= 1)).all()
    assert ((found >= 0) & (found <= 1)).all()


def test_one_odd_figure_decides_nothing_alone() -> None:
    def found(entropy: float) -> float:
        one, two = line("용기가 나요"), line("정말 그래요", 1)
        known = evidence(told(one, {**TOKENS, "ent_max": entropy}, TOKENS), told(two, TOKENS, TOKENS))
        return float(suspicions(word_rows([one, two], known), 2)[1][0])

    assert found(1e3) == found(1e300) < 1


# ---- the coefficients' file -------------------------------------------------------------------------------------


def test_the_file_says_when_by_what_and_on_what_it_was_fitted() -> None:
    told_of = json.loads(FILE.read_text(encoding="utf-8"))["fitted"]
    assert {"date", "by", "data", "auroc_within_a_recording_cross_validated", "calibration_error"} <= set(told_of)
    assert told_of["date"][:2] == "20"


def test_each_value_and_each_rank_has_a_weight() -> None:
    for model in fitted():
        count = len(model.signals)
        assert (len(model.mean), len(model.spread)) == (count, count)
        assert len(model.one.weights) == len(model.two.weights) == 2 * count


def test_all_numbers_are_finite_and_spreads_positive() -> None:
    for model in fitted():
        numbers = [*model.mean, *model.spread, *model.one.weights, *model.two.weights]
        assert np.isfinite([*numbers, model.one.intercept, model.two.intercept, model.intercept, model.slope]).all()
        assert (model.spread > 0).all()


def test_more_suspicion_of_the_words_is_more_of_the_line() -> None:
    assert all(model.slope > 0 for model in fitted())


def test_a_model_needs_only_what_it_looks_at_and_there_is() -> None:
    for model in fitted():
        assert set(model.needs) <= set(model.signals) <= set(SIGNALS)


def test_models_have_names_of_their_own() -> None:
    names = [model.name for model in fitted()]
    assert len(set(names)) == len(names)


def test_the_last_model_and_no_other_needs_nothing() -> None:
    assert [model.name for model in fitted() if not model.needs] == [fitted()[-1].name]


def test_no_model_stands_behind_one_that_suits_whenever_it_does() -> None:
    needs = [set(model.needs) for model in fitted()]
    assert not any(needs[before] <= needs[at] for at in range(len(needs)) for before in range(at))
