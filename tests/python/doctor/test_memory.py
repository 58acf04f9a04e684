from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from evergallery.doctor.memory import MAX_ADDRESSES, Memory, data_folder
from tests.python.doctor.test_report import examination

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)


def test_what_was_found_is_told_the_next_time(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "new" / "kept.json")
    assert memory.last("https://host/a/") == ""
    memory.keep(examination("nginx takes the Upgrade header away"), NOON)
    assert memory.last("https://host/a/").startswith(
        "Last time, on 2026-03-01 12:00 UTC: nginx takes the Upgrade header"
    )


def test_where_nothing_was_reached_nothing_is_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "kept.json")
    memory.keep(examination("nothing answers", base=""), NOON)
    assert not (tmp_path / "kept.json").exists()


def test_only_the_latest_addresses_are_kept(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "kept.json")
    for number in range(MAX_ADDRESSES + 1):
        memory.keep(examination("everything gets through", base=f"https://{number}/"), NOON)
    assert memory.last("https://0/") == ""
    assert memory.last(f"https://{MAX_ADDRESSES}/")


def test_nonsense_in_the_file_is_as_good_as_nothing(tmp_path: Path) -> None:
    for text in ("", "[]", '{"https://host/a/": 7}', "{"):
        (tmp_path / "kept.json").write_text(text)
        memory = Memory(tmp_path / "kept.json")
        assert memory.last("https://host/a/") == ""


def test_a_home_that_cannot_be_written_to_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Memory(tmp_path / "file" / "kept.json").keep(examination("everything gets through"), NOON)


def test_each_system_has_its_own_place() -> None:
    home = {"HOME": "/home/ada"}
    assert data_folder(home, "linux") == Path("/home/ada/.local/share/evergallery")
    assert data_folder({**home, "XDG_DATA_HOME": "/x"}, "linux") == Path("/x/evergallery")
    assert data_folder(home, "darwin") == Path("/home/ada/Library/Application Support/evergallery")
    assert data_folder({"LOCALAPPDATA": "/local"}, "win32") == Path("/local/evergallery")
