"""The gallery as a program of its own: one Gradio page that holds nothing else."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evergallery.errors import SettingsInvalid
from evergallery.log import get_logger
from evergallery.settings import Settings

from .embedded import EmbeddedHost, add_to_page, folder_root
from .signature import accepted, call_accepted

FIRST_PORT = 7870
"""A web UI takes 7860 and the few after it."""

_PORTS_TRIED = 100
_LAUNCHES_TRIED = 5
_WAKE_S = 0.5  # Windows hands over signals only between two waits

_log = get_logger("standalone")

# Gradio's own page gets out of the way: no margins, no footer, one column as wide as the window.
_CSS = """
html, body { height: 100%; margin: 0; }
.gradio-container { max-width: none !important; min-height: 100vh; padding: 0 !important; margin: 0 !important; }
.gradio-container > .main, .gradio-container .wrap, .gradio-container main { padding: 0 !important; gap: 0; }
.gradio-container footer { display: none !important; }
#evergallery_root { border: 0; padding: 0; margin: 0; min-height: 100vh; background: none; }
#evergallery_root .html-container { padding: 0; }
#evergallery_root eg-gallery { display: block; min-height: 100vh; }
"""


@dataclass(frozen=True)
class ServeOptions:
    """Everything `serve` needs; `port` None means a free one from 7870 upward."""

    folders: Sequence[Path]
    data_dir: Path
    settings: Settings
    host: str = "127.0.0.1"
    port: int | None = None
    login: Sequence[tuple[str, str]] = ()
    root_path: str = ""
    open_browser: bool = True
    title: str = "Evergallery"


@contextlib.contextmanager
def serving(options: ServeOptions) -> Iterator[str]:
    """Serve while the block runs; gives the address. Raises SettingsInvalid when the port is taken."""
    folders: list[Path | str] = [*options.folders, *options.settings.extra_folders]
    host = EmbeddedHost(
        "standalone",
        options.title,
        options.settings,
        [folder_root(folder) for folder in folders],
        options.data_dir,
    )
    _port(options)  # told before the seconds that Gradio's import takes
    with contextlib.ExitStack() as ends:
        ends.callback(host.stop)
        host.start()  # before Gradio, whose import takes seconds: the scan runs meanwhile
        page = _page(host)
        ends.callback(page.close, verbose=False)
        ends.callback(host.stop)  # the server waits for parked polls: they are let go first
        yield _launch_somewhere(page, options)


def serve(options: ServeOptions) -> None:
    """Serve until ctrl-C; prints the one line with the address."""
    with serving(options) as url:
        _say(f"Evergallery is at {url} (stop with ctrl-C)")
        if options.open_browser:
            _open_browser(url)
        wait_for_the_end()
    _say("Evergallery has stopped.")


def wait_for_the_end() -> None:
    """Until ctrl-C, or the SIGTERM of `docker stop` and service managers."""
    ended = threading.Event()
    previous = {
        number: signal.signal(number, lambda *_: ended.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        while not ended.wait(_WAKE_S):
            pass
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def free_port(host: str) -> int:
    """The first free port from 7870 upward. Raises SettingsInvalid after a hundred."""
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise SettingsInvalid(f"No port from {FIRST_PORT} to {FIRST_PORT + _PORTS_TRIED - 1} is free.")


def _port(options: ServeOptions) -> int:
    """Raises SettingsInvalid when the one that was asked for is taken."""
    if options.port is None:
        return free_port(options.host)
    if not _is_free(options.host, options.port):
        raise SettingsInvalid(f"Port {options.port} cannot be opened; is something else there?")
    return options.port


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _page(host: EmbeddedHost) -> Any:
    """Gradio 4 and 5 take css and title here, 6 takes the css at launch."""
    import gradio as gr

    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    wanted = {"title": host.capabilities.title, "css": _CSS, "fill_width": True}
    with gr.Blocks(analytics_enabled=False, **_page_arguments(gr.Blocks, wanted)) as page:
        add_to_page(host)
    return page


def _page_arguments(blocks: Any, wanted: dict[str, Any]) -> dict[str, Any]:
    """Gradio 6 still lets Blocks take css by **kwargs, with a warning: there it belongs to launch."""
    return accepted(blocks.__init__, wanted)


def _launch_somewhere(page: Any, options: ServeOptions) -> str:
    """Between looking for a free port and opening it another program may have taken it: then the next one."""
    for _ in range(_LAUNCHES_TRIED):
        port = _port(options)
        try:
            return _launch(page, options, port)
        except OSError:
            _log.info("Port %d was taken meanwhile.", port)
    raise SettingsInvalid("No port could be opened; every one was taken meanwhile.")


def _launch(page: Any, options: ServeOptions, port: int) -> str:
    page.queue()
    call_accepted(
        page.launch,
        server_name=options.host,
        server_port=port,
        auth=list(options.login) or None,
        root_path=options.root_path or None,
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        show_api=False,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        css=_CSS,
        app_kwargs={"docs_url": None, "redoc_url": None},
    )
    _spare_compression(page)
    return f"http://{_shown_host(options.host)}:{port}/"


def _spare_compression(page: Any) -> None:
    """permessage-deflate costs a 100 kB frame 4 ms instead of 0.06 ms and thumbnails do not shrink."""
    with contextlib.suppress(AttributeError):
        page.server.config.ws_per_message_deflate = False


def _shown_host(host: str) -> str:
    """What a browser on this machine can open."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - the address for "everywhere" is no address to open
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _open_browser(url: str) -> None:
    import webbrowser

    try:
        webbrowser.open(url)
    except webbrowser.Error:
        _log.info("No browser could be opened.")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - the program's one line for the person who started it
