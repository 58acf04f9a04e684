from __future__ import annotations

import pytest

from evergallery.server.js_module import Binding, NotUnderstood, read_module


def code_of(text: str) -> list[str]:
    return [line.text for line in read_module("view/grid.mjs", text).code]


def test_what_is_imported_is_named_from_the_root_of_the_tree() -> None:
    text = 'import { one, two as second } from "./tile.mjs";\nimport { clamp } from "../util/clamp.mjs";\n'
    assert read_module("view/grid.mjs", text).imports == {
        "view/tile.mjs": (Binding("one", "one"), Binding("two", "second")),
        "util/clamp.mjs": (Binding("clamp", "clamp"),),
    }


def test_a_list_of_names_may_be_broken_over_lines() -> None:
    text = 'import {\n  // the first\n  one,\n  two,\n} from "./tile.mjs";\nexport {\n  one,\n  two as second,\n};\n'
    module = read_module("view/grid.mjs", text)
    assert module.imports["view/tile.mjs"] == (Binding("one", "one"), Binding("two", "two"))
    assert module.exports == (Binding("one", "one"), Binding("second", "two"))
    assert module.code == ()


@pytest.mark.parametrize(
    "declared",
    ["const x = 1;", "function x() {", "async function x() {", "function* x() {", "class x {", "class x extends Y {"],
)  # fmt: skip
def test_what_is_declared_is_exported_by_its_name(declared: str) -> None:
    module = read_module("view/grid.mjs", f"export {declared}\n}}\n")
    assert module.exports == (Binding("x", "x"),)
    assert module.code[0].text == declared


def test_lines_know_where_they_stood() -> None:
    text = "/**\n * What it is for.\n */\nexport const x = [\n  1,\n];\n\n// Why.\nx.sort();\n"
    module = read_module("view/grid.mjs", text)
    assert [line.number for line in module.code] == [3, 4, 5, 8]
    assert {line.module for line in module.code} == {"view/grid.mjs"}


def test_comments_before_code_go_and_the_code_stays() -> None:
    assert code_of("class X {\n  /** @type {Y} */ #y = 1;\n  /** a\n   * b */ z = 2;\n}\n") == [
        "class X {",
        "  #y = 1;",
        "   z = 2;",
        "}",
    ]


def test_what_looks_like_a_comment_in_a_string_stays() -> None:
    lines = ['const url = "https://example.org/*";', 'const type = "image/*"; // any']
    assert code_of("\n".join(lines)) == lines


def test_a_template_of_several_lines_stays_as_it_is() -> None:
    lines = ["const x = `a", "", "  // b ${c}", "", "  d`;"]
    assert code_of("\n".join([*lines, "// gone", "e();"])) == [*lines, "e();"]


def test_a_type_in_a_comment_is_no_import() -> None:
    text = '/** @typedef {import("./x.mjs").X} X */\nconst x = /** @type {import("./x.mjs").X} */ (y);\n'
    assert code_of(text) == ['const x = /** @type {import("./x.mjs").X} */ (y);']


def test_only_a_module_that_asks_where_it_is_has_meta() -> None:
    assert read_module("app.mjs", "const here = import.meta.url;\n").has_meta
    assert not read_module("app.mjs", "/** import.meta.url */\n").has_meta


@pytest.mark.parametrize(
    "text",
    [
        "export default function x() {}", "export default 1;", "export let x = 1;", "export var x = 1;",
        "export const { x } = y;", "export const [x] = y;", 'export * from "./x.mjs";', 'export { x } from "./x.mjs";',
        'import x from "./x.mjs";', 'import * as x from "./x.mjs";', 'import "./x.mjs";', 'import { x } from "x";',
        "import {\n  x,", "import { x } from './x.mjs';", 'const x = await import("./x.mjs");',
        'f(() => import("./x.mjs"));', "await x;", "const x = await y;", "for await (const x of y) {",
        'import { x } from "./x.mjs"; f();',
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(NotUnderstood, match=r"^view/grid\.mjs:2: "):
        read_module("view/grid.mjs", f"const a = 1;\n{text}\n")


@pytest.mark.parametrize(
    "text",
    ["  const x = await y;", "const x = async () => await y;", "const x = `a ${b ? `c` : d}`;"],
)
def test_what_only_looks_like_it_is_not_refused(text: str) -> None:
    assert code_of(text) == [text]


@pytest.mark.parametrize("name", ["a-b.mjs", "a.js", "a$b.mjs", "", "../a.mjs"])
def test_a_name_that_could_not_name_a_scope_is_refused(name: str) -> None:
    with pytest.raises(NotUnderstood):
        read_module(name, "")
