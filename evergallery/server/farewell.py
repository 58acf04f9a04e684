"""How a conversation is refused or ended, so that the browser learns why.

A socket closed before it was accepted is always 1006 in a browser; whoever wants a reason to be heard accepts first.
The codes are told apart by javascript/evergallery/io/websocket_transport.mjs and listed in docs/commands.md.
"""

from __future__ import annotations

from evergallery.errors import EvergalleryError
from evergallery.wire.messages import Bye, ByeBody, encode

CLOSE_CODES = {
    "bye": 1000,  # the client said so first
    "ended": 1012,  # the server is going away: come back at once
    "server_full": 1013,  # try again later
    "protocol_error": 4400,
    "not_allowed": 4401,  # the login is missing or expired
    "wrong_origin": 4403,  # the page comes from another address
    "silent": 4408,
    "superseded": 4409,  # the same client opened a newer one
}
INTERNAL_ERROR = 1011


def close_code(code: str) -> int:
    """Close code of the socket for the code of a bye."""
    return CLOSE_CODES.get(code, INTERNAL_ERROR)


def bye_text(error: EvergalleryError) -> str:
    """The message that refuses a conversation which has no session."""
    return encode(Bye(ack=0, body=ByeBody(error.code, error.message)))
