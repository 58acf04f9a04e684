"""The link as the person sees it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.browser.settings_server import SettingsServer
from tests.chaos.proxy import Proxy


def test_on_a_good_network_the_gallery_lives_on_the_socket(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(state="ready", transport="websocket", reason="", total=PICTURES)
    assert gallery.first_complete_s() <= 1
    assert gallery.chip_says("ms")
    assert gallery.errors == []
    assert gallery.console_errors == []


def test_every_picture_is_shown_once_in_the_servers_order(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(total=PICTURES)
    assert gallery.scroll_through() == gallery_server.ids_in_order()
    assert gallery.console_errors == []


def test_the_toggle_changes_the_transport_at_once_without_reload(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    gallery.open(proxy.url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    gallery.page.evaluate("window.stillHere = true")
    for choice in ("http_short", "websocket", "http_long"):
        gallery.choose_transport(choice)
        wanted = "websocket" if choice == "websocket" else "http"
        gallery.wait_for(transport=wanted, timeout_s=3)
        assert (proxy.open_upgrades > 0) == (wanted == "websocket")
    gallery.choose_transport("auto")
    gallery.wait_for(transport="websocket", timeout_s=3)
    assert gallery.page.evaluate("window.stillHere") is True
    assert gallery.errors == []


def test_offline_is_said_at_once_and_healed_at_once(proxy: Proxy, gallery: GalleryPage) -> None:
    gallery.open(proxy.url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    context: BrowserContext = gallery.page.context
    context.set_offline(True)
    gallery.wait_for(state="offline", reason="offline", timeout_s=2)
    assert gallery.tiles() > 0
    context.set_offline(False)
    gallery.wait_for(transport="websocket", timeout_s=3)
    assert gallery.errors == []


def test_leaving_and_coming_back_finds_the_gallery_alive(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.open(gallery_server.url)
    gallery.wait_for(transport="websocket", total=PICTURES)
    gallery.page.goto("about:blank")
    gallery.page.go_back()
    gallery.wait_for(transport="websocket", total=PICTURES)
    assert gallery.errors == []


def test_a_restarted_server_is_found_again_and_nothing_is_lost(
    tmp_path: Path, corpus: Path, gallery: GalleryPage
) -> None:
    server = GalleryServer(corpus, tmp_path)
    with server:
        server.wait_for_total(PICTURES)
        gallery.open(server.url)
        gallery.wait_for(transport="websocket", total=PICTURES)
        epoch = gallery.attribute("epoch")
    gallery.wait_for(transport="none", timeout_s=15)
    assert gallery.tiles() > 0
    with server:
        gallery.wait_for(transport="websocket", timeout_s=25)
        assert gallery.attribute("epoch") != epoch
        assert len(gallery.scroll_through()) == PICTURES
    assert gallery.errors == []


def test_settings_changed_on_the_server_reach_every_page_at_once(
    settings_server: SettingsServer, gallery: GalleryPage
) -> None:
    gallery.open(settings_server.url)
    gallery.wait_for(transport="websocket", state="ready")
    settings_server.change(transport="http_long")
    gallery.wait_for(transport="http", reason="setting", timeout_s=3)
    settings_server.change(transport="auto")
    gallery.wait_for(transport="websocket", reason="", timeout_s=3)
    assert gallery.errors == []
