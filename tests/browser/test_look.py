"""It can be read, it fits its place, and what was chosen is found again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.browser.settings_server import SettingsServer

READABLE = 4.5  # WCAG 2.1, 1.4.3
VISIBLE = 3.0  # 1.4.11

# Each is a colour and what it lies on, as painted: a canvas understands every notation.
_RATIOS = """
() => {
    const canvas = document.createElement("canvas");
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    const paint = (...colors) => {
        for (const color of colors) {
            brush.fillStyle = color;
            brush.fillRect(0, 0, 1, 1);
        }
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = ([red, green, blue]) =>
        0.2126 * light(red / 255) + 0.7152 * light(green / 255) + 0.0722 * light(blue / 255);
    const ratio = (one, other) => {
        const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (more + 0.05) / (less + 0.05);
    };
    const style = (selector) => getComputedStyle(document.querySelector(selector));
    const surface = style(".eg-frame").backgroundColor;
    const on = (selector, back = "transparent") =>
        ratio(paint(surface, back, style(selector).color), paint(surface, back));
    const chip = style(".eg-link").backgroundColor;
    return {
        text: on(".eg-frame"),
        day: on(".eg-day-title"),
        count: on(".eg-count"),
        chip: on(".eg-link", chip),
        field: on(".eg-search-box", style(".eg-search-box").backgroundColor),
        choice: on('.eg-choice[aria-checked="false"]', style(".eg-choices").backgroundColor),
        dot: ratio(paint(surface, chip, style(".eg-dot").backgroundColor), paint(surface, chip)),
        ring: ratio(paint(surface, style("eg-gallery").getPropertyValue("--eg-accent")), paint(surface)),
        page: luminance(paint(surface)),
    };
}
"""

# Themes leave variables out, or set some for a light page and others for a dark one.
_SPOIL = """
() => {
    document.querySelector("eg-gallery").parentElement.style.cssText = `
        color: #ddd; --body-text-color: #1f2937; --block-background-fill: rgb(33 33 33 / 0.9);
        --color-accent: #2a2a2a; background: #101010`;
    document.body.classList.add("spoilt");
}
"""

_TOOLBAR = """
() => {
    const bar = document.querySelector(".eg-toolbar");
    const parts = [...bar.children].filter((part) => getComputedStyle(part).display !== "none");
    const boxes = parts.map((part) => part.getBoundingClientRect());
    const apart = boxes.every((box, index) => index === 0 || box.left >= boxes[index - 1].right - 0.5);
    return { excess: bar.scrollWidth - bar.clientWidth, apart };
}
"""

_PAGE = """
() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    return [scrollHeight - window.innerHeight, scrollWidth - window.innerWidth];
}
"""

# In every frame of its appearance: how opaque the panel and everything around it is.
_OPACITIES = """
async () => {
    document.querySelector(".eg-link").click();
    const panel = document.querySelector(".eg-link-panel");
    const seen = [];
    for (let frame = 0; frame < 20; frame += 1) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
        let opacity = 1;
        for (let place = panel; place; place = place.parentElement) {
            opacity *= Number(getComputedStyle(place).opacity);
        }
        const { left, bottom, width } = panel.getBoundingClientRect();
        const top = document.elementFromPoint(left + width / 2, bottom - 8);
        seen.push([opacity, panel.contains(top)]);
    }
    return [seen, getComputedStyle(panel).backgroundColor];
}
"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(
    theme: str, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, theme)
    ratios: dict[str, float] = gallery.page.evaluate(_RATIOS)
    assert (ratios["page"] < 0.2) == (theme == "dark")
    _assert_readable(ratios)


def test_a_theme_that_contradicts_itself_can_be_read(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, "light")
    gallery.page.evaluate(_SPOIL)
    gallery.page.wait_for_function(
        "getComputedStyle(document.querySelector('.eg-frame')).color !== 'rgb(31, 41, 55)'"
    )
    ratios: dict[str, float] = gallery.page.evaluate(_RATIOS)
    assert ratios["page"] < 0.2
    _assert_readable(ratios)


