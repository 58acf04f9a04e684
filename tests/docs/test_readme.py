"""What README.md and CONTRIBUTING.md promise is there."""

from __future__ import annotations

import ast
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import evergallery

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def serve_help() -> str:
    """What `run --help` prints."""
    door = [sys.executable, str(ROOT / "install.py"), "run", "--help"]
    return subprocess.run(door, text=True, capture_output=True, check=True).stdout


def test_every_option_in_the_table_is_one_that_run_takes() -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `--")]
    named = {name for row in rows for name in re.findall(r"`(--[a-z-]+)", row.split("|")[1])}
    assert named, "the table of options is gone"
    assert named - {"--upgrade"} <= set(re.findall(r"--[a-z-]+", serve_help()))


def test_the_example_for_other_gradio_apps_fits_the_function() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    calls = [
        node
        for node in ast.walk(ast.parse(example))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "evergallery.tab"
    ]
    assert len(calls) == 1
    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in calls[0].keywords}
    inspect.signature(evergallery.tab).bind(**given)


def test_the_readme_states_the_test_command() -> None:
    assert "`python3 install.py test`" in README


def test_ci_runs_the_same_command_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    assert commands == ["python3 install.py test"]


def test_every_step_that_contributors_are_told_of_exists() -> None:
    listed = subprocess.run(
        [sys.executable, str(ROOT / "install.py"), "test", "--list"],
        text=True,
        capture_output=True,
        check=True,
    ).stdout
    steps = {line.split()[0] for line in listed.splitlines()}
    for names in re.findall(r"install\.py test ((?:[a-z]+ )+) ", CONTRIBUTING):
        words = names.split()
        if words[0] != "everything:":
            assert set(words) <= steps


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_our_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\((?!\w+:)([^)#\s]+)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_version_is_the_same_everywhere() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert package["version"] == evergallery.__version__
    assert f'\nversion = "{evergallery.__version__}"\n' in project
