from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from evergallery.hosts.options_page import SECTION, add_options, read_options
from evergallery.settings import PREFIX, SPECS, Settings, SettingSpec
from tests.hosts.fake_web_ui import FakeWebUi

ROOT = Path(__file__).resolve().parents[3]
DOCS = (ROOT / "docs/settings.md").read_text("utf-8")


def test_every_setting_is_on_the_page_and_reads_back_as_its_default(
    a1111: FakeWebUi, gradio: ModuleType
) -> None:
    add_options(a1111.shared, lambda: None)
    ours = [key for key in a1111.opts.data_labels if key.startswith(PREFIX)]
    assert ours == [PREFIX + spec.name for spec in SPECS]
    assert all(a1111.opts.data_labels[key].section == SECTION for key in ours)
    assert read_options(a1111.opts) == Settings()


def test_sdnext_takes_the_same_settings(sdnext: FakeWebUi, gradio: ModuleType) -> None:
    add_options(sdnext.shared, lambda: None)
    assert read_options(sdnext.opts) == Settings()


def test_what_a_person_sets_is_read_back(a1111: FakeWebUi, gradio: ModuleType) -> None:
    changes: list[None] = []
    add_options(a1111.shared, lambda: changes.append(None))
    a1111.opts.set("evergallery_transport", "HTTP long poll")
    a1111.opts.set("evergallery_stall_ms", 40_000.0)  # Gradio's numbers are floats
    a1111.opts.set("evergallery_extra_folders", "/a\n\n  b  ")
    assert read_options(a1111.opts) == Settings(
        transport="http_long", stall_ms=40_000, extra_folders=("/a", "b")
    )
    assert len(changes) == 3


def test_a_value_that_cannot_be_used_is_named_and_keeps_its_default(
    a1111: FakeWebUi, gradio: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    add_options(a1111.shared, lambda: None)
    a1111.opts.set("evergallery_heartbeat_ms", 5)
    assert read_options(a1111.opts) == Settings()
    assert "Evergallery: Heartbeat (ms) must lie between" in caplog.text


def test_before_the_page_is_made_the_defaults_hold(a1111: FakeWebUi) -> None:
    assert read_options(a1111.opts) == Settings()


def test_folders_cannot_be_set_where_the_host_protects_its_own(
    a1111: FakeWebUi, gradio: ModuleType
) -> None:
    a1111.shared.hide_dirs = {"visible": False}
    add_options(a1111.shared, lambda: None)
    info = a1111.opts.data_labels["evergallery_extra_folders"]
    assert info.restrict_api
    assert info.component_args["visible"] is False
    assert a1111.opts.restricted_opts == {"evergallery_extra_folders"}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_the_docs_show_every_setting_as_it_is(spec: SettingSpec) -> None:
    (row,) = [line for line in DOCS.splitlines() if line.startswith(f"| `{spec.name}` ")]
    _, _, default, values, help_text, _ = (cell.strip() for cell in row.split("|"))
    assert default == documented_default(spec)
    assert values == documented_values(spec)
    assert help_text == spec.help


def test_the_docs_show_no_setting_that_does_not_exist() -> None:
    rows = [line for line in DOCS.splitlines() if line.startswith("| `")]
    assert len(rows) == len(SPECS)


def documented_default(spec: SettingSpec) -> str:
    value = getattr(Settings(), spec.name)
    if isinstance(value, tuple):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def documented_values(spec: SettingSpec) -> str:
    value = getattr(Settings(), spec.name)
    if spec.choices is not None:
        return ", ".join(f"`{choice}`" for choice in spec.choices)
    if isinstance(value, bool):
        return "`true`, `false`"
    if isinstance(value, tuple):
        return "folders, one per line (a list in TOML)"
    return f"{spec.minimum} … {spec.maximum}"
