"""A web UI without a web UI: the part of its `modules` that an extension sees, and its loader, line by line.

Taken from the sources: A1111 1.10.1 and Forge (modules/script_callbacks.py, script_loading.py, scripts.py,
options.py, webui.py) and SD.Next of 2026 (the same names; options_handler.py, paths.py).
"""

from __future__ import annotations

import contextlib
import importlib.util
import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, Literal

import pytest

Kind = Literal["a1111", "forge", "sdnext"]

CALLBACKS = (
    "app_started", "before_reload", "ui_tabs", "ui_settings", "image_saved", "script_unloaded",
)  # fmt: skip

OUTPUTS = {
    "a1111": {
        "outdir_samples": "",
        "outdir_txt2img_samples": "outputs/txt2img-images",
        "outdir_img2img_samples": "outputs/img2img-images",
        "outdir_extras_samples": "outputs/extras-images",
        "outdir_grids": "",
        "outdir_txt2img_grids": "outputs/txt2img-grids",
        "outdir_img2img_grids": "outputs/img2img-grids",
        "outdir_save": "log/images",
        "outdir_init_images": "outputs/init-images",
    },
    "sdnext": {
        "outdir_samples": "",
        "outdir_txt2img_samples": "outputs/text",
        "outdir_img2img_samples": "outputs/image",
        "outdir_control_samples": "outputs/control",
        "outdir_extras_samples": "outputs/extras",
        "outdir_save": "outputs/save",
        "outdir_video": "outputs/video",
        "outdir_init_images": "outputs/inputs",
        "outdir_grids": "",
        "outdir_txt2img_grids": "outputs/grids",
        "outdir_img2img_grids": "outputs/grids",
        "outdir_control_grids": "outputs/grids",
    },
}


class A1111OptionInfo:
    def __init__(
        self,
        default: Any = None,
        label: str = "",
        component: Any = None,
        component_args: Any = None,
        onchange: Callable[[], None] | None = None,
        section: tuple[str, str] | None = None,
        refresh: Any = None,
        comment_before: str = "",
        comment_after: str = "",
        infotext: Any = None,
        restrict_api: bool = False,
        category_id: str | None = None,
    ) -> None:
        self.default, self.label, self.onchange, self.section = default, label, onchange, section
        self.component, self.component_args = component, component_args
        self.restrict_api, self.comment_after = restrict_api, comment_after

    def info(self, info: str) -> A1111OptionInfo:
        self.comment_after += info
        return self


