"""The doctor's sentences. The browser says the same ones: javascript/evergallery/model/diagnosis_words.mjs."""

from __future__ import annotations

from collections.abc import Mapping

from .judge import Finding
from .outcomes import Outcome, number_in

_PROBES: Mapping[str, str] = {
    "gallery": "The gallery answers",
    "login": "Login",
    "poll": "Polls over HTTP",
    "round_trip_http": "Round trip over HTTP",
    "bulk": "An answer of {n} KiB",
    "buffering": "Answers in pieces",
    "parked": "An answer after {n} s",
    "upgrade": "A WebSocket opens",
    "welcome": "The gallery talks on it",
    "frame": "Frames of {n} KiB",
    "round_trip_socket": "Round trip on the socket",
    "idle": "Silent socket for {n} s",
}

_RESULTS: Mapping[str, str] = {
    "ok": "fine",
    "unreachable": "no connection",
    "untrusted": "the certificate is not trusted",
    "timeout": "no answer in time",
    "cut": "cut off",
    "silent": "open, but nothing comes through",
    "garbled": "something else came back",
    "lumps": "held back and delivered at once",
    "refused": "refused",
    "no_upgrade": "arrives without its Upgrade header",
    "no_library": "the server has no WebSocket library",
    "login": "wants a login",
    "wrong_login": "this login is not taken",
    "origin": "taken for a stranger's page",
    "missing": "not at this address",
    "page": "a web page instead of data",
    "challenge": "a page that checks for a human being",
    "gateway": "a proxy that finds nobody behind it",
    "busy": "the server asks for patience",
    "skipped": "not tried",
}

# {who} and {server} are the product that answered, where it named itself.
_FINDINGS: Mapping[str, str] = {
    "all_fine": "Everything gets through: WebSocket and HTTP.",
    "unreachable": "Nothing answers at this address. Is the server running, and are name and port right?",
    "untrusted": "The certificate at this address is not trusted, so nothing was asked.",
    "no_answer": "Somebody takes the connection and never answers: the server hangs, or a firewall swallows it.",
    "hangs_up": "Somebody takes the connection and hangs up: http instead of https, or a server that is starting.",
    "login_needed": "{server} wants a login first.",
    "login_refused": "{server} does not take this login.",
    "wrong_origin": "The server takes the page for a stranger's: {something} does not pass on the Host header.",
    "gallery_missing": "A server answers, but there is no gallery: it is not installed there, is an older one, or "
    "lies at another path.",
    "page_between": "{who} answers with a web page of its own. Open the address in a browser and answer that page.",
    "challenge": "{who} wants to see a human being first. Open the address in a browser.",
    "nobody_behind": "{who} answers, but finds nobody behind it: the machine is asleep, still starting, or its port is "
    "not open.",
    "server_busy": "{server} asks for patience: too many questions, or the server is starting.",
    "refused": "{who} refuses to pass the question on ({status}).",
    "polls_blocked": "{who} does not let polls through ({status}).",
    "answers_cut": "{who} cuts large answers.",
    "upgrade_stripped": "{who} takes the Upgrade header from the handshake, so no WebSocket opens. The gallery uses "
    "HTTP.",
    "upgrade_refused": "{who} refuses WebSockets ({status}). The gallery uses HTTP.",
    "upgrade_hangs": "{who} swallows the handshake of WebSockets. The gallery uses HTTP after a moment's wait.",
    "no_library": "The server has no WebSocket library. The gallery uses HTTP; pip install websockets there brings the "
    "other.",
    "socket_login": "{server} wants a login for WebSockets although HTTP has one. The gallery uses a ticket instead, "
    "or HTTP.",
    "socket_silent": "WebSockets open, but {something} lets nothing through. The gallery uses HTTP.",
    "frames_cut": "{who} does not carry large frames on a WebSocket. The gallery uses HTTP.",
    "idle_cut": "{who} ends WebSockets that are silent for {seconds} s.",
    "parked_cut": "{who} ends requests that wait for {seconds} s.",
    "answers_in_lumps": "{who} collects answers before it passes them on. The gallery does not mind; progress bars of "
    "the web UI may.",
    "far_away": "The server is far away: {ms} ms there and back. The first screen takes a moment longer.",
}

_NEVER_REACHED = " The gallery is never silent for so long."

_ADVICE: Mapping[str, str] = {
    "auto": "Leave the connection on Auto.",
    "websocket": "Set the connection to WebSocket only.",
    "http_long": "Set the connection to HTTP long poll: it saves trying sockets in vain.",
    "http_short": "Set the connection to HTTP short poll: waiting requests are cut too early.",
    "": "Nothing to set: first something must get through.",
}


def probe_in_words(probe: str) -> str:
    """The left column of the table."""
    kind = probe if probe in _PROBES else probe.rpartition("_")[0]
    return _PROBES.get(kind, probe).format(n=number_in(probe))


def outcome_in_words(outcome: Outcome) -> str:
    """The right column."""
    words = _RESULTS[outcome.result]
    if (outcome.probe, outcome.result) == ("login", "skipped"):
        return "not needed"
    if outcome.result == "cut" and outcome.ms is not None:
        words = f"cut off after {seconds(outcome.ms)} s" if outcome.ms >= 100 else "cut off at once"
    details = [outcome.by] * bool(outcome.by) + [str(outcome.status)] * (outcome.status >= 400)
    return f"{words} ({', '.join(details)})" if details and not outcome.is_ok else words


def finding_in_words(finding: Finding) -> str:
    """One or two sentences."""
    template = _FINDINGS[finding.code]
    if finding.level == "note" and finding.code in ("idle_cut", "parked_cut"):
        template += _NEVER_REACHED
    if not finding.status:
        template = template.replace(" ({status})", "")
    return template.format(
        who=finding.by or "Something on the way",
        something=finding.by or "something on the way",
        server=finding.by or "The server",
        status=finding.status,
        ms=finding.ms,
        seconds=seconds(finding.ms or 0),
    )


def advice_in_words(transport: str) -> str:
    return _ADVICE[transport]


def seconds(ms: int) -> str:
    """5040 → "5", 1500 → "1.5": whole ones from two seconds on."""
    return str((ms + 500) // 1000) if ms >= 2000 else f"{(ms + 50) // 100 / 10:g}"
