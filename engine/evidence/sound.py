"""What the sound itself says of a line: whether anybody speaks there, how loud, how fast, and what has no line."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.backends.speech import SPEECH_FRAME_MS, speech_probabilities
from engine.chunks import FRAME_MS, frame_levels
from engine.evidence.model import Gap, LineEvidence, PartEvidence, WordEvidence
from engine.evidence.task import HeardLine, Task, stretches_without
from engine.evidence.words import Place, letters, places
from engine.media.pcm import SAMPLES_PER_MS

SPEECH = 0.5
"""The probability from which a frame counts as speech: the detector's own."""
GAP_SPEECH_MS = 800
"""Speech that a gap has at least. Whisper's times are off by up to half a second: less may be the end of a word whose
line stopped early, and no word that is worth a line is shorter with what surrounds it."""
GAP_PAUSE_MS = 3_000
"""Silence after which a gap is another one, so that each can be played in one go."""
PAUSE_SPEECH_MS = 200
"""Speech between two words from which on it is more than the edge of one of them: a syllable."""
AROUND_MS = 30_000
"""How far beyond the span lines are followed and sound is looked for."""
SILENT_DB = -40.0
LOWEST_DB = -100.0
SAMPLED = 200
SAMPLED_MS = 2_000
"""So many stretches so long tell the level of a long recording: reading all of it for every step would take minutes."""
MOST_LETTERS = 400
"""Of one line, in which repetitions are sought; longer ones are no lines."""


