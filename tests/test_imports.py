"""The directions between the rooms: app -> review.ui -> review -> engine, and one place for each big library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [ROOT / "app.py", *ROOT.glob("engine/**/*.py"), *ROOT.glob("review/**/*.py")]
)

# A library may be imported only where a path begins like this.
LIBRARIES = {
    "gradio": ("app.py", "review/ui/"),
    "gradio_client": ("app.py", "review/ui/"),
    "torch": ("engine/backends/", "engine/models/"),
    "torchaudio": (),
    "whisper": ("engine/backends/", "engine/models/"),
    "ctranslate2": ("engine/backends/", "engine/models/"),
    "faster_whisper": ("engine/backends/", "engine/models/"),
    "av": ("engine/media/",),
    "sqlalchemy": ("review/store",),
    "sqlite3": ("review/store",),
    "dbos": ("review/jobs/", "review/jobs.py"),
}

# Whose path begins like the first must not import what begins like the second.
DIRECTIONS = (
    ("engine/", ("app", "review")),
    ("review/", ("app",)),
)


def imported(source: str, path: str) -> Iterator[str]:
    """Every dotted name that ``source``, the module at ``path``, imports: relative ones made absolute, and the literal
    names given to ``import_module`` and ``__import__``.
    """
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"import_module", "__import__"} and isinstance(node.args[0].value, str):
                yield node.args[0].value


def wrong_imports(source: str, path: str) -> list[str]:
    """The names that the module at ``path`` must not import, sorted, each once."""
    wrong = set()
    for name in imported(source, path):
        top = name.partition(".")[0]
        if top in LIBRARIES and not path.startswith(LIBRARIES[top] or ("-",)):
            wrong.add(top)
        if any(path.startswith(room) and top in forbidden for room, forbidden in DIRECTIONS):
            wrong.add(name)
        if path.startswith("review/") and not path.startswith("review/ui/") and f"{name}.".startswith("review.ui."):
            wrong.add(name)
    return sorted(wrong)


@pytest.mark.parametrize("path", SOURCES)
def test_imports_go_one_way(path: str) -> None:
    assert wrong_imports((ROOT / path).read_text(encoding="utf-8"), path) == []


@pytest.mark.parametrize(
    ("path", "source", "wrong"),
    [
        ("engine/hear.py", "import review.store", ["review.store"]),
        ("engine/hear.py", "def f():\n    from torch import nn", ["torch"]),
        ("engine/media/decode.py", "import av.audio", []),
        ("engine/chunks.py", "import av", ["av"]),
        ("review/store.py", "from .ui import desk", ["review.ui", "review.ui.desk"]),
        ("review/formats/srt.py", "from ..ui.desk import Desk", ["review.ui.desk", "review.ui.desk.Desk"]),
        ("review/ui/desk.py", "import gradio as gr\nfrom review import projects", []),
        ("review/projects.py", "from review import ui", ["review.ui"]),
        ("review/projects.py", "import importlib\nimportlib.import_module('gradio')", ["gradio"]),
        ("review/ui/api.py", "from app import demo", ["app", "app.demo"]),
        ("review/jobs/durable.py", "from dbos import DBOS", []),
        ("review/worker.py", "from dbos import DBOS", ["dbos"]),
        ("review/store_media.py", "import sqlalchemy as sa", []),
        ("app.py", "import torch", ["torch"]),
    ],
)
def test_wrong_import_is_found(path: str, source: str, wrong: list[str]) -> None:
    assert wrong_imports(source, path) == wrong
