"""The sample: a recording spoken by the project's own voices, what Whisper's base model heard in it, and the evidence
on that.

``python -m review.sample.make`` makes these files again. The model's mistakes are left as they are: they are what a
visitor finds and fixes.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
NAME = "Relisten sample.m4a"
AUDIO = HERE / "sample.m4a"
TRANSCRIPT = HERE / "sample.json"
EVIDENCE = HERE / "evidence.json"
MODE = "thorough"
"""In which the evidence was gathered."""
VERSION = "1"
"""Of the recording: another one gets another number, so that decoded copies of this one are not taken for it."""
