"""Peak memory of the worker for a long recording against one of ten minutes.

``python -m tests.bench.bench_memory [--hours 10] [--model tiny.en] [FILE...]``. The recordings are joined from short
ones: the given files, else the project's own English one. Needs Linux (/proc) and, for 10 hours, about 2.5 GB of disk.
The worker is a real one with a job in its queue, as the app starts it; its decoder is a process of its own and is
printed apart.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from itertools import cycle
from pathlib import Path

from engine.media import decode, wav_header
from review.settings import ROOT, Settings
from review.store import FINAL
from review.supervisor import Supervisor
from tests.review.job_kit import Place
from tests.review.processes import processes_of
from tests.waiting import wait_until

TARGET_MB = 300
BYTES_PER_SECOND = 32_000
SHORT_SECONDS = 600


def long_recording(sources: list[Path], seconds: int, folder: Path) -> Path:
    """A WAV file of so many seconds, made of the sources over and over."""
    pieces = []
    for number, source in enumerate(sources):
        pcm = folder / f"{number}.pcm"
        decode(source, pcm)
        pieces.append(pcm.read_bytes())
        pcm.unlink()
    target, size = folder / "long.wav", seconds * BYTES_PER_SECOND
    with target.open("wb") as file:
        file.write(wav_header(size))
        for piece in cycle(pieces):
            file.write(piece[: size - (file.tell() - 44)])
            if file.tell() >= size + 44:
                return target
    raise AssertionError("no sources")


def peak_mb(pid: int) -> float:
    """The largest resident memory a process ever had, MB; 0 once it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0.0
    return int(found[1]) / 1024 if found else 0.0


def measure(sources: list[Path], seconds: int, model: str) -> tuple[float, float, float, str]:
    """Peak of the worker and of its decoder (MB), how long the job took (s), and its last state."""
    with tempfile.TemporaryDirectory(prefix="relisten-bench-") as name:
        place = Place(Path(name))
        place.work.chunk_ms = None
        upload = long_recording(sources, seconds, place.folder)
        folder = place.folders.take(upload)
        media = place.store.add_media("long.wav", folder.path.name, folder.source.stat().st_size)
        project = place.store.create_project("long", media_id=media.id)
        options = {"beam_size": 1, "language": "en"}
        run = place.store.add_run(
            project.id, kind="transcribe", media_id=media.id, engine="faster-whisper", model=model, options=options
        )
        keeper = Supervisor.of(Settings(data_dir=place.folder, device="cpu"))
        peaks = {"worker": 0.0, "decoder": 0.0}

        def ended() -> bool:
            for pid, command in processes_of(name).items():
                who = "worker" if "review worker" in command else "decoder"
                peaks[who] = max(peaks[who], peak_mb(pid))
            return place.run(run).state in FINAL

        begun = time.perf_counter()
        keeper.start()
        wait_until(ended, 24 * 3600.0, 0.5, "the job's end")
        taken = time.perf_counter() - begun
        keeper.stop()
        return peaks["worker"], peaks["decoder"], taken, place.run(run).state


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Measure the worker's peak memory for a long and a short recording.")
    parser.add_argument("files", nargs="*", type=Path, default=[ROOT / "tests" / "fixtures" / "english.flac"])
    parser.add_argument("--hours", type=float, default=10.0)
    parser.add_argument("--model", default="tiny.en")
    given = parser.parse_args()
    peaks = []
    for seconds in (SHORT_SECONDS, int(given.hours * 3600)):
        worker, decoder, taken, state = measure(given.files, seconds, given.model)
        print(
            f"{seconds / 60:.0f} min of audio: worker {worker:.0f} MB, decoder {decoder:.0f} MB at most; "
            f"{state} after {taken:.0f} s ({seconds / taken:.0f} x real time)",
            flush=True,
        )
        peaks.append(worker)
    more = peaks[1] - peaks[0]
    print(f"difference {more:+.0f} MB; target: within {TARGET_MB} MB: {'met' if abs(more) <= TARGET_MB else 'MISSED'}")


if __name__ == "__main__":
    main()
