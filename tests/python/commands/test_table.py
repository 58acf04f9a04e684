from __future__ import annotations

import logging
from typing import Any

import msgspec
import pytest

from evergallery.commands import COMMANDS, CommandContext, run
from evergallery.commands.bodies import ItemBody
from evergallery.errors import BadParams, InternalError, ItemUnknown, UnknownCommand
from evergallery.library import Action
from tests.python.commands.commands_page import command_tables, documented
from tests.python.commands.fake_library import FakeLibrary


@pytest.fixture
def context() -> CommandContext:
    return CommandContext(FakeLibrary(count=3))


def test_every_command_runs_by_its_name_and_gives_what_the_table_says(
    context: CommandContext,
) -> None:
    view = msgspec.to_builtins(run(context, "open_view", {}))["view"]
    params: dict[str, dict[str, Any]] = {
        "window": {"view": view, "offset": 0},
        "locate": {"view": view, "id": 1},
        "close_view": {"view": view},
        "item": {"id": 1},
    }
    for name in ["open_view", "window", "locate", "close_view", "folders", "item", "status"]:
        assert type(run(context, name, params.get(name, {}))) is COMMANDS[name].result
    assert type(run(context, "mark", {"id": 1, "favourite": True}, "k1")) is COMMANDS["mark"].result
    assert len(COMMANDS) == 8


def test_an_action_needs_a_key_and_a_question_none(context: CommandContext) -> None:
    with pytest.raises(BadParams):
        run(context, "mark", {"id": 1, "favourite": True})
    run(context, "item", {"id": 1})
    assert [name for name, command in COMMANDS.items() if command.is_action] == ["mark"]


def test_an_action_carries_who_wants_what_in_one_spelling(context: CommandContext) -> None:
    library = context.library
    assert isinstance(library, FakeLibrary)
    run(context, "mark", {"favourite": True, "id": 2, "from_a_newer_page": 1}, "k1", "ada")
    run(context, "mark", {"id": 2, "favourite": True}, "k1", "ada")
    first, again = library.actions
    assert first == again == Action("ada", "k1", "mark", '{"id":2,"favourite":true,"version":""}')


def test_an_unknown_command_is_refused(context: CommandContext) -> None:
    with pytest.raises(UnknownCommand):
        run(context, "delete_everything", {})


@pytest.mark.parametrize(
    ("command", "params"),
    [
        ("open_view", {"sort": "colour"}),
        ("open_view", {"words": 7}),
        ("open_view", {"words": "w" * 1001}),
        ("open_view", {"limit": 10**30}),
        ("open_view", {"folder": "../../etc"}),
        ("window", {"view": "k"}),
        ("window", {"view": "k", "offset": -1}),
        ("item", {}),
        ("item", {"id": None}),
        ("item", {"id": [1]}),
        ("mark", {"id": 1}),
        ("mark", {"id": 1, "favourite": 1}),
    ],
)
def test_parameters_of_the_wrong_kind_cost_one_error(
    context: CommandContext, command: str, params: dict[str, Any]
) -> None:
    with pytest.raises(BadParams):
        run(context, command, params)


def test_a_parameter_of_a_newer_page_is_passed_over(context: CommandContext) -> None:
    assert type(run(context, "item", {"id": 1, "with_colours": True})) is ItemBody


def test_an_error_made_on_purpose_passes_through(context: CommandContext) -> None:
    with pytest.raises(ItemUnknown):
        run(context, "item", {"id": 99})


def test_an_unforeseen_error_is_logged_and_its_details_stay_inside(
    context: CommandContext, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "evergallery"), pytest.raises(InternalError) as caught:
        run(context, "item", {"id": 666})
    assert "secret" not in caught.value.message
    assert "a secret of the inside" in caplog.text


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_on_its_page_with_parameters_and_result(name: str) -> None:
    section = documented(name)
    for table in command_tables(COMMANDS[name]):
        assert table in section
