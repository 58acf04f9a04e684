from __future__ import annotations

import pytest

from evergallery.hosts.a1111 import A1111Host
from evergallery.hosts.base import Host
from evergallery.hosts.embedded import EmbeddedHost
from evergallery.hosts.sdnext import SdNextHost

ASKED = sorted(name for name in vars(Host) if not name.startswith("_"))


@pytest.mark.parametrize("kind", [A1111Host, SdNextHost, EmbeddedHost])
def test_every_host_answers_what_a_host_is_asked(kind: type) -> None:
    missing = [name for name in ASKED if name != "capabilities" and not hasattr(kind, name)]
    assert ASKED == ["capabilities", "data_dir", "roots", "settings", "start", "stop"]
    assert missing == []


@pytest.mark.parametrize("kind", [A1111Host, SdNextHost])
def test_bases_are_output_folders_themselves(kind: type[A1111Host]) -> None:
    capabilities = kind.capabilities
    names = {name for name, _ in capabilities.outputs}
    assert {capabilities.sample_base, capabilities.grid_base} - {""} <= names
    assert len(names) == len(capabilities.outputs)
