"""What a person does with the gallery, and sees, in words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import ConsoleMessage, Page

ROOT = "eg-gallery"
CHIP = ".eg-link"
TILE = ".eg-tile"

_TIMELINE = Path(__file__).with_name("timeline.mjs")

# Chromium itself writes these for a broken link, before any script hears of it.
_OF_THE_NETWORK = re.compile(
    r"WebSocket connection to|Failed to load resource|net::ERR_|WebSocket is closed before"
)

# Goes down the grid like a patient person: half a window further once nothing in the window is a skeleton, back
# again when places were skipped, and notes place and id of each tile it saw. Frames come late on a busy
# machine, so a stop counts by what it shows and not by where it scrolled to. `stuck` tells what it waited for
# in vain.
_SCROLL_THROUGH = """
async ([total, patienceMs]) => {
    const grid = document.querySelector(".eg-grid");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const inWindow = (selector) => {
        const edge = grid.getBoundingClientRect();
        return [...grid.querySelectorAll(selector)].filter((element) => {
            const { top, bottom } = element.getBoundingClientRect();
            return bottom > edge.top + 1 && top < edge.bottom - 1;
        });
    };
    const placeOf = (tile) => Number(tile.getAttribute("aria-posinset"));
    const noted = new Set();
    const known = new Set();
    let reached = 0;
    let patience = performance.now() + patienceMs;
    grid.scrollTop = 0;
    while (reached < total) {
        await frame();
        await frame();
        const tiles = inWindow(".eg-tile");
        const places = tiles.map(placeOf);
        const skeletons = inWindow(".eg-skeleton").length;
        if (performance.now() > patience) {
            return { noted: [...noted], stuck: `after ${reached}: ${skeletons} skeletons, tiles ${places}` };
        }
        if (skeletons > 0 || tiles.length === 0) continue;
        for (const tile of tiles) noted.add(`${placeOf(tile)} ${tile.dataset.id}`);
        for (const place of places) known.add(place);
        while (known.has(reached + 1)) {
            reached += 1;
            patience = performance.now() + patienceMs;
        }
        const skipped = Math.min(...places) > reached + 1;
        grid.scrollTop += grid.clientHeight * (skipped ? -0.5 : 0.5);
    }
    return { noted: [...noted], stuck: null };
}
"""


class GalleryPage:
    """Page object; `page` stays open to everything else."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.page_errors: list[str] = []
        self.console_errors: list[str] = []
        page.on("pageerror", lambda error: self.page_errors.append(str(error)))
        page.on("console", self._on_console)
        page.add_init_script(path=_TIMELINE)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)

    @property
    def errors(self) -> list[str]:
        """Errors of scripts: what a broken network makes Chromium say is not among them."""
        own = [text for text in self.console_errors if not _OF_THE_NETWORK.search(text)]
        return self.page_errors + own

    # What a person does

    def open(self, url: str) -> None:
        self.page.goto(url, wait_until="commit")

    def choose_transport(self, name: str) -> None:
        if not self.page.locator(".eg-link-panel").is_visible():
            self.page.locator(CHIP).click()
        self.page.locator(f'.eg-link-panel [role=radio][data-transport="{name}"]').click()

    def try_again(self) -> None:
        """The button where there is one; else what the browser says when the network comes back."""
        button = self.page.locator(".eg-notice button:visible")
        if button.count():
            button.first.click()
        else:
            self.page.evaluate("window.dispatchEvent(new Event('online'))")

    def scroll_through(self, *, patience_s: float = 8) -> list[int]:
        """Every picture's id by its place, top to bottom. Asserts that each is shown once and none missing."""
        total = self.total()
        outcome: dict[str, Any] = self.page.evaluate(_SCROLL_THROUGH, [total, patience_s * 1000])
        pairs = [(int(place), int(item)) for place, item in map(str.split, outcome["noted"])]
        by_place = dict(pairs)
        assert outcome["stuck"] is None, f"{outcome['stuck']}\n{self.story()}"
        assert len(pairs) == len(by_place), "two pictures were shown in one place"
        assert len(set(by_place.values())) == len(by_place), "a picture was shown in two places"
        assert sorted(by_place) == list(range(1, total + 1))
        return [by_place[place] for place in sorted(by_place)]

    # What a person sees

    def attribute(self, name: str) -> str | None:
        return self.page.locator(ROOT).get_attribute(f"data-{name}")

    def total(self) -> int:
        return int(self.attribute("total") or -1)

    def tiles(self) -> int:
        return self.page.locator(TILE).count()

    def elements(self) -> int:
        """How many DOM elements the gallery has."""
        return self.page.locator(f"{ROOT} *").count()

    def folder_names(self) -> list[str]:
        """As listed; "" is the line for everything and not among them."""
        lines = self.page.locator(".eg-folder").all()
        return [name for line in lines if (name := line.get_attribute("data-name"))]

    def chip_says(self, words: str) -> bool:
        return words in self.page.locator(CHIP).inner_text()

    def chip_sentence(self) -> str:
        """What the chip says at length, to a pointer at rest and to screen readers."""
        return self.page.locator(CHIP).get_attribute("title") or ""

    def first_in_window(self) -> str:
        """The id of the first picture whose middle is in the window."""
        tile: str = self.page.evaluate(
            """() => {
                const top = document.querySelector(".eg-grid").getBoundingClientRect().top;
                const isIn = (tile) => {
                    const edge = tile.getBoundingClientRect();
                    return (edge.top + edge.bottom) / 2 > top;
                };
                const tiles = [...document.querySelectorAll(".eg-tile")].filter(isIn);
                const place = (tile) => Number(tile.getAttribute("aria-posinset"));
                return tiles.sort((a, b) => place(a) - place(b))[0]?.dataset.id ?? "";
            }"""
        )
        return tile

    def scroll_to(self, part: float) -> None:
        """0 is the top, 1 the end."""
        self.page.evaluate(
            """(part) => {
                const grid = document.querySelector(".eg-grid");
                grid.scrollTop = part * (grid.scrollHeight - grid.clientHeight);
            }""",
            part,
        )

    def wait_for_tiles_in_window(self, timeout_s: float = 10) -> None:
        """Until no place in the window is a skeleton."""
        self.page.wait_for_function(
            """() => {
                const edge = document.querySelector(".eg-grid").getBoundingClientRect();
                const isIn = (element) => {
                    const { top, bottom } = element.getBoundingClientRect();
                    return bottom > edge.top + 1 && top < edge.bottom - 1;
                };
                const inWindow = (selector) => [...document.querySelectorAll(selector)].filter(isIn);
                return inWindow(".eg-tile").length > 0 && inWindow(".eg-skeleton").length === 0;
            }""",
            timeout=timeout_s * 1000,
        )

    def wait_for(self, timeout_s: float = 10, **attributes: str | int) -> None:
        """Until the root has these data-attributes."""
        wanted = {f"data-{name}": str(value) for name, value in attributes.items()}
        try:
            self.page.wait_for_function(
                """([root, wanted]) => {
                    const element = document.querySelector(root);
                    return element && Object.entries(wanted).every(
                        ([name, value]) => (element.getAttribute(name) ?? "") === value);
                }""",
                arg=[ROOT, wanted],
                timeout=timeout_s * 1000,
            )
        except Exception as error:
            raise AssertionError(
                f"waited for {attributes}\n{self.story()}\n{self.errors}"
            ) from error

    def wait_for_first_screen(self, timeout_s: float = 10) -> None:
        self.page.wait_for_selector(TILE, timeout=timeout_s * 1000)

    # What happened so far

    def timeline(self) -> list[dict[str, Any]]:
        """Each change of the root's attributes, with `ms` since navigation; the first is its appearance."""
        entries: list[dict[str, Any]] = self.page.evaluate("window.evergalleryTimeline")
        return entries

    def story(self) -> str:
        """The timeline for a failure's message."""
        return "\n".join(str(entry) for entry in self.timeline())

    def first_complete_s(self) -> float:
        """From the first word to the server until the first screen: total known, tiles there."""
        spoke_ms: float = self.page.evaluate("window.evergalleryLink.spokeMs")
        return (self._first_complete_ms() - spoke_ms) / 1000

    def first_screen_s(self) -> float:
        """The same from the element's appearance: the loading of our modules is in it."""
        appeared_ms: float = self.timeline()[0]["ms"]
        return (self._first_complete_ms() - appeared_ms) / 1000

    def _first_complete_ms(self) -> float:
        for entry in self.timeline():
            if entry["total"] is not None and entry["tiles"] > 0:
                return float(entry["ms"])
        raise AssertionError(f"no complete screen\n{self.story()}")
