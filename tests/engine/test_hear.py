"""Chunk by chunk: offsets, limits, what one chunk passes to the next."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.backends.base import TokenScores
from engine.chunks import Chunk
from engine.errors import Cancelled
from engine.hear import MIN_LINE_MS, PROMPT_CHARACTERS, Carry, hear_all, hear_chunk, plan, relisten_meta
from engine.options import DecodingOptions
from engine.transcript import Segment, Word

Windows = list[tuple[Segment, ...]]
CHUNK = Chunk(1, 30_000, 60_000)
SOUND = np.resize(np.array([900, -900], dtype=np.int16), 60_000 * 16)


@dataclass
class Script:
    """A recogniser that says what it is told to, one list of windows a call (the last again and again), and notes what
    it was given.
    """

    script: list[Windows]
    says_language: str = "ko"
    engine: str = "script"
    model: str = "none"
    device: str = "cpu"
    precision: str = "int8"
    versions: dict[str, str] = field(default_factory=lambda: {"script": "1"})
    prompts: list[str | None] = field(default_factory=list)
    languages: list[str | None] = field(default_factory=list)
    pcm: list[NDArray[np.float32]] = field(default_factory=list)

    def transcribe(
        self,
        pcm: NDArray[np.float32],
        options: DecodingOptions,
        *,
        language: str | None,
        prompt: str | None,
        on_window: Callable[[tuple[Segment, ...]], None],
        stop: Callable[[], bool],
    ) -> str:
        assert options is not None
        self.prompts.append(prompt)
        self.languages.append(language)
        self.pcm.append(pcm)
        for window in self.script[min(len(self.prompts), len(self.script)) - 1]:
            if stop():
                raise Cancelled
            on_window(window)
        return self.says_language

    def score_tokens(
        self, pcm: NDArray[np.float32], texts: Sequence[str], *, language: str | None, stop: Callable[[], bool]
    ) -> tuple[TokenScores, ...]:
        raise NotImplementedError

    def listen(
        self, sounds: Sequence[NDArray[np.float32]], *, language: str | None, stop: Callable[[], bool]
    ) -> tuple[str, ...]:
        raise NotImplementedError


def never() -> bool:
    return False


def said(
    text: str = " 네",
    start: int = 0,
    end: int = 1_000,
    temperature: float | None = 0.0,
    words: tuple[Word, ...] = (),
    own_logprob: float | None = None,
    avg_logprob: float | None = None,
    token_logprobs: tuple[float, ...] = (),
    window: int = 0,
) -> Segment:
    return Segment(
        start,
        end,
        text,
        window,
        (),
        token_logprobs,
        own_logprob,
        avg_logprob,
        0.1,
        1.0,
        temperature,
        words,
    )


def hear(
    windows: Sequence[tuple[Segment, ...]],
    chunk: Chunk = CHUNK,
    carry: Carry | None = None,
    pcm: NDArray[np.int16] = SOUND,
    **options: Any,
) -> tuple[list[tuple[int, tuple[Segment, ...]]], Carry, Script]:
    """One chunk heard: the numbered windows, what it passes on, and the recogniser."""
    script = Script([list(windows)])
    told: list[tuple[int, tuple[Segment, ...]]] = []
    after = hear_chunk(
        script,
        pcm,
        chunk,
        DecodingOptions(**options),
        carry or Carry(),
        lambda window, lines: told.append((window, lines)),
        never,
    )
    return told, after, script


def only_line(segment: Segment) -> Segment:
    told, _, _ = hear([(segment,)])
    return told[0][1][0]


def test_times_are_the_recordings() -> None:
    line = only_line(said(start=1_500, end=2_500, words=(Word(1_500, 2_500, " 네"),)))
    assert (line.start, line.end, line.words[0].start, line.words[0].end) == (31_500, 32_500, 31_500, 32_500)


def test_a_window_begins_on_the_recordings_clock() -> None:
    assert only_line(said()).window == 30_000


def test_the_recogniser_gets_the_chunks_samples_as_floats() -> None:
    pcm = np.concatenate([np.zeros(160, dtype=np.int16), np.full(160, -16_384, dtype=np.int16)])
    script = Script([[]])
    hear_chunk(script, pcm, Chunk(1, 10, 20), DecodingOptions(), Carry(), lambda *_: None, never)
    assert script.pcm[0].dtype == np.float32 and script.pcm[0].tolist() == [-0.5] * 160


def test_windows_are_numbered_in_the_chunk() -> None:
    told, _, _ = hear([(said(),), (said(start=2_000, end=3_000),)])
    assert [window for window, _ in told] == [0, 1]


def test_a_window_without_text_is_counted_but_not_told() -> None:
    told, _, _ = hear([(), (said("  "),), (said(),)])
    assert [window for window, _ in told] == [2]


def test_long_segments_arrive_as_lines() -> None:
    words = tuple(Word(i * 1_000, (i + 1) * 1_000, " aaaa") for i in range(16))
    told, _, _ = hear([(said(" aaaa" * 16, 0, 16_000, words=words),)])
    assert [(line.start, line.end) for line in told[0][1]] == [(30_000, 38_000), (38_000, 46_000)]


def test_an_end_beyond_the_chunk_is_clamped() -> None:
    assert only_line(said(start=29_000, end=33_000)).end == 60_000


def test_a_line_begins_after_the_one_before() -> None:
    told, _, _ = hear([(said(start=0, end=5_000),), (said(start=4_000, end=6_000),)])
    assert [(line.start, line.end) for _, lines in told for line in lines] == [(30_000, 35_000), (35_000, 36_000)]


def test_a_line_without_length_gets_one() -> None:
    line = only_line(said(start=2_000, end=2_000))
    assert (line.start, line.end) == (32_000, 32_100)


def test_a_line_without_length_at_the_end_stays_inside() -> None:
    line = only_line(said(start=31_000, end=31_000))
    assert (line.start, line.end) == (59_900, 60_000)


def test_words_stay_inside_their_line_in_order() -> None:
    words = (Word(0, 3_000, " a"), Word(2_500, 2_000, " b"), Word(4_000, 9_000, " c"))
    line = only_line(said(" a b c", start=1_000, end=5_000, words=words))
    assert [(word.start, word.end) for word in line.words] == [(31_000, 33_000), (33_000, 33_000), (34_000, 35_000)]


def test_figures_that_are_no_numbers_are_unknown() -> None:
    line = only_line(said(own_logprob=math.nan, avg_logprob=-math.inf, token_logprobs=(-0.1, math.nan)))
    assert (line.own_logprob, line.avg_logprob, line.token_logprobs) == (None, None, ())


def test_a_words_probability_that_is_no_number_is_unknown() -> None:
    line = only_line(said(words=(Word(0, 1_000, " 네", math.nan, (1,), (math.nan,)),)))
    assert (line.words[0].probability, line.words[0].token_logprobs) == (None, ())


def test_more_text_than_the_last_moment_has_room_for_is_made_up() -> None:
    told, after, _ = hear([(said(" 다음 영상에서 만나요.", 29_700, 30_000, window=29_700),)])
    assert (told, after) == ([], Carry(None, ""))


def test_a_short_word_in_the_last_moment_is_told() -> None:
    told, _, _ = hear([(said(" 네.", 29_700, 30_000, window=29_700),)])
    assert told[0][1][0].text == " 네."


def test_much_text_in_an_earlier_window_is_told() -> None:
    told, _, _ = hear([(said(" 다음 영상에서 만나요.", 28_000, 28_300, window=28_000),)])
    assert told[0][1][0].text == " 다음 영상에서 만나요."


def test_text_in_a_window_of_silence_is_made_up() -> None:
    pcm = SOUND.copy()
    pcm[40_000 * 16 :] = 2
    told, _, _ = hear([(said(" 하나"),), (said(" 감사합니다.", 10_000, 12_000, window=10_000),)], pcm=pcm)
    assert [line.text for _, lines in told for line in lines] == [" 하나"]


def test_a_very_quiet_recording_is_heard() -> None:
    assert hear([(said(" 하나"),)], pcm=SOUND // 90)[0] != []


def test_the_language_heard_is_kept() -> None:
    assert hear([(said(),)])[1].language == "ko"


def test_a_chunk_without_text_settles_no_language() -> None:
    assert hear([()])[1].language is None


def test_a_language_once_kept_stays() -> None:
    _, after, script = hear([(said(),)], carry=Carry("en", ""))
    assert (after.language, script.languages) == ("en", ["en"])


def test_the_language_asked_for_comes_before_the_one_heard() -> None:
    assert hear([(said(),)], carry=Carry("en", ""), language="ja")[2].languages == ["ja"]


def test_the_text_before_leads_the_chunk() -> None:
    assert hear([(said(),)], carry=Carry("ko", " 앞의 말"))[2].prompts == [" 앞의 말"]


def test_what_was_heard_leads_the_next_chunk() -> None:
    assert hear([(said(" 하나"), said(" 둘", 1_000, 2_000))], carry=Carry("ko", " 영"))[1].prompt == " 영 하나 둘"


def test_the_users_prompt_leads_the_first_chunk() -> None:
    assert hear([], chunk=Chunk(0, 0, 30_000), initial_prompt="이름: 민수")[2].prompts == ["이름: 민수"]


def test_the_users_prompt_leads_only_the_first_chunk() -> None:
    assert hear([], initial_prompt="이름: 민수")[2].prompts == [""]


def test_the_users_prompt_is_text_before_the_first_word() -> None:
    assert hear([(said(),)], chunk=Chunk(0, 0, 30_000), initial_prompt="이름: 민수")[1].prompt == "이름: 민수 네"


def test_a_carried_prompt_is_left_to_the_recogniser() -> None:
    _, after, script = hear(
        [(said(),)], chunk=Chunk(0, 0, 30_000), initial_prompt="이름: 민수", carry_initial_prompt=True
    )
    assert (script.prompts, after.prompt) == ([""], " 네")


def test_a_chunk_that_falls_silent_after_the_text_before_is_heard_without_it() -> None:
    script = Script([[()], [(said(" 다시"),)]])
    told: list[tuple[int, tuple[Segment, ...]]] = []
    after = hear_chunk(
        script, SOUND, CHUNK, DecodingOptions(), Carry("en", " before"), lambda *window: told.append(window), never
    )
    assert script.prompts == [" before", ""]
    assert [line.text for _, lines in told for line in lines] == [" 다시"]
    assert after == Carry("en", " 다시")


def test_a_chunk_without_sound_is_heard_once() -> None:
    silence = np.zeros(60_000 * 16, dtype=np.int16)
    _, after, script = hear([()], carry=Carry("ko", " 앞말"), pcm=silence)
    assert script.prompts == [" 앞말"]
    assert after.prompt == " 앞말"


def test_silence_keeps_the_prompt() -> None:
    assert hear([()], carry=Carry("ko", " 앞의 말"))[1].prompt == " 앞의 말"


def test_without_conditioning_nothing_leads_the_next_chunk() -> None:
    _, after, _ = hear([(said(),)], carry=Carry("ko", " 앞의 말"), condition_on_previous_text=False)
    assert after.prompt == ""


def test_a_high_temperature_empties_the_prompt() -> None:
    windows = [(said(" 하나", temperature=0.6),), (said(" 둘", 1_000, 2_000),)]
    assert hear(windows, carry=Carry("ko", " 영"))[1].prompt == " 둘"


def test_half_a_degree_does_not_empty_the_prompt() -> None:
    assert hear([(said(" 하나", temperature=0.5),)], carry=Carry("ko", " 영"))[1].prompt == " 영 하나"


def test_the_prompt_is_bounded_and_begins_with_a_word() -> None:
    prompt = hear([(said(" 하나" * 2_000),)])[1].prompt
    assert len(prompt) <= PROMPT_CHARACTERS and prompt.startswith(" 하나 하나")


def test_carry_survives_json() -> None:
    carry = Carry("ko", " 앞의 말")
    assert Carry.from_dict(json.loads(json.dumps(carry.as_dict()))) == carry


def test_a_stop_before_the_chunk_hears_nothing() -> None:
    script = Script([[(said(),)]])
    with pytest.raises(Cancelled):
        hear_chunk(script, SOUND, CHUNK, DecodingOptions(), Carry(), lambda *_: None, lambda: True)
    assert script.prompts == []


def test_a_stop_inside_the_chunk_keeps_the_windows_told() -> None:
    told: list[int] = []
    with pytest.raises(Cancelled):
        hear_chunk(
            Script([[(said(),), (said(start=1_000, end=2_000),)]]),
            SOUND,
            CHUNK,
            DecodingOptions(),
            Carry(),
            lambda window, _: told.append(window),
            lambda: bool(told),
        )
    assert told == [0]


def hear_whole(script: Script, pcm: NDArray[np.int16] = SOUND) -> tuple[list[str], list[tuple[int, int]], list[str]]:
    """Texts of the transcript, the progress told, and the texts told window by window."""
    progress: list[tuple[int, int]] = []
    windows: list[str] = []
    transcript = hear_all(
        script,
        pcm,
        DecodingOptions(),
        lambda lines: windows.append("".join(line.text for line in lines)),
        lambda heard, total: progress.append((heard, total)),
        never,
    )
    return [segment.text for segment in transcript.segments], progress, windows


def test_a_recording_is_heard_chunk_by_chunk() -> None:
    script = Script([[(said(" 하나"),)], [(said(" 둘"),), (said(" 셋", 2_000, 3_000),)]])
    assert hear_whole(script)[0] == [" 하나", " 둘", " 셋"]


def test_chunks_hand_on_language_and_text() -> None:
    script = Script([[(said(" 하나"),)], [(said(" 둘"),)]])
    hear_whole(script)
    assert (script.languages, script.prompts) == ([None, "ko"], ["", " 하나"])


def test_progress_reaches_the_end() -> None:
    script = Script([[(said(" 하나"),)], [(said(" 둘"),)]])
    assert hear_whole(script)[1] == [(1_000, 60_000), (30_000, 60_000), (31_000, 60_000), (60_000, 60_000)]


def test_windows_are_told_as_they_are_heard() -> None:
    assert hear_whole(Script([[(said(" 하나"),)], [(said(" 둘"),)]]))[2] == [" 하나", " 둘"]


def test_an_empty_recording_has_an_empty_transcript() -> None:
    assert hear_whole(Script([]), np.zeros(0, dtype=np.int16)) == ([], [], [])


def test_the_transcript_says_how_it_was_made() -> None:
    options = DecodingOptions(beam_size=3, seed=7)
    assert relisten_meta(Script([]), options) == {
        "model": "none",
        "engine": "script",
        "device": "cpu",
        "precision": "int8",
        "options": options.as_dict(),
        "seed": 7,
        "versions": {"script": "1"},
    }


def planned(clips: str) -> list[tuple[int, int, int]]:
    chunks = plan(SOUND, DecodingOptions(clip_timestamps=clips))
    return [(chunk.index, chunk.start, chunk.end) for chunk in chunks]


def test_all_of_a_recording_is_planned() -> None:
    assert planned("0") == [(0, 0, 30_000), (1, 30_000, 60_000)]


def test_only_the_clips_are_planned() -> None:
    assert planned("1.5,4,20,50") == [(0, 1_500, 4_000), (1, 20_000, 50_000)]


def test_a_last_clip_without_an_end_reaches_the_recordings() -> None:
    assert planned("40") == [(0, 40_000, 60_000)]


def test_a_clip_beyond_the_end_is_none() -> None:
    assert planned("70,80") == []


spans = st.lists(st.tuples(st.integers(-500, 40_000), st.integers(-500, 40_000)), max_size=8)


@given(st.lists(spans, max_size=4))
def test_whatever_is_heard_lies_in_the_chunk_in_order(windows: list[list[tuple[int, int]]]) -> None:
    told, _, _ = hear([tuple(said(start=start, end=end) for start, end in window) for window in windows])
    lines = [line for _, lines in told for line in lines]
    assert [line.start for line in lines] == sorted(line.start for line in lines)
    assert [line.end for line in lines] == sorted(line.end for line in lines)
    for line in lines:
        assert 30_000 <= line.start <= line.end - MIN_LINE_MS and line.end <= 60_000
