"""Progress on stderr: one line that redraws itself on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from time import monotonic
from typing import TextIO

BAR_WIDTH = 24  # characters
REDRAW_SECONDS = 0.1
PLAIN_SECONDS = 10.0  # between two lines where nothing can be redrawn (a log file)
SPEED_AFTER_SECONDS = 1.0  # a speed measured over less says nothing


class Progress:
    """Shows one stage at a time of one file. With ``quiet`` it shows nothing."""

    def __init__(self, stream: TextIO, quiet: bool = False, clock: Callable[[], float] = monotonic) -> None:
        self._stream = stream
        self._quiet = quiet
        self._clock = clock
        self._live = stream.isatty()
        self._marks = "█░" if _writes(stream, "█░") else "#-"
        self._title = ""
        self._began = 0.0
        self._drawn: float | None = None
        self._width = 0
        self._last = ""

    def begin(self, title: str) -> None:
        """A new stage, its clock at zero."""
        self.end()
        self._title = title
        self._began = self._clock()
        self._drawn = None if self._live else self._began  # in a log what is soon over needs no beginning

    def show(self, done: float, total: float, *, media_ms: int | None = None) -> None:
        """``done`` of ``total`` in any unit; with ``media_ms``, the length heard so far, the speed is shown too."""
        now = self._clock()
        wait = REDRAW_SECONDS if self._live else PLAIN_SECONDS
        fraction = min(max(done / total, 0.0), 1.0) if total > 0 else 0.0
        if self._quiet or (self._drawn is not None and now - self._drawn < wait and fraction < 1):
            return
        self._drawn = now
        figures = self._figures(now, fraction, media_ms)
        self._draw(f"{self._title}  {self._bar(fraction)} {fraction:4.0%}  {figures}")

    def clear(self) -> None:
        """Take the line away, so that something else can be written; the next ``show`` draws it again."""
        if self._live and self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._stream.flush()
        self._width, self._drawn = 0, None if self._live else self._drawn

    def end(self) -> None:
        """The stage is over: its last line stays."""
        if self._live and self._width:
            self._stream.write("\n")
            self._stream.flush()
        self._width, self._drawn, self._last = 0, None, ""

    def _bar(self, fraction: float) -> str:
        full = round(BAR_WIDTH * fraction)
        return self._marks[0] * full + self._marks[1] * (BAR_WIDTH - full)

    def _figures(self, now: float, fraction: float, media_ms: int | None) -> str:
        elapsed = now - self._began
        figures = [f"{clock_time(elapsed)} elapsed"]
        if media_ms and elapsed >= SPEED_AFTER_SECONDS:
            figures.append(f"{media_ms / 1000 / elapsed:.1f}x real time")
        if 0 < fraction < 1 and elapsed >= SPEED_AFTER_SECONDS:
            figures.append(f"{clock_time(elapsed * (1 - fraction) / fraction)} left")
        return "  ".join(figures)

    def _draw(self, text: str) -> None:
        if not self._live:
            if text != self._last:
                self._stream.write(text + "\n")
                self._stream.flush()
            self._last = text
            return
        text = _fitted(text, shutil.get_terminal_size().columns - 1)
        width = cells(text)
        self._stream.write("\r" + text + " " * (self._width - width))
        self._stream.flush()
        self._width = width


def clock_time(seconds: float) -> str:
    """``75`` -> ``1:15``, ``3675`` -> ``1:01:15``."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"


def _writes(stream: TextIO, text: str) -> bool:
    """Whether the stream's encoding has these characters (a Windows console's may not)."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def cells(text: str) -> int:
    """Columns of a terminal: wide characters of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _fitted(text: str, columns: int) -> str:
    """``text`` cut from its beginning (the file's name) so that the figures stay on the line."""
    while text and cells(text) > columns:
        text = text[1:]
    return text
