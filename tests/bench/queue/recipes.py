"""The models that are fitted, those that know most first; and those of the ablation table."""

from __future__ import annotations

from tests.bench.queue.fitting import Recipe
from tests.bench.queue.recordings import LANGUAGES, SPEECH, TALKS

BASE = ("letters", "digits", "latin")
OWN = ("unlikely", "duration", *BASE)
READER = ("surprise_max", "surprise_sum")
TOKENS = (
    "logprob_min",
    "logprob_mean",
    "entropy_max",
    "entropy_mean",
    "margin_min",
    "rank_max",
    "gain_min",
    "gain_mean",
)
AGAIN = ("again_differ", "again_letters")
OTHER = ("other_differ", "other_letters")

SPOKEN = (TALKS, SPEECH, LANGUAGES)

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "read, read again and heard again",
        ("surprise_max", "entropy_max", "again_differ"),
        (*OWN, *READER, *TOKENS, *AGAIN),
        (TALKS,),
    ),
    Recipe("heard by another model", ("entropy_max", "other_differ"), (*OWN, *TOKENS, *AGAIN, *OTHER), (SPEECH,)),
    Recipe("heard again", ("entropy_max", "again_differ"), (*OWN, *TOKENS, *AGAIN), SPOKEN),
    Recipe("read, and tokens", ("surprise_max", "entropy_max"), (*OWN, *READER, *TOKENS), (TALKS,)),
    Recipe("tokens", ("entropy_max",), (*OWN, *TOKENS), SPOKEN),
    Recipe("token probabilities", ("logprob_min",), (*OWN, "logprob_min", "logprob_mean"), SPOKEN),
    Recipe("read, and word probabilities", ("surprise_max", "unlikely"), (*OWN, *READER), (TALKS,)),
    Recipe("word probabilities", ("unlikely",), OWN, SPOKEN),
    Recipe("read", ("surprise_max",), (*BASE, *READER), (TALKS,)),
    Recipe("text alone", (), BASE, SPOKEN),
)
