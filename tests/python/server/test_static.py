from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from evergallery.server.gallery import Gallery
from evergallery.server.guard import Guard
from evergallery.server.static import StaticTree
from tests.python.server.conftest import MakeGallery, make_app

APP = "javascript/evergallery/app.mjs"
BUNDLE = "javascript/evergallery/app.bundle.mjs"
SHEETS = "css/all.css"


def test_a_file_under_the_trees_hash_is_kept_for_ever(client: TestClient, gallery: Gallery) -> None:
    answer = client.get(f"/{gallery.static_url}{APP}")
    assert answer.text == "export const start = 1;\n"
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]


def test_a_page_from_before_an_update_gets_what_there_is_but_may_not_keep_it(
    client: TestClient,
) -> None:
    answer = client.get(f"/evergallery/v1/static/0000/{APP}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")


def test_a_file_comes_packed_to_who_can_unpack_it(client: TestClient, gallery: Gallery) -> None:
    url = f"/{gallery.static_url}css/grid.css"
    packed = client.get(url, headers={"accept-encoding": "gzip"})
    plain = client.get(url, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"])
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "secret.txt", "javascript/notes.txt", "javascript/../secret.txt", "%2e%2e/secret.txt", "javascript",
        "javascript/", "", "/etc/passwd", "javascript/evergallery/app.mjs/", "javascript//evergallery/app.mjs",
    ],
)  # fmt: skip
def test_nothing_but_the_listed_files_can_be_had(
    client: TestClient, gallery: Gallery, path: str
) -> None:
    answer = client.get(f"/{gallery.static_url}{path}")
    assert "not for you" not in answer.text
    assert answer.status_code == 404 or answer.text == "the host's page"


def test_the_hash_follows_names_and_contents(static_dir: Path) -> None:
    before = StaticTree(static_dir).hash
    assert StaticTree(static_dir).hash == before
    (static_dir / "secret.txt").write_text("changed")
    assert StaticTree(static_dir).hash == before
    (static_dir / APP).write_text("export const start = 2;\n")
    changed = StaticTree(static_dir).hash
    (static_dir / APP).rename(static_dir / "javascript" / "app.mjs")
    assert len({before, changed, StaticTree(static_dir).hash}) == 3


def test_an_update_under_a_running_server_does_not_mix_old_and_new(static_dir: Path) -> None:
    tree = StaticTree(static_dir)
    url = tree.url
    (static_dir / APP).write_text("export const start = 2;\n")
    assert tree.files[APP].content == b"export const start = 1;\n"
    assert tree.url == url


def test_the_way_to_the_login_page_needs_no_login(make_gallery: MakeGallery) -> None:
    gallery = make_gallery(Guard(lambda _: None))
    with TestClient(make_app(gallery)) as client:
        assert client.get(f"/{gallery.static_url}{APP}").status_code == 200


def test_a_folder_that_is_missing_is_an_empty_tree(tmp_path: Path) -> None:
    assert StaticTree(tmp_path / "nowhere").files == {}


# ---- in one piece --------------------------------------------------------------------------------


def test_the_program_can_be_had_in_one_piece_and_kept_for_ever(
    client: TestClient, gallery: Gallery
) -> None:
    answer = client.get(f"/{gallery.static_url}{BUNDLE}", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert "const start = 1;" in answer.text
    *_, exports, source_map = answer.text.splitlines()
    assert exports == "export const { start } = $app;"
    assert source_map == "//# sourceMappingURL=app.bundle.mjs.map"


def test_developer_tools_find_the_lines_of_the_modules(
    client: TestClient, gallery: Gallery
) -> None:
    answer = client.get(f"/{gallery.static_url}{BUNDLE}.map")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["sources"] == ["app.mjs"]


def test_the_sheets_come_in_one_piece_in_the_order_of_their_imports(static_dir: Path) -> None:
    (static_dir / "css" / "tokens.css").write_text(".eg-root {}\n")
    (static_dir / SHEETS).write_text('@import "tokens.css";\n@import "grid.css";\n')
    files = StaticTree(static_dir).files
    joined = [files[f"css/{name}.css"].content for name in ("tokens", "grid")]
    assert files[SHEETS].content == b"\n".join([*joined, b""])


@pytest.mark.parametrize(
    ("name", "text"), [(APP, "export default 1;\n"), (SHEETS, '@import "nowhere.css";\n')]
)
def test_what_cannot_be_joined_is_served_as_it_is(
    static_dir: Path, caplog: pytest.LogCaptureFixture, name: str, text: str
) -> None:
    (static_dir / name).write_text(text)
    files = StaticTree(static_dir).files
    assert BUNDLE not in files
    assert files[name].content == text.encode()
    (record,) = caplog.records
    assert record.message.startswith("The gallery's program is loaded in many pieces: ")
