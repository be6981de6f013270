"""The sample: a recording spoken by the project's own voices, and what Whisper's base model heard in it.

``python -m review.sample.make`` makes both files again. The model's mistakes are left as they are: they are what a
visitor finds and fixes.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
NAME = "Relisten sample.m4a"
AUDIO = HERE / "sample.m4a"
TRANSCRIPT = HERE / "sample.json"
VERSION = "1"
"""Of the recording: another one gets another number, so that decoded copies of this one are not taken for it."""
