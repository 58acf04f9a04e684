"""A real browser in front of a real server, with a proxy between them that can break the link.

Needs Chromium: its path in EVERGALLERY_CHROMIUM, or `chromium` on the PATH.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.chromium import chromium_path, launch, new_page
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.browser.settings_server import SettingsServer
from tests.chaos.proxy import Proxy
from tests.corpus import TINY, make

PICTURES = 1_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of 1,000 tiny pictures, each newer than the one before."""
    folder = tmp_path_factory.mktemp("corpus") / "outputs"
    make(replace(TINY, count=PICTURES, is_flat=True, distinct=24), folder)
    return folder


@pytest.fixture(scope="session")
def gallery_server(
    corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[GalleryServer]:
    """Standalone on a free port, its index complete."""
    with GalleryServer(corpus, tmp_path_factory.mktemp("data")) as server:
        server.wait_for_total(PICTURES)
        yield server


@pytest.fixture
def settings_server(corpus: Path, tmp_path: Path) -> Iterator[SettingsServer]:
    with SettingsServer(corpus, tmp_path) as server:
        yield server


@pytest.fixture
def proxy(gallery_server: GalleryServer) -> Iterator[Proxy]:
    with Proxy(gallery_server.port) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    if chromium_path() is None:
        pytest.skip("no Chromium: set EVERGALLERY_CHROMIUM")
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = new_page(browser)
    yield page
    page.context.close()


@pytest.fixture
def gallery(page: Page) -> GalleryPage:
    """The page with words for what a person does; notes every console and page error."""
    return GalleryPage(page)
