"""docs/clouds.md says of the doctor what the doctor does, and offers the very lines that are tested."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evergallery import cli
from evergallery.doctor import judge
from evergallery.doctor.outcomes import IDLE_HOLDS_S, PARKED_HOLDS_S, QUICK_HOLD_S
from evergallery.doctor.server_lines import caddy_lines, nginx_lines

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "clouds.md").read_text(encoding="utf-8")


def block(language: str) -> list[str]:
    (text,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(text).splitlines()


def test_the_lines_are_those_the_doctor_offers() -> None:
    assert block("nginx") == nginx_lines()
    assert block("caddyfile") == caddy_lines()


def test_the_options_are_those_the_doctor_takes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["doctor", "--help"])
    taken = set(re.findall(r"--[a-z]+", capsys.readouterr().out)) - {"--help"}
    told = {cells for line in PAGE.splitlines() for cells in re.findall(r"^\| `(--[a-z]+)", line)}
    assert told == taken


def test_the_exit_codes_are_the_judges() -> None:
    told = [int(code) for code in re.findall(r"^\| (\d) \| ", PAGE, re.MULTILINE)]
    codes = [judge.ALL_FINE, judge.FALL_BACK, judge.NOTHING_WORKS, judge.WRONG_USE]
    assert told == codes


def test_the_times_are_those_that_are_tried() -> None:
    parked = sorted({*PARKED_HOLDS_S, QUICK_HOLD_S})
    words = " ".join(PAGE.split())
    assert f"come after {in_words(parked)} s" in words
    assert f"silent for {in_words([QUICK_HOLD_S, *IDLE_HOLDS_S])} s" in words


def in_words(numbers: list[int]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} and {last}"


def test_every_place_that_was_promised_has_a_row() -> None:
    rows = "\n".join(line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| "))
    for place in (
        *("Runpod", "Colab", "Kaggle", "vast.ai", "Paperspace", "Gradio share"),
        *("Cloudflare tunnels", "nginx", "Caddy", "Traefik"),
    ):
        assert place in rows
