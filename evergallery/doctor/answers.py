"""Who answered an HTTP request, told by status, headers and the shape of the body; never by its words.

Twin: javascript/evergallery/model/who_answers.mjs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .outcomes import Result

HEADER = "evergallery-probe"

# What a server calls itself in `Server` -> the name people know. The gallery's own is uvicorn, which is nobody else.
_PRODUCTS: Mapping[str, str] = {
    "cloudflare": "Cloudflare",
    "nginx": "nginx",
    "openresty": "nginx",
    "caddy": "Caddy",
    "envoy": "Envoy",
    "apache": "Apache",
    "awselb": "Amazon's load balancer",
    "microsoft-azure-application-gateway": "Azure's gateway",
    "gunicorn": "gunicorn",
}
_NOBODY_THERE = frozenset(("text/html", "text/plain", ""))


@dataclass(frozen=True)
class Answer:
    """`headers` have lower-case names; `start` is the first few kB of the body."""

    status: int
    headers: Mapping[str, str]
    start: str = ""
    elsewhere: bool = False
    """Whether a redirect led to another host."""

    @property
    def is_ours(self) -> bool:
        return HEADER in self.headers

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def by(self) -> str:
        """The product in front of the gallery, as far as it names itself; "" otherwise."""
        if "ngrok-error-code" in self.headers or "ngrok-agent-ips" in self.headers:
            return "ngrok"
        if "cf-ray" in self.headers:
            return "Cloudflare"
        servers = [one.strip() for one in self.headers.get("server", "").lower().split(",")]
        for prefix, name in _PRODUCTS.items():
            if any(server.startswith(prefix) for server in servers):
                return name
        return "Caddy" if "caddy" in self.headers.get("via", "").lower() else ""


def result_of(answer: Answer) -> Result:
    """Of a question to `evergallery/v1/probe`."""
    return _of_ours(answer) if answer.is_ours else _of_somebody_else(answer)


def _of_ours(answer: Answer) -> Result:
    if answer.status == 426:
        return "no_library" if answer.headers[HEADER] == "no-library" else "no_upgrade"
    known: dict[int, Result] = {401: "login", 403: "origin", 503: "busy"}
    return known.get(answer.status, "ok" if answer.status < 400 else "refused")


def _of_somebody_else(answer: Answer) -> Result:
    """ngrok's warning and its offline page both carry `ngrok-error-code`, a Cloudflare challenge carries
    `cf-mitigated: challenge` (both documented by their makers).
    """
    if answer.headers.get("cf-mitigated") == "challenge":
        return "challenge"
    if answer.status in (401, 407) or answer.elsewhere:
        return "login"
    if answer.status == 429:
        return "busy"
    if answer.status >= 500:
        return "gateway"
    if "ngrok-error-code" in answer.headers:
        return "gateway" if answer.status == 404 else "page"
    if answer.status in (404, 405):
        return "missing"
    if answer.status >= 400:
        return "refused"
    return "page" if _is_a_foreign_page(answer) else "missing"


def _is_a_foreign_page(answer: Answer) -> bool:
    """A Gradio page at our address is the web UI itself, without a gallery."""
    return answer.media_type in _NOBODY_THERE and "gradio" not in answer.start.lower()
