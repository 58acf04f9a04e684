from __future__ import annotations

from pathlib import Path

from evergallery.hosts.extension_root import extension_root


def test_the_root_holds_what_a_web_ui_looks_for() -> None:
    assert extension_root() == Path(__file__).resolve().parents[3]
    assert (extension_root() / "scripts/evergallery_main.py").is_file()
    assert (extension_root() / "javascript/evergallery.mjs").is_file()
