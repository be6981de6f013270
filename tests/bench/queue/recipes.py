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
BETTER = ("reads_better", "reads_better_first")
OTHER = ("other_differ", "other_letters")

SPOKEN = (TALKS, SPEECH, LANGUAGES)

RECIPES: tuple[Recipe, ...] = (
    Recipe(
        "read, tokens, heard again",
        ("surprise_max", "entropy_max", "again_differ"),
        (*OWN, *READER, *TOKENS, *AGAIN, *BETTER),
        (TALKS,),
    ),
    Recipe(
        "heard by another model",
        ("other_differ",),
        (*OWN, *OTHER),
        (SPEECH, LANGUAGES),
        penalty=20.0,
    ),
    Recipe("tokens, heard again", ("entropy_max", "again_differ"), (*OWN, *TOKENS, *AGAIN), SPOKEN),
    Recipe("read, tokens", ("surprise_max", "entropy_max"), (*OWN, *READER, *TOKENS), (TALKS,)),
    Recipe("tokens", ("entropy_max",), (*OWN, *TOKENS), SPOKEN),
    Recipe("token probabilities", ("logprob_min",), (*OWN, "logprob_min", "logprob_mean"), SPOKEN),
    Recipe("read, word probabilities", ("surprise_max", "unlikely"), (*OWN, *READER), (TALKS,)),
    Recipe("word probabilities", ("unlikely",), OWN, SPOKEN),
    Recipe("read", ("surprise_max",), (*BASE, *READER), (TALKS,)),
    Recipe("text alone", (), BASE, SPOKEN),
)

ABLATION: dict[str, tuple[Recipe, ...]] = {
    TALKS: (
        Recipe("word probabilities", (), OWN, (TALKS,)),
        Recipe("+ tokens", (), (*OWN, *TOKENS), (TALKS,)),
        Recipe("+ reader (no tokens)", (), (*OWN, *READER), (TALKS,)),
        Recipe("+ heard again (no tokens, no reader)", (), (*OWN, *AGAIN), (TALKS,)),
        Recipe("+ tokens, reader", (), (*OWN, *TOKENS, *READER), (TALKS,)),
        Recipe("+ tokens, heard again", (), (*OWN, *TOKENS, *AGAIN), (TALKS,)),
        Recipe("+ tokens, reader, heard again", (), (*OWN, *TOKENS, *READER, *AGAIN), (TALKS,)),
        Recipe("+ all of these, and whether what was heard reads better", (), RECIPES[0].signals, (TALKS,)),
        Recipe("+ reader, heard again (no tokens)", (), (*OWN, *READER, *AGAIN), (TALKS,)),
    ),
    SPEECH: (
        Recipe("word probabilities", (), OWN, (SPEECH,)),
        Recipe("+ tokens", (), (*OWN, *TOKENS), (SPEECH,)),
        Recipe("+ heard by another model (no tokens)", (), (*OWN, *OTHER), (SPEECH,), 20.0),
        Recipe("+ tokens, heard by another model", (), (*OWN, *TOKENS, *OTHER), (SPEECH,), 20.0),
        Recipe("+ tokens, heard again", (), (*OWN, *TOKENS, *AGAIN), (SPEECH,)),
        Recipe("+ tokens, another model, heard again", (), (*OWN, *TOKENS, *OTHER, *AGAIN), (SPEECH,)),
    ),
}
"""What is tried with and without which signals."""
