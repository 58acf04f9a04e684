from __future__ import annotations

import json
import re
from pathlib import Path

from evergallery.version import __version__

ROOT = Path(__file__).parents[2]


def test_every_file_that_names_the_version_names_the_same() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = re.search(r'^version = "(.+)"$', project, re.MULTILINE)
    assert found
    assert found[1] == __version__
    for name in ("package.json", "package-lock.json"):
        assert json.loads((ROOT / name).read_text(encoding="utf-8"))["version"] == __version__
