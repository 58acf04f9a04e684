"""Where a gallery may be, from what a person pasted."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit, urlunsplit

from evergallery.errors import SettingsInvalid

PROBE_PATH = "evergallery/v1/probe"
MAX_FOLDERS_UP = 4


def bases_of(text: str) -> list[str]:
    """Folders to look in, the likeliest first; each ends with "/". Raises SettingsInvalid.

    Without a scheme the browser's order is tried. A page's own name, query and fragment are left out, and a gallery
    may lie above the address that was pasted.
    """
    text = text.strip()
    schemes = [""] if "://" in text else ["https://", "http://"]
    if schemes[0] and _is_near(text):
        schemes.reverse()
    return [base for scheme in schemes for base in _folders(scheme + text)]


def socket_url(url: str) -> str:
    """ws for http and wss for https."""
    return "ws" + url.removeprefix("http")


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _folders(url: str) -> list[str]:
    parts = _checked(url)
    names = [name for name in parts.path.split("/") if name]
    if names and not parts.path.endswith("/") and "." in names[-1]:
        names.pop()  # a page such as index.html
    lengths = range(len(names), max(-1, len(names) - MAX_FOLDERS_UP - 1), -1)
    return [_folder(parts.scheme, parts.netloc, names[:length]) for length in lengths]


def _folder(scheme: str, netloc: str, names: list[str]) -> str:
    return urlunsplit((scheme, netloc, "/" + "".join(f"{name}/" for name in names), "", ""))


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address or "@" in parts.netloc or any(c.isspace() for c in url):
        raise SettingsInvalid(
            "An address looks like https://host/path/ or host:7860; a login goes into --login."
        )
    return parts


def _is_near(text: str) -> bool:
    """This machine or one of the house: there, plain http is the rule."""
    host = text.split("/")[0].rsplit(":", 1)[0]
    return host in ("localhost", "[::1]") or host.replace(".", "").isdigit() or "." not in host
