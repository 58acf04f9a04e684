from __future__ import annotations

import pytest

from tests.browser import fixtures


def pytest_configure(config: pytest.Config) -> None:
    """One browser and one server for every folder that asks: a conftest of each would start its own."""
    if not config.pluginmanager.is_registered(fixtures):
        config.pluginmanager.register(fixtures, "evergallery_browser")
