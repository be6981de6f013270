"""How long the app takes from its start to a page that answers, and to a worker that can hear; what the page imports.

``python -m tests.bench.bench_start [--times N]``. Each start is a process of its own over a new folder, and every one
after the first finds its libraries in the system's cache; the first is printed apart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from tests.app_process import AppProcess
from tests.waiting import wait_until

TARGET_SECONDS = 6.0
HEAVY = ("libtorch", "libctranslate2", "libavcodec")


def start_once() -> tuple[float, float, list[str]]:
    """Seconds to a page that answers, seconds to a worker, and which heavy libraries the web process has loaded."""
    with tempfile.TemporaryDirectory(prefix="relisten-bench-") as folder:
        begun = time.perf_counter()
        with AppProcess(Path(folder)) as app:
            page = time.perf_counter() - begun
            wait_until(lambda: app.call("hello")["worker_alive"], 60.0, 0.05, "the worker")
            return page, time.perf_counter() - begun, loaded_by(app.process.pid)


def loaded_by(pid: int) -> list[str]:
    """The heavy libraries in the memory of a process; empty where the system does not tell."""
    try:
        maps = Path(f"/proc/{pid}/maps").read_text()
    except OSError:
        return []
    return [name for name in HEAVY if name in maps]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Start the app several times and print how long it took.")
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    starts = [start_once() for _ in range(max(1, times))]
    pages = [page for page, _, _ in starts]
    print(
        f"page answers after {pages[0]:.1f} s at first, {statistics.median(pages):.1f} s at the median of {len(pages)}"
    )
    print(f"worker is there after {statistics.median(worker for _, worker, _ in starts):.1f} s")
    print(f"target: page under {TARGET_SECONDS:.0f} s: {'met' if max(pages) < TARGET_SECONDS else 'MISSED'}")
    heavy = sorted({name for _, _, names in starts for name in names})
    print(f"model libraries in the web process: {', '.join(heavy) or 'none'}")


if __name__ == "__main__":
    main()
