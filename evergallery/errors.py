"""Every error Evergallery raises on purpose, one code each.

EvergalleryError
├── WireError            protocol_error     a peer sent something that is not a message
├── BadParams            bad_params         a command got parameters of the wrong shape
├── UnknownCommand       command_unknown    no such command
├── ViewUnknown          view_unknown       the session has not opened this view
├── ItemUnknown          item_unknown       no such picture
├── ItemGone             item_gone          the picture's file is no longer there
├── FolderUnknown        folder_unknown     no such folder
├── ActionConflict       action_conflict    another action was done under this key
├── ThumbnailFailed      thumbnail_failed   the file cannot be decoded
├── PacksOff             packs_off          thumbnails are not sent together here, by the setting thumbnail_packs
├── NotAllowed           not_allowed        login missing or expired
│   └── WrongOrigin      wrong_origin       the page comes from another address
├── ServerFull           server_full        too many sockets, polls or sessions
├── LibraryFailed        library_failed     the index cannot be opened or written
├── SettingsInvalid      settings_invalid   a settings file or value cannot be used
└── InternalError        internal           anything unforeseen; details are in the log only

The message is one sentence for the person who sees it. It never carries paths, SQL or tracebacks.
"""

from __future__ import annotations

from typing import ClassVar


class EvergalleryError(Exception):
    """Base of the tree. `code` travels on the wire, `message` is shown to a person."""

    code: ClassVar[str] = "internal"
    default_message: ClassVar[str] = "Something went wrong on the server; its log says what."

    def __init__(self, message: str | None = None) -> None:
        self.message = message or self.default_message
        super().__init__(self.message)


class WireError(EvergalleryError):
    """The text is not a message of the protocol, or larger than allowed."""

    code = "protocol_error"
    default_message = "The message was not understood."


class BadParams(EvergalleryError):
    code = "bad_params"
    default_message = "The request had parameters of the wrong kind."


class UnknownCommand(EvergalleryError):
    code = "command_unknown"
    default_message = "The server does not know this command."


class ViewUnknown(EvergalleryError):
    code = "view_unknown"
    default_message = "This view is not open any more."


class ItemUnknown(EvergalleryError):
    code = "item_unknown"
    default_message = "There is no such picture."


class ItemGone(EvergalleryError):
    code = "item_gone"
    default_message = "The file of this picture is no longer there."


class FolderUnknown(EvergalleryError):
    code = "folder_unknown"
    default_message = "There is no such folder."


class ActionConflict(EvergalleryError):
    code = "action_conflict"
    default_message = "This was asked for before in another way, and is not done a second time."


class ThumbnailFailed(EvergalleryError):
    code = "thumbnail_failed"
    default_message = "This file cannot be shown as a picture."


class PacksOff(EvergalleryError):
    code = "packs_off"
    default_message = "This gallery sends each thumbnail by its own address."


class NotAllowed(EvergalleryError):
    code = "not_allowed"
    default_message = "Please log in to see this gallery."


class WrongOrigin(NotAllowed):
    code = "wrong_origin"
    default_message = (
        "This page comes from another address than the gallery's server. "
        "A proxy in between must pass on the Host header."
    )


class ServerFull(EvergalleryError):
    code = "server_full"
    default_message = "The server has no room for another connection right now."


class LibraryFailed(EvergalleryError):
    code = "library_failed"
    default_message = "The gallery's index cannot be opened; the server's log says why."


class SettingsInvalid(EvergalleryError):
    code = "settings_invalid"
    default_message = "A setting has a value that cannot be used."


class InternalError(EvergalleryError):
    code = "internal"
