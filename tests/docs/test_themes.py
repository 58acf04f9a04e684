"""The contract with themes and scripts: what docs/themes.md promises is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "themes.md").read_text(encoding="utf-8")
CODE = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "javascript").rglob("*.mjs"))
STYLES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "css").glob("*.css"))


def first_cells(section: str) -> list[str]:
    text = PAGE.split(f"## {section}\n")[1].split("\n## ")[0]
    return [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]


def test_every_state_is_one_that_the_gallery_knows() -> None:
    (row,) = [line for line in PAGE.splitlines() if line.startswith("| `data-state`")]
    (known,) = re.findall(r"@typedef \{(.*)\} GalleryState", CODE)
    assert re.findall(r"`(\w+)`", row.split("|")[2]) == re.findall(r'"(\w+)"', known)


def test_every_attribute_of_the_gallery_is_set() -> None:
    for cell in first_cells("The gallery"):
        (name,) = re.findall(r"`(data-\w+)`", cell)
        assert f'setAttribute(this.#element, "{name}"' in CODE


def test_every_part_is_made() -> None:
    for cell in first_cells("Parts of it"):
        (name,) = re.findall(r"`\.(eg-[\w-]+)`", cell)
        assert f'"{name}"' in CODE


def test_every_event_is_told_and_every_told_event_is_listed() -> None:
    listed = {re.findall(r"`evergallery:([\w-]+)`", cell)[0] for cell in first_cells("Events")}
    assert listed == set(re.findall(r'#tell\("([\w-]+)"', CODE))


def test_every_property_is_used_by_the_style_sheets() -> None:
    for cell in first_cells("Colours and sizes"):
        for name in re.findall(r"`(--eg-[\w-]+)`", cell):
            assert f"var({name}" in STYLES, name
