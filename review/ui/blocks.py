"""The page as Gradio starts it: one component that fills the window, nothing of Gradio's own around it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware

from review.projects import Desk as Work
from review.settings import Settings
from review.store import Store
from review.ui.api import server_functions
from review.ui.assets import dictionaries, page_script, page_style
from review.ui.desk import Desk
from review.ui.guard import Guard
from review.ui.routes import router
from review.ui.uploads import sweep

TITLE = "Relisten"
SWITCH_SECONDS = 0.001
"""How long a thread computes on while others wait: beside a comparison an edit waits for its turn several times."""
SYSTEM_FONTS = ["system-ui", "sans-serif"]  # a named font would be asked of the server or of another host
MONO_FONTS = ["ui-monospace", "monospace"]

# Gradio centres a padded column and leaves room for its footer; the desk is an application of its own.
FRAME = """
html, body { height: 100%; margin: 0; }
gradio-app { height: 100dvh; }
.gradio-container { max-width: none !important; padding: 0 !important; min-height: 0 !important; }
.gradio-container .main.fillable { max-width: none !important; padding: 0 !important; margin: 0 !important; }
.gradio-container footer { display: none !important; }
.gradio-container .main, .gradio-container .wrap, .gradio-container .contain, .gradio-container .column { gap: 0; }
#relisten, #relisten .html-container { padding: 0; margin: 0; border: 0; overflow: visible; }
#relisten .html-container > div { height: 100dvh; }
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What app.py starts: ``demo.launch(prevent_thread_lock=True, **launch, ...)``, then ``attach`` its app."""

    demo: gr.Blocks
    desk: Work
    launch: dict[str, Any] = field(default_factory=dict)

    def attach(self, app: FastAPI) -> None:
        """Add the routes of sounds and files to the running server."""
        app.include_router(router(self.desk))


def build(settings: Settings, store: Store) -> Page:
    """The page over a store. Uploads are received inside the data folder, so that taking one in is a rename."""
    sys.setswitchinterval(SWITCH_SECONDS)
    uploads = settings.data_dir / "uploads"
    uploads.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["GRADIO_TEMP_DIR"] = str(uploads)  # read by Gradio when Blocks are made and when the server starts
    desk = Work(store, settings)
    sweep(desk.downloads, time.time())
    options = {**launch_options(), "max_file_size": settings.upload_bytes, "blocked_paths": [str(settings.data_dir)]}
    return Page(page(server_functions(desk, uploads)), desk, options)


def page(functions: Sequence[Callable[..., Any]], script: str | None = None) -> gr.Blocks:
    """The Blocks that hold the desk; ``script`` defaults to all scripts of the page."""
    demo: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as demo:
        Desk(
            script=page_script() if script is None else script,
            server_functions=list(functions),
            dictionaries=dictionaries(),
            elem_id="relisten",
            elem_classes=["relisten"],
        )
    return demo


def launch_options(style: str | None = None) -> dict[str, Any]:
    """Arguments of ``launch()`` that belong to the page; addresses and logins are the caller's.

    ``run_history`` would keep inputs in the browser, ``footer_links`` would show Gradio's own links.
    """
    return {
        "theme": gr.themes.Base(font=SYSTEM_FONTS, font_mono=MONO_FONTS),
        "head": head(page_style() if style is None else style),
        "footer_links": [],
        "run_history": False,
        "show_error": False,
        "ssr_mode": False,
        "strict_cors": True,
        "enable_monitoring": False,
        "pwa": False,
        "mcp_server": False,
        "app_kwargs": {"middleware": [Middleware(Guard)]},
    }


def head(style: str) -> str:
    """What the page's ``<head>`` gets: our style as it is written (Gradio rewrites what it is given as ``css``)."""
    return f"<style>\n{FRAME}\n{style}\n</style>"
