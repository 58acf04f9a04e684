"""One picture at a time."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer

VIEWER = ".eg-viewer"
STAGE = ".eg-stage"


def opened(gallery: GalleryPage, url: str, place: int = 2) -> None:
    gallery.open(url)
    gallery.wait_for(state="ready", total=PICTURES)
    gallery.page.locator(f'.eg-tile[aria-posinset="{place}"]').click()
    expect(gallery.page.locator(VIEWER)).to_be_visible()


def position(gallery: GalleryPage) -> str:
    return gallery.page.locator(".eg-viewer-position").inner_text()


def scale(gallery: GalleryPage) -> float:
    return float(
        gallery.page.evaluate(
            "new DOMMatrix(getComputedStyle(document.querySelector('.eg-picture')).transform).a"
        )
    )


def test_keys_turn_the_pages_and_closing_goes_back_to_the_picture(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    opened(gallery, gallery_server.url)
    assert position(gallery) == "2 of 1,000"
    for key, place in (("ArrowRight", 3), ("ArrowRight", 4), ("ArrowLeft", 3), ("Home", 1)):
        gallery.page.keyboard.press(key)
        assert position(gallery) == f"{place} of 1,000"
    gallery.page.keyboard.press("End")
    expect(gallery.page.locator(".eg-viewer-position")).to_have_text("1,000 of 1,000")
    gallery.page.keyboard.press("Escape")
    expect(gallery.page.locator(VIEWER)).to_be_hidden()
    focused = gallery.page.locator(".eg-tile:focus")
    expect(focused).to_have_attribute("aria-posinset", "1000")
    assert gallery.errors == []


def test_the_original_replaces_the_thumbnail(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    opened(gallery, gallery_server.url)
    expect(gallery.page.locator(STAGE)).to_have_attribute("data-loaded", "true")
    natural = gallery.page.evaluate("document.querySelector('.eg-original').naturalWidth")
    assert natural == 64


def test_how_it_was_made_stands_beside_the_picture_and_can_be_copied(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    origin = gallery_server.url.rstrip("/")
    gallery.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
    opened(gallery, gallery_server.url)
    prompt = gallery.page.locator(".eg-info-text").first.inner_text()
    assert prompt
    gallery.page.get_by_role("button", name="Copy: Prompt", exact=True).click()
    gallery.page.wait_for_function("() => document.querySelector('[title=Copied]')")
    assert gallery.page.evaluate("navigator.clipboard.readText()") == prompt
    stage = gallery.page.locator(STAGE).bounding_box()
    info = gallery.page.locator(".eg-info").bounding_box()
    assert stage
    assert info
    assert stage["x"] + stage["width"] <= info["x"]


def test_whether_the_panel_is_shown_is_kept(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    opened(gallery, gallery_server.url)
    gallery.page.keyboard.press("i")
    expect(gallery.page.locator(".eg-info")).to_be_hidden()
    gallery.page.keyboard.press("Escape")
    opened(gallery, gallery_server.url)
    expect(gallery.page.locator(".eg-info")).to_be_hidden()


def test_the_wheel_zooms_and_a_double_click_goes_back(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    opened(gallery, gallery_server.url)
    stage = gallery.page.locator(STAGE)
    whole = scale(gallery)
    stage.hover()
    gallery.page.mouse.wheel(0, -600)
    expect(stage).to_have_attribute("data-zoomed", "true")
    assert scale(gallery) > whole
    stage.dblclick()
    expect(stage).to_have_attribute("data-zoomed", "false")
    assert scale(gallery) == whole


def test_the_page_hears_what_is_opened(gallery_server: GalleryServer, gallery: GalleryPage) -> None:
    gallery.page.add_init_script(
        """window.heard = [];
        document.addEventListener("evergallery:item-opened", ({ detail }) => heard.push(detail.id));
        """
    )
    opened(gallery, gallery_server.url)
    gallery.page.keyboard.press("ArrowRight")
    shown = gallery.page.locator(VIEWER).get_attribute("data-id")
    heard = gallery.page.evaluate("window.heard")
    assert len(heard) == 2
    assert heard[-1] == int(shown or 0)


def test_keys_in_the_viewer_stay_in_the_viewer(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    """Hosts listen on the document for arrows and letters."""
    opened(gallery, gallery_server.url)
    gallery.page.evaluate(
        "window.leaked = []; document.addEventListener('keydown', (event) => leaked.push(event.key))"
    )
    for key in ("ArrowRight", "i", "z", "Escape"):
        gallery.page.keyboard.press(key)
    assert gallery.page.evaluate("window.leaked") == []
