"""The gallery as Gradio sees it: one gr.HTML with our element, and the hidden polling endpoint."""

from __future__ import annotations

import html
import json
from typing import Any

from .assembly import Assembly
from .gradio_api import add_endpoint
from .signature import call_accepted, knows

TAB_ID = "evergallery"
"""Web UIs make `tab_evergallery` of it in the page."""


def gallery_html(assembly: Assembly) -> str:
    """`<eg-gallery …>`; what it carries is escaped, because labels and values are a person's text."""
    boot = {
        "host": assembly.host_name,
        "title": assembly.title,
        "settings": assembly.settings_for_client(),
    }
    attributes = {
        "class": "eg-root",
        "data-state": "connecting",
        "data-transport": "none",
        "data-static": assembly.static_url,
        "data-boot": json.dumps(boot),
    }
    written = " ".join(f'{name}="{html.escape(value)}"' for name, value in attributes.items())
    return f"<eg-gallery {written}></eg-gallery>"


def add_gallery(assembly: Assembly) -> Any:
    """Element and endpoint, inside the `gr.Blocks` that is being built. Returns the gr.HTML."""
    import gradio as gr

    component = call_accepted(
        gr.HTML, gallery_html(assembly), elem_id="evergallery_root", padding=False
    )
    add_endpoint(assembly.poll)
    return component


def build_tab(assembly: Assembly) -> Any:
    """A `gr.Blocks` of its own, as web UIs want it from on_ui_tabs; they load the boot script themselves."""
    import gradio as gr

    with gr.Blocks(analytics_enabled=False) as tab:
        add_gallery(assembly)
    return tab


def add_boot_script(blocks: Any, assembly: Assembly) -> None:
    """Have the page import the boot script when it loads: the one way that is there from 3.41 to 6.

    A `<script>` in gr.HTML never runs, `head=` is unknown to Gradio 3 and moved twice since.
    """
    url = json.dumps(f"{assembly.static_url}javascript/evergallery.mjs")
    script = (
        f"() => {{ import(new URL({url}, new URL('.', location.href.split(/[?#]/)[0])).href) }}"
    )
    js = {"js" if knows(blocks.load, "js") else "_js": script}
    call_accepted(blocks.load, fn=None, **js, api_name=False, show_progress="hidden")
