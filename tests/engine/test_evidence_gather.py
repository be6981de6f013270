"""Parts by name: what a mode means, and what a step is given."""

from __future__ import annotations

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.evidence import PARTS, PartEvidence
from engine.evidence import gather as gather_module
from engine.evidence.gather import MODES, gather, plan_parts
from engine.evidence.sound import AROUND_MS
from engine.evidence.task import Task
from tests.engine.evidence_kit import heard, pcm16


def test_modes() -> None:
    assert plan_parts("off") == ()
    assert {"sound", "tokens"} <= set(plan_parts("fast")) <= set(plan_parts("thorough"))


@pytest.mark.parametrize("mode", MODES)
def test_parts_have_names_that_evidence_knows(mode: str) -> None:
    assert set(plan_parts(mode)) <= set(PARTS)


def test_a_step_is_given_what_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks: list[Task] = []

    def note(task: Task) -> PartEvidence:
        tasks.append(task)
        return PartEvidence("sound")

    monkeypatch.setitem(gather_module._GATHERERS, "sound", note)
    far = 50_000 + AROUND_MS
    gather(
        "sound",
        [heard(" a", 50_000, 51_000)],
        np.zeros(16_000, dtype=np.int16),
        (40_000, 50_000),
        language=None,
        model="base",
        engine="faster-whisper",
        others=[(0, 10_000), (0, 10_001), (far, far + 1), (far - 1, far)],
    )
    (task,) = tasks
    assert task.others == ((0, 10_001), (far - 1, far))
    assert [line.id for line in task.lines] == ["0.0.0"]


def test_what_is_found_goes_through_json(english: NDArray[np.float32]) -> None:
    pcm = pcm16(english)
    line = heard(" Good morning.", 0, 1_500, (" Good", 0, 400), (" morning.", 400, 1_500))
    found = gather("sound", [line], pcm, (0, len(pcm) // 16), language="en", model="base", engine="faster-whisper")
    again = json.loads(json.dumps(found.as_dict()))
    (told,) = again["lines"]
    assert (told["id"], [word[:2] for word in told["words"]]) == ("0.0.0", [[0, 4], [5, 13]])
    assert told["signals"]["speech_share"] == pytest.approx(found.lines[0].signals["speech_share"], abs=1e-5)
    assert [(gap["start"], gap["end"]) for gap in again["gaps"]] == [(gap.start, gap.end) for gap in found.gaps]
    assert len(again["gaps"]) > 0
