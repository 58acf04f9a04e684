"""AUTOMATIC1111 and its forks (Forge, reForge): tab, settings, saved images, routes.

One object per load of scripts/*.py: "Reload UI" stops it and starts a new one, on a new FastAPI app, in
the same process.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from evergallery.library.answers import Root
from evergallery.log import get_logger
from evergallery.settings import Settings

from .assembly import Assembly
from .base import Capabilities
from .callback import safe
from .gradio_tab import TAB_ID, build_tab
from .option_watch import OptionWatch
from .options_page import add_options, read_options
from .output_folders import absolute, extra_roots, output_roots

_log = get_logger("host")


class A1111Host:
    """Registers one callback per need; each is guarded, so the web UI starts whatever happens."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        name="a1111",
        title="Gallery",
        outputs=(
            ("outdir_samples", "Images"),
            ("outdir_txt2img_samples", "txt2img"),
            ("outdir_img2img_samples", "img2img"),
            ("outdir_extras_samples", "Extras"),
            ("outdir_save", "Saved"),
            ("outdir_grids", "Grids"),
            ("outdir_txt2img_grids", "txt2img grids"),
            ("outdir_img2img_grids", "img2img grids"),
            ("outdir_init_images", "Init images"),
        ),
    )

    def __init__(self) -> None:
        from modules import script_callbacks, shared

        self._callbacks = script_callbacks
        self._shared = shared
        self._assembly = Assembly(self)
        self._watch = OptionWatch(
            shared.opts, [name for name, _ in self.capabilities.outputs], self._folders_changed
        )

    # --- Host

    def start(self) -> None:
        """Registers; everything else happens in the callbacks, when the web UI is ready for it."""
        register = self._callbacks
        register.on_ui_settings(safe("adding its settings", self._on_ui_settings))
        register.on_ui_tabs(safe("adding its tab", self._on_ui_tabs))
        register.on_app_started(safe("adding its routes", self._on_app_started))
        register.on_image_saved(safe("noticing a saved image", self._on_image_saved))
        register.on_before_reload(safe("stopping before a reload", self.stop))
        register.on_script_unloaded(safe("stopping", self.stop))

    def stop(self) -> None:
        """Twice is harmless: hosts announce a reload by one callback, or by two."""
        self._watch.stop()
        self._assembly.stop()

    def settings(self) -> Settings:
        return read_options(self._shared.opts)

    def roots(self) -> list[Root]:
        data_path = self._data_path()
        outputs = output_roots(self.capabilities, self._option, data_path)
        return outputs + extra_roots(self.settings().extra_folders, data_path)

    def data_dir(self) -> Path:
        return self._data_path() / "evergallery"

    # --- callbacks

    def _on_ui_settings(self) -> None:
        add_options(self._shared, safe("taking over a setting", self._settings_changed))

    def _on_ui_tabs(self) -> list[tuple[Any, str, str]]:
        tab = build_tab(self._assembly)
        return [(tab, self.capabilities.title, TAB_ID)]

    def _on_app_started(self, demo: Any, app: Any) -> None:
        if demo is None:  # --nowebui: an API without pages
            return
        self._assembly.mount(app, self._prefixes())
        safe("opening its index", self._assembly.start)()
        self._watch.start()
        self._release_polls_on_close(demo)

    def _on_image_saved(self, params: Any) -> None:
        """`filename` is relative to the working directory."""
        self._assembly.saved(absolute(Path(params.filename)))

    def _settings_changed(self) -> None:
        self._assembly.settings_changed()
        self._folders_changed()

    def _folders_changed(self) -> None:
        self._assembly.refresh_roots()

    # --- what forks do otherwise

    def _prefixes(self) -> tuple[str, ...]:
        """`--subpath` only sets root_path here: a proxy takes the prefix away."""
        return ("",)

    def _data_path(self) -> Path:
        from modules import paths

        return absolute(Path(paths.data_path))

    def _option(self, name: str) -> str:
        value = getattr(self._shared.opts, name, "") if name else ""
        return value.strip() if isinstance(value, str) else ""

    def _release_polls_on_close(self, demo: Any) -> None:
        """Stop before the server closes, not after.

        `demo.close()` waits for every answer under way, parked long polls too (up to 20 s each), and
        only afterwards the host calls on_before_reload: "Reload UI" would hang that long.
        """
        close: Callable[..., None] = demo.close

        def stop_and_close(*args: Any, **kwargs: Any) -> None:
            safe("stopping before the server", self.stop)()
            close(*args, **kwargs)

        demo.close = stop_and_close
