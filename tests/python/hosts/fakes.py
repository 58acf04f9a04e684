"""Stand-ins for the parts next to the one under test."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evergallery.hosts.base import Capabilities
from evergallery.library.answers import Root
from evergallery.settings import Settings


class FakeHost:
    """A host whose answers a test sets."""

    capabilities = Capabilities("gradio", 'A "title" & <more>', ())

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = Settings()
        self.current_roots = [Root("Pictures", folder / "pictures")]

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def settings(self) -> Settings:
        return self.current

    def roots(self) -> list[Root]:
        return list(self.current_roots)

    def data_dir(self) -> Path:
        return self.folder / "data"


class FakeAssembly:
    """What a page needs of an assembly; a poll answers with what it was given."""

    host_name = "gradio"
    title = 'A "title" & <more>'
    static_url = "evergallery/v1/static/abc/"

    def settings_for_client(self) -> dict[str, Any]:
        return {"transport": "auto"}

    async def poll(self, text: str, user: str | None, connection: Any) -> str:
        if text == "break":
            raise RuntimeError("inside")
        return json.dumps({"text": text, "user": user, "path": connection.url.path})
