from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from evergallery.doctor import http_probes
from evergallery.doctor.visitor import Visitor
from evergallery.errors import NotAllowed
from evergallery.server.farewell import bye_text
from tests.python.doctor.conftest import saying

Serve = Callable[[Any], str]

OURS = {"Evergallery-Probe": "answer"}


def test_a_healthy_gallery_passes_every_probe(visitor: Visitor, base: str) -> None:
    for probe in (http_probes.poll, http_probes.round_trip, http_probes.bulk):
        outcome = probe(visitor, base)
        assert (outcome.result, outcome.by) == ("ok", "")
    assert http_probes.buffering(visitor, base).result == "ok"
    assert http_probes.parked(visitor, base, 1).result == "ok"


def test_pieces_that_come_together_were_held_back(visitor: Visitor, serve: Serve) -> None:
    base = serve(saying(lambda _: Response("0\n200\n400\n", headers=OURS)))
    assert http_probes.buffering(visitor, base).result == "lumps"


def test_a_large_answer_that_ends_early_was_cut(visitor: Visitor, serve: Serve) -> None:
    base = serve(saying(lambda _: Response("short", headers=OURS)))
    assert http_probes.bulk(visitor, base).result == "cut"


def test_a_gateway_that_gives_up_on_a_waiting_answer_has_cut_it(
    visitor: Visitor, serve: Serve
) -> None:
    base = serve(saying(lambda _: Response("", 504, headers={"Via": "1.1 Caddy"})))
    outcome = http_probes.parked(visitor, base, 20)
    assert (outcome.result, outcome.status, outcome.by) == ("cut", 504, "Caddy")


def polls_answered(with_text: str) -> Any:
    return saying(lambda _: JSONResponse({"data": [with_text]}))


@pytest.mark.parametrize(
    ("app", "result"),
    [
        (polls_answered(f"[{bye_text(NotAllowed())}]"), "login"),
        (polls_answered("[]"), "garbled"),
        (polls_answered("no batch"), "garbled"),
        (saying(lambda _: JSONResponse({"detail": "no"}, 403)), "refused"),
        (saying(lambda _: JSONResponse({"detail": "no"}, 404)), "refused"),
        (saying(lambda _: Response("<html>", media_type="text/html")), "page"),
        (saying(lambda _: Response("", 429)), "busy"),
    ],
)
def test_a_poll_that_is_not_answered_says_how(
    app: Any, result: str, visitor: Visitor, serve: Serve
) -> None:
    assert http_probes.poll(visitor, serve(app)).result == result


def test_older_gradios_are_asked_without_the_prefix(visitor: Visitor, serve: Serve) -> None:
    asked: list[str] = []

    def old(request: Request) -> Response:
        asked.append(request.url.path)
        return Response("", 405 if "gradio_api" in request.url.path else 401)

    assert http_probes.poll(visitor, serve(saying(old))).result == "login"
    assert asked == ["/gradio_api/run/evergallery_poll", "/run/evergallery_poll"]


def test_nobody_there_is_an_outcome_and_no_error(visitor: Visitor) -> None:
    for probe in (http_probes.poll, http_probes.round_trip, http_probes.bulk):
        assert probe(visitor, "http://127.0.0.1:9/").result == "unreachable"


def test_every_hello_is_of_a_session_of_its_own() -> None:
    first, second = (json.loads(http_probes.hello("http"))["body"] for _ in range(2))
    assert first["session"] != second["session"]
