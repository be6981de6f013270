"""The "listen" part: the same sound heard again, independently, and where that differs from the lines.

English is heard by tiny.en, another model, which tells most and costs little. For other languages the small models are
too weak, and the model that heard the lines listens again to views of the sound that it did not have before: without
the text before, cut elsewhere, faster. What it is sure of stays the same in all of them.

Each line is listened to in its own language: of an English line in a Korean song a Korean ear hears anything.
"""

from __future__ import annotations

import logging
import math
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import fmean

import numpy as np
from numpy.typing import NDArray

from engine.backends import load
from engine.evidence.model import SECOND, Alternative, LineEvidence, PartEvidence, WordEvidence
from engine.evidence.scripts import language_of
from engine.evidence.task import HeardLine, Task
from engine.evidence.text import reading
from engine.evidence.tokens import LOOK_MS, RETRY_S, windows
from engine.evidence.versions import Version, lay_onto
from engine.evidence.words import Place, dressed, letters, places
from engine.languages import language_code
from engine.media.pcm import SAMPLES_PER_MS, to_float
from engine.models.names import model_spec
from engine.models.weights import WEIGHTS_MISSING, ensure

OTHER_MODELS = {"en": "tiny.en"}
"""By language: a small model that is good enough at it to be a witness."""
PAD_MS = 300
MOST_VERSIONS = 3
"""Of a word: more are no help to who must choose."""
SUPPORT = 0.5
"""Share of the views in which a word must be heard alike to stand in the line that is proposed."""
log = logging.getLogger(__name__)
_missing: dict[tuple[str, str, Path | None], float] = {}
"""When the weights of a model could not be had in a cache: for RETRY_S no step waits for them again."""
BROKEN = "\ufffd"
"""What a decoder leaves of a character that it began and did not finish: nobody wants it proposed."""


@dataclass(frozen=True, slots=True)
class View:
    """One way to hear again: at ``speed``, in windows that begin in the ``middle`` of those of other views; by another
    ``model`` where one is named."""

    speed: float = 1.0
    middle: bool = False
    model: str | None = None


AGAIN = (View(middle=True), View(speed=1.1))
"""Two, since a third (slower) costs half of hearing again and told nothing that these do not (docs/evidence.md)."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A line as it was heard in one view (see ``lay_onto``)."""

    view: View
    words: tuple[Version, ...]
    text: str
    more: int

    @property
    def other(self) -> bool:
        """Whether another model heard it."""
        return self.view.model is not None


def views(language: str | None, model: str) -> tuple[View, ...]:
    """How lines in ``language`` (a code) that ``model`` heard are heard again; not at all by a model that knows only
    English where they are in another."""
    other = OTHER_MODELS.get(language or "")
    if other is not None and other != model:
        return (View(model=other),)
    return AGAIN if language in ("en", None) or model_spec(model).multilingual else ()


def listen_evidence(task: Task) -> PartEvidence:
    """Words: ``again_differ``, the share of views in which the same model heard them otherwise, ``again_letters``, by
    how many letters on average; ``other_differ``, ``other_letters`` for another model; ``reads_better``, by how many
    nats the line reads better with what was heard instead, and ``reads_better_first`` with the most frequent. Lines:
    ``again_letters`` and ``again_more`` (letters heard between words), the same of another model. Alternatives are
    what was heard instead.

    Raises Cancelled, OutOfMemory and what engine.backends.load does.
    """
    own = language_code(task.language) if task.language else None
    spoken = {line.id: language_of(line.text, own) for line in task.lines}
    words = {line.id: places(line) for line in task.lines}
    heard: dict[str, list[_Told]] = {}
    for language in dict.fromkeys(spoken.values()):
        parts = _parts(task.lines, spoken, language, own)
        for view in _views(task, language):
            for window, text in _listened(task, parts, view, language):
                found = lay_onto([_spelled(line, words[line.id]) for line in window], text.replace(BROKEN, ""))
                for line, versions, whole, more in zip(window, found.words, found.texts, found.more, strict=True):
                    if spoken[line.id] == language:
                        heard.setdefault(line.id, []).append(_Told(view, versions, whole, more))
    lines = []
    for line in task.lines:
        if heard.get(line.id):
            task.check()
            lines.append(_line(line, words[line.id], heard[line.id], spoken[line.id]))
    return PartEvidence("listen", tuple(lines))


# ---- listening ----------------------------------------------------------------------------------------------------


def _views(task: Task, language: str | None) -> tuple[View, ...]:
    """How lines in ``language`` are heard again here: by the model itself where another one's weights cannot be had."""
    chosen = views(language, task.model)
    other = next((view.model for view in chosen if view.model is not None), None)
    if other is None:
        return chosen
    task.check()
    wanted = (other, task.engine, task.cache_dir)
    if time.monotonic() - _missing.get(wanted, -math.inf) > RETRY_S:
        try:
            ensure(*wanted, task.progress)
            return chosen
        except WEIGHTS_MISSING as error:
            _missing[wanted] = time.monotonic()
            log.warning("%s Until then %s listens itself.", error, task.model)
    return AGAIN


def _listened(
    task: Task, parts: Sequence[Sequence[HeardLine]], view: View, language: str | None
) -> Iterator[tuple[list[HeardLine], str]]:
    """Each window of lines, one of them in ``language`` at least, with all that was heard in it."""
    grouped = [window for part in parts for window in _grouped(part, view)]
    own = language_code(task.language) if task.language else None
    grouped = [window for window in grouped if any(language_of(line.text, own) == language for line in window)]
    task.check()
    recogniser = load(task.engine, view.model or task.model, task.device, task.cache_dir, task.progress)
    sounds = [_sound(task, window, view.speed) for window in grouped]
    return zip(grouped, recogniser.listen(sounds, language=language, stop=task.stop), strict=True)


