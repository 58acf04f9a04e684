"""Our routes on the host's own app.

Flat routes in front of Gradio's catch-alls, never `app.mount`: below a proxy that strips its prefix a mounted app
answers 404 on Starlette 0.33 and later. The routes are plain Starlette ones, put into the list every version has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.routing import BaseRoute, Route, WebSocketRoute

from .gallery import Gallery
from .metered import metered
from .static import ROUTE as STATIC

_NAME = "evergallery"
_BASE = "evergallery/v1"


def mount(app: Any, gallery: Gallery, prefixes: Sequence[str] = ("",)) -> None:
    """Serve `gallery` from `app`, a Starlette or FastAPI app, under each prefix ("" or "/sub/path").

    Idempotent: another mount on the same app takes the place of the first.
    """
    unmount(app)
    gallery.start()
    routes = [route for prefix in prefixes for route in _routes(gallery, prefix.rstrip("/"))]
    app.router.routes[:0] = routes


def unmount(app: Any) -> None:
    """Take our routes from `app` again. The gallery itself goes on; `Gallery.stop` ends it."""
    routes = app.router.routes
    routes[:] = [route for route in routes if getattr(route, "name", None) != _NAME]


def _routes(gallery: Gallery, prefix: str) -> list[BaseRoute]:
    base = f"{prefix}/{_BASE}"
    figures = gallery.figures
    pack = metered(gallery.packs.answer, figures, "thumbnails")
    thumbnail = metered(gallery.files.thumbnail, figures, "thumbnails")
    original = metered(gallery.files.original, figures, "originals")
    static = metered(gallery.static.serve, figures, "static")
    return [
        WebSocketRoute(f"{base}/socket", gallery.socket.serve, name=_NAME),
        WebSocketRoute(f"{base}/probe", gallery.probe.echo, name=_NAME),
        Route(f"{base}/probe", gallery.probe.answer, name=_NAME),
        Route(f"{base}/pack", pack, methods=["POST"], name=_NAME),
        Route(f"{base}/metrics", gallery.metrics.answer, name=_NAME),
        Route(f"{base}/thumb/{{id}}/{{version}}", thumbnail, name=_NAME),
        Route(f"{base}/file/{{id}}", original, name=_NAME),
        Route(f"{base}/file/{{id}}/{{name}}", original, name=_NAME),
        Route(f"{prefix}/{STATIC}/{{hash}}/{{path:path}}", static, name=_NAME),
    ]
