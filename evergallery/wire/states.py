"""The states of a link and every change between them.

Rule one, from h11: whatever affects the state of the link is in this file. docs/protocol.md shows the same table and
javascript/evergallery/wire/states.mjs holds its twin; a test compares the three.
"""

from __future__ import annotations

from enum import Enum


class LinkState(str, Enum):
    """Where the client stands. Only `ws_live`, `suspect`, `polling` and `parked` carry data for certain."""

    BOOT = "boot"  # nothing asked yet
    HELLO = "hello"  # first words over HTTP, no answer yet
    RACE = "race"  # a socket is opening, HTTP follows after its head start
    WS_TRIAL = "ws_trial"  # the socket is open but has proved nothing
    WS_LIVE = "ws_live"  # the socket answered: data flows
    SUSPECT = "suspect"  # the socket fell silent; asked again, and over HTTP too
    RECONNECT = "reconnect"  # the socket was lost; opening another, HTTP fills the gap
    POLLING = "polling"  # HTTP carries the data
    PARKED = "parked"  # the page is hidden: no polls
    BUSY = "busy"  # nothing answers, nothing fails: the server is at work
    OFFLINE = "offline"  # nothing gets through; tried again with growing pauses
    AUTH = "auth"  # the login expired; the person must act
    BLOCKED = (
        "blocked"  # somebody else answers with a page, or the server refuses the page's address
    )
    CLOSED = "closed"  # ended by our own side


class LinkEvent(str, Enum):
    """What can happen to a link."""

    CHOSE_AUTO = "chose_auto"
    CHOSE_SOCKET = "chose_socket"
    CHOSE_HTTP = "chose_http"
    SOCKET_OPENED = "socket_opened"
    SOCKET_PROVED = "socket_proved"
    SOCKET_ANSWERED = "socket_answered"
    SOCKET_FAILED = "socket_failed"
    SOCKET_LOST = "socket_lost"
    SOCKET_DOUBTED = "socket_doubted"
    HTTP_WELCOMED = "http_welcomed"
    SILENCE_OVER = "silence_over"
    NOTHING_LEFT = "nothing_left"
    LOGIN_NEEDED = "login_needed"
    KEPT_OUT = "kept_out"
    PAGE_HIDDEN = "page_hidden"
    PAGE_SHOWN = "page_shown"
    WENT_OFFLINE = "went_offline"
    CAME_ONLINE = "came_online"
    CLOSED = "closed"


_S, _E = LinkState, LinkEvent

# True in every state but `closed`, unless the state's own row says otherwise.
_ALWAYS = {
    _E.CHOSE_AUTO: _S.RACE,
    _E.CHOSE_SOCKET: _S.WS_TRIAL,
    _E.CHOSE_HTTP: _S.HELLO,
    _E.SOCKET_PROVED: _S.WS_LIVE,
    _E.HTTP_WELCOMED: _S.POLLING,
    _E.NOTHING_LEFT: _S.OFFLINE,
    _E.LOGIN_NEEDED: _S.AUTH,
    _E.KEPT_OUT: _S.BLOCKED,
    _E.WENT_OFFLINE: _S.OFFLINE,
    _E.CLOSED: _S.CLOSED,
}

_OWN: dict[LinkState, dict[LinkEvent, LinkState]] = {
    _S.BOOT: {},
    _S.HELLO: {},
    _S.RACE: {_E.SOCKET_OPENED: _S.WS_TRIAL, _E.SOCKET_FAILED: _S.HELLO},
    _S.WS_TRIAL: {_E.SOCKET_FAILED: _S.HELLO},
    _S.WS_LIVE: {
        _E.SOCKET_LOST: _S.RECONNECT,
        _E.SOCKET_DOUBTED: _S.SUSPECT,
        _E.HTTP_WELCOMED: _S.WS_LIVE,
        _E.LOGIN_NEEDED: _S.WS_LIVE,
        _E.KEPT_OUT: _S.WS_LIVE,
    },
    _S.SUSPECT: {
        _E.SOCKET_ANSWERED: _S.WS_LIVE,
        _E.SOCKET_LOST: _S.RECONNECT,
        _E.SILENCE_OVER: _S.BUSY,
    },
    _S.RECONNECT: {_E.SILENCE_OVER: _S.BUSY},
    _S.POLLING: {
        _E.CHOSE_AUTO: _S.POLLING,
        _E.CHOSE_HTTP: _S.POLLING,
        _E.PAGE_HIDDEN: _S.PARKED,
        _E.SILENCE_OVER: _S.BUSY,
    },
    _S.PARKED: {
        _E.CHOSE_AUTO: _S.PARKED,
        _E.CHOSE_HTTP: _S.PARKED,
        _E.PAGE_SHOWN: _S.POLLING,
        _E.HTTP_WELCOMED: _S.PARKED,
    },
    _S.BUSY: {_E.SOCKET_ANSWERED: _S.WS_LIVE, _E.SOCKET_LOST: _S.RECONNECT},
    _S.OFFLINE: {_E.CAME_ONLINE: _S.RECONNECT},
    _S.AUTH: {},
    _S.BLOCKED: {},
    _S.CLOSED: {},
}

TRANSITIONS: dict[LinkState, dict[LinkEvent, LinkState]] = {
    state: {} if state is _S.CLOSED else {**_ALWAYS, **own} for state, own in _OWN.items()
}


def next_state(state: LinkState, event: LinkEvent) -> LinkState:
    """The state after `event`; the same one where the event means nothing there."""
    return TRANSITIONS[state].get(event, state)
