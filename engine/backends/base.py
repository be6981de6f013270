"""The one small protocol behind which a recogniser hears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.errors import UserError
from engine.options import DecodingOptions
from engine.transcript import Segment

OnWindow = Callable[[tuple[Segment, ...]], None]
Stop = Callable[[], bool]
Progress = Callable[[int, int], None]
"""Bytes fetched so far and in all."""


class OutOfMemory(UserError):
    """The device's memory does not hold the model, or its work even with a beam of one."""

    code: ClassVar[str] = "out_of_memory"
    template: ClassVar[str] = "The memory of {device} is too small for the model {model}: choose {smaller}."


class NoMemoryAtAll(UserError):
    """As OutOfMemory where no smaller model is left to name."""

    code: ClassVar[str] = "no_memory"
    template: ClassVar[str] = (
        "The memory of {device} is too small even for the model {model}: close other programs that use it."
    )


@dataclass(frozen=True, slots=True)
class TokenScores:
    """What a recogniser believes of a text it did not choose: one value a token, none where it cannot tell.

    ``spans`` are the code points of the text, from and to, that each token spells: a token that is a part of a
    character (of a Hangul syllable, say) has that whole character. ``logprobs`` are natural logarithms and
    ``entropies`` nats over text tokens alone; ``margins`` are the log-probability less that of the best other token;
    ``ranks`` count the better ones; ``unheard`` are the log-probabilities of the same tokens when silence is heard in
    place of the sound: what the language alone makes likely.
    """

    tokens: tuple[int, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()
    logprobs: tuple[float, ...] = ()
    entropies: tuple[float, ...] = ()
    margins: tuple[float, ...] = ()
    ranks: tuple[int, ...] = ()
    unheard: tuple[float, ...] = ()


class Recogniser(Protocol):
    """A loaded model that hears. One at a time: no method is to be called while another runs."""

    engine: str
    model: str
    device: str
    precision: str
    versions: dict[str, str]

    def transcribe(
        self,
        pcm: NDArray[np.float32],
        options: DecodingOptions,
        *,
        language: str | None,
        prompt: str | None,
        on_window: OnWindow,
        stop: Stop,
    ) -> str:
        """Hear ``pcm`` (16 kHz mono, shape (samples,), -1 <= sample < 1) and return its language's code.

        ``language`` None lets the model guess from the first 30 s. ``options.clip_timestamps`` is not looked at: the
        caller passes what is to be heard.

        ``prompt`` is the text before the first window, the user's initial prompt among it; None stands for
        ``options.initial_prompt``, "" for no text. With ``carry_initial_prompt`` the user's prompt comes before every
        window besides, and ``prompt`` is only what was heard before. With ``condition_on_previous_text`` off
        ``prompt`` leads the first window alone: a caller passes the user's for the first chunk and "" for later ones.

        ``on_window`` gets each finished window's segments before the next window is decoded, also when there are
        none. Times are ms from the start of ``pcm``; ``Segment.window`` is the window's start.

        Raises engine.errors.Cancelled soon after ``stop()`` turns true (also within a window where the recogniser
        allows it) and OutOfMemory; windows that were told by then stand.
        """
        ...

    def score_tokens(
        self, pcm: NDArray[np.float32], texts: Sequence[str], *, language: str | None, stop: Stop
    ) -> tuple[TokenScores, ...]:
        """What the model believes of ``texts``, the text of consecutive lines spoken in ``pcm`` (at most 30 s).

        One answer a text, which is encoded as given, its leading space included. The decoder reads all of them in one
        go, each token after those before it; what does not fit into it is read in a further go with as much of the text
        before as leaves half of it free. ``language`` None lets the model guess from the sound.

        Raises engine.errors.Cancelled soon after ``stop()`` turns true, and OutOfMemory.
        """
        ...

    def listen(self, sounds: Sequence[NDArray[np.float32]], *, language: str | None, stop: Stop) -> tuple[str, ...]:
        """What the model makes of each of ``sounds`` (at most 30 s each) on its own, NFC, "" where it makes nothing.

        The likeliest token at each step, with no text before and without times: another view of the same sound than
        ``transcribe`` had. ``language`` None lets the model guess from the first sound.

        Raises engine.errors.Cancelled soon after ``stop()`` turns true, and OutOfMemory.
        """
        ...