@dataclass(frozen=True, slots=True)
class _Sound:
    """A stretch from ``start`` ms on, frame by frame; ``loud`` is the recording's usual level where there is sound."""

    start: int
    levels: NDArray[np.float32]
    loud: float
    speech: NDArray[np.float32] | None

    def heard(self, start: int, end: int) -> NDArray[np.float32]:
        """The speech probabilities of the frames whose middle lies between ``start`` and ``end`` ms."""
        assert self.speech is not None
        return self.speech[self.frame(start, SPEECH_FRAME_MS) : self.frame(end, SPEECH_FRAME_MS)]

    def speech_ms(self, start: int, end: int) -> int:
        """How much speech there is between ``start`` and ``end``."""
        return int((self.heard(start, end) > SPEECH).sum()) * SPEECH_FRAME_MS

    def level_db(self, start: int, end: int) -> float:
        """The level between ``start`` and ``end`` against ``loud``."""
        levels = self._levels(start, end)
        mean = math.sqrt(float(np.square(levels).mean())) if len(levels) else 0.0
        return max(LOWEST_DB, 20 * math.log10(max(mean, 1e-9) / self.loud))

    def silence_share(self, start: int, end: int) -> float:
        """The share of frames that are SILENT_DB or less against ``loud``; where there is no sound it is all."""
        levels = self._levels(start, end)
        return float((levels <= self.loud * 10 ** (SILENT_DB / 20)).mean()) if len(levels) else 1.0

    def _levels(self, start: int, end: int) -> NDArray[np.float32]:
        return self.levels[self.frame(start, FRAME_MS) : self.frame(end, FRAME_MS)]

    def frame(self, ms: int, length: int) -> int:
        """The first frame of ``length`` ms whose middle is at ``ms`` or later."""
        return max(0, -((self.start + length // 2 - ms) // length))


def sound_evidence(task: Task) -> PartEvidence:
    """The part "sound": figures of each line and its words, and gaps."""
    task.check()
    sound = _listened(task)
    lines = tuple(_line(line, task, sound) for line in task.lines)
    return PartEvidence("sound", lines, tuple(_gaps(task, sound)))


def _listened(task: Task) -> _Sound:
    """The stretch of the task's lines and what is around it."""
    start = max(0, min([task.span[0], *(line.start for line in task.lines)]))
    end = min(task.duration, task.span[1] + AROUND_MS)
    cut = task.cut(start, end)
    return _Sound(start, frame_levels(cut), usual_level(task.pcm), speech_probabilities(cut, task.stop))


def usual_level(pcm: NDArray[np.int16]) -> float:
    """The 95th percentile of the levels of the recording's frames: the voice, in most. 1 or more.

    Of a recording longer than SAMPLED times SAMPLED_MS that many stretches are looked at, evenly apart.
    """
    length = SAMPLED_MS * SAMPLES_PER_MS
    if len(pcm) <= SAMPLED * length:
        levels = frame_levels(pcm)
    else:
        firsts = np.linspace(0, len(pcm) - length, SAMPLED).astype(int).tolist()
        levels = np.concatenate([frame_levels(pcm[first : first + length]) for first in firsts])
    return max(1.0, float(np.percentile(levels, 95))) if len(levels) else 1.0


# lines


def _line(line: HeardLine, task: Task, sound: _Sound) -> LineEvidence:
    words = places(line)
    signals = {
        "level_db": sound.level_db(line.start, line.end),
        "silence_share": sound.silence_share(line.start, line.end),
        "letters_per_s": len(letters(line.text)) * 1000 / max(line.end - line.start, FRAME_MS),
        "ends_past": float(max(0, line.end - task.duration)),
        "repeats_in_line": float(repeats(line.text)),
        **_word_lengths(words),
        **(_speech(line, words, task, sound) if sound.speech is not None else {}),
    }
    timed = ((word, word.time) for word in words)
    lengths = tuple(
        WordEvidence(word.begin, word.end, {"duration_s": (time[1] - time[0]) / 1000}) for word, time in timed if time
    )
    return LineEvidence(line.id, signals, lengths)


def _word_lengths(words: tuple[Place, ...]) -> dict[str, float]:
    lengths = [(word.time[1] - word.time[0]) / 1000 for word in words if word.time]
    return {"shortest_word_s": min(lengths), "longest_word_s": max(lengths)} if lengths else {}


def _speech(line: HeardLine, words: tuple[Place, ...], task: Task, sound: _Sound) -> dict[str, float]:
    """What the voice detector says of the line and what is around it."""
    frames = sound.heard(line.start, max(line.end, line.start + SPEECH_FRAME_MS))
    signals = {
        "speech_share": float((frames > SPEECH).mean()) if len(frames) else 0.0,
        "speech_mean": float(frames.mean()) if len(frames) else 0.0,
    }
    times = [word.time for word in words if word.time]
    if times:
        pauses = [(before[1], after[0]) for before, after in pairwise(times) if after[0] > before[1]]
        spoken = [end - start for start, end in pauses if sound.speech_ms(start, end) >= PAUSE_SPEECH_MS]
        signals["pause_inside_s"] = max(spoken, default=0) / 1000
    before, after = _around(line, task)
    signals["sound_before_s"] = sound.speech_ms(before, line.start) / 1000
    if after is not None:
        signals["sound_after_s"] = sound.speech_ms(line.end, after) / 1000
    return signals


def _around(line: HeardLine, task: Task) -> tuple[int, int | None]:
    """Until when anything was said before the line, and when the next begins: None where another step knows."""
    times = [*((other.start, other.end) for other in task.lines if other is not line), *task.others]
    before = [min(end, line.start) for start, end in times if start <= line.start]
    after = [max(start, line.end) for start, end in times if end > line.end]
    last = task.duration if task.span[1] >= task.duration else None
    return max([task.span[0], *before]), min(after, default=last)


def repeats(text: str) -> int:
    """How often the same two or more letters follow each other at most: 1 for none, 3 for "no no no"."""
    codes = np.array([ord(char) for char in letters(text)[:MOST_LETTERS]])
    most = 1
    for size in range(2, len(codes) // 2 + 1):
        different = np.flatnonzero(np.concatenate(([True], codes[size:] != codes[:-size], [True])))
        most = max(most, (int(np.diff(different).max()) - 1) // size + 1)
    return most


# gaps


def _gaps(task: Task, sound: _Sound) -> list[Gap]:
    """Stretches of the span without any line in which somebody speaks, trimmed to that."""
    if sound.speech is None:
        return []
    covered = [*((line.start, line.end) for line in task.lines), *task.others]
    first, last = max(0, task.span[0]), min(task.span[1], task.duration)
    found = []
    for start, end in stretches_without(covered, first, last):
        found += [Gap(begin, done, _gap_signals(begin, done, sound)) for begin, done in _spoken(start, end, sound)]
    return found


def _spoken(start: int, end: int, sound: _Sound) -> list[tuple[int, int]]:
    """Where there is enough speech between ``start`` and ``end``, from its first frame to its last."""
    times = np.flatnonzero(sound.heard(start, end) > SPEECH) * SPEECH_FRAME_MS
    if not len(times):
        return []
    origin = sound.start + sound.frame(start, SPEECH_FRAME_MS) * SPEECH_FRAME_MS
    parts = np.split(times, np.flatnonzero(np.diff(times) > GAP_PAUSE_MS) + 1)
    return [
        (max(start, origin + int(part[0])), min(end, origin + int(part[-1]) + SPEECH_FRAME_MS))
        for part in parts
        if len(part) * SPEECH_FRAME_MS >= GAP_SPEECH_MS
    ]


def _gap_signals(start: int, end: int, sound: _Sound) -> dict[str, float]:
    return {
        "speech_s": sound.speech_ms(start, end) / 1000,
        "speech_mean": float(sound.heard(start, end).mean()),
        "level_db": sound.level_db(start, end),
    }
