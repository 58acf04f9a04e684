"""Our modules joined into one, so that a browser far away waits one round trip for the program and not seven.

An extension is a git clone without a build step, so the server joins what it serves. The modules stay what they are,
and where the bundle cannot be had a browser loads them one by one (javascript/evergallery.mjs).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .js_module import Binding, JsModule, Line, NotUnderstood, read_module

_SHEET = re.compile(r'@import "([\w.]+)";')


def bundle(sources: Mapping[str, str], entry: str) -> list[Line]:
    """One module that does and exports what `entry` does. Raises NotUnderstood.

    `sources`: name ("view/grid.mjs") → text. Each module becomes a function, called once and after those it
    imports from. To be served from `entry`'s own folder: there `import.meta.url` means what `entry` takes it for.
    """
    modules = _in_order(sources, entry)
    lines = [line for module in modules for line in _scope(module)]
    exported = ", ".join(one.outer for one in modules[-1].exports)
    return [*lines, Line(f"export const {{ {exported} }} = {_name(entry)};")]


def join_sheets(sheets: Mapping[str, str], entry: str) -> str:
    """`entry` with the sheets it imports in their places. Raises NotUnderstood for one that is not there."""

    def sheet(found: re.Match[str]) -> str:
        if found[1] not in sheets:
            raise NotUnderstood(f"{entry}: {found[1]} is imported but is not there")
        return sheets[found[1]]

    return _SHEET.sub(sheet, sheets[entry])


def _in_order(sources: Mapping[str, str], entry: str) -> list[JsModule]:
    """`entry` last, each module after those it imports from: as a browser runs them."""
    done: dict[str, JsModule] = {}

    def visit(name: str, way: tuple[str, ...]) -> None:
        if name in way:
            raise NotUnderstood(f"{name} imports itself in a circle")
        if name not in sources:
            raise NotUnderstood(f"{way[-1]}: {name} is imported but is not there")
        module = read_module(name, sources[name])
        if module.has_meta and way:
            raise NotUnderstood(f"{name}: only {entry} may say import.meta")
        for imported, names in module.imports.items():
            if imported not in done:
                visit(imported, (*way, name))
            _check(names, done[imported], name)
        done[name] = module

    visit(entry, ())
    return list(done.values())


def _check(names: tuple[Binding, ...], module: JsModule, importer: str) -> None:
    """A browser refuses such an import; a function's result would only be undefined."""
    missing = {one.outer for one in names} - {one.outer for one in module.exports}
    if missing:
        raise NotUnderstood(f"{importer}: {module.name} does not export {min(missing)}")


def _scope(module: JsModule) -> Iterator[Line]:
    yield Line(f"// {module.name}")
    yield Line(f"const {_name(module.name)} = (() => {{")
    for source, names in module.imports.items():
        taken = ", ".join(_pair(one.outer, one.inner) for one in names)
        yield Line(f"const {{ {taken} }} = {_name(source)};")
    yield from module.code
    yield Line(f"return {_object(module.exports)};")
    yield Line("})();")


def _name(module: str) -> str:
    """`view/grid.mjs` → `$view$grid`; no name in our sources begins with a dollar."""
    return "$" + module.removesuffix(".mjs").replace("/", "$")


def _object(exports: tuple[Binding, ...]) -> str:
    return "{ " + ", ".join(_pair(one.outer, one.inner) for one in exports) + " }"


def _pair(key: str, value: str) -> str:
    return key if key == value else f"{key}: {value}"
