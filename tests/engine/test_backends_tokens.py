"""Words and their tokens: exactly the window's tokens, in order, whatever was merged."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whisper.timing import merge_punctuations
from whisper.tokenizer import get_tokenizer

from engine.backends.windows import word_tokens

PREPENDED = "\"'“¿([{-"
APPENDED = "\"'.。,，!！?？:：”)]}、"
LANGUAGES = ("en", "ko", "ja", "th")


@pytest.fixture(scope="module", params=LANGUAGES)
def tokenizer(request: pytest.FixtureRequest) -> Any:
    return get_tokenizer(True, num_languages=99, language=request.param, task="transcribe")


def alignment_of(tokenizer: Any, tokens: list[int]) -> list[Any]:
    """What whisper's ``find_alignment`` gives for these tokens, times aside."""
    words, word_token_lists = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
    return [
        SimpleNamespace(word=word, tokens=list(found))
        for word, found in zip(words[:-1], word_token_lists[:-1], strict=True)
    ]


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        st.characters(exclude_categories=["Cs"]) | st.sampled_from("가나다한국어 .,!?\"'()「」🙂👩‍👩‍👧"), max_size=60
    )
)
@example(text=" 안녕하세요. 만나서 반갑습니다!")
@example(text=' "Quoted," (he said) - 🙂👩‍👩‍👧 ok?')
@example(text=" नमस्ते दुनिया")
def test_merged_words_keep_all_tokens_in_order(tokenizer: Any, text: str) -> None:
    tokens = tokenizer.encode(text)
    alignment = alignment_of(tokenizer, tokens)
    logprobs = [-float(number) for number in range(len(tokens))]
    merge_punctuations(alignment, PREPENDED, APPENDED)
    pairs = word_tokens(((entry.word, entry.tokens) for entry in alignment), logprobs)
    assert [token for found, _ in pairs for token in found] == tokens
    assert [value for _, values in pairs for value in values] == logprobs
    assert len(pairs) == sum(bool(entry.word) for entry in alignment)


def test_a_merged_mark_gives_its_tokens_to_its_word() -> None:
    alignment = [(" Yes,", [1, 2]), ("", []), (" no", [3])]
    assert word_tokens(alignment, [-0.1, -0.2, -0.3]) == [((1, 2), (-0.1, -0.2)), ((3,), (-0.3,))]


def test_without_logprobs_there_are_none() -> None:
    assert word_tokens([(" a", [1]), (" b", [2])], []) == [((1,), ()), ((2,), ())]
