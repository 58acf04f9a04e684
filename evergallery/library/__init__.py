"""Floor 1: the pictures on disk, indexed in SQLite. Knows nothing of sockets, hosts or commands."""

from .answers import (
    Change,
    FolderCount,
    Group,
    ItemDetail,
    Marked,
    OnChange,
    Phase,
    Root,
    Row,
    Sort,
    Splice,
    Status,
    StoredFile,
    ThumbnailFound,
    ViewChange,
    ViewPage,
    ViewQuery,
    Window,
)
from .journal import Action
from .library import Library

__all__ = [
    "Action",
    "Change",
    "FolderCount",
    "Group",
    "ItemDetail",
    "Library",
    "Marked",
    "OnChange",
    "Phase",
    "Root",
    "Row",
    "Sort",
    "Splice",
    "Status",
    "StoredFile",
    "ThumbnailFound",
    "ViewChange",
    "ViewPage",
    "ViewQuery",
    "Window",
]
