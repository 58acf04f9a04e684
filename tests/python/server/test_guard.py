from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from evergallery.errors import NotAllowed
from evergallery.server.guard import Guard, Identity


def connection(**headers: str) -> HTTPConnection:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = [(name.encode(), value.encode()) for name, value in named.items()]
    return HTTPConnection({"type": "http", "headers": raw})


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:7860", "localhost:7860"),
        ("https://pod.example.org", "pod.example.org"),
        ("https://Pod.Example.org", "pod.example.org:443"),
        ("http://pod.example.org:80", "pod.example.org"),
        ("http://[::1]:7860", "[::1]:7860"),
    ],
)
def test_a_page_of_the_server_itself_may_come_in(origin: str, host: str) -> None:
    assert Guard().origin_is_allowed(connection(origin=origin, host=host))


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example.com",
        "http://localhost:7861",
        "http://localhost",
        "null",
        "",
        "file://",
        "http://localhost:7860.evil.example.com",
        "http://localhost:7860@evil.example.com",
        "http://[broken",
    ],
)
def test_a_page_from_elsewhere_may_not(origin: str) -> None:
    assert not Guard().origin_is_allowed(connection(origin=origin, host="localhost:7860"))


def test_a_proxy_that_passes_the_name_on_separately_is_understood() -> None:
    headers = {"origin": "https://pod.example.org", "host": "127.0.0.1:7860"}
    assert not Guard().origin_is_allowed(connection(**headers))
    assert Guard().origin_is_allowed(
        connection(**headers, x_forwarded_host="pod.example.org, inner")
    )


def test_what_the_browser_itself_calls_same_origin_needs_no_host_header() -> None:
    headers = {"origin": "https://pod.example.org", "host": "127.0.0.1:7860"}
    assert Guard().origin_is_allowed(connection(**headers, sec_fetch_site="same-origin"))


@pytest.mark.parametrize("relation", ["cross-site", "same-site", "nonsense"])
def test_what_the_browser_calls_another_site_cannot_name_itself_ours(relation: str) -> None:
    headers = {"origin": "https://evil.example.com", "x_forwarded_host": "evil.example.com"}
    assert not Guard().origin_is_allowed(connection(**headers, sec_fetch_site=relation))


def test_an_image_shown_in_our_own_page_names_no_origin() -> None:
    assert Guard().origin_is_allowed(connection(host="pod", sec_fetch_site="same-origin"))


def test_a_program_that_is_no_browser_names_no_origin() -> None:
    assert Guard().origin_is_allowed(connection(host="localhost:7860"))


def test_further_origins_can_be_allowed() -> None:
    guard = Guard(allowed_origins=["https://portal.example.org"])
    assert guard.origin_is_allowed(connection(origin="https://portal.example.org", host="pod"))
    assert not guard.origin_is_allowed(connection(origin="https://other.example.org", host="pod"))


def test_an_allowed_origin_that_is_none_allows_nothing() -> None:
    assert not Guard(allowed_origins=["", "null"]).origin_is_allowed(
        connection(origin="null", host="pod")
    )


def test_an_empty_host_header_matches_no_origin() -> None:
    assert not Guard().origin_is_allowed(connection(origin="null", host=""))


def test_who_is_not_logged_in_is_refused() -> None:
    with pytest.raises(NotAllowed):
        Guard(lambda _: None).admit(connection())


def test_who_may_not_read_is_refused() -> None:
    with pytest.raises(NotAllowed):
        Guard(lambda _: Identity("eve", frozenset())).admit(connection())


def test_who_is_logged_in_comes_in_by_name() -> None:
    assert Guard(lambda _: Identity("ada")).admit(connection()) == Identity("ada")


def test_a_wrong_origin_is_refused_in_words_even_with_a_login() -> None:
    with pytest.raises(NotAllowed) as caught:
        Guard().admit(connection(origin="https://evil.example.com", host="localhost"))
    assert caught.value.code == "wrong_origin"
