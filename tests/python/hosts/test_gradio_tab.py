from __future__ import annotations

import json
from html.parser import HTMLParser
from types import ModuleType
from typing import Any

from evergallery.hosts.gradio_api import API_NAME
from evergallery.hosts.gradio_tab import add_boot_script, add_gallery, build_tab, gallery_html
from tests.python.hosts.fakes import FakeAssembly


class Elements(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assembly() -> Any:
    return FakeAssembly()


def test_the_element_carries_what_the_boot_script_needs() -> None:
    ((tag, attributes),) = Elements(gallery_html(assembly())).found
    assert tag == "eg-gallery"
    assert attributes["data-static"] == "evergallery/v1/static/abc/"
    assert attributes["data-state"] == "connecting"
    assert attributes["data-transport"] == "none"
    assert json.loads(attributes["data-boot"] or "") == {
        "host": "gradio",
        "title": 'A "title" & <more>',
        "settings": {"transport": "auto"},
    }


def test_a_tab_holds_the_element_and_the_endpoint(gradio: ModuleType) -> None:
    config = build_tab(assembly()).get_config_file()
    values = [component["props"].get("value") for component in config["components"]]
    assert gallery_html(assembly()) in values
    assert [each["api_name"] for each in config["dependencies"]] == [API_NAME]


def test_the_boot_script_is_a_load_event_without_a_call_to_the_server(gradio: ModuleType) -> None:
    with gradio.Blocks() as blocks:
        add_gallery(assembly())
        add_boot_script(blocks, assembly())
    (event,) = [each for each in blocks.get_config_file()["dependencies"] if each["js"]]
    assert "evergallery/v1/static/abc/javascript/evergallery.mjs" in event["js"]
    assert not event["backend_fn"]
    assert event["targets"][0][1] == "load"
