"""What both recognisers share: telling windows, stopping, not crawling, and Segment's own fields."""

from __future__ import annotations

import math
from typing import Any

import pytest

from engine.backends.base import NoMemoryAtAll, OutOfMemory
from engine.backends.windows import (
    HeardWord,
    Stuck,
    Teller,
    Watch,
    hear_on,
    is_out_of_memory,
    log_of,
    make_segment,
    narrower,
    out_of_memory,
)
from engine.errors import Cancelled
from engine.transcript import Segment, Word

TOLD: dict[str, Any] = {
    "start": 0.5,
    "end": 1.25,
    "text": " \u1112\u1161\u11ab",
    "seek": 0.0,
    "avg_logprob": -0.5,
    "no_speech_prob": 0.1,
    "compression_ratio": 0.9,
    "temperature": 0.0,
}


def teller(stop: bool = False) -> tuple[Teller, list[tuple[Segment, ...]]]:
    told: list[tuple[Segment, ...]] = []
    return Teller(told.append, Watch(lambda: stop)), told


def test_a_segment_is_in_ms_and_composed() -> None:
    word = HeardWord(" \u1112\u1161\u11ab", 0.5, 1.25, 0.25, (7, 8), (-1.0, -2.0))
    assert make_segment(TOLD, [7, 8], [-1.0, -2.0], [word], 1_000) == Segment(
        start=1_500,
        end=2_250,
        text=" 한",
        window=1_000,
        tokens=(7, 8),
        token_logprobs=(-1.0, -2.0),
        own_logprob=-1.5,
        avg_logprob=-0.5,
        no_speech_prob=0.1,
        compression_ratio=0.9,
        temperature=0.0,
        words=(Word(1_500, 2_250, " 한", 0.25, (7, 8), (-1.0, -2.0)),),
    )


def test_nan_is_unknown() -> None:
    told = {**TOLD, "avg_logprob": math.nan, "no_speech_prob": math.inf}
    segment = make_segment(told, [7], [math.nan], [HeardWord(" a", 0, 1, math.nan, (7,), (math.nan,))], 0)
    assert (segment.avg_logprob, segment.no_speech_prob, segment.own_logprob, segment.token_logprobs) == (
        None,
        None,
        None,
        (),
    )
    assert (segment.words[0].probability, segment.words[0].token_logprobs) == (None, ())


def test_logprobs_that_do_not_fit_the_tokens_are_unknown() -> None:
    segment = make_segment(TOLD, [7, 8], [-1.0], [], 0)
    assert (segment.tokens, segment.token_logprobs, segment.own_logprob) == ((7, 8), (), None)


def test_a_window_is_told_once_before_the_next() -> None:
    found, told = teller()
    segment = make_segment(TOLD, [], [], [], 0)
    found.begins("ko")
    found.ends([segment])
    found.ends([segment])
    found.begins("ko")
    found.begins("ko")
    found.ends([])
    assert told == [(segment,), (), ()]


def test_a_segment_without_text_is_not_told() -> None:
    found, told = teller()
    found.begins("ko")
    found.ends([make_segment({**TOLD, "text": " "}, [], [], [], 0)])
    assert told == [()]


def test_stop_raises_cancelled() -> None:
    found, _ = teller(stop=True)
    with pytest.raises(Cancelled):
        found.begins("ko")


def test_stop_is_asked_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    asked: list[float] = []
    monkeypatch.setattr("engine.backends.windows.time.monotonic", lambda: now[0])

    def stop() -> bool:
        asked.append(now[0])
        return False

    watch = Watch(stop)
    for moment in (0.0, 0.1, 0.19, 0.21, 0.3, 0.5):
        now[0] = moment
        watch.check()
    assert asked == [0.0, 0.21, 0.5]


def test_windows_that_hardly_move_are_stuck() -> None:
    found, _ = teller()
    with pytest.raises(Stuck) as caught:
        for seek in range(1_000, 3_000, 50):
            found.at(seek)
    assert caught.value.at == 1_250


def test_short_windows_now_and_then_are_not() -> None:
    found, _ = teller()
    for seek in (0, 100, 200, 300, 400, 5_000, 5_100, 5_200, 5_300, 5_400, 9_000):
        found.at(seek)


def test_hearing_goes_on_a_second_after_where_it_got_stuck() -> None:
    found, _ = teller()
    begun: list[tuple[int, str | None]] = []

    def run(offset: int, language: str | None) -> str:
        begun.append((offset, language))
        found.language = "ko"
        if len(begun) == 1:
            raise Stuck(4_000)
        return "ko"

    assert hear_on(run, found, None, 60_000) == "ko"
    assert begun == [(0, None), (5_000, "ko")]
    assert found.offset == 5_000


def test_hearing_ends_where_it_is_stuck_at_the_end() -> None:
    found, _ = teller()

    def run(_offset: int, _language: str | None) -> str:
        found.language = "en"
        raise Stuck(9_500)

    assert hear_on(run, found, None, 10_000) == "en"


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"), True),
        (RuntimeError("CUDA failed with error out of memory"), True),
        (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"), True),
        (MemoryError(), True),
        (RuntimeError("shape mismatch"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_is_out_of_memory(error: Exception, is_memory: bool) -> None:
    assert is_out_of_memory(error) is is_memory


@pytest.mark.parametrize(("width", "next_width"), [(10, 2), (5, 2), (3, 2), (2, 1), (1, None)])
def test_narrower(width: int, next_width: int | None) -> None:
    assert narrower(width) == next_width


def test_out_of_memory_names_a_smaller_model() -> None:
    error = out_of_memory("large-v3", "cuda")
    assert isinstance(error, OutOfMemory)
    assert str(error) == "The memory of cuda is too small for the model large-v3: choose large-v3-turbo."


def test_out_of_memory_with_the_smallest_model() -> None:
    error = out_of_memory("tiny", "cpu")
    assert isinstance(error, NoMemoryAtAll)
    assert str(error) == "The memory of cpu is too small even for the model tiny: close other programs that use it."


@pytest.mark.parametrize(("probability", "logprob"), [(1.0, 0.0), (math.exp(-2), -2.0), (0.0, -70.0)])
def test_log_of(probability: float, logprob: float) -> None:
    assert log_of(probability) == pytest.approx(logprob)


def test_log_of_nan_is_nan() -> None:
    assert math.isnan(log_of(math.nan))
