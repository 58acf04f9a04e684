"""The lines that teach a proxy to carry the gallery: the one place they are written down.

docs/clouds.md shows them, javascript/evergallery/model/server_lines.mjs carries a copy (tests compare all three), and
tests/chaos/test_nginx_lines.py puts them into a real nginx.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Literal

Repair = Literal["upgrade", "timeouts", "buffering", "host"]
REPAIRS: tuple[Repair, ...] = ("upgrade", "timeouts", "buffering", "host")

NGINX: Mapping[Repair, tuple[str, ...]] = {
    "upgrade": (
        "proxy_http_version 1.1;",
        "proxy_set_header Upgrade $http_upgrade;",
        'proxy_set_header Connection "upgrade";',
    ),
    # Nothing of the gallery is silent for so long; Gradio's own event stream may be.
    "timeouts": ("proxy_read_timeout 1h;", "proxy_send_timeout 1h;"),
    "buffering": ("proxy_buffering off;",),
    # $http_host keeps the port, which $host drops: a page on port 8080 would be taken for a stranger's.
    "host": (
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
    ),
}
"""For the `location` block that has the `proxy_pass`, in place of lines of the same name."""

CADDY: Mapping[Repair, tuple[str, ...]] = {
    "upgrade": ("transport http {", "\tversions 1.1", "}"),
    "timeouts": ("transport http {", "\tread_timeout 1h", "\twrite_timeout 1h", "}"),
    "buffering": ("flush_interval -1",),
    "host": ("header_up Host {http.request.hostport}",),
}
"""For the block of `reverse_proxy`. Caddy carries sockets and passes Host by itself: these undo other lines."""


def nginx_lines(repairs: Collection[Repair] = REPAIRS) -> list[str]:
    """In one order, whatever the order asked for. nginx forgets headers set further out as soon as a block sets one of
    its own, so the Host line goes with those of the upgrade.
    """
    wanted = {*repairs, "host"} if "upgrade" in repairs else set(repairs)
    return [line for repair in REPAIRS if repair in wanted for line in NGINX[repair]]


def caddy_lines(repairs: Collection[Repair] = REPAIRS) -> list[str]:
    """Like `nginx_lines`; what belongs into the transport block is gathered into one."""
    lines = [line for repair in REPAIRS if repair in repairs for line in CADDY[repair]]
    inside = [line for line in lines if line.startswith("\t")]
    outside = [line for line in lines if not line.startswith(("\t", "transport", "}"))]
    return [*outside, *(["transport http {", *inside, "}"] if inside else [])]
