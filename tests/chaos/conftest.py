from __future__ import annotations

import pytest

from tests.browser import fixtures
from tests.chaos.results import plugin


def pytest_configure(config: pytest.Config) -> None:
    """One browser and one server for every folder that asks: a conftest of each would start its own."""
    if not config.pluginmanager.is_registered(fixtures):
        config.pluginmanager.register(fixtures, "evergallery_browser")
    results = plugin()
    if results and not config.pluginmanager.has_plugin("evergallery_results"):
        config.pluginmanager.register(results, "evergallery_results")
