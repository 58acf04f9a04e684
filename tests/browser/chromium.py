"""Chromium of this machine, quiet on the network."""

from __future__ import annotations

import os
import shutil

from playwright.sync_api import Browser, Page, Playwright

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """From EVERGALLERY_CHROMIUM, or on the PATH."""
    return os.environ.get("EVERGALLERY_CHROMIUM") or shutil.which("chromium")


def launch(playwright: Playwright) -> Browser:
    """Raises Playwright's error when there is no Chromium."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)


def new_page(browser: Browser) -> Page:
    """A page with storage of its own, of a common laptop's size."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    context.set_default_timeout(10_000)
    return context.new_page()
