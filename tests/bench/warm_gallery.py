"""A gallery of full-size pictures, every thumbnail made, for benches that drive a browser or a client."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx

from tests.bench.bars import bench_folder
from tests.browser.asking import Asking
from tests.browser.gallery_server import GalleryServer
from tests.corpus import FULL_SIZE, ensure


class WarmGallery(GalleryServer):
    """The standalone gallery with settings of its own; `rows` are those of everything, newest first."""

    def __init__(self, folder: Path, data_dir: Path, settings: dict[str, str | bool]) -> None:
        super().__init__(folder, data_dir)
        self._config = data_dir / "evergallery.toml"
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        self._config.write_text("\n".join(["[settings]", *lines]), encoding="utf-8")
        self.rows: list[list[Any]] = []

    def cpu_s(self) -> float:
        """What the server's process has used so far (Linux: proc(5), fields 14 and 15)."""
        assert self._process is not None
        stat = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii")
        ticks = stat.rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) / _TICKS_PER_S

    def _command(self) -> list[str]:
        return [*super()._command(), "--config", str(self._config)]


_TICKS_PER_S = 100  # USER_HZ, the same on every Linux that people run


@contextmanager
def warm_gallery(
    count: int, data_dir: Path, settings: dict[str, str | bool] | None = None
) -> Iterator[WarmGallery]:
    """`count` pictures. What an earlier gallery has put into `data_dir` is warm already."""
    corpus = replace(FULL_SIZE, count=count, distinct=24)
    folder = ensure(corpus, bench_folder() / f"full-{count}")
    with WarmGallery(folder, data_dir, settings or {}) as server:
        with Asking(server.url) as asking:
            asking.wait_for_total(count, timeout_s=300)
            server.rows = asking.rows_in_order(folder=None)
        _make_thumbnails(server)
        yield server


def _make_thumbnails(server: WarmGallery) -> None:
    with httpx.Client(base_url=server.url, timeout=30) as http:
        for row in server.rows:
            http.get(f"evergallery/v1/thumb/{row[0]}/{row[6]}").raise_for_status()
