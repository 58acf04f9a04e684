"""Who is logged in, over all versions of Gradio, for a request and for a socket alike.

Gradio protects its own routes only; ours ask here. Facts, read in the sources of 3.41 … 6.31 and
tried on five versions:

- A login sets the cookies `access-token` and `access-token-unsecure`; from 4.x on their names end in
  `-{app.cookie_id}`, an id made anew with every App.
- `app.tokens` maps a token to its user and is lost with the App; `app.auth` is None without login.
- `app.auth_dependency` (4.x on; may be async on 6) is the app owner's own `(request) -> user | None`.
- Several Apps may live below one server: `gr.mount_gradio_app`, SD.Next's `--subpath`. A person is
  logged in when any of them knows the token, and login is required when any of them wants it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any

from evergallery.log import get_logger

_log = get_logger("login")


def gradio_apps(app: Any) -> list[Any]:
    """Every Gradio App reachable from `app`: itself, and what is mounted below."""
    found, waiting, seen = [], [app], set()
    while waiting:
        candidate = waiting.pop()
        if id(candidate) in seen:
            continue
        seen.add(id(candidate))
        if hasattr(candidate, "tokens") and hasattr(candidate, "get_blocks"):
            found.append(candidate)
        waiting.extend(_mounted_on(candidate))
    return found


def login_is_required(app: Any) -> bool:
    return any(_is_guarded(each) for each in gradio_apps(app))


def user_of(app: Any, connection: Any) -> str | None:
    """The logged-in user behind a Starlette request or socket; "" where no login is required.

    None means: refuse. An `auth_dependency` that fails, or cannot be asked here, refuses too.
    """
    apps = gradio_apps(app)
    if not any(_is_guarded(each) for each in apps):
        return ""
    for each in apps:
        user = _user_by_dependency(each, connection) or _user_by_cookie(each, connection.cookies)
        if user is not None:
            return user
    return None


def _is_guarded(app: Any) -> bool:
    return app.auth is not None or getattr(app, "auth_dependency", None) is not None


def _mounted_on(app: Any) -> Iterator[Any]:
    for route in getattr(getattr(app, "router", None), "routes", ()):
        below = getattr(route, "app", None)
        if hasattr(below, "router"):
            yield below


def _user_by_cookie(app: Any, cookies: Mapping[str, str]) -> str | None:
    cookie_id = getattr(app, "cookie_id", None)
    suffix = f"-{cookie_id}" if cookie_id else ""
    for name in (f"access-token{suffix}", f"access-token-unsecure{suffix}"):
        user = app.tokens.get(cookies.get(name))
        if user is not None:
            return str(user)
    return None


def _user_by_dependency(app: Any, connection: Any) -> str | None:
    """Ask the owner's function; a socket has the same headers, cookies and session as a request."""
    dependency = getattr(app, "auth_dependency", None)
    if dependency is None:
        return None
    try:
        user = dependency(connection)
    except Exception:  # the owner's code: whatever it raises means "not known"
        _log.warning("The app's auth_dependency failed for the gallery.", exc_info=True)
        return None
    if inspect.iscoroutine(user):
        user.close()
        _log.warning("An async auth_dependency cannot be asked for a gallery; access is refused.")
        return None
    return None if user is None else str(user)
