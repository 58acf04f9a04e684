"""The lines the doctor offers repair a real nginx: it names what is broken, they are put in, and it finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evergallery.doctor.examination import Examination, examine
from evergallery.doctor.progress import Silence
from evergallery.doctor.server_lines import nginx_lines
from evergallery.doctor.words import finding_in_words
from tests.browser.gallery_server import GalleryServer
from tests.chaos.nginx import Nginx, in_place_of_their_like, nginx_path

UPGRADE = [
    "proxy_http_version 1.1;",
    "proxy_set_header Upgrade $http_upgrade;",
    'proxy_set_header Connection "upgrade";',
]
HOST = ["proxy_set_header Host $http_host;"]
UNBUFFERED = ["proxy_buffering off;"]

# What stands in the block -> the findings of a quick examination, and its exit code.
BROKEN = {
    "as it comes, buffering on": ([], ["upgrade_stripped", "answers_in_lumps"], 1),
    "without the upgrade": ([*HOST, *UNBUFFERED], ["upgrade_stripped"], 1),
    "without the Host header": ([*UPGRADE, *UNBUFFERED], ["wrong_origin"], 1),
    "a read timeout of 5 s": (
        [*UPGRADE, *HOST, *UNBUFFERED, "proxy_read_timeout 5s;"],
        ["idle_cut", "parked_cut"],
        1,
    ),
    "HTTP/1.0 inside, buffering on": (
        [*HOST, "proxy_buffering on;"],
        ["upgrade_stripped", "answers_in_lumps"],
        1,
    ),
}

StartNginx = Callable[[list[str]], Nginx]


@pytest.fixture
def start_nginx(
    gallery_server: GalleryServer, tmp_path: Path, request: pytest.FixtureRequest
) -> StartNginx:
    if nginx_path() is None:
        pytest.skip("no nginx: set EVERGALLERY_NGINX")

    def start(lines: list[str]) -> Nginx:
        nginx = Nginx(gallery_server.port, lines, tmp_path / "nginx")
        nginx.start()
        request.addfinalizer(nginx.stop)
        return nginx

    return start


def quick(url: str) -> Examination:
    return examine(url, None, True, Silence())


def codes(examination: Examination) -> list[str]:
    return [finding.code for finding in examination.diagnosis.findings]


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_nginx_is_named_and_repaired_by_the_lines(
    name: str, start_nginx: StartNginx
) -> None:
    lines, findings, exit_code = BROKEN[name]
    nginx = start_nginx(lines)
    ill = quick(nginx.url)
    assert codes(ill) == findings
    assert ill.diagnosis.exit_code == exit_code
    assert "nginx" in finding_in_words(ill.diagnosis.findings[-1]), "the broken hop has a name"
    nginx.stop()
    offered = nginx_lines(ill.diagnosis.repairs)
    well = quick(start_nginx(in_place_of_their_like(lines, offered)).url)
    assert codes(well) == ["all_fine"]


def test_buffering_holds_nothing_back_once_nginx_speaks_http_1_1(start_nginx: StartNginx) -> None:
    """What it collects are bytes without a chunk's end; so nobody is told to change a setting that is harmless."""
    assert codes(quick(start_nginx([*UPGRADE, *HOST, "proxy_buffering on;"]).url)) == ["all_fine"]


def test_all_lines_together_are_taken(start_nginx: StartNginx) -> None:
    assert start_nginx(nginx_lines()).port