def _parts(
    lines: Sequence[HeardLine], spoken: Mapping[str, str | None], language: str | None, own: str | None
) -> list[list[HeardLine]]:
    """The neighbouring lines that are heard together in ``language``: all of them in the recording's ``own``, which is
    between the lines too; in another one those that it has in a row."""
    if language == own:
        return [list(lines)]
    in_time = sorted(lines, key=lambda line: (line.start, line.end))
    rows = groupby(in_time, key=lambda line: spoken[line.id])
    return [list(row) for found, row in rows if found == language]


def _grouped(lines: Sequence[HeardLine], view: View) -> list[list[HeardLine]]:
    """Lines that fit into one look together, cut as the view wants them."""
    grouped = list(windows(lines))
    return list(_shifted(grouped, LOOK_MS * view.speed - 2 * PAD_MS)) if view.middle else grouped


def _halves(window: list[HeardLine]) -> tuple[list[HeardLine], list[HeardLine]]:
    """``window`` cut between two lines, at its middle; of one line the second half is empty."""
    middle = (len(window) + 1) // 2
    return window[:middle], window[middle:]


def _shifted(grouped: Sequence[list[HeardLine]], room: float) -> Iterator[list[HeardLine]]:
    """The second half of each window with the first of the next one, where both together last at most ``room`` ms."""
    held: list[HeardLine] = []
    for window in grouped:
        first, second = _halves(window)
        if held and max(line.end for line in (*held, *first)) - held[0].start <= room:
            yield [*held, *first]
        else:
            yield from filter(None, (held, first))
        held = second
    if held:
        yield held


def _sound(task: Task, window: Sequence[HeardLine], speed: float) -> NDArray[np.float32]:
    """The window's samples with a little around them, at most one look of the model."""
    start, end = window[0].start - PAD_MS, max(line.end for line in window) + PAD_MS
    samples = to_float(task.cut(start, end))
    if speed != 1.0 and len(samples):
        places_ = np.arange(int(len(samples) / speed)) * speed
        samples = np.interp(places_, np.arange(len(samples)), samples).astype(np.float32)
    return samples[: LOOK_MS * SAMPLES_PER_MS]


# ---- what it says of a line ------------------------------------------------------------------------------------------


def _spelled(line: HeardLine, words: Sequence[Place]) -> list[str]:
    text = line.text.strip()
    return [text[word.begin : word.end] for word in words]


def _line(line: HeardLine, words: Sequence[Place], told: Sequence[_Told], language: str | None) -> LineEvidence:
    text = line.text.strip()
    heard = [_alternatives(told, number) for number in range(len(words))]
    better = reads_better(text, words, heard, language)
    found = [
        WordEvidence(place.begin, place.end, {**_word_signals(told, number), **better[number]}, heard[number])
        for number, place in enumerate(words)
    ]
    return LineEvidence(line.id, _line_signals(told), tuple(found), _proposal(text, words, told))


def reads_better(
    text: str, words: Sequence[Place], heard: Sequence[tuple[Alternative, ...]], language: str | None
) -> list[dict[str, float]]:
    """For each word by how many nats the line reads better with what was ``heard`` instead: 0 where ours reads best."""
    usual = reading(text, language)
    if usual is None:
        return [{} for _ in words]
    found = []
    for place, alternatives in zip(words, heard, strict=True):
        word = text[place.begin : place.end]
        made = (text[: place.begin] + dressed(word, each.text) + text[place.end :] for each in alternatives)
        gains = [(reading(other, language) or usual) - usual for other in made]
        found.append({"reads_better": max([0.0, *gains]), "reads_better_first": gains[0] if gains else 0.0})
    return found


def _word_signals(told: Sequence[_Told], number: int) -> dict[str, float]:
    signals = {}
    for name, other in (("again", False), ("other", True)):
        apart = [each.words[number].apart for each in told if each.other == other]
        if apart:
            signals[f"{name}_differ"] = fmean(distance > 0 for distance in apart)
            signals[f"{name}_letters"] = fmean(apart)
    return signals


def _line_signals(told: Sequence[_Told]) -> dict[str, float]:
    signals = {}
    for name, other in (("again", False), ("other", True)):
        heard = [each for each in told if each.other == other]
        if heard:
            signals[f"{name}_letters"] = fmean(sum(version.apart for version in each.words) for each in heard)
            signals[f"{name}_more"] = fmean(each.more for each in heard)
    return signals


def _versions(told: Sequence[_Told], number: int) -> Counter[str]:
    """What else the word was heard as, and how often; by letters alone, as it was written first."""
    spelled: dict[str, str] = {}
    heard = (each.words[number] for each in told)
    texts = (version.text for version in heard if version.apart and version.text)
    return Counter(spelled.setdefault(letters(text), text) for text in texts)


def _alternatives(told: Sequence[_Told], number: int) -> tuple[Alternative, ...]:
    """What the word was heard as instead, the most frequent first."""
    return tuple(Alternative(SECOND, text) for text, _ in _versions(told, number).most_common(MOST_VERSIONS))


def _proposal(text: str, words: Sequence[Place], told: Sequence[_Told]) -> tuple[Alternative, ...]:
    """The line with those words that most views heard otherwise, and alike; else as the first view heard all of it."""
    made, at = "", 0
    for number, place in enumerate(words):
        ((best, votes),) = _versions(told, number).most_common(1) or [("", 0)]
        word = text[place.begin : place.end]
        made += text[at : place.begin] + (dressed(word, best) if votes > SUPPORT * len(told) else word)
        at = place.end
    made += text[at:]
    if letters(made) == letters(text):
        made = told[0].text
    return (Alternative(SECOND, made),) if letters(made) and letters(made) != letters(text) else ()
