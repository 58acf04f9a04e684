"""What import-linter (see pyproject.toml) cannot tell: where an import stands, circles, state of a module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "evergallery"
SOURCES = sorted(PACKAGE.rglob("*.py"))
HOST_PACKAGES = {"gradio", "gradio_client", "modules", "uvicorn"}
SCRIPTS = sorted((ROOT / "scripts").glob("*"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def loading_statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is loaded; `if TYPE_CHECKING:` does not."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.If) and "TYPE_CHECKING" not in ast.unparse(statement.test):
            yield from loading_statements([*statement.body, *statement.orelse])
        elif isinstance(statement, (ast.Try, ast.With)):
            yield from loading_statements(statement.body)


def imports_at_load(path: Path) -> Iterator[str]:
    """Absolute names of modules, and of `from` imports also with the name that is taken."""
    module = module_of(path)
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for statement in loading_statements(ast.parse(path.read_text(encoding="utf-8")).body):
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - statement.level + 1]
            base = ".".join([*(up if statement.level else []), *filter(None, [statement.module])])
            for alias in statement.names:
                yield f"{base}.{alias.name}"


every_source = pytest.mark.parametrize("path", SOURCES, ids=name_of)


@every_source
def test_nothing_of_a_host_is_imported_while_loading(path: Path) -> None:
    roots = {name.split(".")[0] for name in imports_at_load(path)}
    assert roots & HOST_PACKAGES == set(), "import it inside the function that uses it"


@every_source
def test_a_module_keeps_no_state_of_its_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Global)]
    values = [
        node.value
        for node in loading_statements(tree.body)
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None
    ]
    empty = {"[]", "{}", "set()", "dict()", "list()", "deque()", "WeakKeyDictionary()"}
    assert [ast.unparse(value) for value in values if ast.unparse(value) in empty] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    modules = {module_of(path): path for path in SOURCES}
    graph = {
        module: {
            target
            for name in imports_at_load(path)
            if (target := name if name in modules else name.rpartition(".")[0]) in modules
        }
        - {module}
        for module, path in modules.items()
    }
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " -> ".join([*way[way.index(module) :], module])
        if module not in done:
            for target in sorted(graph[module]):
                visit(target, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_the_host_finds_one_script_without_classes() -> None:
    scripts = [path for path in SCRIPTS if path.suffix == ".py"]
    assert [path.name for path in scripts] == ["evergallery_main.py"]
    tree = ast.parse(scripts[0].read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)], (
        "hosts load it outside sys.modules, where a dataclass cannot find its own module"
    )
