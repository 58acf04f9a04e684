from __future__ import annotations

from evergallery.commands import CommandContext
from evergallery.commands.folders import FoldersParams, folders
from tests.python.commands.fake_library import FakeLibrary


def test_the_tree_names_parents_before_children() -> None:
    tree = folders(CommandContext(FakeLibrary(count=5)), FoldersParams()).folders
    assert [(f.id, f.parent, f.name, f.count, f.total) for f in tree] == [
        (1, None, "outputs", 0, 5),
        (2, 1, "day", 5, 5),
    ]


def test_a_tree_the_client_knows_is_not_told_again() -> None:
    library = FakeLibrary(count=5)
    context = CommandContext(library)
    known = folders(context, FoldersParams()).fingerprint
    again = folders(context, FoldersParams(known))
    assert (again.unchanged, again.folders, again.fingerprint) == (True, [], known)
    library.add()
    grown = folders(context, FoldersParams(known))
    assert (grown.unchanged, [f.total for f in grown.folders]) == (False, [6, 6])
