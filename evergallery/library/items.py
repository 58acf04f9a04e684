"""Everything about one item, its infotext taken apart."""

from __future__ import annotations

from collections.abc import Mapping

from . import formats
from .answers import ItemDetail
from .heads import read_head
from .index import Index
from .marks import FAVOURITE
from .metadata import infotext
from .rows import DetailRow, StoredItem, detail_row, stored_item


def item_detail(index: Index, item_id: int, labels: Mapping[str, str]) -> ItemDetail:
    """Raises ItemUnknown. `labels` name roots."""
    with index.reading() as db:
        stored = stored_item(db, item_id)
        row = detail_row(db, item_id)
    if not row.is_read:
        row = _read_now(stored, row)
    text = infotext.parse(row.infotext)
    return ItemDetail(
        id=item_id,
        name=row.name,
        folder=row.folder,
        folder_name=labels.get(stored.place.folder) or row.folder_name,
        width=row.width,
        height=row.height,
        size_bytes=row.size_bytes,
        mtime_s=row.mtime_s,
        version=row.version,
        kind=row.kind,
        media_type=formats.media_type_of(stored.place.name),
        prompt=text.prompt,
        negative_prompt=text.negative_prompt,
        parameters=text.parameters,
        favourite=bool(row.marks & FAVOURITE),
        infotext=row.infotext,
    )


def _read_now(stored: StoredItem, row: DetailRow) -> DetailRow:
    """The scan has not come to it yet, the person has."""
    try:
        head = read_head(stored.place.path).head
    except OSError:
        return row
    return row._replace(width=head.width, height=head.height, infotext=head.infotext)
