"""Our section on a web UI's settings page, made from `settings.SPECS`, and reading it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evergallery.log import get_logger
from evergallery.settings import PREFIX, SPECS, Settings, SettingSpec, lenient

from .signature import accepted

SECTION = ("evergallery", "Evergallery")

_FOLDERS = "extra_folders"

_log = get_logger("host")


def add_options(shared: Any, on_change: Callable[[], None]) -> None:
    """Called from on_ui_settings. `shared` is the host's `modules.shared`."""
    for spec in SPECS:
        key = PREFIX + spec.name
        info = shared.OptionInfo(
            _default(spec),
            spec.label,
            **_component(spec, shared),
            **accepted(shared.OptionInfo, _restriction(spec)),
            onchange=on_change,
            section=SECTION,
        )
        info.info(spec.help)
        shared.opts.add_option(key, info)
    _restrict(shared.opts, PREFIX + _FOLDERS)


def read_options(opts: Any) -> Settings:
    """The settings as they are now; unusable values are logged and keep their default."""
    values = {}
    for spec in SPECS:
        value = getattr(opts, PREFIX + spec.name, None)
        if value is not None:
            values[spec.name] = value
    settings, complaints = lenient(values)
    for complaint in complaints:
        _log.warning("Evergallery: %s The default is used.", complaint)
    return settings


def _default(spec: SettingSpec) -> Any:
    """In the type the page shows: a label, lines of text, a number, a tick."""
    value = getattr(Settings(), spec.name)
    if spec.choices is not None:
        return spec.choices[value]
    return "\n".join(value) if isinstance(value, tuple) else value


def _component(spec: SettingSpec, shared: Any) -> dict[str, Any]:
    """Component and its arguments; text areas and ticks are what the host makes of str and bool."""
    import gradio as gr

    if spec.choices is not None:
        return {"component": gr.Radio, "component_args": {"choices": list(spec.choices.values())}}
    if spec.name == _FOLDERS:
        return {"component": gr.Textbox, "component_args": {"lines": 3, **_visibility(shared)}}
    if isinstance(getattr(Settings(), spec.name), bool):
        return {"component": gr.Checkbox}
    bounds = {"minimum": spec.minimum, "maximum": spec.maximum, "precision": 0}
    return {"component": gr.Number, "component_args": bounds}


def _visibility(shared: Any) -> dict[str, Any]:
    """Where --hide-ui-dir-config hides the host's own folders, ours are hidden with them."""
    return dict(getattr(shared, "hide_dirs", None) or {})


def _restriction(spec: SettingSpec) -> dict[str, Any]:
    """Folders decide what can be read from disk: A1111's API may not set them."""
    return {"restrict_api": True} if spec.name == _FOLDERS else {}


def _restrict(opts: Any, key: str) -> None:
    """A1111 calls the set `restricted_opts`, SD.Next `restricted`."""
    for name in ("restricted_opts", "restricted"):
        keys = getattr(opts, name, None)
        if isinstance(keys, set):
            keys.add(key)
