"""The one component of the page. Alone in its module: Gradio writes a type stub beside it, for what is in it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr


class Desk(gr.HTML):
    """``gr.HTML`` with an empty template: the scripts build the page, the server functions feed it.

    The template never holds text of a user: Gradio evaluates templates as code.
    """

    def __init__(
        self, *, script: str = "", server_functions: list[Callable[..., Any]] | None = None, **kwargs: Any
    ) -> None:
        kwargs.setdefault("html_template", "")
        kwargs.setdefault("js_on_load", script)
        kwargs.setdefault("apply_default_css", False)
        super().__init__(server_functions=server_functions, **kwargs)

    def api_info(self) -> dict[str, Any]:
        """The component has no value; Gradio asks every component what an API client would send."""
        return {"type": "string"}
