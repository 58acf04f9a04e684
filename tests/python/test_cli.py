from __future__ import annotations

from pathlib import Path

import pytest

from evergallery import __version__, cli
from evergallery.cli import main, parser, serve_options
from evergallery.errors import SettingsInvalid
from evergallery.hosts.standalone import ServeOptions


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cli, "_samples", lambda: tmp_path / "samples")


def options(*arguments: str) -> ServeOptions:
    return serve_options(parser().parse_args(["serve", *arguments]))


def test_without_a_folder_there_are_samples(tmp_path: Path) -> None:
    chosen = options()
    assert chosen.folders == [tmp_path / "samples"]
    assert chosen.port is None
    assert chosen.open_browser


def test_the_command_line_comes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "evergallery.toml").write_text('folders = ["a"]\nport = 7000\nhost = "::1"')
    assert options().folders == [Path("a")]
    assert options("b").folders == [Path("b")]
    assert options("--port", "7001").port == 7001
    assert (options().port, options().host) == (7000, "::1")


def test_a_named_file_must_be_there() -> None:
    with pytest.raises(SettingsInvalid, match=r"other\.toml cannot be read"):
        options("--config", "other.toml")


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingsInvalid, match="There is no folder nowhere"):
        options("nowhere")


@pytest.mark.parametrize("port", ["0", "70000"])
def test_a_port_has_bounds(port: str) -> None:
    with pytest.raises(SettingsInvalid, match="between 1 and 65535"):
        options("--port", port)


def test_logins_are_pairs_and_passwords_may_hold_colons() -> None:
    assert options("--login", "ann:a:b", "--login", "bob:c").login == [("ann", "a:b"), ("bob", "c")]
    with pytest.raises(SettingsInvalid, match="USER:PASS"):
        options("--login", "ann")


@pytest.mark.parametrize(("given", "path"), [("x", "/x"), ("/a/b/", "/a/b"), ("/", "")])
def test_a_root_path_begins_with_one_slash(given: str, path: str) -> None:
    assert options("--root-path", given).root_path == path


def test_an_error_is_one_line_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "nowhere"]) == 2
    assert capsys.readouterr().err == "evergallery: There is no folder nowhere.\n"


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["--version"])
    assert capsys.readouterr().out == f"evergallery {__version__}\n"
