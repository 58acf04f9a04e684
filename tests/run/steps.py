"""What `install.py test` does, step by step, and what each step needs."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import programs
import venvs
from places import NODE_MODULES, ROOT, Unavailable


@dataclass(frozen=True)
class Command:
    """One child process of a step. `counts` names the runner whose closing lines are read."""

    words: tuple[str, ...]
    counts: str = "exit"
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """`commands` is called when every need is ready."""

    name: str
    checks: str
    needs: tuple[str, ...]
    commands: Callable[[], list[Command]]
    limit_s: int = 900


def prepare_matrix() -> None:
    """All of the matrix; the sentences of those that cannot be had come as one Unavailable at the end."""
    missing = []
    for name in venvs.matrix_names():
        try:
            venvs.matrix(name)
        except Unavailable as error:
            missing.append(str(error))
    if missing:
        raise Unavailable("\n".join(missing))


NEEDS: dict[str, Callable[[], object]] = {
    "dev": venvs.dev,
    "node": programs.node_modules,
    "matrix": prepare_matrix,
    "chromium": programs.chromium,
}


def _dev(module: str, *words: str) -> Command:
    return Command((str(venvs.dev()), "-m", module, *words))


def _node(name: str, *words: str) -> Command:
    return Command((str(programs.node()), str(NODE_MODULES / _ENTRIES[name]), *words))


# The tools' own entries: the shell scripts in node_modules/.bin are other files on Windows.
_ENTRIES = {"biome": "@biomejs/biome/bin/biome", "tsc": "typescript/bin/tsc"}


def _pytest(folders: Iterable[str], **environment: str) -> list[Command]:
    """One pytest over those folders that hold tests."""
    there = [name for name in folders if any((ROOT / name).rglob("test_*.py"))]
    if not there:
        return []
    words = (str(venvs.dev()), "-m", "pytest", "-q", *there)
    return [Command(words, "pytest", environment)]


def _format() -> list[Command]:
    return [_dev("ruff", "format", "--check", "--quiet", "."), _node("biome", "format")]


def _lint() -> list[Command]:
    return [
        _dev("ruff", "check", "--quiet", "."),
        _node("biome", "check", "--formatter-enabled=false", "--error-on-warnings"),
    ]


def _types() -> list[Command]:
    return [_dev("mypy"), _node("tsc", "--noEmit")]


def _floors() -> list[Command]:
    lint_imports = (str(venvs.dev().with_name("lint-imports")), "--no-logo", "--no-cache")
    return [Command(lint_imports), *_pytest(["tests/floors"])]


def _python() -> list[Command]:
    return _pytest(["tests/python", "tests/docs"])


def _js() -> list[Command]:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").rglob("*.test.mjs"))
    if not files:
        return []
    return [Command((str(programs.node()), "--test", "--test-reporter=spec", *files), "node")]


def _hosts() -> list[Command]:
    return _pytest(["tests/hosts"], EVERGALLERY_MATRIX=_made())


def _made() -> str:
    """The Pythons of the matrix that are there, separated like PATH."""
    ready = [name for name in venvs.matrix_names() if _is_made(name)]
    return os.pathsep.join(str(venvs.matrix(name)) for name in ready)


def _is_made(name: str) -> bool:
    try:
        return venvs.matrix(name).exists()
    except Unavailable:
        return False


def _install() -> list[Command]:
    return _pytest(["tests/install"], EVERGALLERY_UV=str(venvs.uv()))


def _browser() -> list[Command]:
    return _pytest(["tests/browser"], EVERGALLERY_CHROMIUM=programs.chromium())


def _chaos() -> list[Command]:
    return _pytest(
        ["tests/chaos"],
        EVERGALLERY_CHROMIUM=programs.chromium(),
        EVERGALLERY_NGINX=programs.nginx(),
        EVERGALLERY_MATRIX=_made(),
    )


STEPS: tuple[Step, ...] = (
    Step("format", "ruff format, Biome's formatter", ("dev", "node"), _format),
    Step("lint", "ruff, Biome", ("dev", "node"), _lint),
    Step("types", "mypy --strict, tsc --checkJs --strict", ("dev", "node"), _types),
    Step("floors", "who may import whom, in both languages", ("dev",), _floors),
    Step("python", "tests/python, tests/docs", ("dev",), _python),
    Step("js", "tests/js", ("node",), _js),
    Step(
        "hosts", "tests/hosts: the loader and five Gradios", ("dev", "matrix"), _hosts, limit_s=1800
    ),
    Step("install", "tests/install: what install.py adds", ("dev",), _install),
    Step("browser", "tests/browser", ("dev", "chromium"), _browser, limit_s=1800),
    Step(
        "chaos",
        "tests/chaos: networks that fail, F1–F28",
        ("dev", "chromium", "matrix"),
        _chaos,
        limit_s=1800,
    ),
)


def named(names: Iterable[str]) -> list[Step]:
    """The steps of these names in their own order, all for no name; KeyError names an unknown one."""
    wanted, known = list(names), {step.name for step in STEPS}
    for name in wanted:
        if name not in known:
            raise KeyError(name)
    return [step for step in STEPS if not wanted or step.name in wanted]


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))
