"""The example in docs/hosts.md, run as it stands on every Gradio."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from tests.hosts.matrix import ROOT
from tests.hosts.probe import Page, answers, environment, free_port, hello, wait_until_up

pytestmark = pytest.mark.slow


def example() -> str:
    text = (ROOT / "docs/hosts.md").read_text("utf-8")
    return text.split("```python\n")[1].split("```")[0]


def test_the_example_is_as_short_as_promised() -> None:
    assert len([line for line in example().splitlines() if line.strip()]) <= 10


def test_the_example_shows_a_gallery(python: Path, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    Image.new("RGB", (40, 30)).save(tmp_path / "outputs/one.png")
    (tmp_path / "example.py").write_text(example(), "utf-8")
    port = free_port()
    process = subprocess.Popen(
        [str(python), "example.py"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={
            **environment(),
            "GRADIO_SERVER_PORT": str(port),
            "GRADIO_SERVER_NAME": "127.0.0.1",
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
        },
    )
    try:
        wait_until_up(f"http://127.0.0.1:{port}/", process)
        with Page(f"http://127.0.0.1:{port}") as page:
            page.load()
            assert "eg-gallery" in page.element()
            assert answers(page.poll(hello("http")).json()["data"][0])[0]["type"] == "welcome"
    finally:
        process.terminate()
        process.communicate(timeout=20)