class SdNextOptionInfo:
    def __init__(
        self,
        default: Any = None,
        label: str = "",
        component: Any = None,
        component_args: Any = None,
        onchange: Callable[[], None] | None = None,
        section: tuple[str, ...] | None = None,
        refresh: Any = None,
        folder: bool = False,
        submit: Any = None,
        comment_before: str = "",
        comment_after: str = "",
        category_id: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        assert not args, args
        assert not kwargs, f"unknown here: {kwargs}"
        self.default, self.label, self.onchange, self.section = default, label, onchange, section
        self.component, self.component_args = component, component_args
        self.comment_after = comment_after

    def info(self, info: str) -> SdNextOptionInfo:
        self.comment_after += info
        return self


class Options:
    """`opts`: attributes are the data, then the defaults; `set` calls `onchange` and takes back on an error."""

    def __init__(self, labels: dict[str, Any], restricted_name: str) -> None:
        self.data_labels = labels
        self.data: dict[str, Any] = {}
        setattr(self, restricted_name, set())

    def __getattr__(self, name: str) -> Any:
        if name in ("data", "data_labels"):
            raise AttributeError(name)
        if name in self.data:
            return self.data[name]
        if name in self.data_labels:
            return self.data_labels[name].default
        raise AttributeError(name)

    def add_option(self, key: str, info: Any) -> None:
        self.data_labels[key] = info

    def set(self, key: str, value: Any) -> None:
        self.data[key] = value
        if self.data_labels[key].onchange is not None:
            self.data_labels[key].onchange()


class FakeDemo:
    """`shared.demo`; `closed` counts its closings."""

    def __init__(self) -> None:
        self.closed = 0

    def close(self, verbose: bool = True) -> None:
        self.closed += 1


class FakeWebUi:
    """Use as `with FakeWebUi("a1111", folder) as web_ui`; the working directory is `folder` meanwhile."""

    def __init__(self, kind: Kind, folder: Path, data_path: Path | None = None) -> None:
        self.kind = kind
        self.folder = folder
        self.data_path = data_path or folder
        self.extensions: list[Path] = []
        self.demo = FakeDemo()
        self.apps: list[Any] = []
        self._callbacks: dict[str, list[Callable[..., Any]]] = {name: [] for name in CALLBACKS}
        family = "sdnext" if kind == "sdnext" else "a1111"
        info = SdNextOptionInfo if kind == "sdnext" else A1111OptionInfo
        labels: dict[str, Any] = {
            name: info(value, name) for name, value in OUTPUTS[family].items()
        }
        self.opts = Options(labels, "restricted" if kind == "sdnext" else "restricted_opts")
        self.cmd_opts = SimpleNamespace(subpath=None, hide_ui_dir_config=False)
        self._patch = pytest.MonkeyPatch()
        self._modules = self._make_modules(info)

    def __enter__(self) -> FakeWebUi:
        for name, module in self._modules.items():
            self._patch.setitem(sys.modules, name, module)
        self._patch.chdir(self.folder)
        return self

    def __exit__(self, *_: object) -> None:
        host = getattr(self.shared, "_evergallery_host", None)
        if host is not None:
            host.stop()
        self._patch.undo()

    @property
    def shared(self) -> ModuleType:
        return self._modules["modules.shared"]

    # --- what the host does

    def start(self) -> None:
        """Load scripts, make the settings page, then the tabs, then launch."""
        self.load_scripts()
        self.run("ui_settings")
        self.launch(object())

    def launch(self, app: Any) -> None:
        self.apps.append(app)
        self.demo = FakeDemo()
        self.run("app_started", self.demo, app)

    def load_scripts(self) -> None:
        for callbacks in self._callbacks.values():
            callbacks.clear()
        for extension in self.extensions:
            for script in sorted((extension / "scripts").glob("*.py")):
                self._load(extension, script)

    def unload(self) -> None:
        """What "Reload UI" does before it loads the scripts anew: the server is closed first."""
        self.demo.close()
        self.run("before_reload")
        self.run("script_unloaded")

    def run(self, name: str, *args: Any) -> list[Any]:
        """The real ones swallow exceptions; here they come out."""
        return [callback(*args) for callback in self._callbacks[name]]

    def _load(self, extension: Path, script: Path) -> None:
        before = sys.path
        try:
            sys.path = [str(extension), *before]
            spec = importlib.util.spec_from_file_location(os.path.basename(script), script)
            assert spec is not None
            assert spec.loader is not None
            module = importlib.util.module_from_spec(spec)
            with self._silence():
                spec.loader.exec_module(module)
        finally:
            sys.path = before

    @contextlib.contextmanager
    def _silence(self) -> Iterator[None]:
        """SD.Next takes what a script prints while it loads."""
        if self.kind != "sdnext":
            yield
            return
        with contextlib.redirect_stdout(io.StringIO()):
            yield

    # --- what an extension sees

    def _make_modules(self, option_info: type) -> dict[str, ModuleType]:
        package = ModuleType("modules")
        package.__path__ = []
        callbacks = ModuleType("modules.script_callbacks")
        callbacks.__spec__ = importlib.util.spec_from_loader("modules.script_callbacks", None)
        for name in CALLBACKS:
            setattr(callbacks, f"on_{name}", self._callbacks[name].append)
        shared = ModuleType("modules.shared")
        shared.__dict__.update(
            opts=self.opts,
            cmd_opts=self.cmd_opts,
            OptionInfo=option_info,
            hide_dirs={"visible": True},
        )
        paths = ModuleType("modules.paths")
        paths.__dict__.update(data_path=str(self.data_path))
        if self.kind == "sdnext":
            paths.__dict__.update(resolve_output_path=lambda base, specific: specific)
        modules = {"script_callbacks": callbacks, "shared": shared, "paths": paths}
        package.__dict__.update(modules)
        return {"modules": package} | {f"modules.{name}": each for name, each in modules.items()}
