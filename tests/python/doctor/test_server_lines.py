from __future__ import annotations

from evergallery.doctor.server_lines import CADDY, NGINX, REPAIRS, caddy_lines, nginx_lines
from tests.python.doctor.vectors import LINES


def test_the_browser_has_a_copy_of_every_line() -> None:
    for vector in LINES:
        assert nginx_lines(vector["repairs"]) == vector["nginx"]
        assert caddy_lines(vector["repairs"]) == vector["caddy"]


def test_every_repair_has_lines_for_both() -> None:
    assert set(NGINX) == set(CADDY) == set(REPAIRS)


def test_a_header_of_its_own_makes_nginx_forget_the_host_so_both_are_offered() -> None:
    assert "proxy_set_header Host $http_host;" in nginx_lines(["upgrade"])


def test_caddy_gets_one_transport_block() -> None:
    assert caddy_lines().count("transport http {") == 1
    assert caddy_lines(["buffering"]) == ["flush_interval -1"]
