"""Progress on stderr."""

from __future__ import annotations

import io

import pytest

from review.cli.progress import Progress, clock_time


class Terminal(io.StringIO):
    encoding = "utf-8"

    def __init__(self, live: bool) -> None:
        super().__init__()
        self._live = live

    def isatty(self) -> bool:
        return self._live


class Clock:
    """Seconds that pass when a test says so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_bar_with_elapsed_speed_and_remaining() -> None:
    stream, clock = Terminal(live=False), Clock()
    progress = Progress(stream, clock=clock)
    progress.begin("talk.mp3: hearing")
    clock.now += 20
    progress.show(60_000, 240_000, media_ms=60_000)
    assert stream.getvalue() == (
        "talk.mp3: hearing  ██████░░░░░░░░░░░░░░░░░░  25%  0:20 elapsed  3.0x real time  1:00 left\n"
    )


def test_a_log_gets_a_line_now_and_then() -> None:
    stream, clock = Terminal(live=False), Clock()
    progress = Progress(stream, clock=clock)
    progress.begin("reading")
    for _ in range(39):
        clock.now += 1
        progress.show(1, 10)
    assert len(stream.getvalue().splitlines()) == 3


def test_a_log_gets_the_end_once() -> None:
    stream = Terminal(live=False)
    progress = Progress(stream, clock=Clock())
    progress.begin("reading")
    progress.show(1, 1)
    progress.show(1, 1)
    assert len(stream.getvalue().splitlines()) == 1


def test_a_terminal_redraws_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    stream, clock = Terminal(live=True), Clock()
    progress = Progress(stream, clock=clock)
    progress.begin("reading")
    progress.show(1, 10)
    clock.now += 1
    progress.show(5, 10)
    assert stream.getvalue().count("\r") == 2 and "\n" not in stream.getvalue()


def test_clearing_leaves_an_empty_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    stream = Terminal(live=True)
    progress = Progress(stream, clock=Clock())
    progress.begin("reading")
    progress.show(1, 10)
    drawn = len(stream.getvalue()) - 1
    progress.clear()
    assert stream.getvalue().endswith("\r" + " " * drawn + "\r")


def test_a_narrow_terminal_keeps_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    stream = Terminal(live=True)
    progress = Progress(stream, clock=Clock())
    progress.begin("가" * 60)
    progress.show(1, 10)
    assert stream.getvalue().endswith("10%  0:00 elapsed")


def test_quiet_says_nothing() -> None:
    stream = Terminal(live=True)
    progress = Progress(stream, quiet=True, clock=Clock())
    progress.begin("reading")
    progress.show(1, 1)
    progress.end()
    assert stream.getvalue() == ""


def test_a_console_without_blocks_gets_plain_signs() -> None:
    stream = Terminal(live=False)
    stream.encoding = "cp1252"
    progress = Progress(stream, clock=Clock())
    progress.begin("reading")
    progress.show(1, 1)
    assert stream.getvalue() == "reading  ######################## 100%  0:00 elapsed\n"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (75, "1:15"), (3_675, "1:01:15")])
def test_times_read_as_on_a_clock(seconds: float, text: str) -> None:
    assert clock_time(seconds) == text
