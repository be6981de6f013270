"""Chromium for the tests and benches that drive the real page."""

from __future__ import annotations

import os
import shutil

# Debian's Chromium without a sandbox (it may run as root) and without its own errands on the network.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


def chromium() -> str | None:
    """The browser's executable: ``$CHROMIUM``, else the first one on the path; None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return os.environ.get("CHROMIUM") or next((found for name in names if (found := shutil.which(name))), None)
