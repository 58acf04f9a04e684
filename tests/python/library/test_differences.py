from __future__ import annotations

import os
import time
from pathlib import Path

from evergallery.library.differences import PIECE, differences
from evergallery.library.paths import Listing, list_folder
from evergallery.library.records import KnownFile
from evergallery.library.versions import Stamp, stamp_of
from tests.python.library.scene import picture

LONG_AGO_NS = 1_700_000_000 * 10**9


def test_added_rewritten_and_gone_files_are_told_apart(out: Path) -> None:
    same, other = picture(out / "same.png"), picture(out / "other.png")
    picture(out / "new.png")
    known = {
        "same.png": KnownFile(1, "same.png", stamp_of(same.stat())),
        "other.png": KnownFile(2, "other.png", Stamp(0, 0)),
        "gone.png": KnownFile(3, "gone.png", Stamp(0, 0)),
    }
    added, rewritten, gone, last = differences(list_folder(str(out)), [str(out)], known)
    assert [new.name for new in added.added] == ["new.png"]
    assert [(one.known.id, one.stamp) for one in rewritten.rewritten] == [
        (2, stamp_of(other.stat()))
    ]
    assert [one.id for one in gone.gone] == [3]
    assert last.mtime_ns is not None


def test_a_large_folder_comes_in_pieces_and_its_time_last(out: Path) -> None:
    found = os.stat(picture(out / "a.png"))
    listing = Listing("/f", LONG_AGO_NS, [(f"{n}.png", found) for n in range(PIECE * 2 + 1)], [])
    pieces = list(differences(listing, ["/f"], {}))
    assert [len(piece.added) for piece in pieces] == [PIECE, PIECE, 1, 0]
    assert [piece.mtime_ns for piece in pieces] == [None, None, None, LONG_AGO_NS]


def test_the_time_of_a_folder_still_in_motion_is_not_trusted() -> None:
    (last,) = differences(Listing("/f", time.time_ns(), [], []), ["/f"], {})
    assert last.mtime_ns == 0
