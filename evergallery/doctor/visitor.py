"""One visitor to a server: requests and sockets with the same login, as a browser on the same page would make them."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from websockets.datastructures import Headers
from websockets.exceptions import InvalidHandshake, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from .address import origin_of, socket_url
from .answers import Answer, result_of
from .outcomes import Result

OPEN_S = 6.0
ANSWER_S = 6.0
AT_ONCE = 16
START_BYTES = 4096
# Ours is told apart in the server's log; ngrok shows its warning page to browsers only, and ours is to be seen.
AGENT = "Mozilla/5.0 (compatible; Evergallery doctor)"


class NoAnswer(Exception):
    """A request without an answer, or a socket that did not open."""

    def __init__(self, result: Result, ms: int, answer: Answer | None = None) -> None:
        super().__init__(result)
        self.result = result
        self.ms = ms
        self.answer = answer


@dataclass(frozen=True)
class Reply:
    """`url` is where the redirects ended."""

    answer: Answer
    body: bytes
    url: str
    ms: int


class Visitor:
    """Not told apart from a page of the same address: it names its origin where a browser does."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.headers.update({"User-Agent": AGENT, "Accept-Encoding": "identity"})
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, HTTPAdapter(pool_maxsize=AT_ONCE))

    def close(self) -> None:
        self._session.close()

    def use_basic(self, login: tuple[str, str]) -> None:
        """HTTP Basic from now on, as an edge in front of the server wants it."""
        self._session.auth = login

    def get(self, url: str, *, within_s: float = ANSWER_S, **query: int) -> Reply:
        """Raises NoAnswer."""
        return self._ask("GET", url, within_s, params=query)

    def post(self, url: str, *, json: Any = None, form: Mapping[str, str] | None = None) -> Reply:
        """Raises NoAnswer."""
        headers = {"Origin": origin_of(url)}
        return self._ask("POST", url, ANSWER_S, json=json, data=form, headers=headers)

    def arrivals_ms(self, url: str, **query: int) -> tuple[Answer, list[int]]:
        """When each piece of an answer came, counted from the first. Raises NoAnswer."""
        begun = time.monotonic()
        with (
            _named_failures(begun),
            self._session.get(url, params=query, timeout=(OPEN_S, ANSWER_S), stream=True) as got,
        ):
            times = [time.monotonic() for _ in got.iter_content(chunk_size=None)]
            answer = Answer(got.status_code, _lower(got.headers))
        return answer, [_ms(times[0], at) for at in times]

    @contextlib.contextmanager
    def socket(self, url: str) -> Iterator[ClientConnection]:
        """An open socket. Raises NoAnswer when it does not open; what happens later is the caller's."""
        begun = time.monotonic()
        with contextlib.ExitStack() as ends:
            with _named_failures(begun):
                opened = ends.enter_context(
                    connect(
                        socket_url(url),
                        open_timeout=OPEN_S,
                        close_timeout=1,
                        ping_interval=None,  # a browser's page cannot ping either
                        compression=None,
                        additional_headers=self._socket_headers(url),
                        user_agent_header=AGENT,
                    )
                )
            yield opened

    def _socket_headers(self, url: str) -> dict[str, str]:
        """Cookies and Basic login as `requests` would send them."""
        sent = self._session.prepare_request(requests.Request("GET", url)).headers
        carried = {name: str(sent[name]) for name in ("Cookie", "Authorization") if name in sent}
        return {"Origin": origin_of(url), **carried}

    def _ask(self, method: str, url: str, within_s: float, **given: Any) -> Reply:
        begun = time.monotonic()
        headers = {**_relation(url), **given.pop("headers", {})}
        with _named_failures(begun):
            got = self._session.request(
                method, url, timeout=(OPEN_S, within_s), headers=headers, **given
            )
        start = got.content[:START_BYTES].decode("utf-8", "replace")
        is_elsewhere = urlsplit(got.url).hostname != urlsplit(url).hostname
        answer = Answer(got.status_code, _lower(got.headers), start, is_elsewhere)
        return Reply(answer, got.content, got.url, _ms(begun))


@contextlib.contextmanager
def _named_failures(begun: float) -> Iterator[None]:
    """What two libraries raise, as NoAnswer."""
    try:
        yield
    except InvalidStatus as error:
        answer = Answer(error.response.status_code, _plain(error.response.headers))
        result = result_of(answer)
        named = "refused" if result in ("ok", "page", "missing", "gateway") else result
        raise NoAnswer(named, _ms(begun), answer) from error
    except (requests.Timeout, TimeoutError) as error:
        raise NoAnswer("timeout", _ms(begun)) from error
    except requests.exceptions.SSLError as error:
        raise NoAnswer("untrusted", _ms(begun)) from error
    except requests.exceptions.ChunkedEncodingError as error:
        raise NoAnswer("cut", _ms(begun)) from error
    except requests.ConnectionError as error:
        raise NoAnswer(_of_connection(error), _ms(begun)) from error
    except requests.RequestException as error:
        raise NoAnswer("refused", _ms(begun)) from error
    except (InvalidHandshake, OSError, EOFError) as error:
        raise NoAnswer("refused", _ms(begun)) from error


def _of_connection(error: requests.ConnectionError) -> Result:
    """One that was made and then lost is a cut; urllib3 says so by the kind of what it wraps."""
    inner = error.args[0] if error.args else None
    return "cut" if type(inner).__name__ == "ProtocolError" else "unreachable"


def _relation(url: str) -> dict[str, str]:
    """Browsers tell servers they trust, by https or on the same machine, that the question comes from the server's own
    page (Fetch Metadata); not on sockets, which Chromium opens without.
    """
    parts = urlsplit(url)
    is_trusted = parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {"Sec-Fetch-Site": "same-origin"} if is_trusted else {}


def by_of(socket: ClientConnection) -> str:
    """The product that let the handshake through; "" when it does not say."""
    return Answer(101, _plain(socket.response.headers)).by if socket.response else ""


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _plain(headers: Headers) -> dict[str, str]:
    """Of `websockets`, which raises where a header came twice: Caddy's Server comes beside uvicorn's."""
    joined: dict[str, str] = {}
    for name, value in headers.raw_items():
        known = joined.get(name.lower())
        joined[name.lower()] = value if known is None else f"{known}, {value}"
    return joined


def _ms(begun: float, ended: float | None = None) -> int:
    return round(((time.monotonic() if ended is None else ended) - begun) * 1000)
