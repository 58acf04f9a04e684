"""A gallery with room for one session: whoever comes while another is there is told that it is full.

Run as a program it serves until its standard input ends.
"""

from __future__ import annotations

import sys
from pathlib import Path

from evergallery.hosts import standalone
from evergallery.server import gallery as composition
from evergallery.server.registry import Registry
from evergallery.settings import Settings
from tests.browser.gallery_server import GalleryServer


class FullServer(GalleryServer):
    """As GalleryServer, with one place."""

    def _command(self) -> list[str]:
        place = [str(self.folder), str(self._data_dir), str(self.port)]
        return [sys.executable, "-m", "tests.browser.full_server", *place]


class SmallRegistry(Registry):
    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named, max_sessions=1)  # type: ignore[arg-type]


def main(folder: str, data_dir: str, port: str) -> None:
    composition.Registry = SmallRegistry  # type: ignore[misc]
    options = standalone.ServeOptions([Path(folder)], Path(data_dir), Settings(), port=int(port))
    with standalone.serving(options):
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
