"""The lines the doctor offers repair a real nginx: it names what is broken, they are put in, and it finds nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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


HEALTHY = {
    # What nginx collects once it speaks HTTP/1.1 are bytes without a chunk's end: that holds nothing back.
    "buffering on": [*UPGRADE, *HOST, "proxy_buffering on;"],
    "all lines together": nginx_lines(),
}


@dataclass(frozen=True)
class Treated:
    """One nginx before and after the lines that were offered for it."""

    ill: Examination
    well: Examination


class Ward:
    """Examines many nginxes in front of one gallery at a time: each examination waits for eight seconds."""

    def __init__(self, server_port: int, folder: Path) -> None:
        self._server_port = server_port
        self._folder = folder
        self._examined = 0

    def examine(self, blocks: Sequence[Sequence[str]]) -> list[Examination]:
        """What is found with each of the location blocks, in their order."""
        with ThreadPoolExecutor(len(blocks)) as pool:
            return list(pool.map(self._examine, map(self._nginx, blocks)))

    def _nginx(self, lines: Sequence[str]) -> Nginx:
        self._examined += 1
        return Nginx(self._server_port, lines, self._folder / str(self._examined))

    def _examine(self, nginx: Nginx) -> Examination:
        with nginx:
            return examine(nginx.url, None, True, Silence())


@pytest.fixture(scope="module")
def ward(gallery_server: GalleryServer, tmp_path_factory: pytest.TempPathFactory) -> Ward:
    if nginx_path() is None:
        pytest.skip("no nginx: set EVERGALLERY_NGINX")
    return Ward(gallery_server.port, tmp_path_factory.mktemp("nginx"))


@pytest.fixture(scope="module")
def found(ward: Ward) -> Mapping[str, Examination]:
    """By the names of what stands in the block. A gallery answers 24 probes at a time, as many as these are."""
    blocks = {**{name: lines for name, (lines, _, _) in BROKEN.items()}, **HEALTHY}
    return dict(zip(blocks, ward.examine(list(blocks.values())), strict=True))


@pytest.fixture(scope="module")
def treated(ward: Ward, found: Mapping[str, Examination]) -> Mapping[str, Treated]:
    """All that are broken, by their names."""
    repaired = [
        in_place_of_their_like(lines, nginx_lines(found[name].diagnosis.repairs))
        for name, (lines, _, _) in BROKEN.items()
    ]
    well = ward.examine(repaired)
    return {name: Treated(found[name], well[at]) for at, name in enumerate(BROKEN)}


def codes(examination: Examination) -> list[str]:
    return [finding.code for finding in examination.diagnosis.findings]


@pytest.mark.slow
@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_nginx_is_named_and_repaired_by_the_lines(
    name: str, treated: Mapping[str, Treated]
) -> None:
    _, findings, exit_code = BROKEN[name]
    ill, well = treated[name].ill, treated[name].well
    assert codes(ill) == findings
    assert ill.diagnosis.exit_code == exit_code
    assert "nginx" in finding_in_words(ill.diagnosis.findings[-1]), "the broken hop has a name"
    assert codes(well) == ["all_fine"]


@pytest.mark.slow
@pytest.mark.parametrize("name", HEALTHY)
def test_a_healthy_nginx_is_told_nothing(name: str, found: Mapping[str, Examination]) -> None:
    assert codes(found[name]) == ["all_fine"]
