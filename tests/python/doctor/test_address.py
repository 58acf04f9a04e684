from __future__ import annotations

import pytest

from evergallery.doctor.address import bases_of, origin_of, socket_url
from evergallery.errors import SettingsInvalid


def test_a_page_deep_below_a_proxy_is_looked_for_in_every_folder_above() -> None:
    assert bases_of("https://host/a/b/index.html?__theme=dark#x") == [
        "https://host/a/b/",
        "https://host/a/",
        "https://host/",
    ]


def test_a_last_name_without_a_slash_is_a_folder_first() -> None:
    assert bases_of("http://host:7860/gallery")[0] == "http://host:7860/gallery/"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("localhost:7860", "http://localhost:7860/"),
        ("192.168.1.7:7860", "http://192.168.1.7:7860/"),
        ("nas:7860", "http://nas:7860/"),
        ("abc-7860.proxy.example.org", "https://abc-7860.proxy.example.org/"),
    ],
)
def test_without_a_scheme_the_likelier_is_tried_first_and_the_other_too(
    text: str, first: str
) -> None:
    bases = bases_of(text)
    assert bases[0] == first
    assert len({base.split(":")[0] for base in bases}) == 2


@pytest.mark.parametrize(
    "text", ["", "ftp://host/", "https://", "http://user:pass@host/", "http://host:99999/", "a b"]
)
def test_what_is_no_address_is_said_so(text: str) -> None:
    with pytest.raises(SettingsInvalid):
        bases_of(text)


def test_a_very_deep_address_is_not_climbed_for_ever() -> None:
    assert len(bases_of("https://host/" + "a/" * 50)) == 5


def test_sockets_and_origins_follow_the_scheme() -> None:
    assert socket_url("https://host/x") == "wss://host/x"
    assert socket_url("http://host/x") == "ws://host/x"
    assert origin_of("https://host:8443/a/b") == "https://host:8443"
