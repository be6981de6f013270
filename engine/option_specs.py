"""The table of decoding options: what a page or a command line needs to offer each of them.

Every ``help`` is one true sentence, with the place in Whisper's code or the paper it was read from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from engine.languages import LANGUAGES

Kind = Literal["int", "float", "bool", "text", "choice"]

_WHISPER = "https://github.com/openai/whisper/blob/v20250625/whisper"
_PATIENCE = "https://arxiv.org/abs/2204.05424"
_LENGTH = "https://arxiv.org/abs/1609.08144"
_PROMPT_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """One option. ``everyday`` ones are shown at once, the others under "advanced".

    ``min``, ``max``, ``step`` are for numbers; ``max`` of a text is its greatest length. ``nullable`` ones may be
    left empty. ``help`` and ``source`` (an address) are for the reader.
    """

    name: str
    kind: Kind
    default: Any
    everyday: bool
    help: str
    source: str
    min: float | None = None
    max: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    nullable: bool = False

    def as_dict(self) -> dict[str, Any]:
        """For the page."""
        return {name: getattr(self, name) for name in self.__slots__}


OPTIONS: tuple[OptionSpec, ...] = (
    OptionSpec(
        "language",
        "choice",
        None,
        True,
        "The language that is spoken; left empty, the model guesses it from the first 30 seconds at most.",
        f"{_WHISPER}/transcribe.py#L143",
        choices=tuple(LANGUAGES),
        nullable=True,
    ),
    OptionSpec(
        "task",
        "choice",
        "transcribe",
        True,
        "transcribe writes what is said in its own language, translate writes it in English (turbo and the .en models "
        "were not trained to translate).",
        f"{_WHISPER}/transcribe.py#L537",
        choices=("transcribe", "translate"),
    ),
    OptionSpec(
        "beam_size",
        "int",
        5,
        True,
        "At temperature 0 this many of the likeliest texts so far are followed at every step: more takes longer and "
        "finds likelier texts; empty follows only one (greedy decoding).",
        f"{_WHISPER}/decoding.py#L301",
        min=1,
        max=32,
        step=1,
        nullable=True,
    ),
    OptionSpec(
        "patience",
        "float",
        None,
        True,
        "Beam search goes on until beam_size × patience texts have reached their end and then takes the best of them: "
        "1 (or empty) is ordinary beam search, 2 waits for twice as many.",
        _PATIENCE,
        min=0.1,
        max=10,
        step=0.1,
        nullable=True,
    ),
    OptionSpec(
        "initial_prompt",
        "text",
        None,
        True,
        "Text the model is shown as if it had come just before the recording, so that its names and spellings become "
        "likelier in the first window; only its last 223 tokens count.",
        f"{_WHISPER}/transcribe.py#L239",
        max=_PROMPT_CHARACTERS,
        nullable=True,
    ),
    OptionSpec(
        "carry_initial_prompt",
        "bool",
        False,
        False,
        "Puts the initial prompt before every window of 30 seconds instead of the first alone, which leaves less room "
        "for the text of the windows before.",
        f"{_WHISPER}/transcribe.py#L288",
    ),
    OptionSpec(
        "condition_on_previous_text",
        "bool",
        True,
        False,
        "Shows the model the text of the windows before; without it wording may change from window to window, but the "
        "model is less prone to repeat itself in a loop.",
        f"{_WHISPER}/transcribe.py#L503",
    ),
    OptionSpec(
        "temperature",
        "float",
        0.0,
        False,
        "The temperature of the first try: 0 searches for the likeliest text, above 0 words are drawn at random, the "
        "more freely the higher it is.",
        f"{_WHISPER}/decoding.py#L281",
        min=0,
        max=1,
        step=0.1,
    ),
    OptionSpec(
        "temperature_increment_on_fallback",
        "float",
        0.2,
        False,
        "A window that fails compression_ratio_threshold or logprob_threshold is tried again at a temperature higher "
        "by this much, up to 1.0; empty means there is only one try.",
        f"{_WHISPER}/transcribe.py#L585",
        min=0.05,
        max=1,
        step=0.05,
        nullable=True,
    ),
    OptionSpec(
        "best_of",
        "int",
        5,
        False,
        "Above temperature 0 this many texts are drawn and the likeliest is taken.",
        f"{_WHISPER}/decoding.py#L91",
        min=1,
        max=32,
        step=1,
        nullable=True,
    ),
    OptionSpec(
        "length_penalty",
        "float",
        None,
        False,
        "Candidates are compared by their log-probability divided by ((5 + length) / 6) to this power in openai-"
        "whisper, by length to this power in faster-whisper, and by their length when it is empty.",
        _LENGTH,
        min=0,
        max=1,
        step=0.1,
        nullable=True,
    ),
    OptionSpec(
        "compression_ratio_threshold",
        "float",
        2.4,
        False,
        "A window whose text zlib shrinks by more than this factor counts as repetitive and is tried again at the next "
        "temperature; empty turns the check off.",
        f"{_WHISPER}/transcribe.py#L205",
        min=0,
        max=100,
        step=0.1,
        nullable=True,
    ),
    OptionSpec(
        "logprob_threshold",
        "float",
        -1.0,
        False,
        "A window whose mean log-probability a token (avg_logprob) is below this is tried again at the next "
        "temperature; empty turns the check off.",
        f"{_WHISPER}/transcribe.py#L210",
        min=-100,
        max=0,
        step=0.1,
        nullable=True,
    ),
    OptionSpec(
        "no_speech_threshold",
        "float",
        0.6,
        False,
        "A window whose no_speech_prob is above this is skipped as silence unless its avg_logprob is above "
        "logprob_threshold; empty turns the check off.",
        f"{_WHISPER}/transcribe.py#L298",
        min=0,
        max=1,
        step=0.05,
        nullable=True,
    ),
    OptionSpec(
        "hallucination_silence_threshold",
        "float",
        None,
        False,
        "Text that looks made up (its words very short, very long or improbable) is dropped, and the silence around it "
        "skipped, where that silence is longer than this many seconds; empty turns it off.",
        f"{_WHISPER}/transcribe.py#L419",
        min=0,
        max=600,
        step=0.5,
        nullable=True,
    ),
    OptionSpec(
        "suppress_tokens",
        "text",
        "-1",
        False,
        "Numbers of tokens that are never written, with commas between them; -1 stands for most special characters "
        "other than common punctuation.",
        f"{_WHISPER}/decoding.py#L615",
        max=10_000,
    ),
    OptionSpec(
        "prepend_punctuations",
        "text",
        "\"'“¿([{-",
        False,
        "These marks are joined to the word after them.",
        f"{_WHISPER}/timing.py#L245",
        max=200,
    ),
    OptionSpec(
        "append_punctuations",
        "text",
        "\"'.。,，!！?？:：”)]}、",
        False,
        "These marks are joined to the word before them.",
        f"{_WHISPER}/timing.py#L245",
        max=200,
    ),
    OptionSpec(
        "clip_timestamps",
        "text",
        "0",
        False,
        "Only these stretches are heard: start,end,start,end,... in seconds, where a last end that is missing is the "
        "recording's end.",
        f"{_WHISPER}/transcribe.py#L168",
        max=10_000,
    ),
    OptionSpec(
        "fp16",
        "bool",
        True,
        False,
        "On a CUDA card the model calculates in half precision, which is faster and takes half the memory; a CPU does "
        "not use it (openai-whisper takes float32 there, faster-whisper 8-bit integers).",
        f"{_WHISPER}/transcribe.py#L127",
    ),
    OptionSpec(
        "threads",
        "int",
        0,
        False,
        "How many processor threads a model on the CPU uses; 0 takes one for each core the program may use, at "
        "most eight.",
        f"{_WHISPER}/transcribe.py#L590",
        min=0,
        max=256,
        step=1,
    ),
    OptionSpec(
        "seed",
        "int",
        0,
        False,
        "Where the random numbers begin that are drawn above temperature 0; the same text again is only promised for "
        "windows that pass at temperature 0.",
        f"{_WHISPER}/decoding.py#L283",
        min=0,
        max=2**32 - 1,
        step=1,
    ),
)

SPECS: dict[str, OptionSpec] = {spec.name: spec for spec in OPTIONS}
