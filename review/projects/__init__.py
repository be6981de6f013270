"""The desk's work on projects, without a page: open, follow, edit, compare, take in, take home, list. Thread-safe."""

from __future__ import annotations

from review.projects.editing import Editing, conflict
from review.projects.exporting import Download, Exporting
from review.projects.folders import MediaFolder, MediaFolders, Upload
from review.projects.intake import Hearing, Intake, Wanted
from review.projects.people import Caller
from review.projects.queueing import Queueing
from review.projects.references import ComparisonSettings
from review.projects.sample import Sampling
from review.projects.shelf import Shelf

__all__ = [
    "Caller",
    "ComparisonSettings",
    "Desk",
    "Download",
    "Hearing",
    "MediaFolder",
    "MediaFolders",
    "Upload",
    "Wanted",
    "conflict",
]


class Desk(Editing, Queueing, Intake, Shelf, Exporting, Sampling):
    """Everything a page asks for, over one store; one object a process, shared by its threads."""
