from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evergallery.hosts.sdnext import SdNextHost
from evergallery.library.answers import Root
from tests.hosts.fake_web_ui import FakeWebUi


@pytest.fixture
def host(sdnext: FakeWebUi) -> SdNextHost:
    return SdNextHost()


def test_the_tab_has_a_name_of_its_own(host: SdNextHost) -> None:
    assert host.capabilities.title == "Evergallery"
    assert host.capabilities.name == "sdnext"


def test_a_base_leads_the_other_folders(host: SdNextHost, sdnext: FakeWebUi) -> None:
    sdnext.opts.set("outdir_samples", "/mnt/base")
    roots = host.roots()
    assert roots[0] == Root("Images", Path("/mnt/base"))
    assert Root("Video", Path("/mnt/base/outputs/video")) in roots
    assert Root("Grids", sdnext.folder / "outputs/grids") in roots


@pytest.mark.parametrize("written", ["sd", "/sd", "/sd/"])
@pytest.mark.parametrize("place", ["cmd_opts", "opts"])
def test_a_subpath_is_served_as_well_as_the_root(
    host: SdNextHost, sdnext: FakeWebUi, written: str, place: str
) -> None:
    getattr(sdnext, place).subpath = written
    assert host._prefixes() == ("", "/sd")


def test_without_subpath_there_is_the_root(host: SdNextHost) -> None:
    assert host._prefixes() == ("",)


def test_its_demo_is_left_as_it_is(host: SdNextHost, sdnext: FakeWebUi, app: Any) -> None:
    sdnext.shared._evergallery_host = host
    host.start()
    before = vars(type(sdnext.demo))["close"]
    sdnext.launch(app)
    assert "close" not in vars(sdnext.demo)
    assert vars(type(sdnext.demo))["close"] is before
