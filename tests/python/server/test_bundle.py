from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from evergallery.server.bundle import bundle, join_sheets
from evergallery.server.js_module import NotUnderstood

ROOT = Path(__file__).resolve().parents[3]
APP = ROOT / "javascript" / "evergallery"
CSS = ROOT / "css"
IMPORTS = re.compile(r'(?ms)^import\b[^;]*?from "(.*?)";')

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js")


def text_of(sources: Mapping[str, str], entry: str = "app.mjs") -> str:
    return "".join(f"{line.text}\n" for line in bundle(sources, entry))


def our_sources() -> dict[str, str]:
    return {
        path.relative_to(APP).as_posix(): path.read_text(encoding="utf-8")
        for path in APP.rglob("*.mjs")
    }


def reached(folder: Path, name: str, found: set[Path]) -> set[Path]:
    """What a browser would load, found without the code under test."""
    path = (folder / name).resolve()
    if path not in found:
        found.add(path)
        for imported in IMPORTS.findall(path.read_text(encoding="utf-8")):
            reached(path.parent, imported, found)
    return found


def run(script: str, folder: Path) -> str:
    command = ["node", "--input-type=module", "--eval", script]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=True, timeout=60
    ).stdout


# ---- our own program -----------------------------------------------------------------------------


def test_every_module_the_app_needs_is_in_the_bundle_once() -> None:
    banners = re.findall(r"(?m)^// (\S+\.mjs)$", text_of(our_sources()))
    wanted = {path.relative_to(APP).as_posix() for path in reached(APP, "app.mjs", set())}
    assert len(wanted) > 50
    assert sorted(banners) == sorted(wanted)


def test_every_module_of_ours_is_understood() -> None:
    sources = our_sources()
    for name in sources:
        if "import.meta" not in sources[name]:
            bundle(sources, name)


def test_the_bundle_exports_what_the_app_exports() -> None:
    exported = re.findall(r"(?m)^export (?:async )?function (\w+)", our_sources()["app.mjs"])
    *_, last = text_of(our_sources()).splitlines()
    assert last == f"export const {{ {', '.join(exported)} }} = $app;"
    assert "start" in exported


@needs_node
def test_the_bundle_is_a_module_that_runs(tmp_path: Path) -> None:
    (tmp_path / "app.bundle.mjs").write_text(text_of(our_sources()), encoding="utf-8")
    script = 'console.log(typeof (await import("./app.bundle.mjs")).start);'
    assert run(script, tmp_path) == "function\n"


def test_no_source_says_the_name_of_a_scope() -> None:
    sources = our_sources()
    scopes = set(re.findall(r"(?m)^const (\$[\w$]+) = \(\(\) => \{$", text_of(sources)))
    assert "$app" in scopes
    for name, text in sources.items():
        assert scopes & set(re.findall(r"\$[\w$]+", text)) == set(), name


def test_the_sheet_holds_every_sheet_once_and_imports_nothing() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in CSS.glob("*.css")}
    joined = join_sheets(sheets, "all.css")
    assert "@import" not in joined
    for name, text in sheets.items():
        if name != "all.css":
            assert joined.count(text) == 1, name


# ---- any program ---------------------------------------------------------------------------------

TREE = {
    "app.mjs": (
        'import { Circle } from "./shape/circle.mjs";\n'
        'import { area as areaOf, log } from "./shape/area.mjs";\n\n'
        "/** Says it. */\n"
        "export async function start() {\n"
        "  const here = import.meta.url;\n"
        "  return [areaOf(await new Circle(2)), log.join(), `${here ? `${log.length}` : 0}`];\n"
        "}\n\n"
        "const hidden = 7;\n"
        "export { hidden as seen };\n"
    ),
    "shape/circle.mjs": (
        'import { log } from "./area.mjs";\n\n'
        "const area = 1; // a name that another module has too\n"
        'log.push("circle", area);\n\n'
        "export class Circle {\n  constructor(radius) {\n    this.radius = radius;\n  }\n}\n"
    ),
    "shape/area.mjs": (
        "/** @type {any[]} */\n"
        'export const log = ["area"];\n\n'
        "export function area({ radius }) {\n  return radius ** 2;\n}\n"
    ),
}


@needs_node
def test_a_bundle_does_what_its_modules_do_in_their_order(tmp_path: Path) -> None:
    for name, text in {**TREE, "app.bundle.mjs": text_of(TREE)}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    script = 'const app = await import("./{}"); console.log(await app.start(), {{ ...app }});'
    one_by_one = run(script.format("app.mjs"), tmp_path)
    assert run(script.format("app.bundle.mjs"), tmp_path) == one_by_one
    assert "'area,circle,1'" in one_by_one
    assert "seen: 7" in one_by_one


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("shape/area.mjs", 'import { start } from "../app.mjs";', "circle"),
        ("app.mjs", 'import { x } from "./nowhere.mjs";', "app.mjs: nowhere.mjs is imported"),
        ("app.mjs", 'import { x } from "../outside.mjs";', "not there"),
        ("app.mjs", 'import { x } from "./shape/area.mjs";', "does not export x"),
        ("shape/area.mjs", "f(import.meta.url);", "only app.mjs may say import.meta"),
        ("shape/area.mjs", "export default 1;", r"shape/area.mjs:7: this way of .*default"),
    ],
)
def test_what_would_not_be_the_same_is_refused(name: str, text: str, why: str) -> None:
    with pytest.raises(NotUnderstood, match=why):
        bundle({**TREE, name: f"{TREE[name]}{text}\n"}, "app.mjs")


def test_each_line_of_code_says_where_it_is_from() -> None:
    for line in bundle(TREE, "app.mjs"):
        if line.module:
            assert TREE[line.module].splitlines()[line.number].endswith(line.text)


def test_a_sheet_that_is_missing_is_refused() -> None:
    sheets = {"all.css": '@import "one.css";\n@import "two.css";\n', "one.css": ".one {}\n"}
    with pytest.raises(NotUnderstood, match=r"two\.css"):
        join_sheets(sheets, "all.css")
    assert join_sheets({**sheets, "two.css": ".two {}\n"}, "all.css") == ".one {}\n\n.two {}\n\n"
