"""The polling endpoint: one hidden, named, un-queued Gradio function, the same on 3.41 … 6.

What each choice rests on (tried on 3.41.2, 3.43.2, 4.40.0, 5.50.0, 6.31.0): a Textbox, because gr.JSON
breaks on 4.40 and 5.50 and gr.State drops what is posted; `queue=False`, because the queue of Gradio 3
is a WebSocket, the very thing polling stands in for; `async def`, because with 64 jobs running a sync
function waits for a thread (9.7 s); undocumented, but by name callable with a plain POST and by
gradio_client ("private" would refuse the latter).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from evergallery.log import get_logger

from .signature import accepted

API_NAME = "evergallery_poll"

# text of the poll, user (None: no login in this app), the Starlette request or None -> text of the answer
Poll = Callable[[str, str | None, Any], Awaitable[str]]

_log = get_logger("poll")

_FAILED = json.dumps(
    [{"type": "bye", "ack": 0, "body": {"code": "internal", "message": "The poll failed."}}]
)


def add_endpoint(poll: Poll) -> Any:
    """Register `poll` inside the `gr.Blocks` that is being built. Returns Gradio's event."""
    import gradio as gr

    asked = gr.Textbox(visible=False)
    answer = gr.Textbox(visible=False)
    button = gr.Button(visible=False)
    wanted = {
        "api_name": API_NAME,
        "queue": False,
        "show_progress": "hidden",
        "api_visibility": "undocumented",  # 6
        "show_api": False,  # 4, 5
        "concurrency_limit": None,  # 4 on: no limit
    }
    if "api_visibility" in accepted(button.click, wanted):
        del wanted["show_api"]
    return button.click(
        _endpoint(poll), inputs=[asked], outputs=[answer], **accepted(button.click, wanted)
    )


def _endpoint(poll: Poll) -> Callable[..., Awaitable[str]]:
    import gradio as gr

    async def evergallery_poll(text: str, request: Any) -> str:
        return await _answered(poll, text, request)

    # Gradio passes the request by the parameter's annotation; ours would be a string it cannot resolve.
    evergallery_poll.__annotations__ = {"text": str, "request": gr.Request, "return": str}
    return evergallery_poll


async def _answered(poll: Poll, text: str, request: Any) -> str:
    """One of the boundaries that catch everything: an exception would come back with a traceback."""
    try:
        user = getattr(request, "username", None)
        return await poll(str(text), user, getattr(request, "request", None))
    except Exception:
        _log.exception("A poll failed.")
        return _FAILED
