from __future__ import annotations

from evergallery.commands import CommandContext
from evergallery.commands.folders import folders
from evergallery.commands.params import NoParams
from tests.python.commands.fake_library import FakeLibrary


def test_the_tree_names_parents_before_children() -> None:
    tree = folders(CommandContext(FakeLibrary(count=5)), NoParams()).folders
    assert [(f.id, f.parent, f.name, f.count, f.total) for f in tree] == [
        (1, None, "outputs", 0, 5),
        (2, 1, "day", 5, 5),
    ]
