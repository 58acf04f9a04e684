from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpx import Response as Answer
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from evergallery.errors import ItemGone
from evergallery.server.files import AT_ONCE_BYTES, Span, Unsatisfiable, parse_range, send_file
from evergallery.server.threads import Threads

SMALL = bytes(range(256)) * 16
LARGE = bytes(range(256)) * (AT_ONCE_BYTES // 256 * 2)

Get = Callable[..., Answer]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small").write_bytes(SMALL)
    (tmp_path / "large").write_bytes(LARGE)
    (tmp_path / "empty").write_bytes(b"")
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    """Below the compression that A1111 and SD.Next put around every answer."""
    threads = Threads(2)

    async def send(request: Request) -> Response:
        path = folder / request.path_params["name"]
        try:
            return await send_file(
                request, path, threads, media_type="image/webp", cache_control="no-cache"
            )
        except ItemGone:
            return PlainTextResponse("gone", 410)

    app = Starlette(
        routes=[Route("/{name}", send)], middleware=[Middleware(GZipMiddleware, minimum_size=100)]
    )
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(("name", "content"), [("small", SMALL), ("large", LARGE), ("empty", b"")])
def test_a_file_comes_whole_with_its_length_and_type(
    client: TestClient, name: str, content: bytes
) -> None:
    answer = client.get(f"/{name}")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-length"] == str(len(content))
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_picture_is_not_compressed_again(client: TestClient) -> None:
    assert client.get("/small").headers["content-encoding"] == "identity"


@pytest.mark.parametrize(("name", "content"), [("small", SMALL), ("large", LARGE)])
@pytest.mark.parametrize(
    ("wanted", "span"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=100-", (100, None)),
        ("bytes=-7", (-7, None)),
        ("bytes=0-99999999999", (0, None)),
    ],
)
def test_a_range_is_that_part(
    client: TestClient, name: str, content: bytes, wanted: str, span: tuple[int, int | None]
) -> None:
    answer = client.get(f"/{name}", headers={"range": wanted})
    expected = content[span[0] : span[1]]
    first = span[0] % len(content)
    assert (answer.status_code, answer.content) == (206, expected)
    last = first + len(expected) - 1
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(content)}"
    assert answer.headers["content-length"] == str(len(expected))


@pytest.mark.parametrize("wanted", ["bytes=4096-", "bytes=9999-10000", "bytes=-0"])
def test_a_range_outside_the_file_is_416(client: TestClient, wanted: str) -> None:
    answer = client.get("/small", headers={"range": wanted})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{len(SMALL)}"


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=5-1", "bytes=0-1,3-4", "items=0-1", "bytes=--1"],
)  # fmt: skip
def test_nonsense_and_several_ranges_get_the_whole(client: TestClient, wanted: str) -> None:
    answer = client.get("/small", headers={"range": wanted})
    assert (answer.status_code, answer.content) == (200, SMALL)


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_what_the_browser_has_is_not_sent_again(client: TestClient, form: str) -> None:
    etag = client.get("/small").headers["etag"]
    answer = client.get("/small", headers={"if-none-match": form.format(etag)})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == etag


def test_an_overwritten_file_is_sent_again(client: TestClient, folder: Path) -> None:
    etag = client.get("/small").headers["etag"]
    (folder / "small").write_bytes(b"newer")
    answer = client.get("/small", headers={"if-none-match": etag})
    assert (answer.status_code, answer.content) == (200, b"newer")


def test_a_range_of_an_older_file_gets_the_whole_new_one(client: TestClient, folder: Path) -> None:
    etag = client.get("/small").headers["etag"]
    asked = {"range": "bytes=1-2", "if-range": etag}
    assert client.get("/small", headers=asked).status_code == 206
    (folder / "small").write_bytes(b"newer")
    assert client.get("/small", headers=asked).content == b"newer"


@pytest.mark.parametrize("name", ["small", "large"])
def test_head_says_all_but_the_content(client: TestClient, name: str) -> None:
    whole, head = client.get(f"/{name}"), client.head(f"/{name}")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    assert head.headers["etag"] == whole.headers["etag"]


@pytest.mark.parametrize("name", ["missing", "."])
def test_a_file_that_is_not_there_is_gone(client: TestClient, name: str) -> None:
    assert client.get(f"/{name}/").status_code in (404, 410)
    assert client.get("/missing").status_code == 410


def test_a_range_is_counted_from_its_start_to_before_its_end() -> None:
    assert parse_range("bytes=2-4", 10) == Span(2, 5)
    assert parse_range(None, 10) is None


@pytest.mark.parametrize("wanted", ["bytes=0-", "bytes=-5", "bytes=0-0"])
def test_an_empty_file_has_no_ranges(wanted: str) -> None:
    with pytest.raises(Unsatisfiable):
        parse_range(wanted, 0)


def test_thousands_of_digits_are_nonsense() -> None:
    assert parse_range("bytes=0-" + "9" * 5000, 10) is None
