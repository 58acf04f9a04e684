"""`python install.py run`: an environment made once, and the gallery started in it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


class RecordedRuns:
    """Stands in for subprocess.run: notes the commands, makes the Python that `venv` would make."""

    def __init__(self, failing: str = "") -> None:
        self.commands: list[str] = []
        self._failing = failing

    def __call__(self, words: Sequence[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        command = " ".join(words)
        self.commands.append(command)
        if " -m venv " in command:
            python = Path(words[-1], "bin", "python")
            python.parent.mkdir(parents=True, exist_ok=True)
            python.touch()
        failed = bool(self._failing) and self._failing in command
        return subprocess.CompletedProcess(words, int(failed))


@pytest.fixture
def runs(install: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RecordedRuns:
    runs = RecordedRuns()
    monkeypatch.setattr(install, "VENV", tmp_path / "venv")
    monkeypatch.setattr(install.subprocess, "run", runs)
    return runs


def test_the_first_start_makes_the_environment_and_the_second_does_nothing(
    install: ModuleType, runs: RecordedRuns
) -> None:
    first = install.ready_venv()
    assert len(runs.commands) == 3, "venv, uv, packages"
    runs.commands.clear()
    assert install.ready_venv() == first
    assert runs.commands == []


def test_other_requirements_fill_the_same_environment_again(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.ready_venv()
    runs.commands.clear()
    monkeypatch.setattr(install, "STANDALONE", ("gradio>=7",))
    install.ready_venv()
    assert [command for command in runs.commands if " -m venv " in command] == []
    assert runs.commands[-1].endswith("gradio>=7")


def test_an_upgrade_fills_it_again_on_demand(install: ModuleType, runs: RecordedRuns) -> None:
    install.ready_venv()
    runs.commands.clear()
    install.ready_venv(upgrade=True)
    assert "--upgrade" in runs.commands[-1]


def test_pip_does_it_where_uv_has_no_wheel(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_uv = RecordedRuns(failing=":all: uv")
    monkeypatch.setattr(install.subprocess, "run", without_uv)
    install.ready_venv()
    assert " -m pip install " in without_uv.commands[-1]
    assert "gradio>=6" in without_uv.commands[-1]


def test_an_environment_that_was_left_half_made_is_not_taken_for_ready(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    install.ready_venv()
    (install.VENV / "evergallery-stamp.txt").unlink()
    runs.commands.clear()
    install.ready_venv()
    assert runs.commands != []


def test_options_reach_the_gallery_but_for_our_own(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(install.os, "execve", lambda _, words, __: started.append(words))
    monkeypatch.setattr(install, "_call", lambda *_: 0)
    install.run(["pictures", "--port", "7999", "--upgrade", "--no-browser"])
    assert [words[1:] for words in started] == [
        ["-m", "evergallery", "serve", "pictures", "--port", "7999", "--no-browser"]
    ]


def test_the_doctor_starts_in_the_same_environment(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(install.os, "execve", lambda _, words, __: started.append(words))
    monkeypatch.setattr(install, "_call", lambda *_: 0)
    install.main(["doctor", "https://host/", "--quick"])
    assert [words[1:] for words in started] == [
        ["-m", "evergallery", "doctor", "https://host/", "--quick"]
    ]


def test_a_doctor_who_cannot_start_is_not_taken_for_a_diagnosis(
    install: ModuleType, runs: RecordedRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install.subprocess, "run", RecordedRuns(failing=" -m venv "))
    assert install.main(["doctor", "https://host/"]) == 3


def test_without_the_venv_module_it_says_what_to_install(
    install: ModuleType,
    runs: RecordedRuns,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(install.subprocess, "run", RecordedRuns(failing=" -m venv "))
    assert install.run([]) == 1
    assert "apt install python3-venv" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [("rnu",), ("--port", "7999")])
def test_an_unknown_word_shows_the_words_there_are(
    install: ModuleType, arguments: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert install.main(arguments) == 2
    assert "python install.py run [FOLDER…]" in capsys.readouterr().out


def test_help_makes_no_environment(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "install.py"), "run", "--help"],
        env={**os.environ, "EVERGALLERY_VENV": str(tmp_path / "venv")},
        text=True,
        capture_output=True,
        check=True,
    )
    assert "--no-browser" in done.stdout
    assert not (tmp_path / "venv").exists()


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="ctrl-C is sent the POSIX way")
def test_from_nothing_to_a_page_and_to_the_end_by_ctrl_c(tmp_path: Path) -> None:
    environment = {**os.environ, "EVERGALLERY_VENV": str(tmp_path / "venv"), "CI": "true"}
    (tmp_path / "pictures").mkdir()
    words = ["run", str(tmp_path / "pictures"), "--data-dir", str(tmp_path / "data")]
    gallery = subprocess.Popen(
        [sys.executable, str(ROOT / "install.py"), *words, "--no-browser"],
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
    )
    try:
        assert gallery.stdout is not None
        said = iter(gallery.stdout.readline, "")
        address = next(found[0] for line in said if (found := re.search(r"http://\S+", line)))
        with urllib.request.urlopen(address, timeout=30) as page:
            assert "eg-gallery" in page.read().decode()
        gallery.send_signal(signal.SIGINT)
        assert gallery.wait(30) == 0
    finally:
        gallery.kill()
        gallery.communicate()
