"""The page's own files: scripts, styles and sentences, read once when the page is made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko")
SCRIPTS = (
    "core",
    "i18n",
    "sums",
    "flags",
    "rows",
    "queue",
    "view",
    "edits",
    "pull",
    "outbox",
    "list",
    "queue_text",
    "queue_row",
    "row",
    "wave",
    "overview",
    "player",
    "editor",
    "actions",
    "offers",
    "queue_actions",
    "queue_same",
    "queue_stop",
    "keys",
    "header",
    "desk",
    "options",
    "projects",
    "upload",
    "home",
    "job",
    "gathering",
    "compare_data",
    "compare_text",
    "compare_view",
    "compare_row",
    "compare_actions",
    "compare_typing",
    "compare_twins",
    "compare_figures",
    "compare_menu",
    "compare_reference",
    "compare_side",
    "compare",
    "exporting",
    "main",
)
"""In the order they run; ``core`` is what the others stand on, ``main`` starts the page."""
STYLES = ("tokens", "desk", "queue", "compare", "home")


def page_script(names: Sequence[str] = SCRIPTS) -> str:
    """The page's scripts in their order, inside one function that owns the shared namespace ``R``.

    Raises FileNotFoundError when one is missing: half a page must not start.
    """
    parts = [(HERE / "page" / f"{name}.js").read_text(encoding="utf-8") for name in names]
    return '(function () {\n"use strict";\nconst R = {};\n' + "\n".join(parts) + "\n})();\n"


def page_style() -> str:
    """All style sheets of the page in their order; FileNotFoundError when one is missing."""
    return "\n".join((HERE / "page" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES)


def dictionaries() -> dict[str, dict[str, str]]:
    """The page's sentences by language, as ``i18n/<language>.json`` holds them."""
    return {name: orjson.loads((HERE / "i18n" / f"{name}.json").read_bytes()) for name in LANGUAGES}
