"""The command line: `python -m evergallery serve [FOLDER …]` and `… doctor URL`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .errors import EvergalleryError, SettingsInvalid
from .version import __version__

if TYPE_CHECKING:
    from .hosts.config_file import ConfigFile
    from .hosts.standalone import ServeOptions


def main(arguments: Sequence[str]) -> int:
    """Exit status: 0 served and stopped, 2 something given cannot be used; the doctor's own: see docs/clouds.md."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    options = _options(arguments)
    try:
        status: int = options.run(options) or 0
    except EvergalleryError as error:
        print(f"evergallery: {error.message}", file=sys.stderr)
        return int(options.wrong_use)
    return status


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    """What is left over is the command's to refuse, with its own exit status."""
    top = parser()
    options, unknown = top.parse_known_args(arguments)
    if unknown:
        top.exit(options.wrong_use, f"evergallery: cannot make sense of {' '.join(unknown)}\n")
    return options


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="evergallery", description="An image gallery that always loads."
    )
    top.add_argument("--version", action="version", version=f"evergallery {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND", parser_class=CommandParser)
    _add_serve(commands.add_parser("serve", help="show folders as a page of its own"))
    _add_doctor(
        commands.add_parser(
            "doctor", help="find out what the way to a gallery carries", wrong_use=3
        )
    )
    return top


class CommandParser(argparse.ArgumentParser):
    """`wrong_use`: exit status for what cannot be used; the doctor's 2 already means something."""

    def __init__(self, *, wrong_use: int = 2, **given: Any) -> None:
        super().__init__(**given)
        self.set_defaults(wrong_use=wrong_use)

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(self.get_default("wrong_use"), f"{self.prog}: {message}\n")


def _add_doctor(doctor: argparse.ArgumentParser) -> None:
    doctor.set_defaults(run=_doctor)
    add = doctor.add_argument
    add("url", metavar="URL", help="address of the web UI or of the gallery, as in the browser")
    add("--login", metavar="USER:PASS", help="for the web UI's login or a proxy's Basic login")
    add("--quick", action="store_true", help="a quarter of a minute: only short waits are tried")
    add("--json", action="store_true", help="print nothing but JSON, for scripts")
    add(
        "--save",
        type=Path,
        metavar="FILE",
        help="write the settings it recommends into this evergallery.toml (or the one in this folder)",
    )


def _doctor(given: argparse.Namespace) -> int:
    try:
        from .doctor.command import run
    except ModuleNotFoundError as error:  # no host need have requests
        words = f"The doctor needs the package {error.name}; `install.py doctor` brings it."
        raise SettingsInvalid(words) from error
    return run(given)


def _add_serve(serve: argparse.ArgumentParser) -> None:
    serve.set_defaults(run=_serve)
    add = serve.add_argument
    add("folders", nargs="*", type=Path, metavar="FOLDER", help="folders to show; none: samples")
    add("--host", help="address to listen on (default 127.0.0.1; 0.0.0.0: every network)")
    add("--port", type=int, help="port (default: a free one from 7870 upward)")
    add("--login", action="append", metavar="USER:PASS", help="require a login; may be repeated")
    add(
        "--root-path", metavar="PATH", help="sub-path a proxy in front takes away, such as /gallery"
    )
    add("--no-browser", action="store_true", help="do not open a browser")
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help="settings (default: ./evergallery.toml, if there)",
    )
    add("--data-dir", type=Path, help="where the index and the thumbnails are kept")


def _serve(given: argparse.Namespace) -> None:
    from .hosts.standalone import serve

    serve(serve_options(given))


def serve_options(given: argparse.Namespace) -> ServeOptions:
    """Command line before file before default. Raises SettingsInvalid."""
    from .hosts.standalone import ServeOptions

    config = _config(given.config)
    folders = _folders(given, config)
    return ServeOptions(
        folders=folders,
        data_dir=_first(given.data_dir, config.data_dir, _home() / "data"),
        settings=config.settings,
        host=given.host or config.host or "127.0.0.1",
        port=_port(given.port if given.port is not None else config.port),
        login=[_login(pair) for pair in given.login or config.login],
        root_path=_root_path(given.root_path or config.root_path or ""),
        open_browser=not given.no_browser,
    )


def _config(path: Path | None) -> ConfigFile:
    from .hosts.config_file import FILE_NAME, ConfigFile, read_config

    if path is not None:
        return read_config(path)
    default = Path(FILE_NAME)
    return read_config(default) if default.is_file() else ConfigFile()


def _folders(given: argparse.Namespace, config: ConfigFile) -> list[Path]:
    folders = [folder.expanduser() for folder in given.folders] or [
        Path(folder) for folder in config.folders
    ]
    for folder in folders:
        if not folder.is_dir():
            raise SettingsInvalid(f"There is no folder {folder}.")
    return folders or [_samples()]


def _samples() -> Path:
    from .hosts.samples import make_samples

    return make_samples(_home() / "samples")


def _home() -> Path:
    """The folder this program was put into; both names are ignored by git there."""
    return Path(__file__).resolve().parents[1]


def _first(*choices: Path | str | None) -> Path:
    return next(Path(choice).expanduser().absolute() for choice in choices if choice)


def _port(port: int | None) -> int | None:
    if port is not None and not 1 <= port <= 65_535:
        raise SettingsInvalid("A port lies between 1 and 65535.")
    return port


def _login(pair: str) -> tuple[str, str]:
    user, colon, password = pair.partition(":")
    if not (user and colon and password):
        raise SettingsInvalid("A login is written USER:PASS.")
    return user, password


def _root_path(path: str) -> str:
    return f"/{path.strip('/')}" if path.strip("/") else ""
