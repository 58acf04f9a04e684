from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evergallery.errors import NotAllowed
from evergallery.server.farewell import CLOSE_CODES, INTERNAL_ERROR, bye_text, close_code

ROOT = Path(__file__).resolve().parents[3]


def test_a_refusal_says_its_code_and_its_sentence() -> None:
    told = json.loads(bye_text(NotAllowed("Not you.")))
    assert (told["type"], told["body"]) == ("bye", {"code": "not_allowed", "message": "Not you."})


@pytest.mark.parametrize(("reason", "code"), CLOSE_CODES.items())
def test_every_close_code_is_on_the_page_of_commands(reason: str, code: int) -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"| `{reason}` | {code} |" in page
    assert close_code(reason) == code


def test_an_unforeseen_reason_has_the_code_of_an_internal_error() -> None:
    assert close_code("internal") == INTERNAL_ERROR


def test_the_browser_understands_the_codes_that_ask_something_of_it() -> None:
    source = (ROOT / "javascript/evergallery/io/websocket_transport.mjs").read_text()
    understood = re.search(r"REASON_OF_CODE = \{(.*?)\}", source)
    assert understood is not None
    assert f'{CLOSE_CODES["not_allowed"]}: "auth"' in understood[1]
    assert f'{CLOSE_CODES["server_full"]}: "busy"' in understood[1]
