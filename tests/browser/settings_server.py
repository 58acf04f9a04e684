"""A gallery whose settings change while it runs, as a web UI's settings page does it.

Run as a program it serves, and takes over each line of standard input: a JSON object of settings.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from evergallery.hosts import standalone
from evergallery.hosts.embedded import EmbeddedHost
from evergallery.settings import Settings, with_values
from tests.browser.gallery_server import GalleryServer


class SettingsServer(GalleryServer):
    """As GalleryServer, with `change(transport="http_long")`."""

    def change(self, **values: Any) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(values) + "\n")
        self._process.stdin.flush()

    def _command(self) -> list[str]:
        place = [str(self.folder), str(self._data_dir), str(self.port)]
        return [sys.executable, "-m", "tests.browser.settings_server", *place]


class ChangingHost(EmbeddedHost):
    """A host with a settings page: the change comes first, then the news of it."""

    def change(self, values: dict[str, Any]) -> None:
        self._settings = with_values(self._settings, values)
        self.assembly.settings_changed()


def main(folder: str, data_dir: str, port: str) -> None:
    made: list[ChangingHost] = []

    def host(*given: Any) -> ChangingHost:
        made.append(ChangingHost(*given))
        return made[0]

    standalone.EmbeddedHost = host  # type: ignore[assignment, attr-defined]
    options = standalone.ServeOptions([Path(folder)], Path(data_dir), Settings(), port=int(port))
    with standalone.serving(options):
        for line in sys.stdin:
            made[0].change(json.loads(line))


if __name__ == "__main__":
    main(*sys.argv[1:])
