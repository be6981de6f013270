"""Everything that is said of two texts."""

from __future__ import annotations

import json

import jiwer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.scoring import Counts, Normalisation, Pair, as_dict, report, total
from review.scoring.interval import FEWEST_LINES, interval

RAW, STANDARD = Normalisation.RAW, Normalisation.STANDARD
WORD = st.sampled_from(["나는", "너를", "나는너를", "a", "b", "ab", "A,"])
LINE = st.lists(WORD, max_size=5).map(" ".join)
MIXED = [
    Pair("나는 너를 love", "나는 너를 Love"),
    Pair("baby one more", "baby one more time"),
    Pair("그래 나야", "그래 너야"),
]


def test_lines_count_what_jiwer_counts() -> None:
    found = report([Pair("a b c", "a x c d"), Pair("", "e"), Pair("f", "")], RAW, "en")
    assert found.lines == (Counts(2, 1, 0, 1), Counts(deletions=1), Counts(insertions=1))


def test_the_score_is_of_the_whole_texts_and_excess_says_what_the_lines_add() -> None:
    found = report([Pair("a b", ""), Pair("", "a b")], RAW, "en")
    assert found.score.counts == Counts(hits=2)
    assert found.excess == 4


def test_whole_texts_given_are_scored_as_they_are() -> None:
    found = report([Pair("a b", "a b")], RAW, "en", whole=("a\nb", "a\nb\nc"))
    assert found.score.counts == Counts(hits=2, deletions=1)


@pytest.mark.parametrize(
    ("language", "reference", "expected"),
    [
        ("ko", "나는 너를 사랑해", ("cer_no_spaces",)),
        ("ja", "君の名前を", ("cer_no_spaces",)),
        ("zh-TW", "我愛你", ("cer_no_spaces",)),
        ("th", "ฉันรักเธอ", ("cer_no_spaces",)),
        ("en", "I love you", ("wer",)),
        ("de", "ich liebe dich", ("wer",)),
        (None, "나는 너를 사랑해", ("cer_no_spaces",)),
        (None, "君の名前を", ("cer_no_spaces",)),
        (None, "я тебя люблю", ("wer",)),
        (None, "12 34", ("wer",)),
        ("ko", "", ("cer_no_spaces",)),
        (None, "", ("wer",)),
        ("ko", "나는 너를 사랑해 love you", ("cer_no_spaces", "wer")),
        (None, "나는 사랑해 I love you", ("wer", "cer_no_spaces")),
    ],
)
def test_the_headline_follows_the_language_else_the_script(
    language: str | None, reference: str, expected: tuple[str, ...]
) -> None:
    assert report([Pair("", reference)], STANDARD, language).headline == expected


def test_a_text_of_two_scripts_has_the_rate_of_each() -> None:
    found = report(MIXED, STANDARD, "ko").by_script
    assert list(found) == ["latin", "hangul"]
    assert found["hangul"].counts == Counts(hits=3, substitutions=1)
    assert found["hangul"].cer_no_spaces == pytest.approx(1 / 8)
    assert found["latin"].counts == Counts(hits=4, deletions=1)
    assert found["latin"].cer is None


def test_an_error_counts_for_the_script_of_the_reference() -> None:
    found = report([Pair("어텐션 나는 oh", "Attention 나는")], STANDARD, "ko").by_script
    assert found["latin"].counts == Counts(substitutions=1, insertions=1)
    assert found["hangul"].counts == Counts(hits=1)


def test_a_text_of_one_script_is_not_parted() -> None:
    assert report([Pair("hello 3", "hello 3")], STANDARD, "en").by_script == {}


def test_no_interval_of_a_few_lines() -> None:
    lines = [(1, 5)] * (FEWEST_LINES - 1)
    assert interval("wer", lines) is None
    assert interval("wer", [*lines, (3, 0)]) is None


def test_the_interval_holds_the_rate_and_is_the_same_every_time() -> None:
    lines = [(n % 4, 8) for n in range(100)]
    found = interval("wer", lines)
    assert found is not None
    assert found.low < 1.5 / 8 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * 1.118 / 8 / 10, rel=0.15)  # as of a normal mean
    assert found == interval("wer", lines)


def test_the_interval_is_of_the_first_headline() -> None:
    lines = [Pair("나는 너를 사랑해", "나는 너를 미워해")] * 30
    found = report(lines, STANDARD, "ko").interval
    assert found is not None
    assert (found.rate, found.level) == ("cer_no_spaces", 0.95)
    assert [found.low, found.high] == pytest.approx([2 / 7, 2 / 7])


def test_a_total_adds_errors_and_lengths() -> None:
    first = report([Pair("a b c d e f g h", "a b c d e f g x")], RAW, "en")
    second = report([Pair("a", "b"), Pair("", "c d")], RAW, "en")
    found = total([first, second])
    assert found.score.counts == Counts(hits=7, substitutions=2, deletions=2)
    assert found.score.wer == pytest.approx(4 / 11)
    assert found.score.cer == pytest.approx((1 + 5) / (15 + 5))
    assert found.lines == first.lines + second.lines
    assert found.headline == ("wer",)


def test_a_total_of_one_is_that_one() -> None:
    one = report(MIXED * 10, STANDARD, "ko", breaks=[[]] * 30)
    assert total([one]) == one


def test_an_empty_reference_adds_its_insertions_to_a_total() -> None:
    found = total([report([Pair("x y", "")], RAW, "en"), report([Pair("a b", "a b")], RAW, "en")])
    assert found.score.wer == 1.0


def test_a_total_needs_one_normalisation() -> None:
    with pytest.raises(ValueError, match="one normalisation"):
        total([])
    with pytest.raises(ValueError, match="one normalisation"):
        total([report(MIXED, RAW, "ko"), report(MIXED, STANDARD, "ko")])


def test_json_has_what_tools_ask_for() -> None:
    found = json.loads(json.dumps(as_dict(report([Pair("a b", "a c")] * 20, STANDARD, "en"))))
    assert found["wer"] == 0.5
    assert found["reference_words"] == 40
    assert found["reference_characters"] == 79
    assert found["normalisation"] == "standard"
    assert found["confidence_interval"] == {"rate": "wer", "low": 0.5, "high": 0.5, "level": 0.95}
    assert found["lines"][0] == {
        "hypothesis": "a b",
        "reference": "a c",
        "hits": 1,
        "substitutions": 1,
        "insertions": 0,
        "deletions": 0,
    }
    assert set(found) >= {
        "cer",
        "cer_no_spaces",
        "wer_space_insensitive",
        "mer",
        "wil",
        "hits",
        "headline",
        "by_script",
    }


@settings(deadline=None)
@given(st.lists(st.builds(Pair, LINE, LINE), max_size=4), st.sampled_from([RAW, STANDARD]))
def test_each_lines_counts_are_jiwers(pairs: list[Pair], how: Normalisation) -> None:
    for pair, counts in zip(pairs, report(pairs, how, None).lines, strict=True):
        alone = report([pair], how, None).score.counts
        assert counts == alone
        if how is RAW:
            found = jiwer.process_words(pair.reference, pair.hypothesis)
            assert counts == Counts(found.hits, found.substitutions, found.insertions, found.deletions)


@settings(deadline=None)
@given(st.lists(st.builds(Pair, LINE, LINE), max_size=4))
def test_lines_never_add_up_to_less_than_the_whole(pairs: list[Pair]) -> None:
    found = report(pairs, STANDARD, "ko")
    assert found.excess >= 0
    assert found.score.tally.respaced <= found.score.counts.errors
