"""One table of transitions, told three times: Python, JavaScript and docs/protocol.md."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from evergallery.wire.states import TRANSITIONS, LinkEvent, LinkState, next_state

ROOT = Path(__file__).parents[3]
TABLE = {
    state.value: {event.value: target.value for event, target in row.items()}
    for state, row in TRANSITIONS.items()
}


def test_every_state_has_a_row() -> None:
    assert set(TRANSITIONS) == set(LinkState)


def test_every_event_means_something_somewhere() -> None:
    assert {event for row in TRANSITIONS.values() for event in row} == set(LinkEvent)


def test_every_state_but_the_first_can_be_reached() -> None:
    reached = {target for row in TRANSITIONS.values() for target in row.values()}
    assert reached == set(LinkState) - {LinkState.BOOT}


def test_nothing_leads_out_of_closed() -> None:
    assert all(next_state(LinkState.CLOSED, event) is LinkState.CLOSED for event in LinkEvent)


def test_an_event_without_meaning_changes_nothing() -> None:
    assert next_state(LinkState.POLLING, LinkEvent.SOCKET_LOST) is LinkState.POLLING


def test_the_documented_table_is_the_real_one() -> None:
    rows: dict[str, dict[str, str]] = {}
    text = (ROOT / "docs" / "protocol.md").read_text(encoding="utf-8")
    table = text.split("| state | event → next state |")[1].split("\n\n")[0]
    for state, cells in re.findall(r"^\| `(\w+)` \| (.*) \|$", table, re.MULTILINE):
        rows[state] = dict(re.findall(r"`(\w+)` → `(\w+)`", cells))
    assert rows == TABLE


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not installed")
def test_the_javascript_table_is_the_same() -> None:
    script = "import('./javascript/evergallery/wire/states.mjs').then(m => console.log(JSON.stringify(m.TRANSITIONS)))"
    done = subprocess.run(
        ["node", "-e", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == TABLE
