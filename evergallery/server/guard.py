"""Who may come in: the host's login, and the page the question comes from.

No host protects routes of an extension: they answer without its login and from any Origin, so every
route, socket and poll asks here first. A login alone is not enough: a socket carries the person's cookies
whatever page opened it, and a host without login would be open to every page in the same browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from evergallery.errors import NotAllowed, WrongOrigin

Permission = Literal["read"]

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True)
class Identity:
    """Who asks; `user` is "" where no login is required. Sessions belong to one user."""

    user: str = ""
    permissions: frozenset[Permission] = frozenset(("read",))


Identify = Callable[[HTTPConnection], Identity | None]
"""Looks up the host's login for a request or a socket; None where it is required and missing."""


def anybody(_: HTTPConnection) -> Identity | None:
    """The look-up of a server without login."""
    return Identity()


class Guard:
    """`allowed_origins` (`https://host[:port]`) may come in besides the server's own pages."""

    def __init__(self, identify: Identify = anybody, allowed_origins: Sequence[str] = ()) -> None:
        self._identify = identify
        self._allowed_hosts = frozenset(map(_host_of_origin, allowed_origins)) - {""}

    def admit(self, connection: HTTPConnection, permission: Permission = "read") -> Identity:
        """Raises NotAllowed; WrongOrigin where it is the page and not the login."""
        if not self.origin_is_allowed(connection):
            raise WrongOrigin
        identity = self._identify(connection)
        if identity is None or permission not in identity.permissions:
            raise NotAllowed
        return identity

    def origin_is_allowed(self, connection: HTTPConnection) -> bool:
        """A browser names the page's origin on every socket, post and cross-site fetch; other programs,
        and images inside our own page, name none.

        Where the browser itself says how page and server are related, that is final: it needs no Host header
        from a proxy, and a hostile page can forge `X-Forwarded-Host` (Forge lets any page send headers) but not this.
        """
        origin = connection.headers.get("origin")
        if origin is None:
            return True
        host = _host_of_origin(origin)
        if host in self._allowed_hosts:
            return True
        relation = connection.headers.get("sec-fetch-site")
        if relation is not None:
            return relation == "same-origin"
        return bool(host) and host in _own_hosts(connection)


def _host_of_origin(origin: str) -> str:
    """`https://Example.org:443` → `example.org`; "" for `null` and what is no origin.

    The scheme is left out: behind a proxy that speaks TLS the server does not know its own.
    """
    try:
        parts = urlsplit(origin.strip())
    except ValueError:
        return ""
    return _without_default_port(parts.netloc) if parts.scheme in _DEFAULT_PORTS else ""


def _own_hosts(connection: HTTPConnection) -> Iterator[str]:
    """Under which names the server was called; a page cannot choose them for a socket."""
    for header in ("host", "x-forwarded-host"):
        for value in connection.headers.get(header, "").split(","):
            yield _without_default_port(value.strip())


def _without_default_port(host: str) -> str:
    host = host.lower()
    for port in _DEFAULT_PORTS.values():
        host = host.removesuffix(port)
    return host
