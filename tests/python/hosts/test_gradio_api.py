from __future__ import annotations

import asyncio
import json
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from evergallery.hosts.gradio_api import API_NAME, _endpoint, add_endpoint
from tests.python.hosts.fakes import FakeAssembly


def call(text: str, username: str | None = None) -> Any:
    request = SimpleNamespace(url=SimpleNamespace(path="/run/x"))
    endpoint = _endpoint(FakeAssembly().poll)
    wrapped = SimpleNamespace(username=username, request=request)
    return json.loads(asyncio.run(endpoint(text, wrapped)))  # type: ignore[arg-type]


def test_the_endpoint_passes_text_user_and_request(gradio: ModuleType) -> None:
    assert call("[é]", "ann") == {"text": "[é]", "user": "ann", "path": "/run/x"}


def test_an_error_inside_is_a_bye_without_internals(
    gradio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    (message,) = call("break")
    assert message["type"] == "bye"
    assert message["body"] == {"code": "internal", "message": "The poll failed."}
    assert "inside" in caplog.text


def test_it_is_named_hidden_and_needs_no_queue(gradio: ModuleType) -> None:
    with gradio.Blocks() as blocks:
        add_endpoint(FakeAssembly().poll)
    config = blocks.get_config_file()
    (event,) = config["dependencies"]
    assert event["api_name"] == API_NAME
    assert event["queue"] is False
    assert event["api_visibility"] == "undocumented"
    parts = [each for each in config["components"] if each["type"] in ("textbox", "button")]
    assert [part["props"]["visible"] for part in parts] == [False, False, False]


def test_gradio_finds_the_request_by_its_annotation(gradio: ModuleType) -> None:
    from gradio.helpers import special_args

    inputs, *_ = special_args(_endpoint(FakeAssembly().poll), ["text"], request="the request")  # type: ignore[arg-type]
    assert inputs == ["text", "the request"]