def test_the_toolbar_fits_every_width_and_the_page_never_scrolls(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, "light")
    for width in (1600, 1280, 1024, 900, 860, 800, 760, 700, 640, 600, 480, 390, 360, 320):
        gallery.page.set_viewport_size({"width": width, "height": 800})
        gallery.wait_for(narrow=str(width < 640).lower(), drawer=str(width < 900).lower())
        assert gallery.page.evaluate(_TOOLBAR) == {"excess": 0, "apart": True}, width
        assert gallery.page.evaluate(_PAGE) == [0, 0], width


def test_folders_stand_beside_the_pictures_where_there_is_room_and_over_them_elsewhere(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, "light")
    side = gallery.page.locator(".eg-side")
    assert side.is_visible()
    gallery.page.set_viewport_size({"width": 700, "height": 800})
    side.wait_for(state="hidden")
    gallery.page.get_by_role("button", name="Folders").click()
    side.wait_for(state="visible")
    gallery.page.locator(".eg-folder").first.click()
    side.wait_for(state="hidden")
    gallery.page.set_viewport_size({"width": 1000, "height": 800})
    side.wait_for(state="visible")


def test_the_panel_of_the_link_is_opaque_and_on_top_while_it_appears(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, "light")
    seen, background = gallery.page.evaluate(_OPACITIES)
    assert seen == [[1, True]] * len(seen)
    assert background.startswith("rgb(")


def test_the_keyboard_is_seen(gallery_server: GalleryServer, gallery: GalleryPage) -> None:
    _open(gallery, gallery_server, "light")
    gallery.page.locator(".eg-search").focus()
    for _ in range(3):
        gallery.page.keyboard.press("Tab")
        ring = gallery.page.evaluate(
            "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])"
            "(getComputedStyle(document.activeElement))"
        )
        assert ring == ["solid", "2px"]


def test_the_choice_on_the_chip_survives_a_reload_and_can_be_taken_back(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    _open(gallery, gallery_server, "light")
    gallery.choose_transport("http_short")
    gallery.wait_for(transport="http", reason="setting", timeout_s=3)
    gallery.page.reload()
    gallery.wait_for(transport="http", reason="setting", total=PICTURES)
    gallery.page.locator(".eg-link").click()
    assert "The setting is Auto." in gallery.page.locator(".eg-link-own").inner_text()
    gallery.page.get_by_role("button", name="Use the setting").click()
    gallery.wait_for(transport="websocket", timeout_s=3)
    assert gallery.page.locator(".eg-link-own").is_hidden()
    gallery.page.reload()
    gallery.wait_for(transport="websocket", reason="", total=PICTURES)
    assert gallery.errors == []


def test_a_setting_changed_on_the_server_ends_the_choice_and_another_setting_does_not(
    settings_server: SettingsServer, gallery: GalleryPage
) -> None:
    gallery.open(settings_server.url)
    gallery.wait_for(transport="websocket", state="ready")
    gallery.choose_transport("http_short")
    gallery.wait_for(transport="http", timeout_s=3)
    settings_server.change(stall_ms=30_000)
    gallery.page.wait_for_timeout(1_500)
    assert gallery.attribute("transport") == "http"
    settings_server.change(transport="websocket")
    gallery.wait_for(transport="websocket", timeout_s=5)
    assert gallery.page.locator(".eg-link-own").is_hidden()
    assert gallery.errors == []


def _open(gallery: GalleryPage, server: GalleryServer, theme: str) -> None:
    gallery.open(f"{server.url}?__theme={theme}")
    gallery.wait_for(state="ready", transport="websocket", total=PICTURES)


def _assert_readable(ratios: dict[str, Any]) -> None:
    for name in ("text", "day", "count", "chip", "field", "choice"):
        assert ratios[name] >= READABLE, (name, ratios)
    for name in ("dot", "ring"):
        assert ratios[name] >= VISIBLE, (name, ratios)
