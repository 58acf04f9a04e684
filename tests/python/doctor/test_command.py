from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from evergallery import cli
from evergallery.doctor import command
from evergallery.doctor.examination import Examination
from tests.python.doctor.test_report import examination

REFUSED = "nginx takes the Upgrade header away"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[object, ...]]:
    """What was asked of the examination, which finds a stripped upgrade."""
    calls: list[tuple[object, ...]] = []

    def examine(url: str, login: object, quick: bool, progress: object) -> Examination:
        calls.append((url, login, quick))
        return examination(REFUSED)

    monkeypatch.setattr(command, "examine", examine)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setattr("sys.platform", "linux")
    return calls


def test_the_report_is_printed_and_the_code_is_for_scripts(
    calls: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "https://host/a/", "--quick", "--login", "ada:x:y"]) == 1
    assert calls == [("https://host/a/", ("ada", "x:y"), True)]
    said = capsys.readouterr().out
    assert "nginx takes the Upgrade header" in said
    assert "x:y" not in said


def test_the_next_report_ends_with_the_last_one(
    calls: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    cli.main(["doctor", "https://host/a/"])
    assert "Last time" not in capsys.readouterr().out
    cli.main(["doctor", "https://host/a/"])
    assert capsys.readouterr().out.splitlines()[-1].startswith("Last time, on ")


def test_json_is_all_that_a_script_gets(
    calls: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["doctor", "https://host/a/", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["transport"] == "http_long"


@pytest.mark.parametrize("name", ["", "evergallery.toml"])
def test_what_it_recommends_is_saved_where_it_is_told(
    name: str, calls: list[object], tmp_path: Path
) -> None:
    cli.main(["doctor", "https://host/a/", "--json", "--save", str(tmp_path / name)])
    assert 'transport = "http_long"' in (tmp_path / "evergallery.toml").read_text()


def test_a_python_without_requests_is_told_where_the_doctor_lives(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "evergallery.doctor.command")
    monkeypatch.delitem(sys.modules, "evergallery.doctor.visitor", raising=False)
    for name in ("door", "http_probes", "socket_probes", "examination", "memory", "report"):
        monkeypatch.delitem(sys.modules, f"evergallery.doctor.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "requests", None)
    assert cli.main(["doctor", "https://host/"]) == 3
    assert "install.py doctor" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["no address"], ["https://host/", "--login", "ada"], [], ["a", "b"], ["a", "--x"]]
)
def test_wrong_use_has_a_code_of_its_own(arguments: list[str]) -> None:
    try:
        status = cli.main(["doctor", *arguments])
    except SystemExit as ended:
        assert ended.code == 3  # noqa: PT017 - both ways of ending are meant
    else:
        assert status == 3
