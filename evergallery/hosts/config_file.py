"""`evergallery.toml`: the settings of docs/settings.md, and where to serve.

folders = ["~/pictures"]
port = 7870

[settings]
transport = "auto"
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evergallery.errors import SettingsInvalid
from evergallery.settings import Settings, with_values

FILE_NAME = "evergallery.toml"


@dataclass(frozen=True)
class ConfigFile:
    """What the file says; None where it says nothing. Relative paths count from the file's folder."""

    folders: tuple[str, ...] = ()
    data_dir: str | None = None
    host: str | None = None
    port: int | None = None
    root_path: str | None = None
    login: tuple[str, ...] = ()
    settings: Settings = field(default_factory=Settings)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


_KINDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "folders": (_is_texts, "a list of texts"),
    "login": (_is_texts, "a list of texts"),
    "data_dir": (_is_text, "a text"),
    "host": (_is_text, "a text"),
    "port": (_is_whole_number, "a whole number"),
    "root_path": (_is_text, "a text"),
    "settings": (_is_table, "a table"),
}


def read_config(path: Path) -> ConfigFile:
    """Raises SettingsInvalid with a sentence that names what is wrong."""
    try:
        values = _parsed(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsInvalid(f"{path.name} cannot be read: {error.strerror}.") from error
    except ValueError as error:  # TOMLDecodeError and UnicodeDecodeError are both
        raise SettingsInvalid(f"{path.name} is not valid TOML: {error}.") from error
    _check_kinds(path.name, values)
    values["settings"] = with_values(Settings(), values.get("settings", {}))
    values["login"] = tuple(values.get("login", ()))
    folder = path.parent
    values["folders"] = tuple(_from(folder, name) for name in values.get("folders", ()))
    if "data_dir" in values:
        values["data_dir"] = _from(folder, values["data_dir"])
    return ConfigFile(**values)


def _parsed(text: str) -> dict[str, Any]:
    """Python 3.10 has no tomllib; tomli is the same code under its old name."""
    for name in ("tomllib", "tomli"):
        if find_spec(name) is not None:
            parsed: dict[str, Any] = import_module(name).loads(text)
            return parsed
    raise SettingsInvalid(
        f"Reading {FILE_NAME} needs Python 3.11, or the package tomli on Python 3.10."
    )


def _check_kinds(name: str, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        if key not in _KINDS:
            raise SettingsInvalid(f"{name} has an unknown key {key!r}.")
        is_kind, words = _KINDS[key]
        if not is_kind(value):
            raise SettingsInvalid(f"{key} in {name} must be {words}.")


def _from(folder: Path, name: str) -> str:
    return str(folder / Path(name).expanduser())
