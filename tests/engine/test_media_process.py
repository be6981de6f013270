"""libav runs in a process of its own: hanging, crashing or being given up, it ends as one sentence or not at all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from engine.errors import Cancelled
from engine.media import MediaLimits, decode, make_playback, process
from engine.media.child.guard import EXIT_ORPHANED
from engine.media.errors import DecoderCrashed, DiskFull, TooMuchMemory, TooSlow, from_code
from tests.engine.media_files import encode, tone
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parents[2]
HANGS = "import threading; threading.Event().wait()"


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return encode(tmp_path / "plain.wav", "wav", "pcm_s16le", tone(1))


def stand_in(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Lets ``code`` run in place of the decoder."""
    monkeypatch.setattr(process, "COMMAND", (sys.executable, "-c", code))


def test_decoder_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    stand_in(monkeypatch, HANGS)

    with pytest.raises(TooSlow) as caught:
        decode(recording, tmp_path / "audio.pcm", MediaLimits(decode_seconds=1))
    assert caught.value.params == {"seconds": 1}


@pytest.mark.parametrize(
    "code",
    [
        "import os; os.abort()",
        "raise SystemExit(3)",
        "",
        'import sys; sys.stdin.readline(); sys.stdout.write(\'{"progress": 0.5}\\n{"res\')',
        'import sys; sys.stdin.readline(); print(\'{"fault": "Traceback"}\')',
    ],
    ids=["signal", "exit code", "silence", "half an answer", "fault"],
)
def test_decoder_that_dies(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path, code: str) -> None:
    stand_in(monkeypatch, code)

    with pytest.raises(DecoderCrashed):
        decode(recording, tmp_path / "audio.pcm")


def test_decoder_that_is_dead_before_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path
) -> None:
    stand_in(monkeypatch, "")
    start = process._start

    def started(complaints: IO[bytes]) -> subprocess.Popen[bytes]:
        child = start(complaints)
        child.wait()
        return child

    monkeypatch.setattr(process, "_start", started)
    with pytest.raises(DecoderCrashed):
        decode(recording, tmp_path / "audio.pcm")


def test_decoder_that_ran_out_of_memory(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    stand_in(monkeypatch, "import os; os._exit(86)")

    with pytest.raises(TooMuchMemory):
        decode(recording, tmp_path / "audio.pcm")


def test_what_progress_raises_ends_a_decoder_that_hangs(
    monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path
) -> None:
    stand_in(monkeypatch, HANGS)

    def stop(_fraction: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        decode(recording, tmp_path / "audio.pcm", progress=stop)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.wav"]


def test_failure_leaves_what_was_there_before(monkeypatch: pytest.MonkeyPatch, recording: Path, tmp_path: Path) -> None:
    (tmp_path / "audio.pcm").write_bytes(b"before")
    stand_in(monkeypatch, "")

    with pytest.raises(DecoderCrashed):
        decode(recording, tmp_path / "audio.pcm")
    assert (tmp_path / "audio.pcm").read_bytes() == b"before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
@pytest.mark.parametrize("make", [decode, make_playback])
def test_full_disk(recording: Path, tmp_path: Path, make: Callable[[Path, Path], object]) -> None:
    (tmp_path / "out.part").symlink_to("/dev/full")

    with pytest.raises(DiskFull):
        make(recording, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plain.wav"]


def test_environment_is_not_handed_down(monkeypatch: pytest.MonkeyPatch, recording: Path) -> None:
    monkeypatch.setenv("HF_TOKEN", "secret")
    stand_in(
        monkeypatch,
        "import json, os, sys; sys.stdin.readline(); print(json.dumps({'result': {'names': sorted(os.environ)}}))",
    )

    assert "HF_TOKEN" not in process.run("probe", recording, None, MediaLimits())["names"]


def test_progress_rises_to_one(recording: Path, tmp_path: Path) -> None:
    seen: list[float] = []
    decode(recording, tmp_path / "audio.pcm", progress=seen.append)

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_every_error_a_child_can_report_comes_back_as_itself() -> None:
    assert str(from_code("too_long", {"minutes": 5})) == (
        "This recording is longer than the 5 minutes that are allowed here."
    )


def test_caller_never_loads_libav(recording: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from engine.media import decode;"
        "decode(Path(sys.argv[1]), Path(sys.argv[2])); print('av' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(recording), str(tmp_path / "audio.pcm")]

    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout == "False\n"


def test_child_ends_when_its_parent_lets_go() -> None:
    code = "import sys; from engine.media.child import guard; import threading; guard.die_with(sys.stdin.buffer); "
    with subprocess.Popen(
        [sys.executable, "-c", code + "print('ready', flush=True); threading.Event().wait()"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdout.readline()
        child.stdin.close()

        assert child.wait(timeout=10) == EXIT_ORPHANED


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs POSIX signals")
def test_child_does_not_outlive_a_killed_parent(recording: Path, tmp_path: Path) -> None:
    child_code = (
        "import os, sys, threading; from engine.media.child import guard; sys.stdin.buffer.readline();"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid())); guard.die_with(sys.stdin.buffer);"
        "threading.Event().wait()"
    )
    parent_code = (
        "import sys; from pathlib import Path; from engine.media import process, decode;"
        f"process.COMMAND = (sys.executable, '-c', {child_code!r});"
        f"decode(Path({str(recording)!r}), Path({str(tmp_path / 'audio.pcm')!r}))"
    )
    with subprocess.Popen([sys.executable, "-c", parent_code], cwd=ROOT) as parent:
        pid = int(wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
        parent.send_signal(signal.SIGKILL)
        parent.wait(timeout=10)

    wait_until(lambda: not alive(pid), what="the child's end")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


def test_child_speaks_json_lines(recording: Path) -> None:
    request = {"task": "probe", "source": str(recording), "out": None, "limits": MediaLimits().as_dict()}
    with subprocess.Popen(
        [sys.executable, "-m", "engine.media"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
        answer = json.loads(child.stdout.readline())

    assert answer["result"]["codec"] == "pcm_s16le"


def test_what_the_parent_holds_is_not_the_child_s(recording: Path, tmp_path: Path) -> None:
    models = bytearray(b"\1" * (400 << 20))  # as a worker with a model loaded
    decode(recording, tmp_path / "audio.pcm", MediaLimits(memory_bytes=300 << 20))
    assert len(models) == 400 << 20
