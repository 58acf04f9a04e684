"""A client in Python that asks the gallery over HTTP: what the server itself says, to compare with."""

from __future__ import annotations

import secrets
import time
from typing import Any

import httpx

from evergallery.wire.client_events import ErrorReceived, ResultReceived
from evergallery.wire.client_session import ClientSession
from evergallery.wire.client_settings import ClientSettings
from evergallery.wire.ladder import Failure
from evergallery.wire.messages import decode_batch, encode_batch

ENDPOINT = "gradio_api/run/evergallery_poll"


class Asking:
    """Synchronous requests, one poll after the other."""

    def __init__(self, url: str, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint
        self._http = httpx.Client(base_url=url, timeout=20)
        self._session = ClientSession(
            session_id=secrets.token_urlsafe(18),
            settings=ClientSettings(transport="http_short"),
            random=lambda: 0.0,
        )
        self._session.connect(self._now_ms())

    def __enter__(self) -> Asking:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def ask(self, command: str, params: dict[str, Any], *, timeout_s: float = 20) -> Any:
        """The result's body. Raises AssertionError on an error or when nothing comes."""
        wanted = self._session.request(command, params, self._now_ms())
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            self._turn()
            for event in self._session.events_received():
                if isinstance(event, ResultReceived) and event.id == wanted:
                    return event.body
                assert not isinstance(event, ErrorReceived), event
        raise AssertionError(f"{command} was not answered in {timeout_s} s")

    def ids_in_order(self, **params: Any) -> list[int]:
        """Ids of a whole view."""
        return [row[0] for row in self.rows_in_order(**params)]

    def rows_in_order(self, **params: Any) -> list[list[Any]]:
        """Rows of a whole view, window by window."""
        page = self.ask("open_view", {"limit": 240, **params})
        rows = page["items"]
        while len(rows) < page["total"]:
            place = {"view": page["view"], "offset": len(rows), "limit": 240}
            rows += self.ask("window", place)["items"]
        return list(rows)

    def wait_for_total(self, total: int, *, timeout_s: float = 60) -> None:
        """Until the scan has found so many pictures and read their details."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            page, status = self.ask("open_view", {"limit": 1}), self.ask("status", {})
            if page["total"] == total and status["phase"] == "idle":
                return
            time.sleep(0.2)
        raise AssertionError(f"{page['total']} of {total} pictures, {status}")

    def _turn(self) -> None:
        """One step of time and one poll, if the session wants one."""
        self._session.handle_timer(self._now_ms())
        for wanted in self._session.transports_wanted():
            self._poll(wanted.attachment)
        time.sleep(0.005)

    def _poll(self, number: int) -> None:
        self._session.transport_opened(number, self._now_ms())
        batch = encode_batch(self._session.data_to_send(number, self._now_ms()))
        answer = self._http.post(
            self._endpoint, json={"data": [batch], "session_hash": "evergallery"}
        )
        answer.raise_for_status()
        for text in decode_batch(answer.json()["data"][0]):
            self._session.receive_text(number, text, self._now_ms())
        self._session.transport_closed(number, Failure("done"), self._now_ms())

    def _now_ms(self) -> float:
        return time.monotonic() * 1000
