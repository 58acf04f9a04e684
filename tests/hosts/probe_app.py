"""A small Gradio app with a gallery in it, run by the Python of a host's age.

`python probe_app.py PORT FOLDER DATA_DIR [login] [mount] [root_path=/x] [settings={…}]`; says "ready" and serves until
its input ends.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

import evergallery
from evergallery.hosts.signature import call_accepted


def main(port: int, folder: str, data_dir: str, options: list[str]) -> None:
    with gr.Blocks() as demo:
        with gr.Tab("Gallery"):
            settings = json.loads(_option(options, "settings") or "{}")
            evergallery.tab([folder], title="Probe <1>", data_dir=data_dir, settings=settings)
        with gr.Tab("Other"):
            gr.Markdown("Something else.")
    auth = [("ann", "secret")] if "login" in options else None
    if "mount" in options:
        _serve_below(demo, port)
    else:
        _launch(demo, port, auth, _option(options, "root_path"))
    print("ready", flush=True)
    sys.stdin.read()


def _option(options: list[str], name: str) -> str | None:
    """Of `name=value`."""
    return next((each.split("=", 1)[1] for each in options if each.startswith(f"{name}=")), None)


def _launch(demo: Any, port: int, auth: Any, root_path: str | None) -> None:
    call_accepted(
        demo.launch,
        server_name="127.0.0.1",
        server_port=port,
        auth=auth,
        root_path=root_path,
        prevent_thread_lock=True,
        quiet=True,
        ssr_mode=False,
    )


def _serve_below(demo: Any, port: int) -> None:
    """The other way to serve: below somebody's FastAPI app."""
    import threading

    import uvicorn
    from fastapi import FastAPI

    app = gr.mount_gradio_app(FastAPI(), demo, path="/below")
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning"))
    threading.Thread(target=server.run, daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4:])
