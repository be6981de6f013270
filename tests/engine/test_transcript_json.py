"""Whisper's JSON, written as Whisper writes it and read from each of its imitators."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UserError
from engine.transcript import Segment, Transcript, Word
from engine.transcript_json import (
    BadSegment,
    BadTime,
    LineTooLong,
    NoSegments,
    NotJson,
    Review,
    clean_text,
    dumps,
    from_json,
    loads,
    reviews_of,
    to_json,
)

HEARD = Transcript(
    segments=(
        Segment(
            start=0,
            end=2400,
            text=" Hello there.",
            window=0,
            tokens=(50364, 2425, 456, 13),
            own_logprob=-0.25,
            avg_logprob=-0.3125,
            no_speech_prob=0.02,
            compression_ratio=1.1,
            temperature=0.0,
            words=(Word(0, 600, " Hello", 0.9), Word(600, 2400, " there.", 0.5)),
        ),
        Segment(start=31_000, end=32_000, text=" 안녕.", window=30_000),
    ),
    language="en",
    meta={"model": "base", "seed": 0},
)


def segments(**changes: Any) -> dict[str, Any]:
    """A Whisper result of one segment with some entries changed."""
    return {"text": "hi", "segments": [{"id": 0, "start": 1.0, "end": 2.0, "text": " hi", **changes}], "language": "en"}


def test_layout_is_whispers_with_two_additions() -> None:
    assert to_json(HEARD) == {
        "text": " Hello there. 안녕.",
        "segments": [
            {
                "id": 0,
                "seek": 0,
                "start": 0.0,
                "end": 2.4,
                "text": " Hello there.",
                "tokens": [50364, 2425, 456, 13],
                "temperature": 0.0,
                "avg_logprob": -0.3125,
                "compression_ratio": 1.1,
                "no_speech_prob": 0.02,
                "own_logprob": -0.25,
                "words": [
                    {"word": " Hello", "start": 0.0, "end": 0.6, "probability": 0.9},
                    {"word": " there.", "start": 0.6, "end": 2.4, "probability": 0.5},
                ],
            },
            {"id": 1, "seek": 3000, "start": 31.0, "end": 32.0, "text": " 안녕.", "tokens": []},
        ],
        "language": "en",
        "relisten": {"model": "base", "seed": 0},
    }


def test_an_edited_line_keeps_the_machines_text_beside_it() -> None:
    written = to_json(HEARD, {0: Review(" Hallo there.", "fixed"), 1: Review(None, "kept")})
    first, second = written["segments"]
    assert (first["original_text"], first["state"]) == (" Hallo there.", "fixed")
    assert "original_text" not in second
    assert second["state"] == "kept"


def test_a_retyped_line_does_not_run_into_its_neighbour() -> None:
    lines = (Segment(0, 1000, " One."), Segment(1000, 2000, "Two."), Segment(2000, 3000, " Three."))
    assert to_json(Transcript(lines), {1: Review(" Too.", "fixed")})["text"] == " One. Two. Three."


def test_own_export_reads_back() -> None:
    assert from_json(loads(dumps(to_json(HEARD)))) == HEARD


def test_reviews_of_an_own_export_read_back() -> None:
    reviews = {0: Review(" Hallo there.", "fixed"), 1: Review(None, "kept")}
    assert reviews_of(loads(dumps(to_json(HEARD, reviews)))) == reviews


def test_faster_whisper_list_of_dicts() -> None:
    dump = [{"id": 1, "seek": 100, "start": 0.5, "end": 1.25, "text": " hi", "avg_logprob": -0.5, "words": None}]
    assert from_json(dump).segments == (Segment(500, 1250, " hi", window=1000, avg_logprob=-0.5),)


def test_faster_whisper_segments_and_info() -> None:
    dump = {"segments": [{"start": 0, "end": 1, "text": "hi"}], "info": {"language": "ko"}}
    assert from_json(dump).language == "ko"


def test_faster_whisper_pair_of_segments_and_info() -> None:
    assert from_json([[{"start": 0, "end": 1, "text": "hi"}], {"language": "ko"}]).language == "ko"


def test_faster_whisper_arrays_of_the_old_named_tuple() -> None:
    dump = [[1, 0, 0.0, 1.0, " hi", [5, 6], 0.2, -0.5, 1.5, 0.1, [[0.0, 1.0, " hi", 0.75]]]]
    (found,) = from_json(dump).segments
    assert (found.temperature, found.avg_logprob, found.compression_ratio, found.no_speech_prob) == (
        0.2,
        -0.5,
        1.5,
        0.1,
    )
    assert found.words == (Word(0, 1000, " hi", 0.75),)


def test_faster_whisper_arrays_of_the_new_dataclass() -> None:
    dump = [[1, 0, 0.0, 1.0, " hi", [5, 6], -0.5, 1.5, 0.1, [[0.0, 1.0, " hi", 0.75]], 0.2]]
    (found,) = from_json(dump).segments
    assert (found.temperature, found.avg_logprob, found.compression_ratio, found.no_speech_prob) == (
        0.2,
        -0.5,
        1.5,
        0.1,
    )
    assert found.words == (Word(0, 1000, " hi", 0.75),)


def test_whisperx_scores_and_words_without_times() -> None:
    words = [
        {"word": "In", "start": 1.0, "end": 1.2, "score": 0.8, "speaker": "A"},
        {"word": "2014"},
        {"word": "and"},
        {"word": "later", "start": 2.2, "end": 2.5, "score": 0.4},
    ]
    dump = {"segments": [{"start": 1.0, "end": 3.0, "text": " In 2014 and later.", "words": words, "speaker": "A"}]}
    (found,) = from_json(dump).segments
    assert found.words == (
        Word(1000, 1200, " In", 0.8),
        Word(1200, 1700, " 2014"),
        Word(1700, 2200, " and"),
        Word(2200, 2500, " later.", 0.4),
    )
    assert (found.avg_logprob, found.no_speech_prob, found.window) == (None, None, None)


def test_words_without_times_at_the_end_share_the_rest() -> None:
    words = [{"word": "a", "start": 1.0, "end": 1.2}, {"word": "1"}, {"word": "2"}]
    (found,) = from_json(segments(text="a 1 2", words=words)).segments
    assert [(word.start, word.end) for word in found.words] == [(1000, 1200), (1200, 1600), (1600, 2000)]


def test_words_that_are_not_the_text_stay_as_they_came() -> None:
    (found,) = from_json(segments(text=" bye", words=[{"word": "hi", "start": 1, "end": 2}])).segments
    assert found.words == (Word(1000, 2000, "hi"),)


def test_text_is_taken_from_the_words_where_it_is_missing() -> None:
    (found,) = from_json(segments(text=None, words=[{"word": " a", "start": 1, "end": 2}])).segments
    assert found.text == " a"


def test_decomposed_hangul_is_composed() -> None:
    (found,) = from_json(segments(text="\u1112\u1161\u11ab글")).segments
    assert found.text == "한글"


def test_control_characters_and_lone_surrogates_go() -> None:
    assert clean_text("a\x00b\x1bc\r\nd\re\tf\ud800") == "abc\nd\ne\tf\ufffd"


def test_nan_evidence_is_absent() -> None:
    text = '{"segments": [{"start": 0, "end": 1, "text": "hi", "avg_logprob": NaN, "temperature": Infinity}]}'
    (found,) = from_json(loads(text)).segments
    assert (found.avg_logprob, found.temperature) == (None, None)


def test_a_probability_above_one_is_none() -> None:
    (found,) = from_json(segments(words=[{"word": " hi", "start": 1, "end": 2, "probability": 7}])).segments
    assert found.words[0].probability is None


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (-3, 2, (0, 2000)),
        (5, 2, (5000, 5000)),
        (float("nan"), 2, (0, 2000)),
        (1, None, (1000, 1000)),
        (None, None, (0, 0)),
        (float("-inf"), 1, (0, 1000)),
    ],
)
def test_odd_times_are_clamped(start: float | None, end: float | None, expected: tuple[int, int]) -> None:
    (found,) = from_json(segments(start=start, end=end)).segments
    assert (found.start, found.end) == expected


def test_a_missing_start_is_the_end_of_the_line_before() -> None:
    found = from_json([{"start": 0, "end": 4, "text": "a"}, {"end": 5, "text": "b"}]).segments
    assert (found[1].start, found[1].end) == (4000, 5000)


def test_segments_come_in_time_order() -> None:
    found = from_json([{"start": 5, "end": 6, "text": "b"}, {"start": 1, "end": 2, "text": "a"}]).segments
    assert [line.text for line in found] == ["a", "b"]


def test_no_segments_is_a_transcript_of_silence() -> None:
    assert from_json({"text": "", "segments": [], "language": "ko"}) == Transcript(segments=(), language="ko")


@pytest.mark.parametrize("value", [1e300, 10**400, 360_001, float("inf")])
def test_a_time_beyond_a_hundred_hours_is_refused(value: float) -> None:
    with pytest.raises(BadTime):
        from_json(segments(start=value))


@pytest.mark.parametrize(
    ("entry", "value", "field"),
    [
        ("start", "1.0", "start"),
        ("start", True, "start"),
        ("end", {}, "end"),
        ("text", 5, "text"),
        ("text", None, "text"),
        ("words", "hi", "words"),
        ("words", [5], "words"),
        ("words", [{"start": 1}], "words.word"),
        ("words", [{"word": "hi", "start": "x"}], "words.start"),
        ("words", [{"word": "hi", "score": "x"}], "score"),
        ("tokens", "abc", "tokens"),
        ("tokens", [-1], "tokens"),
        ("avg_logprob", "low", "avg_logprob"),
        ("seek", [], "seek"),
    ],
)
def test_rubbish_in_a_segment_is_named(entry: str, value: object, field: str) -> None:
    with pytest.raises(BadSegment) as caught:
        from_json(segments(**{entry: value}))
    assert caught.value.params == {"number": 1, "field": field}


@pytest.mark.parametrize("obj", [None, 5, "text", {}, {"segments": 5}, {"segments": {}}, [1, 2], {"text": "hello"}])
def test_json_without_segments_is_refused(obj: object) -> None:
    with pytest.raises(NoSegments):
        from_json(obj)


@pytest.mark.parametrize("data", [b"", b"{", b'{"segments": [', b"\xff\xfe\x00", b"[" * 100_000, b"1" * 5000 + b"x"])
def test_broken_json_is_refused(data: bytes) -> None:
    with pytest.raises(NotJson):
        loads(data)


def test_deep_nesting_in_meta_is_left_behind() -> None:
    deep: list[Any] = []
    for _ in range(400):
        deep = [deep]
    assert from_json({**segments(), "relisten": {"a": deep}}).meta == {}


def test_a_huge_meta_is_left_behind() -> None:
    assert from_json({**segments(), "relisten": {"a": "x" * 100_000}}).meta == {}


def test_a_line_beyond_the_limit_is_refused() -> None:
    with pytest.raises(LineTooLong):
        from_json(segments(text="a" * 10_001))


def test_thousands_of_words_without_times_are_quick() -> None:
    words = [{"word": ""}] * 200_000
    assert from_json(segments(text="hi", words=words)).segments[0].words == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["segments", "start", "end", "text", "words", "word", "tokens", "seek", "score", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_read_or_refused_in_a_sentence(obj: object) -> None:
    try:
        transcript = from_json(obj)
    except UserError as error:
        assert str(error).endswith(".")
    else:
        assert all(0 <= found.start <= found.end for found in transcript.segments)
