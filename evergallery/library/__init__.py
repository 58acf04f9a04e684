"""Floor 1: the pictures on disk, indexed in SQLite. Knows nothing of sockets, hosts or commands."""

from .answers import (
    Change,
    FolderCount,
    Group,
    ItemDetail,
    OnChange,
    Phase,
    Root,
    Row,
    Sort,
    Splice,
    Status,
    StoredFile,
    ViewChange,
    ViewPage,
    ViewQuery,
    Window,
)
from .library import Library

__all__ = [
    "Change",
    "FolderCount",
    "Group",
    "ItemDetail",
    "Library",
    "OnChange",
    "Phase",
    "Root",
    "Row",
    "Sort",
    "Splice",
    "Status",
    "StoredFile",
    "ViewChange",
    "ViewPage",
    "ViewQuery",
    "Window",
]
