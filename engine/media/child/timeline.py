"""Where sound belongs on its container's own timeline: how much silence goes before the next frame.

Times are seconds. Sound is never dropped; only silence is added, so that what is heard is heard when a player plays it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Timestamps jitter: WMA's by 93 ms, millisecond containers' by one. ffmpeg's aresample calls 0.1 s a real gap, too.
TOLERANCE = 0.1
# A jump ffmpeg takes for a new clock and not for a pause (its dts_delta_threshold).
JUMP = 10.0
# A file that begins later than this was cut out of a longer stream and kept that one's clock.
LATEST_START = 60.0


@dataclass(frozen=True, slots=True)
class Clock:
    """What a container says about its times. ``start`` and ``end`` are its first and last promised time, if any.

    ``absolute``: time 0 is where playing begins, so a start above it is silence (mp4, mkv, ...); otherwise
    playing begins at ``start`` (MPEG streams, Ogg, plain codec streams).
    """

    start: float | None
    end: float | None
    absolute: bool

    @property
    def origin(self) -> float | None:
        """The time that is 0 for the listener; None: whatever the first frame's is."""
        if self.start is None or not self.absolute:
            return self.start
        return self.start if self.start > LATEST_START else min(self.start, 0.0)


class Timeline:
    """Follows the frames of one stream. ``position`` is how much sound and silence there has been."""

    def __init__(self, clock: Clock) -> None:
        self.position = 0.0
        self._clock = clock
        self._origin = clock.origin
        self._others: float | None = None
        self._covered = 0.0

    def gap_before(self, time: float | None) -> float:
        """Seconds of silence due before a frame stamped ``time`` (None: it follows what came before)."""
        if time is None:
            return 0.0
        if self._origin is None:
            self._origin = time
        ahead = time - self._origin - self.position
        covered, self._covered = self._covered, 0.0
        if ahead < -JUMP or (ahead > JUMP and not self._believable(time, ahead, covered)):
            self._origin += ahead  # a new clock: what follows goes on where the last frame ended
            return 0.0
        return ahead if ahead > TOLERANCE else 0.0

    def advance(self, seconds: float) -> None:
        """A frame or silence of ``seconds`` went by."""
        self.position += seconds

    def note_other(self, time: float) -> None:
        """Another stream (pictures, say) reached ``time``: where it goes on without a jump, sound may pause."""
        if self._others is not None and 0.0 < time - self._others < JUMP:
            self._covered += time - self._others
        self._others = time

    def _believable(self, time: float, ahead: float, covered: float) -> bool:
        """Whether so long a pause is one, and not a damaged or spliced timestamp."""
        if covered >= ahead / 2:
            return True
        if not self._clock.absolute:
            return False
        return self._clock.end is None or time <= self._clock.end + JUMP
