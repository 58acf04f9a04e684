"""The panel behind the chip: true figures, what happened, the report, the connection test."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.fixtures import PICTURES
from tests.browser.gallery_page import GalleryPage
from tests.browser.gallery_server import GalleryServer
from tests.chaos.faults import Answer, Buffer, Drop, Rule, Swallow
from tests.chaos.proxy import Proxy

READABLE = 4.5  # WCAG 2.1, 1.4.3

# Every text of the panel with a colour and all that is painted behind it; a canvas understands every notation.
_RATIOS = """
() => {
    const canvas = document.createElement("canvas");
    const brush = canvas.getContext("2d", { willReadFrequently: true });
    const painted = (colors) => {
        for (const color of colors) {
            brush.fillStyle = color;
            brush.fillRect(0, 0, 1, 1);
        }
        return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const luminance = (rgb) => rgb.reduce((sum, part, index) =>
        sum + [0.2126, 0.7152, 0.0722][index] * light(part / 255), 0);
    const ratio = (one, other) => {
        const [more, less] = [luminance(one), luminance(other)].sort((a, b) => b - a);
        return (more + 0.05) / (less + 0.05);
    };
    const panel = document.querySelector(".eg-link-panel");
    const behind = (element) => {
        const layers = [];
        for (let place = element; place !== panel.parentElement; place = place.parentElement)
            layers.unshift(getComputedStyle(place).backgroundColor);
        return layers;
    };
    const hasWords = (element) => element.checkVisibility() &&
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    return [...panel.querySelectorAll("*")].filter(hasWords).map((element) => {
        const layers = behind(element);
        const seen = painted([...layers, getComputedStyle(element).color]);
        return [element.textContent, ratio(seen, painted(layers))];
    });
}
"""

# What sticks out of the panel, or of the window.
_OVERFLOW = """
() => {
    const panel = document.querySelector(".eg-link-panel");
    const { left, right } = panel.getBoundingClientRect();
    const wide = [...panel.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < left - 0.5 || box.right > right + 0.5);
    });
    return [left >= 0, right <= window.innerWidth, wide.map((element) => element.className)];
}
"""

# A panel of its own with a connection test that goes on when it is told to.
_MOUNT = """
async () => {
    const root = document.querySelector("eg-gallery");
    const tree = new URL(root.dataset.static, document.baseURI);
    const { LinkPanel } = await import(new URL("javascript/evergallery/view/link_panel.mjs", tree));
    document.querySelector(".eg-link-place .eg-link-panel").remove();
    const chosen = [];
    const rows = [
        { probe: "gallery", label: "The gallery answers", outcome: "ok", words: "fine", ms: 12 },
        { probe: "upgrade", label: "A WebSocket opens", outcome: "no_upgrade", words: "stripped", ms: 9 },
        { probe: "idle_8", label: "Silent socket", outcome: "skipped", words: "not tried", ms: null },
    ];
    const run = ({ signal, quick, onProgress }) => new Promise((resolve) => {
        window.faked = { signal, quick, chosen, panel };
        onProgress(rows[0], 1, 3);
        window.faked.finish = () => resolve({
            rows,
            findings: ["A proxy takes the header.", "It is far away."],
            recommendation: "Set it to long poll.",
            diagnosis: { transport: "http_long" },
            lines: { nginx: ["proxy_http_version 1.1;"], caddy: ["flush_interval -1"] },
        });
    });
    const status = { state: "polling", transport: "http", reason: "socket_refused", rttMs: 4, sinceMs: 5 };
    const delegate = {
        linkStatus: () => status,
        linkTransportChosen: (name) => chosen.push(name),
        linkHurried: () => {},
        linkForgotten: () => {},
        linkFigures: () => ({ status }),
        linkServer: async () => null,
        linkSurroundings: () => ({}),
        linkTest: run,
    };
    const later = (callback, delayMs) => {
        const handle = setTimeout(callback, delayMs);
        return () => clearTimeout(handle);
    };
    const panel = new LinkPanel({ delegate, transport: "auto", later });
    document.querySelector(".eg-link-place").append(panel.element);
    panel.setOpen(true);
    panel.element.querySelector("details").open = true;
}
"""


def test_the_panel_says_how_and_why_and_keeps_the_figures_behind_details(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    panel = _open(gallery, gallery_server.url)
    expect(panel.locator(".eg-link-carrier")).to_have_text("Connected by WebSocket.")
    expect(panel.get_by_role("radio", name="Auto")).to_be_checked()
    expect(panel.locator(".eg-figures").first).to_be_hidden()
    panel.locator("summary").click()
    expect(panel.locator(".eg-figures").first).to_be_visible()
    gallery.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(gallery.page.locator(".eg-link")).to_be_focused()
    assert gallery.errors == []


def test_over_the_socket_the_figures_are_true(proxy: Proxy, gallery: GalleryPage) -> None:
    panel = _open_details(gallery, proxy.url)
    figures = _figures(panel)
    assert figures["Connection: Carried by"] == "WebSocket"
    assert figures["Connection: WebSockets"] == f"1 of {proxy.counters.upgrades} worked"
    assert figures["Messages: Lost"] == "0"
    assert _kilobytes(figures["Messages: Received"]) > 1
    expect(panel.locator(".eg-rtt-usual")).to_have_text(re.compile(r"\d ms$"))
    assert gallery.errors == []


def test_over_polls_the_figures_are_true(proxy: Proxy, gallery: GalleryPage) -> None:
    proxy.rules = [Rule(Answer(403), kind="upgrade")]
    panel = _open_details(gallery, proxy.url, transport="http")
    figures = _figures(panel)
    assert figures["Connection: Carried by"] == "HTTP polling"
    assert figures["Connection: WebSockets"] == f"0 of {proxy.counters.upgrades} worked"
    assert figures["Messages: Lost"] == "0"
    assert _kilobytes(figures["Messages: Received"]) > 1
    expect(panel.locator(".eg-link-story")).to_contain_text("refused the WebSocket")
    expect(panel.get_by_role("button", name="Try a WebSocket now")).to_be_visible()
    assert gallery.errors == []


def test_what_happened_grows_with_a_cut(proxy: Proxy, gallery: GalleryPage) -> None:
    panel = _open_details(gallery, proxy.url)
    moments = panel.locator(".eg-moment")
    before = moments.count()
    proxy.inject(Drop())
    expect(panel.get_by_text("WebSocket was cut").first).to_be_visible()
    gallery.wait_for(transport="websocket", state="ready")
    expect(moments.first).to_have_attribute("data-state", "ws_live")
    assert moments.count() > before
    assert gallery.errors == []


def test_a_socket_is_tried_at_once_when_the_person_asks(proxy: Proxy, gallery: GalleryPage) -> None:
    proxy.rules = [Rule(Answer(403), kind="upgrade")]
    panel = _open(gallery, proxy.url, transport="http")
    proxy.rules = []
    panel.get_by_role("button", name="Try a WebSocket now").click()
    gallery.wait_for(transport="websocket", timeout_s=3)
    expect(panel.locator(".eg-link-remedy")).to_be_hidden()


def test_the_report_has_no_name_folder_or_address_in_it(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = _open_details(gallery, gallery_server.url)
    panel.get_by_role("button", name="Copy report").click()
    expect(panel.get_by_role("button", name="Copied")).to_be_visible()
    report: str = gallery.page.evaluate("navigator.clipboard.readText()")
    for words in ("Evergallery connection report", "ws_live, websocket", "host: localhost"):
        assert words in report, report
    names = gallery.page.eval_on_selector_all(".eg-tile", "tiles => tiles.map(t => t.dataset.name)")
    assert len(names) > 10
    epoch = gallery.attribute("epoch") or "no epoch"
    folder = gallery_server.folder
    for secret in [*names, str(folder), folder.name, "127.0.0.1", str(gallery_server.port), epoch]:
        assert secret not in report, (secret, report)


def test_the_arrow_keys_change_the_transport_at_once(proxy: Proxy, gallery: GalleryPage) -> None:
    panel = _open(gallery, proxy.url)
    panel.get_by_role("radio", name="Auto").focus()
    gallery.page.keyboard.press("ArrowLeft")
    expect(panel.get_by_role("radio", name="Short poll")).to_be_focused()
    gallery.wait_for(transport="http", reason="setting", timeout_s=3)
    gallery.page.keyboard.press("ArrowRight")
    gallery.wait_for(transport="websocket", reason="", timeout_s=3)


def test_what_was_learnt_can_be_forgotten(proxy: Proxy, gallery: GalleryPage) -> None:
    proxy.rules = [Rule(Answer(403), kind="upgrade")]
    panel = _open_details(gallery, proxy.url, transport="http")
    gallery.page.wait_for_function(f"({_LEARNT})() === 'bad'")
    panel.get_by_role("button", name="Forget what was learnt").click()
    expect(panel.get_by_role("button", name="Forgotten")).to_be_visible()
    assert gallery.page.evaluate(_LEARNT) != "bad"


_LEARNT = """
() => {
    const key = Object.keys(localStorage).find((key) => key.startsWith("evergallery:link:"));
    return key ? JSON.parse(localStorage[key]).socket : null;
}
"""


def test_after_logging_in_elsewhere_the_gallery_goes_on_where_it_was(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    panel = _open(gallery, proxy.url)
    gallery.page.evaluate("document.querySelector('.eg-grid').scrollTop = 2000")
    proxy.rules = [Rule(Answer(401))]
    proxy.inject(Drop())
    gallery.wait_for(reason="login_expired")
    assert gallery.chip_says("log in again")
    login = panel.get_by_role("link", name="Log in again")
    assert (login.get_attribute("href"), login.get_attribute("target")) == ("", "_blank")
    proxy.rules = []
    gallery.page.evaluate("window.dispatchEvent(new Event('focus'))")
    gallery.wait_for(transport="websocket", state="ready", total=PICTURES, timeout_s=5)
    assert gallery.page.evaluate("document.querySelector('.eg-grid').scrollTop") == 2000
    assert gallery.errors == []


def test_a_page_that_answers_in_the_servers_place_can_be_opened(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    panel = _open(gallery, proxy.url)
    proxy.rules = [Rule(Answer(200, "<h1>You are about to visit</h1>", "text/html"))]
    proxy.inject(Drop())
    gallery.wait_for(reason="html_answer")
    expect(panel.get_by_role("link", name="Open the page")).to_be_visible()
    proxy.rules = []
    panel.get_by_role("button", name="Try again").click()
    gallery.wait_for(transport="websocket", state="ready")


def test_the_connection_test_shows_its_way_its_findings_and_what_helps(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    panel = _mount(gallery, gallery_server)
    panel.get_by_role("button", name="Test my connection").click()
    expect(panel.locator(".eg-test-doing")).to_have_text("Testing: 1 of 3")
    expect(panel.get_by_role("progressbar")).to_have_attribute("value", "1")
    expect(panel.get_by_role("row")).to_have_count(1)
    gallery.page.evaluate("faked.finish()")
    expect(panel.locator(".eg-test-finding p").first).to_have_text("A proxy takes the header.")
    expect(panel.get_by_role("row")).to_have_count(3)
    expect(panel.get_by_text("stripped")).to_be_visible()
    expect(panel.get_by_text("proxy_http_version 1.1;")).to_be_visible()
    panel.get_by_role("button", name="Use it").click()
    assert gallery.page.evaluate("[faked.quick, ...faked.chosen]") == [True, "http_long"]
    panel.get_by_role("button", name="Test longer").click()
    assert gallery.page.evaluate("faked.quick") is False
    assert gallery.errors == []


def test_the_real_connection_test_finds_a_proxy_that_refuses_sockets(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Answer(403), kind="upgrade")]
    panel = _open_details(gallery, proxy.url, transport="http")
    panel.get_by_role("button", name="Test my connection").click()
    finding = panel.locator(".eg-test-finding p").first
    expect(finding).to_contain_text("WebSocket", timeout=30_000)
    assert panel.locator("[data-probe=poll]").get_attribute("data-tone") == "good"
    assert panel.locator("[data-probe=upgrade]").get_attribute("data-tone") == "bad"
    panel.get_by_role("button", name="Use it").click()
    expect(panel.get_by_role("radio", name="Long poll")).to_be_checked()
    gallery.wait_for(transport="http", reason="setting")
    assert gallery.errors == []


def test_the_real_connection_test_finds_nothing_wrong_with_a_healthy_way(
    gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    panel = _open_details(gallery, gallery_server.url)
    words = _test_really(panel)
    assert words == ["Everything gets through: WebSocket and HTTP."]
    assert _tones(panel) == {"good"}
    expect(panel.locator(".eg-test-best")).to_have_text("Auto is chosen, and right here.")
    assert gallery.errors == []


def test_the_real_connection_test_finds_a_socket_through_which_nothing_comes(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    proxy.rules = [Rule(Swallow(), kind="upgrade")]
    panel = _open_details(gallery, proxy.url, transport="http")
    [finding, *_] = _test_really(panel)
    assert "lets nothing through" in finding
    assert panel.locator("[data-probe=upgrade]").get_attribute("data-tone") == "good"
    assert panel.locator("[data-probe=welcome]").get_attribute("data-tone") == "bad"
    expect(panel.get_by_role("button", name="Use it")).to_be_visible()
    assert gallery.errors == []


def test_the_real_connection_test_finds_a_proxy_that_keeps_answers_back(
    proxy: Proxy, gallery: GalleryPage
) -> None:
    """Which the gallery never notices: it streams nothing."""
    proxy.rules = [Rule(Buffer(), kind="http", path="*/evergallery/v1/probe")]
    panel = _open_details(gallery, proxy.url)
    [finding, *_] = _test_really(panel)
    assert "collects answers" in finding
    expect(panel.locator(".eg-test-best")).to_have_text("Auto is chosen, and right here.")
    assert gallery.errors == []


def _test_really(panel: Locator) -> list[str]:
    """The findings of the quick test, once it has ended."""
    panel.get_by_role("button", name="Test my connection").click()
    findings = panel.locator(".eg-test-finding p")
    expect(findings.first).to_be_visible(timeout=40_000)
    return findings.all_inner_texts()


def _tones(panel: Locator) -> set[str | None]:
    return {row.get_attribute("data-tone") for row in panel.locator("[data-probe]").all()}


@pytest.mark.parametrize("ending", ["button", "panel", "details"])
def test_the_connection_test_ends_with_its_panel_or_when_it_is_stopped(
    ending: str, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    panel = _mount(gallery, gallery_server)
    panel.get_by_role("button", name="Test my connection").click()
    if ending == "button":
        panel.get_by_role("button", name="Stop the test").click()
    elif ending == "panel":
        gallery.page.evaluate("faked.panel.setOpen(false)")
    else:
        panel.locator("summary").click()
    gallery.page.wait_for_function("faked.signal.aborted")
    gallery.page.evaluate("faked.finish(); faked.panel.setOpen(true)")
    assert panel.locator(".eg-test-finding").text_content() == ""


@pytest.mark.parametrize("width", [390, 320])
def test_nothing_sticks_out_on_a_phone(
    width: int, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    gallery.page.set_viewport_size({"width": width, "height": 800})
    panel = _mount(gallery, gallery_server)
    panel.get_by_role("button", name="Test my connection").click()
    gallery.page.evaluate("faked.finish()")
    expect(panel.get_by_text("proxy_http_version 1.1;")).to_be_visible()
    assert gallery.page.evaluate(_OVERFLOW) == [True, True, []]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_of_the_panel_can_be_read(
    theme: str, gallery_server: GalleryServer, gallery: GalleryPage
) -> None:
    panel = _mount(gallery, gallery_server, f"?__theme={theme}")
    panel.get_by_role("button", name="Test my connection").click()
    gallery.page.evaluate("faked.finish()")
    expect(panel.get_by_text("proxy_http_version 1.1;")).to_be_visible()
    gallery.page.mouse.move(5, 5)
    gallery.page.wait_for_timeout(300)  # colours move to their place
    ratios: list[tuple[str, float]] = gallery.page.evaluate(_RATIOS)
    assert len(ratios) > 15
    assert [pair for pair in ratios if pair[1] < READABLE] == []


def _open(gallery: GalleryPage, url: str, transport: str = "websocket") -> Locator:
    gallery.open(url)
    gallery.wait_for(state="ready", transport=transport, total=PICTURES)
    gallery.page.locator(".eg-link").click()
    return gallery.page.locator(".eg-link-panel")


def _open_details(gallery: GalleryPage, url: str, transport: str = "websocket") -> Locator:
    panel = _open(gallery, url, transport)
    panel.locator("summary").click()
    expect(panel.locator(".eg-figures").first).to_be_visible()
    return panel


def _mount(gallery: GalleryPage, server: GalleryServer, query: str = "") -> Locator:
    gallery.open(server.url + query)
    gallery.wait_for(state="ready", total=PICTURES)
    gallery.page.evaluate(_MOUNT)
    return gallery.page.locator(".eg-link-panel")


def _figures(panel: Locator) -> dict[str, str]:
    """Value by "Group: name"."""
    pairs: list[tuple[str, str]] = panel.evaluate(
        """panel => [...panel.querySelectorAll(".eg-figures")].flatMap((list) =>
            [...list.querySelectorAll(".eg-figure")].map((line) => [
                `${list.getAttribute("aria-label")}: ${line.querySelector("dt").textContent}`,
                line.querySelector("dd").textContent,
            ]))"""
    )
    return dict(pairs)


def _kilobytes(words: str) -> float:
    """The first size in KB of "socket 12 KB, HTTP 3.1 KB"; 0 without one."""
    found = re.search(r"([\d.]+) KB", words)
    return float(found[1]) if found else 0
