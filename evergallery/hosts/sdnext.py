"""SD.Next: as AUTOMATIC1111, but for its folders, its title and its second Gradio app."""

from __future__ import annotations

from typing import Any, ClassVar

from .a1111 import A1111Host
from .base import Capabilities


class SdNextHost(A1111Host):
    """SD.Next restarts by execv, never in the same process; `stop` is there all the same."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        name="sdnext",
        title="Evergallery",
        outputs=(
            ("outdir_samples", "Images"),
            ("outdir_txt2img_samples", "Text"),
            ("outdir_img2img_samples", "Image"),
            ("outdir_control_samples", "Control"),
            ("outdir_extras_samples", "Process"),
            ("outdir_save", "Saved"),
            ("outdir_video", "Video"),
            ("outdir_init_images", "Inputs"),
            ("outdir_grids", "Grids"),
            ("outdir_txt2img_grids", "Grids"),
            ("outdir_img2img_grids", "Image grids"),
            ("outdir_control_grids", "Control grids"),
        ),
        sample_base="outdir_samples",
        grid_base="outdir_grids",
    )

    def _prefixes(self) -> tuple[str, ...]:
        """With `--subpath sd` it answers at /sd what it answers at /, by a second Gradio app there.

        That app is mounted after on_app_started, behind our routes. The option is written "sd" or "/sd",
        on the command line or in the settings; the host settles it later, so both are read here.
        """
        for source in (self._shared.cmd_opts, self._shared.opts):
            subpath = str(getattr(source, "subpath", None) or "").strip("/")
            if subpath:
                return ("", f"/{subpath}")
        return ("",)

    def _release_polls_on_close(self, demo: Any) -> None:
        """A restart replaces the process: nothing waits."""
