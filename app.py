"""Relisten, a review desk for Whisper transcripts: ``python app.py`` starts the page and, beside it, the worker.

``python app.py --help`` lists the settings. Hugging Face runs this file as it is; ``demo`` is the page.
"""

from __future__ import annotations

import os
import signal
import sys
from threading import Event

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported

from engine.errors import UserError
from review.settings import Settings, read_settings
from review.store import Store
from review.supervisor import Supervisor
from review.ui.blocks import Page, build


def prepare() -> tuple[Settings, Page]:
    """The settings and the page; one sentence and exit code 2 where there is something wrong with them."""
    try:
        settings = read_settings(sys.argv[1:] if __name__ == "__main__" else [])
        return settings, build(settings, Store(settings.database, network_disk=settings.network_disk))
    except UserError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2) from None


def serve(settings: Settings, page: Page) -> int:
    """Show the page and keep a worker alive until this process is told to end. Returns its exit code."""
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    worker = Supervisor.of(settings)
    try:
        app, _, _ = page.demo.launch(
            server_name=settings.host,
            server_port=settings.port,
            share=settings.share,
            auth=list(settings.auth) or None,
            prevent_thread_lock=True,
            **page.launch,
        )
        page.attach(app)
        worker.start()
        while not ended.wait(1.0):  # a wait without end could not be interrupted on Windows
            pass
    except OSError as error:  # the address is in use, or not ours
        print(f"The page could not be started: {error}", file=sys.stderr)
        return 2
    finally:
        worker.stop()
        page.demo.close(verbose=False)
    return 0


settings, page = prepare()
demo = page.demo

if __name__ == "__main__":
    sys.exit(serve(settings, page))
